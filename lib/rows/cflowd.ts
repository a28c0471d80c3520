/** Raw flows of cflowd 2: a mask, then its fields in order, big-endian (reference section 5.7). */
import type { FieldName } from '../flow/field.js';
import type { RecordLayout } from '../flow/layout.js';

export interface CflowdField {
  readonly field: FieldName;
  readonly bytes: 1 | 2 | 4;
  /** In the file it is the time of this uptime, seconds since 1970. */
  readonly isTime?: true;
}

/** Index = bit of the mask. */
export const CFLOWD_FIELDS: readonly CflowdField[] = [
  { field: 'exaddr', bytes: 4 },
  { field: 'srcaddr', bytes: 4 },
  { field: 'dstaddr', bytes: 4 },
  { field: 'input', bytes: 2 },
  { field: 'output', bytes: 2 },
  { field: 'srcport', bytes: 2 },
  { field: 'dstport', bytes: 2 },
  { field: 'dpkts', bytes: 4 },
  { field: 'doctets', bytes: 4 },
  { field: 'nexthop', bytes: 4 },
  { field: 'first', bytes: 4, isTime: true },
  { field: 'last', bytes: 4, isTime: true },
  { field: 'prot', bytes: 1 },
  { field: 'tos', bytes: 1 },
  { field: 'src_as', bytes: 2 },
  { field: 'dst_as', bytes: 2 },
  { field: 'src_mask', bytes: 1 },
  { field: 'dst_mask', bytes: 1 },
  { field: 'tcp_flags', bytes: 1 },
  { field: 'in_encaps', bytes: 1 },
  { field: 'out_encaps', bytes: 1 },
  { field: 'peer_nexthop', bytes: 4 },
  { field: 'engine_type', bytes: 1 },
  { field: 'engine_id', bytes: 1 },
];

/** The fields of a mask, in order. */
export function cflowdFields(mask: number): readonly CflowdField[] {
  return CFLOWD_FIELDS.filter((_, bit) => (mask >>> bit) & 1);
}

/** The mask of the fields in a list. */
export function cflowdMask(fields: Iterable<string>): number {
  const wanted = new Set<string>(fields);
  return CFLOWD_FIELDS.reduce((mask, { field }, bit) => (wanted.has(field) ? mask | (1 << bit) : mask), 0);
}

/** The mask of a version's fields; the original leaves the protocol out in all v8 versions. */
export function cflowdMaskOf(layout: RecordLayout): number {
  const fields = [...layout.slots.keys()];
  return cflowdMask(layout.version.startsWith('8.') ? fields.filter((field) => field !== 'prot') : fields);
}
