import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecordBlocks } from '../../lib/capture/record-blocks.js';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { anyBatch, flowTexts } from '../flow/any-pairs.js';
import { v5Flows } from './flows.js';
import { until } from './wait.js';

describe('blocks of records', () => {
  const blocks = (records: number, delay: number) => {
    const taken: FlowBatch[] = [];
    return { taken, blocks: new RecordBlocks(recordLayout('5'), { records, delay }, (block) => taken.push(block)) };
  };

  it('give every octet in order, in blocks of the size asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(70), { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (counts, records) => {
        const { taken, blocks: collecting } = blocks(records, 60_000);
        const batches = counts.map((count, index) => v5Flows(index * 100, count));
        for (const batch of batches) collecting.append(batch);
        collecting.flush();
        assert.equal(collecting.waiting, 0);
        assert.deepEqual(
          Buffer.concat(taken.map(({ bytes }) => bytes)),
          Buffer.concat(batches.map(({ bytes }) => bytes)),
        );
        assert.ok(taken.slice(0, -1).every(({ count }) => count === records));
        for (const { bytes, count, layout } of taken) {
          assert.equal(bytes.length, count * layout.size);
          assert.equal(bytes.buffer.byteLength, bytes.length, 'holds no memory beyond its records');
        }
      }),
      { numRuns: 50 },
    );
  });

  it('give the pairs of flows with their flows', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 6 }), fc.integer({ min: 1, max: 12 }), (batches, records) => {
        const taken: string[] = [];
        const collecting = new RecordBlocks(recordLayout(EXTENDED), { records, delay: 60_000 }, (block) =>
          taken.push(...flowTexts(block)),
        );
        for (const batch of batches) collecting.append(batch);
        collecting.flush();
        assert.deepEqual(taken, batches.flatMap(flowTexts));
      }),
      { numRuns: 50 },
    );
  });

  it('do not wait for records that do not come', async () => {
    const { taken, blocks: collecting } = blocks(100, 20);
    collecting.append(v5Flows(0, 3));
    assert.deepEqual([taken.length, collecting.waiting], [0, 3 * 64]);
    await until('what has come', () => taken.length > 0);
    assert.deepEqual(
      taken.map(({ count }) => count),
      [3],
    );
  });
});
