/** Questions about stored flows that name elements without a field: over row files, over twins, and beside old archives. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPairs, type Pair } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import type { Filter, PairTest } from '../../lib/query/filter.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { findSegments } from '../../lib/store/segments.js';
import { readFooter } from '../../lib/store/twin/footer.js';
import { rangeIndexPath } from '../../lib/store/twin/range-index.js';
import { twinScans } from '../../lib/store/twin/scan.js';
import { runProgram } from '../bin/program.js';
import { timedRecord, writeRowFile } from './row-files.js';
import { closedRowFiles, makeTwin, makeTwins } from './twins.js';

const S = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const NOT_ALL = 1200;

const records = (count: number, prot: number) =>
  Array.from({ length: count }, (_, index) => timedRecord(S, S + 1000, 5_000_000, { doctets: index, dpkts: 1, prot }));

/** Lengths 0 to 1199 in three flows of four, a name in each second one of these. */
const PAIRS = Array.from({ length: NOT_ALL }, (_, index) => {
  if (index % 4 === 3) return undefined;
  const pairs: Pair[] = [{ owner: 0, id: 25, value: Uint8Array.of(index >> 8, index & 255) }];
  if (index % 2 === 0) pairs.push({ owner: 0, id: 82, value: Buffer.from(`eth${index % 8}`) });
  return packPairs(pairs);
});

const pair = (element: string, test: PairTest): Filter => ({ kind: 'pair', elements: [element], test });
const MOST = 2n ** 128n - 1n;
const LONG = pair('0.25', { kind: 'number', verdict: 'is', ranges: [{ lo: 1000n, hi: MOST }] });
const ETH0: PairTest = { kind: 'octets', verdict: 'is', pattern: '65746830' };

/** By the text of a primitive of flow-nfilter. */
const FILTERS: Readonly<Record<string, Filter>> = {
  'permit minimumIpTotalLength ge 1000': LONG,
  'permit interfaceName eq eth0': pair('0.82', ETH0),
  'permit interfaceName ne eth0': pair('0.82', { ...ETH0, verdict: 'is not' }),
  'deny minimumIpTotalLength ge 1000\n default permit': { kind: 'not', of: LONG },
};

describe('pairs in the store', () => {
  let folder = '';
  let device = '';
  let store: DuckDbStore;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stored-pairs-'));
    device = join(folder, 'edge');
    mkdirSync(device);
    store = new DuckDbStore({ dataDirectory: folder, threads: 1 });
    await writeRowFile(device, { version: '5', start: S, records: records(5, 6) });
    await writeRowFile(device, { version: EXTENDED, start: S, records: records(NOT_ALL, 17), pairs: PAIRS });
    await writeRowFile(device, { version: EXTENDED, start: S + 1000, records: records(7, 1) });
    await writeRowFile(device, { version: EXTENDED, start: S + 2000, records: records(NOT_ALL, 17), pairs: PAIRS });
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const query = (filter: Filter, change: Partial<FlowQuery> = {}): FlowQuery => ({
    sources: [{ kind: 'device', name: 'edge' }],
    window: { start: S, end: S + HOUR, rule: 'any' },
    filter,
    share: 'whole flows',
    select: { kind: 'groups', dimensions: [], measures: [{ measure: 'records' }] },
    order: [],
    ...change,
  });
  const count = async (filter: Filter): Promise<unknown> => {
    const { totals, notes } = await store.run(query(filter));
    assert.deepEqual(notes, []);
    return totals['records'];
  };

  /** What flow-nfilter and flow-stat count of the same files. */
  const counted = new Map<string, number>();
  before(async () => {
    const joined = (
      await runProgram(
        'flow-cat',
        closedRowFiles(device).filter((path) => !path.includes('v05')),
      )
    ).stdout;
    const old = closedRowFiles(device).find((path) => path.includes('v05'));
    assert.ok(old);
    for (const test of Object.keys(FILTERS)) {
      const config = join(folder, 'filter.cfg');
      writeFileSync(config, `filter-primitive p\n type element\n ${test}\nfilter-definition d\n match element p\n`);
      let flows = 0;
      for (const input of [joined, readFileSync(old)]) {
        const passed = await runProgram('flow-nfilter', ['-f', config, '-F', 'd'], input);
        assert.equal(passed.status, 0, passed.stderr);
        const told = await runProgram('flow-stat', [], passed.stdout);
        assert.equal(told.status, 0, told.stderr);
        flows += Number(/Total Flows +: (\d+)/.exec(told.stdout.toString())?.[1] ?? 0); // no such line without flows
      }
      counted.set(test, flows);
    }
    assert.deepEqual([...counted.values()], [300, 300, 900, 2 * NOT_ALL + 12 - 300]);
  });

  const FORMS: readonly (readonly [what: string, prepare: () => Promise<void>])[] = [
    ['row files', () => Promise.resolve()],
    [
      'row files and twins',
      async () => {
        const [first = '', , third = ''] = closedRowFiles(device);
        await makeTwin(first);
        await makeTwin(third);
      },
    ],
    ['twins beside row files', () => makeTwins(device, 'beside')],
    ['twins alone', () => makeTwins(device, 'alone')],
  ];
  for (const [what, prepare] of FORMS)
    it(`select as many flows as flow-nfilter does, of ${what}`, async () => {
      await prepare();
      for (const [test, filter] of Object.entries(FILTERS)) assert.equal(await count(filter), counted.get(test), test);
    });

  it('select flows for one measure of several, for buckets and lists of flows, and together with fields', async () => {
    const measures = [{ measure: 'records' }, { measure: 'records', filter: LONG, as: 'long' }] as const;
    const { totals } = await store.run(
      query({ kind: 'and', of: [] }, { select: { kind: 'groups', dimensions: [], measures } }),
    );
    assert.deepEqual(totals, { records: 2 * NOT_ALL + 12, long: 300 });
    const bucketed = await store.run(
      query(LONG, { select: { kind: 'groups', dimensions: [], measures: [{ measure: 'records' }], bucket: 60_000 } }),
    );
    assert.equal(bucketed.totals['records'], 300);
    const listed = await store.run(
      query(
        { kind: 'and', of: [LONG, { kind: 'compare', field: 'doctets', op: 'lt', value: 1002 }] },
        { select: { kind: 'flows', columns: ['doctets', 'prot', 'pairs'] } },
      ),
    );
    const rows = [
      [1000, 17, ';0.25:03e8;0.82:65746830;'],
      [1001, 17, ';0.25:03e9;'],
    ];
    assert.deepEqual(listed.rows, [...rows, ...rows]);
    const old = await store.run(
      query({ kind: 'compare', field: 'prot', op: 'eq', value: 6 }, { select: { kind: 'flows', columns: ['pairs'] } }),
    );
    assert.deepEqual(old.rows, Array<null[]>(5).fill([null]));
  });

  it('are read of twins only by questions that name elements', async () => {
    const { segments } = await findSegments(device, undefined, { fileLength: HOUR, captureInterval: HOUR });
    const read = (pairs: 'read' | 'not read') =>
      twinScans({ segments, fields: new Set(['doctets']), order: 'any order', pairs, window: undefined }).map(
        ({ names }) => names.has('pairs'),
      );
    assert.deepEqual(read('not read'), [false, false]);
    assert.deepEqual(read('read'), [false, true, false]);
  });

  it('are told of in the footers of twins and in the index of their directory', async () => {
    const { segments } = await findSegments(device, undefined, { fileLength: HOUR, captureInterval: HOUR });
    const facts = segments.map((segment) => (segment.kind === 'twin' ? segment.facts.pairs : 'rows'));
    assert.deepEqual(facts, [undefined, 'column', undefined, 'column']);
    for (const segment of segments)
      if (segment.kind === 'twin') {
        assert.equal((await readFooter(segment.twin)).pairs, segment.facts.pairs);
        const index = rangeIndexPath(join(segment.twin, '..'));
        assert.ok(index && readFileSync(index, 'utf8').includes('column'));
      }
  });

  it('leave a twin that is damaged in their column to a note, and only questions that name elements', async () => {
    const { segments } = await findSegments(device, undefined, { fileLength: HOUR, captureInterval: HOUR });
    const [, segment] = segments;
    assert.ok(segment?.kind === 'twin');
    const octets = readFileSync(segment.twin);
    const end = octets.length - 8 - octets.readUInt32LE(octets.length - 8);
    writeFileSync(segment.twin, octets.fill(0xff, end - 1000, end)); // what stands last is the column of pairs
    assert.equal(await count({ kind: 'and', of: [] }), 2 * NOT_ALL + 12);
    const { totals, notes } = await store.run(query(LONG));
    assert.equal(totals['records'], 150);
    assert.deepEqual(
      notes.map(({ code, text }) => [code, text.includes(segment.twin)]),
      [['damaged-file', true]],
    );
  });
});
