import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import { LONGEST_LIST, packPairs } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import type { Damage } from '../../lib/ftfile/error.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';
import { anyBatch, flowTexts } from '../flow/any-pairs.js';

const SIZE = recordLayout(EXTENDED).size;

describe('continuation records', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'continuation-'));
    path = join(folder, 'file');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function write(
    batches: readonly FlowBatch[],
    byteOrder: 'little' | 'big' = 'little',
    level = 0,
  ): Promise<void> {
    const writer = await createFlowFile(path, { version: EXTENDED, byteOrder, level, header: { flows: 0 } });
    for (const batch of batches) await writer.append(batch);
    await writer.close();
  }

  async function read(batchRecords = 8192): Promise<{ flows: string[]; counted: number; damage: Damage['code'][] }> {
    const damage: Damage['code'][] = [];
    const file = await openFlowFile(path, { batchRecords, onDamage: ({ code }) => damage.push(code) });
    const flows: string[] = [];
    for await (const batch of file.batches()) {
      assert.ok(batch.count > 0 && batch.bytes.length === batch.count * SIZE);
      assert.ok(batch.pairs === undefined || batch.pairs.length === batch.count);
      flows.push(...flowTexts(batch));
    }
    return { flows, counted: file.header.flows ?? 0, damage };
  }

  it('bring the pairs of flows back, in both byte orders, compressed or not, wherever batches end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyBatch, { maxLength: 3 }),
        fc.constantFrom('little' as const, 'big' as const),
        fc.constantFrom(0, 6),
        fc.constantFrom(1, 2, 7, 8192),
        async (batches, byteOrder, level, batchRecords) => {
          await write(batches, byteOrder, level);
          const flows = batches.flatMap(flowTexts);
          assert.deepEqual(await read(batchRecords), { flows, counted: flows.length, damage: [] });
        },
      ),
      { numRuns: 60 },
    );
  });

  const layout = recordLayout(EXTENDED);
  const one = (length: number): FlowBatch => {
    const list = packPairs([{ owner: 0, id: 82, value: new Uint8Array(length - 4).fill(0x61) }]);
    return { layout, bytes: blankRecords(layout, 1), count: 1, pairs: [list] };
  };
  const data = () => readFileSync(path).subarray(-SIZE * (readFileSync(path).length >= 3 * SIZE ? 3 : 1));

  it('stand before their flow octet by octet as docs/format.md has it, and only there', async () => {
    await write([one(300)]);
    const [first, second, flow] = [0, 1, 2].map((index) => data().subarray(index * SIZE, (index + 1) * SIZE));
    assert.equal(first?.toString('latin1', 0, 235), `\0\x52\x01\x28${'a'.repeat(231)}`);
    assert.deepEqual([...first.subarray(235)], [1, 235, 0, 0, 0]);
    assert.equal(second?.toString('latin1', 0, 235), 'a'.repeat(65) + '\0'.repeat(170));
    assert.deepEqual([...second.subarray(235)], [1, 65, 0, 0, 0]);
    assert.deepEqual(flow, Buffer.from(blankRecords(layout, 1)));
    const with300 = readFileSync(path);
    await write([{ layout, bytes: blankRecords(layout, 1), count: 1 }]);
    const without = readFileSync(path);
    assert.deepEqual(without, Buffer.concat([with300.subarray(0, -3 * SIZE), flow]));
  });

  it('are eight for a flow at most', async () => {
    await write([one(LONGEST_LIST)]);
    assert.equal((await read()).damage.length, 0);
    const octets = readFileSync(path);
    const records = octets.subarray(-9 * SIZE);
    writeFileSync(path, Buffer.concat([octets.subarray(0, -9 * SIZE), records.subarray(0, SIZE), records]));
    assert.deepEqual((await read()).damage, ['continuation']);
  });

  it('of a file that is cut anywhere are read with the flows that are whole', async () => {
    await write([one(300), one(10), one(235), one(236)]);
    const octets = readFileSync(path);
    const whole = (await read()).flows;
    const ends = [3, 5, 7, 10];
    const start = octets.length - 10 * SIZE;
    for (const cut of [0, 1, SIZE, 2 * SIZE, 3 * SIZE, 3 * SIZE + 7, 4 * SIZE, 5 * SIZE, 9 * SIZE, 10 * SIZE]) {
      writeFileSync(path, octets.subarray(0, start + cut));
      const { flows, damage } = await read();
      const expected = ends.filter((end) => end * SIZE <= cut).length;
      assert.deepEqual(flows, whole.slice(0, expected), `cut after ${cut}`);
      const isWhole = cut === 0 || ends.includes(cut / SIZE);
      assert.deepEqual(
        damage,
        isWhole ? [] : [cut % SIZE === 0 ? 'continuation' : 'partial-record'],
        `cut after ${cut}`,
      );
    }
  });

  it('that are not what they can be are told as damage, and the flows are read', async () => {
    const damages: readonly [what: string, at: number, octet: number][] = [
      ['uses no octet', 236, 0],
      ['uses more octets than there are', 236, 236],
      ['has octets behind the list', 20, 1],
      ['has something where nothing is', 239, 1],
      ['has a pair that ends behind the list', 3, 200],
      ['has a pair without a value', 3, 0],
    ];
    for (const [what, at, octet] of damages) {
      await write([one(10), one(12)]);
      const octets = readFileSync(path);
      octets[octets.length - 4 * SIZE + at] = octet;
      writeFileSync(path, octets);
      const { flows, damage } = await read();
      assert.deepEqual([flows.length, damage], [2, ['continuation']], what);
    }
  });

  it('do no harm, whatever their octets are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ minLength: SIZE, maxLength: SIZE })), { maxLength: 12 }),
        async (records) => {
          for (const [isFlow, octets] of records) octets[235] = isFlow ? 0 : 1;
          await write([]);
          writeFileSync(path, Buffer.concat([readFileSync(path), ...records.map(([, octets]) => octets)]));
          assert.equal((await read()).flows.length, records.filter(([isFlow]) => isFlow).length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
