/** What of a flow can be tested, shown or summed: every field of the flow record, and a few values computed from them. */
import type { FieldName } from '../flow/field.js';

/** Values computed per flow. `duration` in ms; `bps` and `pps` are 0 where the duration is 0. */
export const COMPUTED = ['duration', 'bps', 'pps', 'octets_per_packet'] as const;

export type Quantity = FieldName | (typeof COMPUTED)[number];
