import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writePlace } from '../../lib/flow/address-place.js';
import { addressReader, fieldReader, wordsOf, type FlowBatch } from '../../lib/flow/batch.js';
import type { FieldName } from '../../lib/flow/field.js';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import { narrower } from '../../lib/flow/narrow.js';
import { CLASSIC_VERSIONS, EXTENDED } from '../../lib/flow/version.js';
import { widener } from '../../lib/flow/widen.js';
import { v5Flows } from '../capture/flows.js';

/** Extended records with numbers of 64 or fewer bits in some fields. */
function extended(rows: readonly Partial<Record<FieldName, number | bigint>>[]): FlowBatch {
  const layout = recordLayout(EXTENDED);
  const bytes = blankRecords(layout, rows.length);
  const view = new DataView(bytes.buffer);
  for (const [index, row] of rows.entries())
    for (const [field, value] of Object.entries(row)) {
      const slot = layout.slots.get(field as FieldName); // a key of the row
      if (!slot) continue;
      const at = index * layout.size + slot.offset;
      if (slot.bytes === 16) {
        const address = typeof value === 'bigint' ? { family: 6 as const, value } : { family: 4 as const, value };
        writePlace(wordsOf({ bytes }), at >> 2, address);
      } else
        for (let octet = 0; octet < slot.bytes; octet++)
          view.setUint8(at + octet, Number((BigInt(value) >> BigInt(8 * octet)) & 255n));
    }
  return { layout, bytes, count: rows.length };
}

const values = (batch: FlowBatch, field: FieldName) => {
  const read = fieldReader(batch, field);
  return Array.from({ length: batch.count }, (_, index) => read?.(index));
};

describe('extended records as classic ones', () => {
  const V6 = 0x20010db8000000000000000000000001n;

  it('leave flows of IPv6 out, and count them', () => {
    const narrow = narrower('5');
    const { flows, ipv6 } = narrow!(
      extended([
        { srcaddr: 1, dpkts: 1 },
        { srcaddr: V6, dstaddr: V6 },
        { srcaddr: 2, nexthop: V6 },
      ]),
    );
    assert.deepEqual([ipv6, values(flows, 'srcaddr'), values(flows, 'nexthop')], [1, [1, 2], [0, 0]]);
  });

  it('have the largest numbers that fit, and count the flows of which that is so', () => {
    const narrow = narrower('5');
    const { flows, saturated } = narrow!(
      extended([
        { doctets: 2n ** 40n, input: 70_000, src_as: 4_200_000_000, dpkts: 7 },
        { doctets: 2 ** 32 - 1, input: 65535 },
      ]),
    );
    assert.equal(saturated, 1);
    assert.deepEqual(values(flows, 'doctets'), [2 ** 32 - 1, 2 ** 32 - 1]);
    assert.deepEqual(values(flows, 'input'), [65535, 65535]);
    assert.deepEqual(
      [values(flows, 'src_as'), values(flows, 'dpkts')],
      [
        [23456, 0],
        [7, 0],
      ],
    );
  });

  it('keep their times', () => {
    const [start_ms, end_ms, unix_secs] = [1_743_292_795_123, 1_743_292_799_456, 1_743_292_800];
    const { flows } = narrower('5')!(extended([{ start_ms, end_ms, unix_secs }]));
    const wide = widener('5')!(flows);
    assert.deepEqual([values(wide, 'start_ms'), values(wide, 'end_ms')], [[start_ms], [end_ms]]);
  });

  it('are those that they were widened from', () => {
    fc.assert(
      fc.property(fc.nat(1000), (first) => {
        const before = v5Flows(first, 3);
        const { flows } = narrower('5')!(widener('5')!(before));
        for (const field of before.layout.slots.keys())
          if (!['sysuptime', 'first', 'last'].includes(field))
            assert.deepEqual(values(flows, field), values(before, field), field);
      }),
      { numRuns: 20 },
    );
  });

  it('are those of v1, v5, v6, v7 and 1005', () => {
    const one = extended([{ srcaddr: 9 }]);
    for (const version of CLASSIC_VERSIONS) {
      assert.equal(narrower(version) === undefined, version.startsWith('8'), version);
      assert.equal(widener(version) === undefined, version.startsWith('8'), version);
      const flows = narrower(version)?.(one).flows;
      if (flows)
        assert.deepEqual(
          [flows.layout.version, addressReader(flows, 'srcaddr')?.(0)],
          [version, { family: 4, value: 9 }],
        );
    }
  });
});
