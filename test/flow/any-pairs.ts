/** Arbitrary pairs, and batches of extended records that have some. */
import fc from 'fast-check';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import { LONGEST_LIST, packedLength, packPairs, type Pair } from '../../lib/flow/pairs.js';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { EXTENDED } from '../../lib/flow/version.js';

export const anyPair: fc.Arbitrary<Pair> = fc.record(
  {
    owner: fc.oneof(fc.constantFrom<Pair['owner']>(0, 'v9', 29305), fc.integer({ min: 1, max: 2 ** 32 - 1 })),
    id: fc.integer({ min: 1, max: 65535 }),
    value: fc.oneof(
      { weight: 5, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 20 }) },
      fc.uint8Array({ minLength: 1, maxLength: 900 }),
    ),
  },
  { noNullPrototype: true },
);

/** Pairs that have room in a list. */
export const anyPairs = fc.array(anyPair, { maxLength: 8 }).map((pairs) => {
  let room = LONGEST_LIST;
  return pairs.filter(({ owner, value }) => {
    const needed = packedLength(owner, value.length);
    if (needed > room) return false;
    room -= needed;
    return true;
  });
});

/** Flows that are told apart by `unix_secs`; most have no pairs. */
export const anyBatch: fc.Arbitrary<FlowBatch> = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constant<Pair[]>([]) }, anyPairs), { maxLength: 20 })
  .map((flows) => {
    const layout = recordLayout(EXTENDED);
    const bytes = blankRecords(layout, flows.length);
    const words = new Uint32Array(bytes.buffer);
    for (const index of flows.keys()) words[(index * layout.size + 160) >> 2] = 1_700_000_000 + index;
    const pairs = flows.map((each) => (each.length === 0 ? undefined : packPairs(each)));
    return { layout, bytes, count: flows.length, ...(pairs.some(Boolean) && { pairs }) };
  });

/** Each flow's record and pairs, as text. */
export function flowTexts({ layout, bytes, count, pairs }: FlowBatch): string[] {
  return Array.from({ length: count }, (_, index) => {
    const record = Buffer.from(bytes.subarray(index * layout.size, (index + 1) * layout.size)).toString('hex');
    return `${record} ${Buffer.from(pairs?.[index] ?? []).toString('hex')}`;
  });
}
