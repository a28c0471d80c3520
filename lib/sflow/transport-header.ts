/** Ports, TCP flags, ICMP type and code of a packet whose first octets were sampled. */
import type { SampledFlow } from './sampled-flow.js';

const TCP = 6;
/** Protocols whose header begins with two ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
const WITH_PORTS: ReadonlySet<number> = new Set([TCP, 17, 33, 132, 136]);
/** ICMP, and ICMPv6. */
const ICMP: ReadonlySet<number> = new Set([1, 58]);
const TCP_FLAGS_AT = 13;

/**
 * Reads what was sampled of the header behind IP; octets that were not are taken as absent.
 * @param flow its `prot` says what header it is
 * @param view the datagram; octets from `at` to `end` are the packet's
 */
export function readTransport(view: DataView, at: number, end: number, flow: SampledFlow): void {
  if (WITH_PORTS.has(flow.prot) && at + 4 <= end) {
    flow.srcport = view.getUint16(at);
    flow.dstport = view.getUint16(at + 2);
    if (flow.prot === TCP && at + TCP_FLAGS_AT < end) flow.tcp_flags = view.getUint8(at + TCP_FLAGS_AT);
  } else if (ICMP.has(flow.prot) && at + 2 <= end) {
    setIcmp(flow, view.getUint8(at), view.getUint8(at + 1));
  }
}

/** As exporters of NetFlow have it: type and code are in the destination port too. */
function setIcmp(flow: SampledFlow, type: number, code: number): void {
  flow.icmp_type = type;
  flow.icmp_code = code;
  flow.dstport = type * 256 + code;
}

/** What the agent's own record has of ports: for ICMP they are type and code (sFlow version 5, sampled_ipv4). */
export function setPorts(flow: SampledFlow, source: number, destination: number): void {
  if (ICMP.has(flow.prot)) setIcmp(flow, source & 255, destination & 255);
  else {
    flow.srcport = source & 65_535;
    flow.dstport = destination & 65_535;
  }
}
