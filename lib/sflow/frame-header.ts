/** The way from the first octet of a sampled frame to its IP header: Ethernet, VLAN tags, MPLS, PPP. */
import { readIp } from './ip-header.js';
import type { SampledFlow } from './sampled-flow.js';

/** What a place in a frame holds. `none`: nothing that leads to IP. */
type Layer = 'ethernet' | 'ethertype' | 'tag' | 'mpls' | 'pppoe' | 'ppp' | 'hdlc' | 'ip' | 'none';

/** How a sampled header begins: header_protocol of sFlow version 5, those that can be followed. */
const FIRST_LAYERS: ReadonlyMap<number, Layer> = new Map([
  [1, 'ethernet'],
  [7, 'ppp'],
  [11, 'ip'],
  [12, 'ip'],
  [13, 'mpls'],
  [14, 'hdlc'],
]);

const ETHERTYPES: ReadonlyMap<number, Layer> = new Map([
  [0x0800, 'ip'],
  [0x86dd, 'ip'],
  [0x8100, 'tag'],
  [0x88a8, 'tag'],
  [0x9100, 'tag'],
  [0x9200, 'tag'],
  [0x9300, 'tag'],
  [0x8847, 'mpls'],
  [0x8848, 'mpls'],
  [0x8864, 'pppoe'],
]);

const PPP_PROTOCOLS: ReadonlyMap<number, Layer> = new Map([
  [0x0021, 'ip'],
  [0x0057, 'ip'],
  [0x0281, 'mpls'],
  [0x0283, 'mpls'],
]);

const MAC_OCTETS = 6;
/** Smaller values in the place of an EtherType are a length (IEEE 802.3). */
const LEAST_ETHERTYPE = 0x600;
/** LLC and SNAP with the organisation 0: an EtherType follows (RFC 1042). */
const SNAP = [0xaa, 0xaa, 3, 0, 0, 0];
const PPPOE_OCTETS = 6;
const VLAN_MASK = 0xfff;

/** More headers before the IP header are an attack, not a packet. */
const MOST_LAYERS = 16;

/** The layer and its first octet. */
interface Place {
  readonly layer: Layer;
  readonly at: number;
}

const NONE: Place = { layer: 'none', at: 0 };

/** True if the header protocol of a sampled header is one that is understood. */
export function isKnownHeader(protocol: number): boolean {
  return FIRST_LAYERS.has(protocol);
}

/**
 * Reads a sampled header: MAC addresses, the outermost VLAN tag and MPLS label, the IP header and what follows.
 * @param view the datagram; octets from `begin` to `end` are the header's
 * @param protocol header_protocol of the sample
 * @param frameOctets length of the whole frame, less what was stripped of it, the check sequence included as sFlow has it
 * @returns false if there is no IP packet; MAC addresses, tag and label are read all the same
 */
export function readFrame(
  view: DataView,
  begin: number,
  end: number,
  protocol: number,
  frameOctets: number,
  flow: SampledFlow,
): boolean {
  let place: Place = { layer: FIRST_LAYERS.get(protocol) ?? 'none', at: begin };
  for (let layers = 0; layers < MOST_LAYERS && place.layer !== 'none'; layers++) {
    const { layer, at } = place;
    if (layer === 'ip') return readIp(view, at, end, Math.max(0, frameOctets - (at - begin)), flow);
    place = STEPS[layer](view, at, end, flow);
  }
  return false;
}

type Step = (view: DataView, at: number, end: number, flow: SampledFlow) => Place;

const STEPS: Readonly<Record<Exclude<Layer, 'ip' | 'none'>, Step>> = {
  ethernet: (view, at, end, flow) => {
    if (at + 2 * MAC_OCTETS > end) return NONE;
    flow.dst_mac ||= mac(view, at);
    flow.src_mac ||= mac(view, at + MAC_OCTETS);
    return { layer: 'ethertype', at: at + 2 * MAC_OCTETS };
  },
  ethertype: (view, at, end) => {
    if (at + 2 > end) return NONE;
    const type = view.getUint16(at);
    if (type >= LEAST_ETHERTYPE) return { layer: ETHERTYPES.get(type) ?? 'none', at: at + 2 };
    const isSnap = at + 2 + SNAP.length <= end && SNAP.every((octet, index) => view.getUint8(at + 2 + index) === octet);
    return isSnap ? { layer: 'ethertype', at: at + 2 + SNAP.length } : NONE;
  },
  tag: (view, at, end, flow) => {
    if (at + 2 > end) return NONE;
    flow.tag ||= view.getUint16(at) & VLAN_MASK;
    return { layer: 'ethertype', at: at + 2 };
  },
  mpls: (view, at, end, flow) => {
    if (at + 4 > end) return NONE;
    const entry = view.getUint32(at);
    flow.mpls_label ||= entry >>> 12;
    const isBottom = ((entry >>> 8) & 1) === 1;
    return isBottom ? belowMpls(view, at + 4, end) : { layer: 'mpls', at: at + 4 };
  },
  pppoe: (_view, at) => ({ layer: 'ppp', at: at + PPPOE_OCTETS }),
  ppp: (view, at, end) => {
    if (at + 2 > end) return NONE;
    const isFramed = view.getUint16(at) === 0xff03; // address and control octets, which links may leave out (RFC 1662)
    const protocolAt = isFramed ? at + 2 : at;
    if (protocolAt + 2 > end) return NONE;
    return { layer: PPP_PROTOCOLS.get(view.getUint16(protocolAt)) ?? 'none', at: protocolAt + 2 };
  },
  // packet over SONET: PPP in frames like HDLC's, or Cisco's HDLC, whose type is an EtherType
  hdlc: (view, at, end) => {
    if (at + 2 > end) return NONE;
    const start = view.getUint16(at);
    return start === 0x0f00 || start === 0x8f00 ? { layer: 'ethertype', at: at + 2 } : { layer: 'ppp', at };
  },
};

/** Nothing names what follows the last label: IP shows by its version, 0 is the control word of a pseudowire (RFC 4385). */
function belowMpls(view: DataView, at: number, end: number): Place {
  if (at >= end) return NONE;
  const nibble = view.getUint8(at) >> 4;
  if (nibble === 4 || nibble === 6) return { layer: 'ip', at };
  return nibble === 0 ? { layer: 'ethernet', at: at + 4 } : NONE;
}

function mac(view: DataView, at: number): number {
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}
