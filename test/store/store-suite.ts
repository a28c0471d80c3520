/** What every store must do, whatever it keeps flows in: run against each of them. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { NESTING_LEVELS } from '../../lib/ftfile/names.js';
import { QueryError } from '../../lib/query/query-error.js';
import type { Dimension, FlowQuery } from '../../lib/query/query.js';
import { StoreError } from '../../lib/store/store-error.js';
import type { FlowStore, Progress } from '../../lib/store/store.js';
import * as draw from '../query/arbitrary.js';
import { assertAnswer } from '../query/assert-answer.js';
import { evaluate } from '../query/reference.js';
import { flowOf, timedRecord, writeRowFile, type RawRecord, type RowFile } from './row-files.js';

const VERSIONS = ['1', '5', '6', '7', '8.1', '8.5', '8.8', '8.12', '8.14', '1005', '1009', '1009'] as const;

const record: fc.Arbitrary<RawRecord> = fc
  .record({
    start: draw.time,
    life: fc.oneof(draw.duration, fc.constant(-500)),
    sysuptime: fc.constantFrom(5000, 2 ** 31, 4_000_000_000),
    srcaddr: draw.anyAddress,
    dstaddr: draw.anyAddress,
    nexthop: draw.v4Address,
    srcport: draw.port,
    dstport: draw.port,
    prot: fc.constantFrom(1, 6, 17),
    tos: draw.octet,
    tcp_flags: draw.octet,
    src_mask: draw.mask,
    dst_mask: draw.mask,
    input: fc.constantFrom(0, 1, 65535),
    output: fc.constantFrom(0, 1, 65535),
    src_as: fc.constantFrom(0, 64512),
    dst_as: fc.constantFrom(0, 64512),
    dpkts: draw.counter,
    doctets: draw.counter,
    dflows: fc.constantFrom(1, 2, 1000),
  })
  .map(({ start, life, sysuptime, ...fields }) => timedRecord(start, start + life, sysuptime, fields));

/** A file of any version, order of octets and nesting, closed or still open. */
export const anyRowFile: fc.Arbitrary<RowFile> = fc.record({
  version: fc.constantFrom(...VERSIONS),
  start: fc.integer({ min: -10, max: 30 }).map((minutes) => draw.EPOCH + minutes * 60_000),
  records: fc.array(record, { maxLength: 8 }),
  state: fc.constantFrom('open', 'closed'),
  level: fc.constantFrom(...NESTING_LEVELS),
  options: fc.record({ byteOrder: fc.constantFrom('big', 'little'), level: fc.constantFrom(0, 6) }),
});

const HOUR = 3_600_000;
const S = Date.UTC(2025, 5, 14, 12);

function flowsAt(start: number, count: number): RawRecord[] {
  return Array.from({ length: count }, (_, index) =>
    timedRecord(start + index, start + index + 1000, 5_000_000, { srcaddr: index % 7, doctets: 100, dpkts: 1 }),
  );
}

const QUERY: FlowQuery = {
  sources: [{ kind: 'device', name: 'edge' }],
  window: { start: S, end: S + HOUR, rule: 'any' },
  filter: { kind: 'and', of: [] },
  share: 'whole flows',
  select: { kind: 'groups', dimensions: [{ kind: 'field', field: 'srcaddr' }], measures: [{ measure: 'flows' }] },
  order: [{ by: 'flows', direction: 'descending' }],
};

/**
 * @param open makes a store that finds a device's files in the directory of its name below `dataDirectory`
 * @param reads whether it looks into every file that can hold flows of a window by its name
 */
export function describeStore(
  name: string,
  open: (dataDirectory: string) => FlowStore,
  reads: 'every file' | 'files with flows of the window' = 'every file',
): void {
  describe(name, () => {
    let folder = '';
    let device = '';
    let store: FlowStore;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'store-'));
      device = join(folder, 'edge');
      mkdirSync(device);
      store = open(folder);
    });
    afterEach(async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    });

    const write = (start: number, count: number, change: Partial<RowFile> = {}) =>
      writeRowFile(device, { version: '5', start, records: flowsAt(start, count), ...change });

    it('answers as looping over the records of all files does, whatever their versions', async () => {
      const files = fc.uniqueArray(anyRowFile, { maxLength: 6, selector: ({ start }) => start });
      await fc.assert(
        fc.asyncProperty(files, fc.array(draw.query, { minLength: 1, maxLength: 6 }), async (drawn, queries) => {
          rmSync(folder, { recursive: true });
          mkdirSync(device, { recursive: true });
          const paths: string[] = [];
          const inOrder = drawn.toSorted((left, right) => left.start - right.start);
          for (const file of inOrder) paths.push(await writeRowFile(device, file));
          const flows = inOrder.flatMap(({ version, records }) => records.map((each) => flowOf(version, each)));
          for (const asked of queries) {
            const sources: FlowQuery['sources'] = asked.window
              ? [{ kind: 'device', name: 'edge' }]
              : [{ kind: 'files', paths }];
            const result = await store.run({ ...asked, sources });
            assertAnswer(asked, result, evaluate(asked, flows));
            const all = { files: drawn.length, flows: flows.length };
            if (reads === 'every file' || !asked.window) assert.deepEqual(result.scanned, all);
            else assert.ok(result.scanned.files <= all.files && result.scanned.flows <= all.flows);
          }
        }),
        { numRuns: 50, interruptAfterTimeLimit: 20_000 },
      );
    });

    it('describes its columns and counts rows beyond the limit', async () => {
      await write(S, 20);
      const { columns, rows, rowCount, totals, notes } = await store.run({ ...QUERY, limit: 2, offset: 1 });
      assert.deepEqual(columns, [
        { key: 'srcaddr', title: 'Source Address', type: 'address' },
        { key: 'flows', title: 'Flows', unit: 'flows', type: 'integer' },
      ]);
      assert.deepEqual(rows, [
        ['0.0.0.1', 3],
        ['0.0.0.2', 3],
      ]);
      assert.equal(rowCount, 7);
      assert.deepEqual(totals, { flows: 20 });
      assert.deepEqual(notes, []);
      const beyond = await store.run({ ...QUERY, limit: 2, offset: 7 });
      assert.deepEqual([beyond.rows, beyond.rowCount], [[], 7]);
    });

    it('adds nothing up over all flows where that is not asked for', async () => {
      await write(S, 20);
      const select = { kind: 'groups', dimensions: [], measures: [{ measure: 'octets' }], bucket: 1000 } as const;
      const asked = { ...QUERY, order: [], select, limit: 2 };
      assert.deepEqual(Object.keys((await store.run(asked)).totals), ['octets']);
      const { rows, totals } = await store.run({ ...asked, select: { ...select, totals: 'none' } });
      assert.equal(rows.length, 2);
      assert.deepEqual(totals, {});
    });

    it('tells in which order groups appear in the files', async () => {
      const ports = (values: number[]) =>
        values.map((srcport) => timedRecord(S, S, 5_000_000, { srcport, dstport: 7 }));
      await write(S, 0, { records: ports([53, 80, 53]) });
      await write(S - 60_000, 0, { records: ports([443, 80]) });
      const ordered = async (dimension: Dimension) => {
        const measures = [{ measure: 'appearance' }, { measure: 'records' }] as const;
        const select = { kind: 'groups', dimensions: [dimension], measures } as const;
        const { rows } = await store.run({ ...QUERY, select, order: [{ by: 'appearance', direction: 'ascending' }] });
        return rows.map(([port, , records]) => [port, records]);
      };
      assert.deepEqual(await ordered({ kind: 'field', field: 'srcport' }), [
        [443, 1],
        [80, 2],
        [53, 2],
      ]);
      assert.deepEqual(await ordered({ kind: 'either', fields: ['srcport', 'dstport'] }), [
        [443, 1],
        [7, 5],
        [80, 2],
        [53, 2],
      ]);
    });

    it('reads more flows than fit any buffer, and tells its progress', async () => {
      await write(S, 30_000);
      await write(S + 60_000, 10_001, { options: { level: 6 } });
      const told: Progress[] = [];
      const { totals, scanned } = await store.run(QUERY, { progress: (done) => void told.push(done) });
      assert.deepEqual(totals, { flows: 40_001 });
      assert.deepEqual(scanned, { files: 2, flows: 40_001 });
      assert.ok(told.length >= 1);
      for (const [index, { files, flows, filesDone }] of told.entries()) {
        assert.ok(files === 2 && filesDone <= 2 && flows <= 40_001);
        assert.ok(flows >= (told[index - 1]?.flows ?? 0));
      }
    });

    it('answers several queries at once', async () => {
      await write(S, 5000);
      const asked = Array.from({ length: 6 }, (_, least) =>
        store.run({ ...QUERY, filter: { kind: 'compare', field: 'dpkts', op: 'gt', value: least - 1 } }),
      );
      const flows = (await Promise.all(asked)).map(({ totals }) => totals.flows);
      assert.deepEqual(flows, [5000, 5000, 0, 0, 0, 0]);
    });

    it('stops when it is told to, and can be asked again', async () => {
      await write(S, 30_000);
      const stopped = AbortSignal.abort();
      await assert.rejects(store.run(QUERY, { signal: stopped }), { name: 'AbortError' });
      const control = new AbortController();
      const reason = new Error('the reader went away');
      const running = store.run(QUERY, {
        signal: control.signal,
        progress: () => {
          control.abort(reason);
        },
      });
      await assert.rejects(running, reason);
      assert.deepEqual((await store.run(QUERY)).totals, { flows: 30_000 });
    });

    it('stops a statement that has begun', async () => {
      const lives = Array.from({ length: 60_000 }, (_, index) =>
        timedRecord(S + index, S + index + 3000, 5_000_000, {}),
      );
      await write(S, 0, { records: lives });
      const control = new AbortController();
      // a bucket of 1 ms: every flow lies in 3,000 of them, and is looked at in each for its maximum
      const asked: FlowQuery = {
        ...QUERY,
        window: { start: S, end: S + 900_000, rule: 'any' },
        select: {
          kind: 'groups',
          dimensions: [{ kind: 'field', field: 'first' }],
          measures: [{ measure: 'max', of: 'doctets', as: 'most' }],
          bucket: 1,
        },
        order: [],
        limit: 1,
      };
      const running = store.run(asked, { signal: control.signal });
      setTimeout(() => {
        control.abort();
      }, 400);
      await assert.rejects(running, { name: 'AbortError' });
    });

    it('reads what stands before the damage in a file, and names file and octet', async () => {
      const path = await write(S, 1000);
      truncateSync(path, readFileSync(path).length - 10);
      const packed = await write(S + 60_000, 1000, { options: { level: 6 } });
      appendFileSync(packed, 'more');
      const { totals, notes } = await store.run(QUERY);
      assert.deepEqual(totals, { flows: 1999 });
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['damaged-file', 'damaged-file'],
      );
      assert.ok(notes[0]?.text.includes(path) && notes[1]?.text.includes(packed));
      assert.match(notes[1]?.text ?? '', /octet \d+.*\.$/);
    });

    it('goes on without a file that it cannot read', async () => {
      const path = await write(S, 3);
      const lost = path.replace('120000', '121500');
      symlinkSync('nowhere', lost);
      const noise = path.replace('120000', '123000');
      writeFileSync(noise, 'this is no flow file at all');
      const { totals, notes } = await store.run(QUERY);
      assert.deepEqual(totals, { flows: 3 });
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['unreadable-file', 'damaged-file'],
      );
      assert.ok(notes[0]?.text.includes(lost) && notes[1]?.text.includes(noise));
      for (const { text } of notes) assert.match(text, /\.$/);
    });

    it('sums up many files that it cannot read for the same reason', async () => {
      const path = await write(S, 3);
      const lost = ['121500', '123000', '124500'].map((time) => path.replace('120000', time));
      for (const link of lost) symlinkSync('nowhere', link);
      const { totals, notes } = await store.run(QUERY);
      assert.deepEqual(totals, { flows: 3 });
      assert.deepEqual(
        notes.map(({ text }) => text),
        [
          `3 flow files cannot be read: they have been removed in the meantime. The first is ${lost[0]}, the last ${lost[2]}.`,
        ],
      );
    });

    it('takes a file that has just been opened for writing as empty', async () => {
      const path = await write(S, 3, { state: 'open' });
      writeFileSync(path.replace('120000', '121500'), '');
      const { totals, notes } = await store.run(QUERY);
      assert.deepEqual([totals, notes], [{ flows: 3 }, []]);
    });

    it('says which fields the flows lack', async () => {
      await write(S, 3, { version: '8.1' });
      const { rows, notes } = await store.run(QUERY);
      assert.deepEqual(rows, [[null, 0]]); // dflows is 0 in these records
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['skipped-field'],
      );
      assert.match(notes[0]?.text ?? '', /8\.1.*srcaddr/);
    });

    it('says that there are no files for the time', async () => {
      await write(S - 30 * 24 * HOUR, 3);
      const { rows, totals, rowCount, notes } = await store.run(QUERY);
      assert.deepEqual([rows, totals, rowCount], [[], { flows: 0 }, 0]);
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['no-files'],
      );
      assert.match(notes[0]?.text ?? '', /2025-06-14 12:00:00 UTC to 2025-06-14 13:00:00 UTC/);
    });

    it('says that a device has no directory, and answers from the others', async () => {
      await write(S, 3);
      const sources: FlowQuery['sources'] = [...QUERY.sources, { kind: 'device', name: 'core' }];
      const { totals, notes } = await store.run({ ...QUERY, sources });
      assert.deepEqual(totals, { flows: 3 });
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['no-directory'],
      );
      assert.ok(notes[0]?.text.includes(join(folder, 'core')));
    });

    it('refuses a question without any directory', async () => {
      const missing: FlowQuery['sources'] = [{ kind: 'device', name: 'core' }];
      await assert.rejects(
        store.run({ ...QUERY, sources: missing }),
        (error) => error instanceof StoreError && error.code === 'no-directory' && error.place === join(folder, 'core'),
      );
      const nowhere = open(join(folder, 'nowhere'));
      await assert.rejects(
        nowhere.run(QUERY),
        (error) =>
          error instanceof StoreError &&
          error.code === 'no-directory' &&
          error.place === join(folder, 'nowhere') &&
          error.message.includes('flow_data_directory'),
      );
      await nowhere.close();
    });

    it('leaves the data directory for no device', async () => {
      for (const bad of ['..', '.', '', '../edge', 'edge/2025', '/etc', '.columns', 'edge\0'])
        await assert.rejects(
          store.run({ ...QUERY, sources: [{ kind: 'device', name: bad }] }),
          (error) => error instanceof StoreError && error.code === 'bad-source',
          JSON.stringify(bad),
        );
    });

    it('reads a directory that is named by its path', async () => {
      await write(S, 3);
      const { totals } = await store.run({ ...QUERY, sources: [{ kind: 'directory', path: device }] });
      assert.deepEqual(totals, { flows: 3 });
    });

    it('refuses a wrong question before it looks for files', async () => {
      const asked = { ...QUERY, sources: [{ kind: 'device', name: 'core' } as const], limit: -1 };
      await assert.rejects(store.run(asked), QueryError);
    });
  });
}
