/** What of a flow can be tested, shown or summed: every field of the flow record, and a few values computed from them. */
import { flowField, isFieldName, type FieldName, type FieldType, type Unit } from '../flow/field.js';
import { QueryError } from './query-error.js';

interface Computed {
  readonly title: string;
  readonly unit?: Unit;
  readonly type: 'integer' | 'real' | 'text';
  /** Fields that it is computed from. */
  readonly from: readonly FieldName[];
}

/**
 * Values computed per flow. `duration` is in ms, end − start modulo 2³² as flow-tools counts it; `bps` and `pps` are per
 * second of duration, 0 where that is 0; `whole_bps` and `whole_pps` the same rounded down; `dst_class` is 0 to 2 for the
 * classes A to C, 3 for multicast, 4 for multicast in 232/8, 5 for class E; `octets_per_packet` is rounded down, and absent where there are no packets.
 * `pairs` is the text of the flow's pairs, see `lib/flow/pairs-text.ts`, absent where it has none; it is only shown.
 */
const COMPUTED_QUANTITIES = {
  duration: { title: 'Duration', unit: 'ms', type: 'integer', from: ['start_ms', 'end_ms'] },
  bps: { title: 'Bits per Second', unit: 'bits', type: 'real', from: ['start_ms', 'end_ms', 'doctets'] },
  pps: { title: 'Packets per Second', unit: 'packets', type: 'real', from: ['start_ms', 'end_ms', 'dpkts'] },
  whole_bps: { title: 'Bits per Second', unit: 'bits', type: 'integer', from: ['start_ms', 'end_ms', 'doctets'] },
  whole_pps: { title: 'Packets per Second', unit: 'packets', type: 'integer', from: ['start_ms', 'end_ms', 'dpkts'] },
  dst_class: { title: 'Destination Class', type: 'integer', from: ['dstaddr'] },
  octets_per_packet: { title: 'Octets per Packet', unit: 'octets', type: 'integer', from: ['doctets', 'dpkts'] },
  pairs: { title: 'Other Elements', type: 'text', from: [] },
} as const satisfies Readonly<Record<string, Computed>>;

export type ComputedName = keyof typeof COMPUTED_QUANTITIES;
export type Quantity = FieldName | ComputedName;

/** True if `name` is a computed quantity. */
export function isComputedName(name: string): name is ComputedName {
  return Object.hasOwn(COMPUTED_QUANTITIES, name);
}

/** What there is to know about a quantity. */
export interface QuantityInfo {
  readonly title: string;
  readonly unit?: Unit;
  readonly type: FieldType | Computed['type'];
  readonly from: readonly FieldName[];
}

/**
 * The description of a quantity.
 * @param place where in the query the name stands, for the error
 * @throws QueryError for a name that is no quantity: queries also come from files and URLs
 */
export function quantityInfo(name: Quantity, place: string): QuantityInfo {
  if (isComputedName(name)) return COMPUTED_QUANTITIES[name];
  if (!isFieldName(name)) throw new QueryError('unknown-field', place, `There is no flow field "${String(name)}".`);
  return { ...flowField(name), from: [name] };
}

/**
 * The type of a quantity that flows are tested by.
 * @param place where in the query the name stands, for the error
 * @throws QueryError for a name that is no quantity, and for a text, which is only shown
 */
export function testedType(name: Quantity, place: string): Exclude<QuantityInfo['type'], 'text'> {
  const { type } = quantityInfo(name, place);
  if (type === 'text') throw new QueryError('not-a-number', place, `"${name}" is a text: it is only shown.`);
  return type;
}
