import assert from 'node:assert/strict';
import { isSuppressed, parseSuppressList, SuppressError } from '../../lib/scan/suppress.js';

const TEXT = `# src prot srcport dstport
10.0.0.1 - - -
10.0.0.2 17 - 53
  10.0.0.2 6 25 -
`;

describe('suppress lists', () => {
  it('match a flow in all the fields that a line gives', () => {
    const list = parseSuppressList(TEXT, 'x.src');
    const suppressed = (last: number, prot: number, srcport: number, dstport: number) =>
      isSuppressed(list, 0x0a000000 + last, prot, srcport, dstport);
    assert.ok(suppressed(1, 1, 2, 3));
    assert.ok(suppressed(2, 17, 40_000, 53));
    assert.ok(!suppressed(2, 6, 40_000, 53));
    assert.ok(!suppressed(2, 17, 40_000, 54));
    assert.ok(suppressed(2, 6, 25, 40_000));
    assert.ok(!suppressed(3, 17, 40_000, 53));
  });

  for (const [line, what] of [
    ['10.0.0.1 - -', 'four words'],
    ['10.0.0.300 - - -', '10.0.0.300'],
    ['10.0.0.1 256 - -', 'prot "256"'],
    ['10.0.0.1 - x -', 'srcport "x"'],
    ['10.0.0.1 - - 65536', 'dstport "65536"'],
  ] as const)
    it(`refuse "${line}" and say where`, () => {
      assert.throws(
        () => parseSuppressList(`\n${line}\n`, 'x.src'),
        (error) =>
          error instanceof SuppressError && error.message.includes('x.src line 2') && error.message.includes(what),
      );
    });
});
