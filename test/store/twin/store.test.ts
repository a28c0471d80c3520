import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import type { FlowQuery } from '../../../lib/query/query.js';
import { DuckDbStore } from '../../../lib/store/duckdb-store.js';
import type { Result } from '../../../lib/store/store.js';
import { rangeIndexPath, readIndexSummary, readRangeIndex } from '../../../lib/store/twin/range-index.js';
import * as draw from '../../query/arbitrary.js';
import { assertAnswer } from '../../query/assert-answer.js';
import { evaluate } from '../../query/reference.js';
import { flowOf, timedRecord, writeRowFile, type RowFile } from '../row-files.js';
import { anyRowFile, describeStore } from '../store-suite.js';
import { makeTwin, TwinningStore } from '../twins.js';

const open = (dataDirectory: string) => new DuckDbStore({ dataDirectory, threads: 2 });

for (const [rows, what] of [
  ['beside', 'DuckDbStore over twins'],
  ['alone', 'DuckDbStore over twins whose row files are gone'],
] as const)
  describeStore(
    what,
    (dataDirectory) => new TwinningStore(open(dataDirectory), dataDirectory, rows),
    'files with flows of the window',
  );

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const S = Date.UTC(2025, 5, 14, 12);

describe('DuckDbStore over rows and twins', () => {
  let folder = '';
  let device = '';
  let store: DuckDbStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-'));
    device = join(folder, 'edge');
    store = open(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const flowsFrom = (start: number, end: number, count = 10) =>
    Array.from({ length: count }, (_, index) =>
      timedRecord(start, end, 5_000_000_000 % 2 ** 32, { srcaddr: index, doctets: 100, dpkts: 1 }),
    );
  const write = (start: number, change: Partial<RowFile> = {}) =>
    writeRowFile(device, { version: '5', start, records: flowsFrom(start, start + 1000), ...change });
  const QUERY: FlowQuery = {
    sources: [{ kind: 'device', name: 'edge' }],
    window: { start: S, end: S + HOUR, rule: 'any' },
    filter: { kind: 'and', of: [] },
    share: 'whole flows',
    select: { kind: 'groups', dimensions: [], measures: [{ measure: 'flows' }] },
    order: [],
  };
  const flows = ({ totals }: Result) => totals.flows;
  const codes = ({ notes }: Result) => notes.map(({ code }) => code);
  /** Long enough ago that nothing can have been added at the same time. */
  const settle = (directory: string) => {
    utimesSync(directory, new Date(S), new Date(S));
  };

  it('answers the same whichever files have twins, or nothing else', async () => {
    const file = fc.record({ file: anyRowFile, form: fc.constantFrom('rows', 'both', 'twin') });
    const files = fc.uniqueArray(file, { maxLength: 6, selector: ({ file: { start } }) => start });
    await fc.assert(
      fc.asyncProperty(files, fc.array(draw.query, { minLength: 1, maxLength: 6 }), async (drawn, queries) => {
        rmSync(folder, { recursive: true });
        const inOrder = drawn.toSorted((left, right) => left.file.start - right.file.start);
        const paths: string[] = [];
        await write(draw.EPOCH, { records: [] }); // the device has a directory
        for (const { file: each, form } of inOrder) {
          const path = await writeRowFile(device, each);
          paths.push(path);
          if (form === 'rows' || each.state === 'open') continue;
          await makeTwin(path);
          if (form === 'twin') rmSync(path);
        }
        const all = inOrder.flatMap(({ file: { version, records } }) => records.map((each) => flowOf(version, each)));
        for (const asked of queries) {
          const sources: FlowQuery['sources'] = asked.window ? QUERY.sources : [{ kind: 'files', paths }];
          const result = await store.run({ ...asked, sources });
          assertAnswer(asked, result, evaluate(asked, all));
          const fine = paths.length > 0 ? ['skipped-field'] : ['no-files'];
          assert.deepEqual(
            codes(result).filter((code) => !fine.includes(code)),
            [],
          );
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 25_000 },
    );
  });

  it('reads the twin, and no other columns than it needs', async () => {
    const row = await write(S);
    await makeTwin(row);
    const { size, mtime } = statSync(row);
    writeFileSync(row, Buffer.alloc(size)); // the rows would be noticed
    utimesSync(row, mtime, mtime);
    assert.deepEqual(codes(await store.run(QUERY)), ['unused-twin', 'damaged-file']); // its time in ns is another
    rmSync(row);
    const result = await store.run(QUERY);
    assert.deepEqual([flows(result), result.notes], [10, []]);
  });

  it('reads rows where they have changed since their twin was made, and says so once', async () => {
    for (const minutes of [0, 5, 10]) await makeTwin(await write(S + minutes * MINUTE));
    for (const minutes of [0, 5]) await write(S + minutes * MINUTE, { records: flowsFrom(S, S + 1, 20) });
    const result = await store.run(QUERY);
    assert.equal(flows(result), 50);
    assert.deepEqual(codes(result), ['unused-twin']);
    assert.match(result.notes[0]?.text ?? '', /^2 columnar files are not used, .*flow-parquet/);
  });

  it('reads rows where the twin is of another file, or made by another version', async () => {
    const [one, two, three] = [await write(S), await write(S + MINUTE), await write(S + 2 * MINUTE)];
    const [first, second, third] = [await makeTwin(one), await makeTwin(two), await makeTwin(three)];
    renameSync(first, second);
    const octets = readFileSync(third);
    octets.write('9', octets.indexOf('flowviewer.twin') + 'flowviewer.twin'.length + 2); // the format's number
    writeFileSync(third, octets);
    const result = await store.run(QUERY);
    assert.deepEqual([flows(result), codes(result)], [30, ['unused-twin']]);
    assert.match(result.notes[0]?.text ?? '', /^2 columnar files/);
  });

  for (const [what, damage] of [
    ['cut off', (path: string) => truncateSync(path, statSync(path).size - 20)],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['something else', (path: string) => writeFileSync(path, 'this is no Parquet file, whatever its name is')],
    [
      'overwritten within',
      (path: string) => {
        const octets = readFileSync(path);
        writeFileSync(path, octets.fill(0xff, 4, octets.length >> 1));
      },
    ],
  ] as const)
    for (const rows of ['there', 'gone'] as const)
      it(`tells of a twin that is ${what}, with its rows ${rows}`, async () => {
        const row = await write(S);
        const other = await write(S + 5 * MINUTE);
        await makeTwin(other);
        const twin = await makeTwin(row);
        assert.equal(flows(await store.run({ ...QUERY, select: SOURCES })), 20); // and the index knows it as whole
        damage(twin);
        if (rows === 'gone') rmSync(row);
        const result = await store.run({ ...QUERY, select: SOURCES });
        assert.deepEqual([flows(result), codes(result)], [rows === 'there' ? 20 : 10, ['damaged-file']]);
        const text = result.notes[0]?.text ?? '';
        assert.ok(text.includes(twin), text);
        assert.match(text, rows === 'there' ? /read instead\.$/ : /missing\.$/);
      });

  const SOURCES: FlowQuery['select'] = {
    kind: 'groups',
    dimensions: [{ kind: 'field', field: 'srcaddr' }],
    measures: [{ measure: 'flows' }, { measure: 'octets' }, { measure: 'packets' }],
  };

  it('keeps to rows while a file is open', async () => {
    const row = await write(S, { state: 'open' });
    await makeTwin(await write(S + HOUR));
    assert.equal(flows(await store.run({ ...QUERY, window: { start: S, end: S + 2 * HOUR, rule: 'any' } })), 20);
    assert.ok(existsSync(row));
  });

  it('finds a long flow in the twin of a file that starts hours after the window', async () => {
    const exported = S + 9 * HOUR;
    const row = await write(exported, { records: flowsFrom(S + 30 * MINUTE, S + 8.5 * HOUR) });
    assert.equal(flows(await store.run(QUERY)), 0);
    await makeTwin(row);
    assert.equal(flows(await store.run(QUERY)), 10);
    rmSync(row);
    const found = await store.run(QUERY);
    assert.deepEqual([flows(found), found.scanned], [10, { files: 1, flows: 10 }]);
  });

  it('finds it also in the directory of another month, and passes by one whose index says that it begins later', async () => {
    const late = S + 20 * 24 * HOUR; // a record cannot tell of more than 24.8 days
    const twin = await makeTwin(await write(late, { records: flowsFrom(S, late) }));
    const later = await makeTwin(await write(late + 48 * HOUR));
    for (const each of [twin, later]) settle(dirname(each));
    assert.equal(flows(await store.run(QUERY)), 10);
    assert.equal(readIndexSummary(dirname(twin), S + HOUR), 'not known');
    assert.equal(readIndexSummary(dirname(later), S + HOUR), 'all flows begin later');
    const before = statSync(later).atimeMs;
    chmodSync(dirname(later), 0);
    assert.equal(flows(await store.run(QUERY)), 10);
    chmodSync(dirname(later), 0o755);
    assert.equal(statSync(later).atimeMs, before);
  });

  it('leaves out twins whose flows all lie outside the window', async () => {
    const starts = [0, 5, 10, 15, 20].map((minutes) => S + minutes * MINUTE);
    for (const start of starts) await makeTwin(await write(start));
    const window = { start: S + 10 * MINUTE, end: S + 11 * MINUTE, rule: 'any' } as const;
    const { scanned, totals, notes } = await store.run({ ...QUERY, window });
    assert.deepEqual([scanned, totals, notes], [{ files: 1, flows: 10 }, { flows: 10 }, []]);
    const nothing = await store.run({
      ...QUERY,
      window: { start: S + 12 * MINUTE, end: S + 13 * MINUTE, rule: 'any' },
    });
    assert.deepEqual([nothing.scanned.files, flows(nothing), nothing.notes], [0, 0, []]); // there are files, with nothing in them
  });

  it('counts the flows that qualify where a twin has others too', async () => {
    const records = Array.from({ length: 60 }, (_, minute) =>
      flowsFrom(S + minute * MINUTE, S + minute * MINUTE + 1, 1),
    );
    await makeTwin(await write(S, { records: records.flat() }));
    const window = { start: S + 10 * MINUTE, end: S + 20 * MINUTE, rule: 'starts-in' } as const;
    assert.equal(flows(await store.run({ ...QUERY, window })), 10);
    assert.equal(flows(await store.run({ ...QUERY, window: { ...QUERY.window!, rule: 'within' } })), 60);
  });

  it('takes names for what they are, also with the signs of a pattern', async () => {
    device = join(folder, "it's [1]*?");
    await makeTwin(await write(S));
    const sources: FlowQuery['sources'] = [{ kind: 'device', name: basename(device) }];
    assert.equal(flows(await store.run({ ...QUERY, sources })), 10);
  });

  describe('the index of a directory', () => {
    const directoryOf = (twin: string) => dirname(twin);
    const twinOf = async (start: number) => makeTwin(await write(start));

    it('is written by whoever may, beside the directory, and holds every twin', async () => {
      const twin = await twinOf(S);
      await twinOf(S + 3 * HOUR);
      await store.run(QUERY);
      const directory = directoryOf(twin);
      assert.equal(dirname(rangeIndexPath(directory)!), dirname(directory));
      const index = readRangeIndex(directory);
      assert.deepEqual([...index!.keys()].sort(), readdirSync(directory).sort());
      assert.equal(index?.get(basename(twin))?.range?.start, S);
    });

    it('is not needed', async () => {
      const twin = await twinOf(S);
      const index = rangeIndexPath(directoryOf(twin))!;
      for (const text of ['', 'something else\n', undefined]) {
        await store.run(QUERY);
        if (text === undefined) writeFileSync(index, readFileSync(index, 'utf8').split('\n')[0]!);
        else writeFileSync(index, text);
        assert.equal(readRangeIndex(directoryOf(twin)), undefined);
        assert.equal(flows(await store.run(QUERY)), 10);
        assert.equal(readRangeIndex(directoryOf(twin))?.size, 1);
      }
    });

    it('is not believed about a twin that has been made anew', async () => {
      const twin = await twinOf(S);
      await store.run(QUERY);
      assert.equal(flows(await store.run(QUERY)), 10);
      await makeTwin(await write(S, { records: flowsFrom(S + 2 * HOUR, S + 2 * HOUR + 1) }));
      assert.equal(flows(await store.run(QUERY)), 0);
      assert.equal(readRangeIndex(directoryOf(twin))?.get(basename(twin))?.range?.start, S + 2 * HOUR);
    });

    it('is not trusted to be whole when twins have come since, or may have come at the same time', async () => {
      const late = S + 20 * 24 * HOUR;
      const twin = await twinOf(late);
      await store.run(QUERY);
      assert.equal(readIndexSummary(directoryOf(twin), S + HOUR), 'not known');
      settle(directoryOf(twin));
      await store.run(QUERY);
      assert.equal(readIndexSummary(directoryOf(twin), S + HOUR), 'all flows begin later');
      await makeTwin(await write(late + MINUTE, { records: flowsFrom(S, late) }));
      assert.equal(readIndexSummary(directoryOf(twin), S + HOUR), 'not known');
      assert.equal(flows(await store.run(QUERY)), 10);
    });
  });
});
