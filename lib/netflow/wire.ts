/** What NetFlow v1, v5, v6, v7 and v8 datagrams look like: the one table decoder and encoder are made from. */
import type { FieldName } from '../flow/field.js';
import { isFieldName } from '../flow/field.js';
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import { EXTENDED, versionNumbers, type ClassicVersion, type ExportVersion } from '../flow/version.js';

/** The versions that travel in datagrams of fixed fields; 1005 exists in files only. */
export type WireVersion = Exclude<ClassicVersion, '1005'>;

/** One field's way from the datagram's record to the container's; offsets in octets, `bytes` the width on both sides. */
export interface WireStep {
  readonly bytes: 1 | 2 | 4;
  readonly wire: number;
  readonly record: number;
  /** Absent for an octet that has no name. */
  readonly field?: FieldName;
}

export interface WireFormat {
  readonly version: WireVersion;
  /** The header's version, and in v8 its aggregation method. */
  readonly dVersion: number;
  readonly aggregationMethod?: number;
  readonly layout: RecordLayout;
  /** Length of the datagram's header, octets. */
  readonly headerSize: number;
  /** Length of one record in the datagram, octets. */
  readonly recordSize: number;
  /** Most records a datagram may carry. */
  readonly maxCount: number;
  /** Longer datagrams are accepted: Catalyst switches pad these. */
  readonly padded: boolean;
  readonly steps: readonly WireStep[];
}

/** Octets of the headers that have a sequence number and engine, and of those that have not (reference section 3.1). */
const HEADER_SIZE = { '1': 16, '5': 24, '6': 24, '7': 24, '8': 28 } as const;

const ADDRESSED = 'srcaddr dstaddr nexthop input output dpkts doctets first last srcport dstport';
const PROTOCOL = 'tcp_flags prot tos src_as dst_as src_mask dst_mask';
const COUNTED = 'dflows dpkts doctets first last';
const PREFIXES = `${COUNTED} srcaddr dstaddr dst_mask src_mask`;

/**
 * Most records per datagram, and the record's fields in order (reference section 3.2). `-n` stands for n octets that
 * are not kept, `=n` for an octet without a name that is kept at offset n of the container's record.
 */
const RECORDS: Readonly<Record<WireVersion, readonly [maxCount: number, fields: string]>> = {
  '1': [24, `${ADDRESSED} -2 prot tos tcp_flags -3 -4`],
  '5': [30, `${ADDRESSED} -1 ${PROTOCOL} -2`],
  '6': [27, `${ADDRESSED} -1 ${PROTOCOL} in_encaps out_encaps peer_nexthop`],
  '7': [27, `${ADDRESSED} =55 ${PROTOCOL} -2 router_sc`],
  '8.1': [51, `${COUNTED} src_as dst_as input output`],
  '8.2': [51, `${COUNTED} prot -1 -2 srcport dstport`],
  '8.3': [44, `${COUNTED} srcaddr src_mask -1 src_as input -2`],
  '8.4': [44, `${COUNTED} dstaddr dst_mask -1 dst_as output -2`],
  '8.5': [35, `${PREFIXES} -2 src_as dst_as input output`],
  '8.6': [44, 'dstaddr dpkts doctets first last output tos marked_tos extra_pkts router_sc'],
  '8.7': [35, 'dstaddr srcaddr dpkts doctets first last output input tos marked_tos -2 extra_pkts router_sc'],
  '8.8': [
    32,
    'dstaddr srcaddr dstport srcport dpkts doctets first last output input tos prot marked_tos -1 extra_pkts router_sc',
  ],
  '8.9': [44, `${COUNTED} src_as dst_as input output tos -1 -2`],
  '8.10': [44, `${COUNTED} prot tos -2 srcport dstport input output`],
  '8.11': [44, `${COUNTED} srcaddr src_mask tos src_as input -2`],
  '8.12': [44, `${COUNTED} dstaddr dst_mask tos dst_as output -2`],
  '8.13': [35, `${PREFIXES} tos -1 src_as dst_as input output`],
  '8.14': [35, `${PREFIXES} tos prot srcport dstport input output`],
};

const PADDED: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['8.6', '8.7', '8.8']);

/** A field's slot, be it in the field mask or, as 8.10's interfaces, only in the record. */
function slotOf(layout: RecordLayout, field: FieldName) {
  const slot = layout.slots.get(field) ?? layout.swaps.find((place) => place.field === field);
  if (!slot || slot.bytes === 8 || slot.bytes === 16)
    throw new RangeError(`record ${layout.version} has no room for ${field}`);
  return { bytes: slot.bytes, offset: slot.offset };
}

function buildFormat(version: WireVersion): WireFormat {
  const layout = recordLayout(version);
  const [maxCount, fields] = RECORDS[version];
  const steps: WireStep[] = [];
  let wire = 0;
  for (const token of fields.split(' ')) {
    if (token.startsWith('-')) {
      wire += Number(token.slice(1));
    } else if (token.startsWith('=')) {
      steps.push({ bytes: 1, wire: wire++, record: Number(token.slice(1)) });
    } else {
      if (!isFieldName(token)) throw new RangeError(`datagram ${version} names an unknown field "${token}"`);
      const { bytes, offset } = slotOf(layout, token);
      steps.push({ bytes, wire, record: offset, field: token });
      wire += bytes;
    }
  }
  const major = version.split('.')[0] as keyof typeof HEADER_SIZE; // what stands before the dot of a WireVersion
  return {
    version,
    ...versionNumbers(version),
    layout,
    headerSize: HEADER_SIZE[major],
    recordSize: wire,
    maxCount,
    padded: PADDED.has(version),
    steps,
  };
}

/** All formats, keyed as `ExportVersion`. */
export const WIRE_FORMATS: ReadonlyMap<WireVersion, WireFormat> = new Map(
  (Object.keys(RECORDS) as WireVersion[]) // keys of a Record<WireVersion, …>
    .map((version) => [version, buildFormat(version)]),
);

/** The format of one version. */
export function wireFormat(version: WireVersion): WireFormat {
  const format = WIRE_FORMATS.get(version);
  if (!format) throw new RangeError(`no datagram of version ${version}`); // unreachable while both derive from RECORDS
  return format;
}

/** True for the versions that datagrams of fixed fields can carry. */
export function isWireVersion(version: ExportVersion): version is WireVersion {
  return version !== '1005' && version !== EXTENDED;
}
