/** A flow as any collector shows it, reduced to what collectors must agree on. */
import { ipOctets, PROTOCOLS, type Packet } from './packet.js';

export interface SeenFlow {
  readonly exporter: string;
  readonly srcaddr: string;
  readonly dstaddr: string;
  readonly prot: number;
  /** 0 for ICMP. */
  readonly srcport: number;
  /** For ICMP type × 256 + code. */
  readonly dstport: number;
  readonly tos: number;
  readonly flags: number;
  readonly packets: number;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

export interface Totals {
  readonly flows: number;
  readonly packets: number;
  readonly octets: number;
}

/** One line for each flow, sorted: two collectors saw the same if the lines are equal. */
export function flowLines(flows: readonly SeenFlow[]): string[] {
  return flows
    .map((flow) => {
      const { exporter, srcaddr, srcport, dstaddr, dstport, prot, tos, flags, packets, octets, start, end } = flow;
      const ends = `${srcaddr} ${srcport} > ${dstaddr} ${dstport}`;
      const times = `${new Date(start).toISOString()}-${new Date(end).toISOString()}`;
      return `${exporter}: ${ends} prot ${prot} tos ${tos} flags ${flags} packets ${packets} octets ${octets} ${times}`;
    })
    .sort();
}

/** Sums of an exporter's flows. */
export function totals(flows: readonly SeenFlow[], exporter: string): Totals {
  const own = flows.filter((flow) => flow.exporter === exporter);
  const sum = (of: 'packets' | 'octets'): number => own.reduce((before, flow) => before + flow[of], 0);
  return { flows: own.length, packets: sum('packets'), octets: sum('octets') };
}

/** The flows that an exporter of endless patience would make of the packets: one for each source, destination, ports and protocol. */
export function flowsOf(packets: readonly Packet[], exporter: string): SeenFlow[] {
  const flows = new Map<string, SeenFlow>();
  for (const packet of packets) {
    const { srcaddr, dstaddr, srcport, dstport, tos, at } = packet;
    const prot = PROTOCOLS[packet.protocol];
    const key = [srcaddr, dstaddr, srcport, dstport, prot].join(' ');
    const before = flows.get(key);
    flows.set(key, {
      ...{ exporter, srcaddr, dstaddr, prot, srcport, dstport, tos },
      flags: (before?.flags ?? 0) | packet.flags,
      packets: (before?.packets ?? 0) + 1,
      octets: (before?.octets ?? 0) + ipOctets(packet),
      start: before?.start ?? at,
      end: at,
    });
  }
  return [...flows.values()];
}
