/** What a flow sample says besides its own header: records of the structures that sflow.org has numbered. */
import { isKnownHeader, readFrame } from './frame-header.js';
import { copyIpv4, copyIpv6, type SampledFlow } from './sampled-flow.js';
import { setPorts } from './transport-header.js';
import type { XdrReader } from './xdr-reader.js';

/**
 * Reads one record into the flow. What is short reads as 0, and the reader says where.
 * @returns the header protocol that is not understood, if that is what the record has
 */
type ReadRecord = (record: XdrReader, flow: SampledFlow) => number | undefined;

/** Structures of enterprise 0 by their number; others are passed over by their length. */
const RECORDS: ReadonlyMap<number, ReadRecord> = new Map<number, ReadRecord>([
  [1, sampledHeader],
  [2, sampledEthernet],
  [3, sampledIpv4],
  [4, sampledIpv6],
  [1001, extendedSwitch],
  [1002, extendedRouter],
  [1003, extendedGateway],
  [1006, extendedMpls],
  [1007, extendedNat],
  [1020, extendedNatPort],
]);

/** Reads a record of a flow sample by its data format: enterprise × 4096 + number. */
export function readFlowRecord(format: number, record: XdrReader, flow: SampledFlow): number | undefined {
  return RECORDS.get(format)?.(record, flow);
}

/** Reads an address with its type before it. @returns false if there is none or its type is unknown */
export function readAddress(record: XdrReader, target: Uint32Array): boolean {
  const type = record.u32();
  const octets = type === 1 ? 4 : type === 2 ? 16 : 0;
  const begin = octets > 0 ? record.fixed(octets) : undefined;
  if (begin === undefined) return false;
  (octets === 4 ? copyIpv4 : copyIpv6)(target, record.view, begin);
  return true;
}

function sampledHeader(record: XdrReader, flow: SampledFlow): number | undefined {
  const protocol = record.u32();
  const frame = record.u32();
  const stripped = record.u32();
  const header = record.opaque();
  if (!header) return undefined;
  if (!isKnownHeader(protocol)) return protocol;
  readFrame(record.view, header.begin, header.begin + header.octets, protocol, frame - stripped, flow);
  return undefined;
}

function sampledEthernet(record: XdrReader, flow: SampledFlow): undefined {
  record.u32(); // length of the frame, which includes no less than the Ethernet header
  const source = record.fixed(6);
  const destination = record.fixed(6);
  if (source !== undefined) flow.src_mac ||= macAt(record, source);
  if (destination !== undefined) flow.dst_mac ||= macAt(record, destination);
}

function macAt({ view }: XdrReader, at: number): number {
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}

function sampledIpv4(record: XdrReader, flow: SampledFlow): undefined {
  const end = record.at + 32;
  if (flow.told === 'by its header' || record.end < end) {
    record.fixed(32);
    return;
  }
  beginPacket(flow, 4, record);
  const source = record.fixed(4);
  const destination = record.fixed(4);
  if (source !== undefined) copyIpv4(flow.srcaddr, record.view, source);
  if (destination !== undefined) copyIpv4(flow.dstaddr, record.view, destination);
  endPacket(flow, record);
}

function sampledIpv6(record: XdrReader, flow: SampledFlow): undefined {
  const end = record.at + 56;
  if (flow.told === 'by its header' || record.end < end) {
    record.fixed(56);
    return;
  }
  beginPacket(flow, 6, record);
  const source = record.fixed(16);
  const destination = record.fixed(16);
  if (source !== undefined) copyIpv6(flow.srcaddr, record.view, source);
  if (destination !== undefined) copyIpv6(flow.dstaddr, record.view, destination);
  endPacket(flow, record);
}

function beginPacket(flow: SampledFlow, family: 4 | 6, record: XdrReader): void {
  flow.clearPacket();
  flow.family = family;
  flow.told = 'by the agent';
  flow.doctets = record.u32();
  flow.prot = record.u32() & 255;
}

function endPacket(flow: SampledFlow, record: XdrReader): void {
  const source = record.u32();
  setPorts(flow, source, record.u32());
  flow.tcp_flags = record.u32() & 255;
  flow.tos = record.u32() & 255;
}

/** The highest VLAN; agents say 2³²−1 where they do not know. */
const LAST_VLAN = 4095;

function extendedSwitch(record: XdrReader, flow: SampledFlow): undefined {
  const source = record.u32();
  record.u32(); // priority
  const destination = record.u32();
  record.u32();
  const known = (vlan: number) => (vlan <= LAST_VLAN ? vlan : 0);
  flow.switched = { src: known(source), dst: known(destination) };
}

function extendedRouter(record: XdrReader, flow: SampledFlow): undefined {
  readAddress(record, flow.nexthop);
  flow.src_mask = record.u32() & 255;
  flow.dst_mask = record.u32() & 255;
}

/** The last AS of the path is where the packet goes; without a path that is an AS that the agent does not name. */
function extendedGateway(record: XdrReader, flow: SampledFlow): undefined {
  readAddress(record, flow.peer_nexthop);
  record.u32(); // the router's own AS
  flow.src_as = record.u32();
  record.u32(); // the neighbour's that the packet came from
  for (let segments = record.u32(); segments > 0 && !record.isShort(); segments--) {
    record.u32(); // a set or a sequence
    const count = record.u32();
    const begin = record.fixed(count * 4);
    if (begin !== undefined && count > 0) flow.dst_as = record.view.getUint32(begin + (count - 1) * 4);
  }
  // communities and the local preference follow, which no flow record has
}

/** Labels as MPLS has them: label, class, bottom of stack, time to live; the outermost is the first. */
function extendedMpls(record: XdrReader, flow: SampledFlow): undefined {
  readAddress(record, flow.nexthop);
  const incoming = record.u32();
  if (incoming > 0) flow.mpls_label ||= record.u32() >>> 12;
}

function extendedNat(record: XdrReader, flow: SampledFlow): undefined {
  readAddress(record, flow.nat_srcaddr);
  readAddress(record, flow.nat_dstaddr);
}

function extendedNatPort(record: XdrReader, flow: SampledFlow): undefined {
  flow.nat_srcport = record.u32() & 65_535;
  flow.nat_dstport = record.u32() & 65_535;
}
