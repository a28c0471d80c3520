/** What the originals refuse (test/golden/ft/unsupported.tsv), row by row. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { recordLayout } from '../lib/flow/layout.js';
import { CLASSIC_VERSIONS, type ExportVersion } from '../lib/flow/version.js';
import { PRINT_FORMATS } from '../lib/rows/print/formats.js';
import { missingFields as missingToPrint } from '../lib/rows/print/printer.js';
import { STAT_FORMATS } from '../lib/stat/formats.js';
import { missingFields as missingToSum } from '../lib/stat/refusal.js';
import { runProgram } from './bin/program.js';
import { CORPUS } from './golden-runner/cases.js';

interface Row {
  readonly id: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly input: string;
  readonly status: string;
}

const ROWS: readonly Row[] = readFileSync(`${CORPUS}/unsupported.tsv`, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [id = '', command = '', status = ''] = line.split('\t');
    const [call = '', input = ''] = command.split(' < ');
    const [program = '', ...words] = call.split(' ');
    return { id, program, words, input, status };
  });

/** `VERSION FORMAT` of each pair whose fields are not there. */
function lacking<Format>(
  formats: readonly (readonly [number: string, format: Format])[],
  missing: (format: Format, version: ExportVersion) => readonly unknown[],
): string[] {
  return CLASSIC_VERSIONS.flatMap((version) =>
    formats.filter(([, format]) => missing(format, version).length > 0).map(([number]) => `${version} ${number}`),
  ).sort();
}

/** flow-tools has none beyond 24. */
const ORIGINAL_PRINT_FORMATS = Object.entries(PRINT_FORMATS).filter(([number]) => Number(number) <= 24);

const LACKING: Readonly<Record<string, readonly string[]>> = {
  print: lacking(ORIGINAL_PRINT_FORMATS, (format, version) => missingToPrint(format, recordLayout(version))),
  stat: lacking(
    [...STAT_FORMATS.entries()].map(([at, format]) => [String(at), format] as const),
    (format, version) => missingToSum(format, recordLayout(version)),
  ),
};

/** Rows that are not about fields of a format. */
const OTHERS = ['bad/z-junk.export'];

describe('what the originals refuse', () => {
  it('is known row by row: formats of flow-print and flow-stat, and one file', () => {
    const known = ROWS.filter(({ id }) => !OTHERS.includes(id));
    assert.equal(known.length, ROWS.length - OTHERS.length);
    for (const { id } of known) assert.match(id, /^(print|stat)\/(v[\d.]+|edge)\.f\d+$/);
  });

  for (const [group, ours] of Object.entries(LACKING)) {
    const refused = ROWS.flatMap(({ id }) => {
      const [, of, version = '', format = ''] = /^(\w+)\/v(\S+?)\.f(\d+)$/.exec(id) ?? [];
      return of === group ? [`${version} ${format}`] : [];
    }).sort();
    it(`flow-${group} lacks fields for these ${refused.length} pairs of version and format, and for no others`, () => {
      assert.ok(refused.length > 200);
      assert.deepEqual(ours, refused);
    });
  }

  const seen = new Set<string>();
  for (const { id, program, words, input, status } of ROWS.filter(({ id }) => !OTHERS.includes(id))) {
    const [, version = '5'] = /\/v([\d.]+)\.f/.exec(id) ?? []; // what is called edge is of version 5
    if (seen.has(`${program} ${input}`)) continue;
    seen.add(`${program} ${input}`);
    it(`${program} ${words.join(' ')} < ${input} says which fields records of version ${version} lack`, async () => {
      const ended = await runProgram(program, words, readFileSync(`${CORPUS}/${input}`));
      assert.equal(ended.status, Number(status));
      assert.match(
        ended.stderr,
        new RegExp(
          `Flow record missing required field for format\\. NetFlow ${version.replace('.', '\\.')} has no [a-z_]+(, [a-z_]+)*\\.\\n$`,
        ),
      );
      assert.doesNotMatch(ended.stdout.toString(), /^[^#\n]/m, 'no records');
    });
  }

  it('flow-export comes to the end of a compressed file that is junk, where the original loops', async () => {
    const row = ROWS.find(({ id }) => id === 'bad/z-junk.export');
    assert.ok(row);
    const ended = await runProgram(row.program, row.words, readFileSync(`${CORPUS}/${row.input}`));
    assert.equal(ended.status, 0);
    assert.match(ended.stderr, /^flow-export: \(?standard input.*octet \d+/m);
    assert.match(ended.stdout.toString(), /^#:unix_secs/);
  });
});
