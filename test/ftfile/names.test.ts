import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EXPORT_VERSIONS } from '../../lib/flow/version.js';
import { flowFileName, NESTING_LEVELS, nestingDirectory, parseFlowFileName } from '../../lib/ftfile/names.js';

describe('flow file names', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  const start = Date.UTC(2025, 2, 30, 1, 30, 5);

  it('are in local time with the zone', () => {
    process.env['TZ'] = 'Europe/Rome';
    assert.equal(flowFileName({ state: 'closed', version: '5', start }), 'ft-v05.2025-03-30.033005+0200');
    process.env['TZ'] = 'America/New_York';
    assert.equal(flowFileName({ state: 'open', version: '8.1', start }), 'tmp-v08m01.2025-03-29.213005-0400');
    process.env['TZ'] = 'Asia/Kolkata';
    assert.equal(flowFileName({ state: 'closed', version: '1005', start }), 'ft-v1005.2025-03-30.070005+0530');
  });

  it('are read back in any zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('UTC', 'Europe/Rome', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati'),
        fc.constantFrom('UTC', 'America/St_Johns'),
        fc.constantFrom(...EXPORT_VERSIONS),
        fc.constantFrom('open' as const, 'closed' as const),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (written, read, version, state, seconds) => {
          process.env['TZ'] = written;
          const name = flowFileName({ state, version, start: seconds * 1000 });
          process.env['TZ'] = read;
          assert.deepEqual(parseFlowFileName(name), { state, version, start: seconds * 1000 });
        },
      ),
    );
  });

  it('are refused where they make no sense', () => {
    for (const name of ['', 'ft', 'ft-v05.2025-02-30.000000+0000', 'ft-v09.2025-03-30.000000+0000', 'README'])
      assert.equal(parseFlowFileName(name), undefined, name);
    for (const name of [
      'ft-v05.2025-03-30.000000',
      'x/ft-v05.2025-03-30.000000+0000',
      'ft-v08m15.2025-03-30.000000+0000',
    ])
      assert.equal(parseFlowFileName(name), undefined, name);
  });

  it('are sorted into directories of the local day', () => {
    process.env['TZ'] = 'America/New_York';
    assert.deepEqual(
      NESTING_LEVELS.map((level) => nestingDirectory(level, start)),
      [
        '2025/2025-03/2025-03-29',
        '2025-03/2025-03-29',
        '2025-03-29',
        '',
        '2025',
        '2025/2025-03',
        '2025/2025-03/2025-03-29',
      ],
    );
  });
});
