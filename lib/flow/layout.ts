/** Where each field stands in the fixed-size records of the container: those of flow-tools (reference section 2), and the extended one. */
import { writeIpv4 } from './address-place.js';
import { FLOW_FIELDS, flowField, isFieldName, type FieldName } from './field.js';
import { ICMP_FROM, ICMP_SHIFTS } from './icmp.js';
import { EXTENDED, type ExportVersion } from './version.js';

/**
 * Place of one field in a record; `bytes` is its width there, which may be narrower than the field's own type. 16 octets
 * hold an address of either family, as lib/flow/address-place.ts has it.
 */
export interface Slot {
  readonly field: FieldName;
  readonly offset: number;
  readonly bytes: 1 | 2 | 4 | 8 | 16;
}

export interface RecordLayout {
  readonly version: ExportVersion;
  /** Record length in octets; always a multiple of 4, of the extended record one of 8. */
  readonly size: number;
  /** The fields that tools may use, in record order. */
  readonly slots: ReadonlyMap<FieldName, Slot>;
  /** Fields without a place that follow from others. */
  readonly derived: ReadonlySet<FieldName>;
  /** Every multi-octet place including those outside the field mask: what a change of byte order swaps. */
  readonly swaps: readonly Slot[];
  /** Field mask as flow-export -m takes it: bit n set if the field with that bit is usable. */
  readonly mask: bigint;
}

const TIME = 'unix_secs unix_nsecs sysuptime exaddr';
/** 8.3, 8.11 and 8.12 have the exporter before the uptime. */
const TIME_SWAPPED = 'unix_secs unix_nsecs exaddr sysuptime';
const COUNTERS = 'dpkts doctets first last';
const ADDRESSED = `${TIME} srcaddr dstaddr nexthop input output ${COUNTERS} srcport dstport prot tos tcp_flags`;
const ROUTED = `${ADDRESSED} -1 engine_type engine_id src_mask dst_mask src_as dst_as`;
const ENGINE = 'engine_type engine_id';
const FLOWS = `dflows ${COUNTERS}`;
const ADDRESSES = 'exaddr srcaddr dstaddr nexthop peer_nexthop nat_srcaddr nat_dstaddr';
const TRAFFIC = 'unix_secs unix_nsecs input output src_as dst_as src_tag dst_tag mpls_label';
const OCTETS = `prot tos tcp_flags -1 src_mask dst_mask ${ENGINE} marked_tos direction forwarding_status icmp_type icmp_code end_reason`;

/**
 * Fields of each record in order. `-n` stands for n unused octets; a name in parentheses has its place in the record
 * but no bit in the field mask, so that every tool takes it as absent.
 */
const RECORDS: Readonly<Record<ExportVersion, string>> = {
  '1': `${ADDRESSED} -1 -4`,
  '5': ROUTED,
  '6': `${ROUTED} in_encaps out_encaps -2 peer_nexthop`,
  '7': `${ROUTED} router_sc`,
  '8.1': `${TIME} ${FLOWS} src_as dst_as input output ${ENGINE} -2`,
  '8.2': `${TIME} ${FLOWS} prot -1 -2 srcport dstport ${ENGINE} -2`,
  '8.3': `${TIME_SWAPPED} ${FLOWS} srcaddr src_mask -1 src_as input ${ENGINE}`,
  '8.4': `${TIME} ${FLOWS} dstaddr dst_mask -1 ${ENGINE} dst_as output`,
  '8.5': `${TIME} ${FLOWS} srcaddr dstaddr dst_mask src_mask ${ENGINE} src_as dst_as input output`,
  '8.6': `${TIME} ${COUNTERS} dstaddr extra_pkts router_sc output -2 tos marked_tos ${ENGINE}`,
  '8.7': `${TIME} ${COUNTERS} dstaddr srcaddr extra_pkts router_sc output input tos marked_tos ${ENGINE}`,
  '8.8': `${TIME} ${COUNTERS} dstaddr srcaddr extra_pkts router_sc dstport srcport output input tos marked_tos ${ENGINE} prot -1 -2`,
  '8.9': `${TIME} ${FLOWS} src_as dst_as input output ${ENGINE} tos -1`,
  '8.10': `${TIME} ${FLOWS} srcport dstport (input) (output) ${ENGINE} prot tos`,
  '8.11': `${TIME_SWAPPED} ${FLOWS} srcaddr src_mask tos src_as input ${ENGINE}`,
  '8.12': `${TIME_SWAPPED} ${FLOWS} dstaddr output dst_as dst_mask tos ${ENGINE}`,
  '8.13': `${TIME} ${FLOWS} srcaddr dstaddr src_as dst_as input output dst_mask src_mask ${ENGINE} tos -1 -2`,
  '8.14': `${TIME} ${FLOWS} srcaddr dstaddr srcport dstport input output dst_mask src_mask ${ENGINE} tos prot -2`,
  '1005': `${ROUTED} src_tag dst_tag`,
  // widest first, so that every place is aligned; the rest is for what is to come
  [EXTENDED]: `${ADDRESSES} start_ms end_ms dpkts doctets src_mac dst_mac ${TRAFFIC} application_id domain sampling_rate srcport dstport src_vlan dst_vlan nat_srcport nat_dstport ${OCTETS} sampling_source -5`,
};

const WIDTH = { u8: 1, u16: 2, u32: 4, u64: 8, mac: 8, ms: 8, ip: 16 } as const;

function widthIn(version: ExportVersion, name: FieldName): Slot['bytes'] {
  const { type, classic } = flowField(name);
  if (version === EXTENDED) return WIDTH[type];
  const width = classic ?? type;
  if (width === 'ip' || width === 'ms' || width === 'mac')
    throw new RangeError(`field ${name} has no place in a classic record`);
  return WIDTH[width];
}

/** Classic records have uptimes, from which times follow; extended ones have times, from which uptimes follow. */
function derivedFields(version: ExportVersion, slots: ReadonlyMap<FieldName, Slot>): ReadonlySet<FieldName> {
  if (version === EXTENDED) return new Set(['sysuptime', 'first', 'last']);
  const hasIcmp = ICMP_FROM.every((field) => slots.has(field));
  return new Set(['start_ms', 'end_ms', ...(hasIcmp ? ICMP_SHIFTS.keys() : [])]);
}

function buildLayout(version: ExportVersion): RecordLayout {
  const slots = new Map<FieldName, Slot>();
  const swaps: Slot[] = [];
  let offset = 0;
  let mask = 0n;
  for (const token of RECORDS[version].split(' ')) {
    if (token.startsWith('-')) {
      offset += Number(token.slice(1));
      continue;
    }
    const field = token.replace(/[()]/g, '');
    if (!isFieldName(field)) throw new RangeError(`record ${version} names an unknown field "${field}"`);
    const slot: Slot = { field, offset, bytes: widthIn(version, field) };
    offset += slot.bytes;
    if (slot.bytes > 1) swaps.push(slot);
    if (token !== field) continue;
    slots.set(field, slot);
    const { bit } = flowField(field);
    if (bit !== undefined) mask |= 1n << BigInt(bit);
  }
  const derived = derivedFields(version, slots);
  return { version, size: offset, slots, derived, swaps, mask };
}

const LAYOUTS = new Map<ExportVersion, RecordLayout>();

/** The layout of one version's record; built at first use. */
export function recordLayout(version: ExportVersion): RecordLayout {
  let layout = LAYOUTS.get(version);
  if (!layout) LAYOUTS.set(version, (layout = buildLayout(version)));
  return layout;
}

/** True if records of the layout have the field, in a place of its own or derived from others. */
export function hasField({ slots, derived }: RecordLayout, field: FieldName): boolean {
  return slots.has(field) || derived.has(field);
}

const NONE = FLOW_FIELDS.flatMap(({ name }) => {
  const { none } = flowField(name);
  return none === undefined ? [] : [{ field: name, none }];
});

/**
 * Records about which nothing is known yet: zeros, but in extended records the addresses are 0.0.0.0, and some fields have
 * a value that stands for none. What makes extended records begins with these.
 */
export function blankRecords(layout: RecordLayout, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * layout.size);
  if (layout.version !== EXTENDED || count === 0) return bytes;
  const words = new Uint32Array(bytes.buffer, 0, layout.size >> 2);
  for (const { offset, bytes: width } of layout.slots.values()) if (width === 16) writeIpv4(words, offset >> 2, 0);
  for (const { field, none } of NONE) bytes[layout.slots.get(field)?.offset ?? 0] = none; // all are one octet wide
  for (let filled = layout.size; filled < bytes.length; filled *= 2) bytes.copyWithin(filled, 0, filled);
  return bytes;
}
