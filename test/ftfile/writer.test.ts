import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { CLASSIC_VERSIONS, EXPORT_VERSIONS, EXTENDED, type ExportVersion } from '../../lib/flow/version.js';
import { FLAG } from '../../lib/ftfile/header.js';
import { openFlowFile, readHeader } from '../../lib/ftfile/reader.js';
import { createFlowFile, openFlowStream } from '../../lib/ftfile/writer.js';
import { GOLDEN, INPUT, readBack } from './golden.js';

/** Any octets are records; in big-endian files the unnamed ones stay where they are. */
function batchOf(version: ExportVersion, octets: Uint8Array): FlowBatch {
  const layout = recordLayout(version);
  const count = Math.floor(octets.length / layout.size);
  const bytes = octets.slice(0, count * layout.size);
  // what a continuation of a flow's pairs is marked by
  if (version === EXTENDED) for (let at = 235; at < bytes.length; at += layout.size) bytes[at] = 0;
  return { layout, bytes, count };
}

describe('FlowWriter', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ftfile-'));
    path = join(folder, 'file');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function bytesOf(file: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    const reader = await openFlowFile(file, { onDamage: (damage) => assert.fail(damage.text) });
    for await (const { bytes } of reader.batches()) parts.push(Buffer.from(bytes));
    return Buffer.concat(parts);
  }

  for (const version of EXPORT_VERSIONS)
    it(`writes version ${version} in both byte orders and reads it back`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 900 }), { maxLength: 4 }),
          fc.constantFrom('little' as const, 'big' as const),
          fc.constantFrom(0, 1, 6, 9),
          async (pieces, byteOrder, level) => {
            const writer = await createFlowFile(path, { version, byteOrder, level, header: { flows: 0 } });
            const batches = pieces.map((piece) => batchOf(version, piece));
            for (const batch of batches) await writer.append(batch);
            await writer.close();
            assert.deepEqual(await bytesOf(path), Buffer.concat(batches.map(({ bytes }) => bytes)));
            const header = await readHeader(path);
            assert.equal(header.version, version);
            assert.equal(header.flows, writer.flows);
            assert.equal(header.flags, FLAG.done | (level > 0 ? FLAG.compressed : 0));
          },
        ),
        { numRuns: 12 },
      );
    });

  it('makes the file that flow-cat -o made, octet by octet', async () => {
    const golden = await openFlowFile(`${INPUT}/file.z0.ft`);
    const { captureStart, captureEnd, lost, corrupt, comment } = golden.header;
    const header = { captureStart: 0, captureEnd: 0, flows: 0, lost: 0, corrupt: 0, comment: comment ?? '' };
    const writer = await createFlowFile(path, { version: '5', header });
    for await (const batch of golden.batches()) await writer.append(batch);
    await writer.close({
      captureStart: captureStart ?? 0,
      captureEnd: captureEnd ?? 0,
      lost: lost ?? 0,
      corrupt: corrupt ?? 0,
    });
    assert.deepEqual(readFileSync(path), readFileSync(`${INPUT}/file.z0.ft`));
  });

  it('makes the stream that flow-gen made, octet by octet', async () => {
    for (const version of CLASSIC_VERSIONS) {
      const golden = await openFlowFile(`${INPUT}/gen-v${version}.ft`);
      const stream = new PassThrough();
      const writer = await openFlowStream(stream, { version, header: { hostname: 'flow-gen', comment: 'flow-gen' } });
      for await (const batch of golden.batches()) await writer.append(batch);
      await writer.close();
      stream.end();
      assert.deepEqual(Buffer.concat(await stream.toArray()), readFileSync(`${INPUT}/gen-v${version}.ft`));
    }
  });

  it('writes blocks larger and smaller than its buffer in order', async () => {
    const octets = Buffer.alloc(64 * 30000);
    for (let at = 0; at < octets.length; at += 4) octets.writeUInt32LE(at, at);
    const writer = await createFlowFile(path, { version: '5', level: 1 });
    for (let at = 0, size = 64; at < octets.length; at += size, size = Math.min(size * 3, octets.length - at || 64))
      await writer.append(batchOf('5', octets.subarray(at, at + size)));
    await writer.close();
    assert.equal(Buffer.compare(await bytesOf(path), octets), 0);
  });

  it('mixes levels in one zlib stream, which any zlib reads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9000 })), { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (blocks, level) => {
          const asked: number[] = [];
          const levels = blocks.map(([wanted]) => wanted);
          const levelFor = (waiting: number, flows: number) => {
            assert.ok(waiting >= flows * 64);
            asked.push(flows);
            return levels.shift() ?? level;
          };
          const writer = await createFlowFile(path, { version: '5', level, header: { flows: 0 }, levelFor });
          const all: Uint8Array[] = [];
          for (const [, count] of blocks) {
            const octets = new Uint8Array(count * 64).map((_, at) => (at * 7 + count) >> 3);
            all.push(octets);
            await writer.append(batchOf('5', octets));
            await writer.flush();
          }
          await writer.close();
          const expected = Buffer.concat(all);
          const bytes = readFileSync(path);
          const { length } = await readHeader(path);
          assert.equal(Buffer.compare(inflateSync(bytes.subarray(length)), expected), 0);
          assert.equal(Buffer.compare(await bytesOf(path), expected), 0);
          assert.equal(
            asked.reduce((sum, flows) => sum + flows, 0),
            writer.flows,
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('takes fewer and larger blocks the busier it is', async () => {
    const flows: number[] = [];
    const levelFor = (_: number, count: number) => {
      flows.push(count);
      return 1;
    };
    const writer = await createFlowFile(path, { version: '5', level: 1, levelFor });
    const some = batchOf('5', Buffer.alloc(64 * 1000));
    for (let turn = 0; turn < 100; turn++) writer.put(some);
    assert.equal(writer.waiting, 64 * 100_000);
    await writer.close();
    const [first = 0, ...later] = flows;
    assert.ok(first < 10_000, `${first}`);
    assert.ok(
      later.slice(0, -1).every((count) => count === 2 ** 20 / 64),
      later.join(' '),
    );
    assert.equal(writer.waiting, 0);
  });

  for (const level of [0, 6])
    it(`makes everything readable with flush, at level ${level}`, async () => {
      const golden = await openFlowFile(`${INPUT}/v5.z0.le.ft`);
      const writer = await createFlowFile(path, { version: '5', level, header: { flows: 0 } });
      for await (const batch of golden.batches()) await writer.append(batch);
      await writer.flush();
      const { flows, damage } = await readBack(path);
      assert.equal(flows, 200);
      assert.equal(damage, undefined);
      await writer.append(batchOf('5', Buffer.alloc(64)));
      await writer.sync();
      assert.equal((await readBack(path)).flows, 201);
      await writer.close();
      assert.equal((await readHeader(path)).flows, 201);
    });

  it('refuses records of another version and a final header of another size', async () => {
    const writer = await createFlowFile(path, { version: '5', header: { comment: 'short' } });
    assert.throws(() => writer.append(batchOf('7', Buffer.alloc(68))), RangeError);
    await assert.rejects(writer.close({ comment: 'much longer' }), { code: 'header-length', file: path });
  });

  it('refuses to replace a file if told so', async () => {
    await (await createFlowFile(path, { version: '5', existing: 'refuse' })).close();
    await assert.rejects(createFlowFile(path, { version: '5', existing: 'refuse' }), { code: 'EEXIST' });
    assert.ok(statSync(path).size > 0);
  });

  it('reports a failing disk at the next call and at close', async () => {
    const writer = await createFlowFile('/dev/full', { version: '5' }).catch((error: unknown) => {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC'); // what the system calls a full disk
      return undefined;
    });
    assert.equal(writer, undefined);
  });

  it('keeps the whole tags of version 1005 in big-endian files', async () => {
    const file = await openFlowFile(`${INPUT}/v1005.z0.le.ft`);
    const writer = await createFlowFile(path, { version: '1005', byteOrder: 'big', level: 6 });
    for await (const batch of file.batches()) await writer.append(batch);
    await writer.close();
    const csv = readFileSync(`${GOLDEN}/expect/export/v1005.f2.txt`, 'utf8').replace(/^#:.*\n/, '');
    assert.equal((await readBack(path)).csv, csv);
  });
});
