/** Row files through their twins and back: every octet. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import type { FlowBatch } from '../../../lib/flow/batch.js';
import { blankRecords, recordLayout } from '../../../lib/flow/layout.js';
import { packPairs } from '../../../lib/flow/pairs.js';
import { absoluteMs } from '../../../lib/flow/time.js';
import { EXPORT_VERSIONS, EXTENDED } from '../../../lib/flow/version.js';
import { FLAG, hasFlag } from '../../../lib/ftfile/header.js';
import { openFlowFile, readHeader } from '../../../lib/ftfile/reader.js';
import { createFlowFile } from '../../../lib/ftfile/writer.js';
import { openEngine } from '../../../lib/store/duckdb.js';
import { readFooter } from '../../../lib/store/twin/footer.js';
import { openTwin } from '../../../lib/store/twin/read.js';
import { restoreRowFile } from '../../../lib/store/twin/restore.js';
import { verifyTwin } from '../../../lib/store/twin/verify.js';
import { writeTwin } from '../../../lib/store/twin/write.js';
import { anyBatch, flowTexts } from '../../flow/any-pairs.js';
import { INPUT, INPUT_FILES, readBack } from '../../ftfile/golden.js';

describe('a twin', () => {
  let folder = '';
  let engine: DuckDBInstance;
  let [row, twin, again] = ['', '', ''];
  before(async () => {
    engine = await openEngine({
      temporaryDirectory: join(tmpdir(), `spill-${process.pid}`),
      threads: 2,
      rowOrder: 'kept',
    });
  });
  after(() => {
    engine.closeSync();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-'));
    mkdirSync(join(folder, 'core'));
    [row, twin, again] = ['row', 'columns/twin', 'again'].map((name) => join(folder, name)) as [string, string, string];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Header and inflated data part. */
  async function octetsOf(path: string): Promise<{ header: Buffer; data: Buffer }> {
    const { length, ...header } = await readHeader(path);
    const octets = readFileSync(path);
    const data = octets.subarray(length);
    return { header: octets.subarray(0, length), data: hasFlag(header, 'compressed') ? inflateSync(data) : data };
  }

  async function checkRoundTrip(options: { memory?: number } = {}): Promise<void> {
    await writeTwin(engine, row, twin, options);
    await verifyTwin(row, twin);
    await restoreRowFile(twin, again);
    assert.deepEqual(await octetsOf(again), await octetsOf(row));
    assert.equal(Math.trunc(statSync(again).mtimeMs), Math.trunc(statSync(row).mtimeMs));
  }

  for (const version of EXPORT_VERSIONS)
    it(`keeps any octets of records of version ${version}, in both byte orders, compressed or not`, async () => {
      const { size } = recordLayout(version);
      const octet = fc.oneof(fc.constant(0), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(octet, { minLength: size, maxLength: size }), { maxLength: 12 }),
          fc.constantFrom('little' as const, 'big' as const),
          fc.constantFrom(0, 6),
          async (records, byteOrder, level) => {
            const writer = await createFlowFile(row, { version, byteOrder, level, header: { flows: 0 } });
            const bytes = Uint8Array.from(records.flat());
            // what a continuation of a flow's pairs is marked by
            if (version === EXTENDED) for (let at = 235; at < bytes.length; at += size) bytes[at] = 0;
            await writer.append({ layout: writer.layout, bytes, count: records.length });
            await writer.close();
            await checkRoundTrip();
          },
        ),
        { numRuns: 6 },
      );
    });

  it('keeps any uptimes and any clock, and has the times that they mean', async () => {
    const word = fc.oneof(
      fc.constantFrom(0, 1, 999_999, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1),
      fc.nat(2 ** 32 - 1),
    );
    const clock = fc.record({ unix_secs: word, unix_nsecs: word, sysuptime: word, first: word, last: word });
    await fc.assert(
      fc.asyncProperty(fc.array(clock, { minLength: 1, maxLength: 200 }), async (flows) => {
        const writer = await createFlowFile(row, { version: '5', level: 1 });
        const { layout } = writer;
        const bytes = new Uint8Array(flows.length * layout.size);
        const view = new DataView(bytes.buffer);
        for (const [record, flow] of flows.entries())
          for (const [field, value] of Object.entries(flow))
            view.setUint32(record * layout.size + layout.slots.get(field as keyof typeof flow)!.offset, value, true);
        await writer.append({ layout, bytes, count: flows.length });
        await writer.close();
        await checkRoundTrip();
        const connection = await engine.connect();
        const read = await connection.runAndReadAll(
          `SELECT start_ms, end_ms FROM read_parquet('${twin}', file_row_number = true) ORDER BY file_row_number`,
        );
        connection.closeSync();
        assert.deepEqual(
          read.getRows().map((times) => times.map(Number)),
          flows.map(({ unix_secs, unix_nsecs, sysuptime, first, last }) =>
            [first, last].map((uptime) => absoluteMs(unix_secs, unix_nsecs, sysuptime, uptime)),
          ),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('of another form is none', async () => {
    await (await createFlowFile(row, { version: '5' })).close();
    await writeTwin(engine, row, twin);
    const octets = readFileSync(twin);
    const key = 'flowviewer.twin';
    const value = octets.indexOf(key) + key.length + 2; // behind type and length
    assert.equal(String.fromCharCode(octets[value]!), '2');
    octets.write('1', value, 'latin1');
    writeFileSync(twin, octets);
    await assert.rejects(readFooter(twin), { code: 'no-twin', message: /or one of another format/ });
  });

  it('keeps the pairs of flows, in both byte orders, compressed or not, in memory and in a table', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyBatch, { maxLength: 3 }),
        fc.constantFrom('little' as const, 'big' as const),
        fc.constantFrom(0, 6),
        fc.constantFrom(0, 2 ** 20),
        async (batches, byteOrder, level, memory) => {
          const writer = await createFlowFile(row, { version: EXTENDED, byteOrder, level, header: { flows: 0 } });
          for (const batch of batches) await writer.append(batch);
          await writer.close();
          await checkRoundTrip({ memory });
          const read: string[] = [];
          const file = await openTwin(twin, { batchRecords: 3, onDamage: ({ text }) => assert.fail(text) });
          for await (const batch of file.batches()) read.push(...flowTexts(batch));
          assert.deepEqual(read, batches.flatMap(flowTexts));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('has no column for pairs where no flow has any', async () => {
    const columnsOf = async (batch: FlowBatch) => {
      const writer = await createFlowFile(row, { version: EXTENDED });
      await writer.append(batch);
      await writer.close();
      await writeTwin(engine, row, twin);
      const connection = await engine.connect();
      const result = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${twin}')`);
      connection.closeSync();
      return result.getRows().map(([name]) => name);
    };
    const layout = recordLayout(EXTENDED);
    const one = { layout, bytes: blankRecords(layout, 1), count: 1 };
    assert.ok(!(await columnsOf(one)).includes('pairs'));
    const pairs = [packPairs([{ owner: 0, id: 25, value: Uint8Array.of(0, 64) }])];
    assert.ok((await columnsOf({ ...one, pairs })).includes('pairs'));
  });

  it('keeps the order of more flows than a row group has, and those that a batch is cut at', async () => {
    const writer = await createFlowFile(row, { version: '5', level: 1 });
    const words = new Uint32Array(300_000 * 16);
    for (let word = 0; word < words.length; word++) words[word] = Math.imul(word, 0x9e3779b1) ^ (word >>> 7);
    await writer.append({ layout: writer.layout, bytes: new Uint8Array(words.buffer), count: 300_000 });
    await writer.close();
    await checkRoundTrip();
  });

  it('keeps everything that a header can say', async () => {
    const header = {
      vendor: 1,
      exporter: 0x0a000001,
      captureStart: 1_700_000_000,
      captureEnd: 1_700_000_900,
      rotation: 3,
      flows: 0,
      lost: 4,
      misordered: 5,
      corrupt: 6,
      resets: 7,
      hostname: 'collector.example',
      comment: `it's "quoted" \\ — ☃ ${'x'.repeat(5000)}`,
      interfaces: [{ router: 0x0a000001, ifIndex: 7, name: 'Gi0/1' }],
      aliases: [{ router: 0x0a000001, ifIndexes: [1, 2, 3], alias: 'uplinks' }],
    };
    await (await createFlowFile(row, { version: '8.5', byteOrder: 'big', level: 6, header })).close();
    await checkRoundTrip();
    const { header: read } = await openTwin(twin);
    assert.deepEqual(read, await readHeader(row));
  });

  it('keeps an unknown TLV of the header, and a file of no flows', async () => {
    await (await createFlowFile(row, { version: '5', header: { comment: 'abc' } })).close();
    const octets = readFileSync(row);
    octets[octets.indexOf(0x10, 8)] = 0x7f;
    writeFileSync(row, octets);
    await checkRoundTrip();
  });

  for (const name of INPUT_FILES)
    it(`keeps ${name} of the golden files, or refuses it`, async () => {
      copyFileSync(join(INPUT, name), row);
      const { damage } = await readBack(row);
      const header = await readHeader(row);
      const isWhole =
        !damage &&
        header.streamVersion === 3 &&
        ((header.flags ?? 0) & (FLAG.done | FLAG.streaming | FLAG.preloaded)) !== 0;
      if (isWhole) {
        await checkRoundTrip();
        for (const bigEndian of ['correct', 'original'] as const) {
          const batches = await openTwin(twin, { bigEndian });
          const rows = await openFlowFile(row, { bigEndian });
          for await (const batch of rows.batches()) {
            const { value } = await batches.batches().next();
            assert.deepEqual(Buffer.from(value?.bytes ?? []), Buffer.from(batch.bytes));
            break;
          }
        }
      } else await assert.rejects(writeTwin(engine, row, twin), { name: 'TwinError' });
      assert.deepEqual(readdirSync(join(folder, 'columns')), isWhole ? ['twin'] : []);
    });

  it('that is damaged gives what is before the damage and says so, and makes no row file', async () => {
    const writer = await createFlowFile(row, { version: '5' });
    const bytes = new Uint8Array(200_000 * 64).map((_, index) => Math.imul(index, 0x9e3779b1) >>> 24);
    await writer.append({ layout: writer.layout, bytes, count: 200_000 });
    await writer.close();
    await writeTwin(engine, row, twin);
    const octets = readFileSync(twin);
    octets.fill(0x55, octets.length >> 1, (octets.length >> 1) + 50_000);
    writeFileSync(twin, octets);
    let text = '';
    const file = await openTwin(twin, { onDamage: (damage) => (text = damage.text) });
    let flows = 0;
    for await (const { count } of file.batches()) flows += count;
    assert.ok(flows < 200_000);
    assert.match(
      text,
      new RegExp(`${twin}: is damaged behind ${flows} of 200000 flows \\(.*\\); the records before it were read`),
    );
    await assert.rejects(restoreRowFile(twin, again), { code: 'differs' });
    await assert.rejects(verifyTwin(row, twin), { code: 'differs' });
    assert.deepEqual(readdirSync(folder).sort(), ['columns', 'core', 'row']);
  });

  for (const [what, octets] of [
    ['an empty file', ''],
    ['text', 'no Parquet at all'],
    ['a footer that is longer than the file', 'PAR1\xff\xff\xff\x7fPAR1'],
    ['a footer of nonsense', `PAR1${'\x5c'.repeat(100)}\x64\0\0\0PAR1`],
  ] as const)
    it(`is not taken from ${what}`, async () => {
      writeFileSync(row, octets, 'latin1');
      await assert.rejects(openTwin(row), (error: Error) => error.message.startsWith(`${row}: is `));
    });
});
