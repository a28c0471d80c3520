/** Invented traffic, the same for the same seed: conversations between clients and servers over some minutes. */
import type { Packet, Protocol } from './packet.js';

export interface TrafficOptions {
  readonly seed: number;
  /** Milliseconds since 1970 of the earliest possible packet. */
  readonly from: number;
  /** Conversations start within this many ms after `from`. */
  readonly spread: number;
  readonly conversations: number;
  readonly families: readonly (4 | 6)[];
}

const FIN = 0x01;
const SYN = 0x02;
const PUSH = 0x08;
const ACK = 0x10;
const ECHO_REQUEST = { icmp: 8 << 8, icmp6: 128 << 8 };
const ECHO_REPLY = { icmp: 0, icmp6: 129 << 8 };
const SERVICES = { tcp: [22, 25, 80, 443], udp: [53, 123, 443, 5060] } as const;
const KINDS = ['tcp', 'udp', 'tcp', 'icmp', 'udp'] as const;

/** Numbers in [0, 1) from a seed: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Packets in the order of their time. No two conversations share addresses, protocol and ports. */
export function traffic(options: TrafficOptions): Packet[] {
  const next = random(options.seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const packets: Packet[] = [];
  for (let index = 0; index < options.conversations; index++) {
    const kind = KINDS[index % KINDS.length] ?? 'tcp';
    const family = options.families[below(options.families.length)] ?? 4;
    const protocol: Protocol = kind === 'icmp' && family === 6 ? 'icmp6' : kind;
    const host = (net4: string, net6: string): string =>
      family === 4 ? `${net4}.${index >> 8}.${index & 0xff}` : `${net6}::${(index + 1).toString(16)}`;
    const [client, server] = [host('10.9', '2001:db8:9'), host('198.18', '2001:db8:18')];
    const ports = kind === 'icmp' ? [0, 0] : [1024 + below(60_000), SERVICES[kind][below(4)] ?? 80];
    const count = 1 + Math.floor(60 * next() ** 3);
    const tos = below(4) === 0 ? 0xb8 : 0;
    let at = options.from + below(options.spread);
    for (let nth = 0; nth < count; nth++) {
      const asks = nth % 2 === 0;
      const echo = (asks ? ECHO_REQUEST : ECHO_REPLY)[protocol === 'icmp6' ? 'icmp6' : 'icmp'];
      const [near = 0, far = 0] = ports;
      packets.push({
        at,
        protocol,
        srcaddr: asks ? client : server,
        dstaddr: asks ? server : client,
        srcport: asks ? near : far,
        dstport: kind === 'icmp' ? echo : asks ? far : near,
        flags:
          kind !== 'tcp'
            ? 0
            : (nth === 0 ? SYN : ACK | (nth === 1 ? SYN : PUSH)) | (nth > 2 && nth > count - 3 ? FIN : 0),
        tos: asks ? tos : 0, // softflowd exports that of the first packet, and none for the way back
        payload: below(1400),
      });
      at += 1 + below(4000);
    }
  }
  return packets.sort((a, b) => a.at - b.at);
}
