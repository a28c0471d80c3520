/** sFlow datagrams and packets of the tests' own making. */

/** 32-bit numbers, or octets as they are. */
export type Part = number | bigint | Buffer;

/** Numbers as 32 bits, bigints as 64. */
export function xdr(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part !== 'number' && typeof part !== 'bigint') return part;
      const octets = Buffer.alloc(typeof part === 'bigint' ? 8 : 4);
      if (typeof part === 'bigint') octets.writeBigUInt64BE(part);
      else octets.writeUInt32BE(part >>> 0);
      return octets;
    }),
  );
}

function padded(octets: Buffer): Buffer {
  return Buffer.concat([octets, Buffer.alloc((4 - (octets.length % 4)) % 4)]);
}

/** Octets with their length before them. */
export function opaque(octets: Buffer): Buffer {
  return xdr(octets.length, padded(octets));
}

/** A sample or a record: format, length, content. */
export function structure(format: number, ...parts: readonly Part[]): Buffer {
  return xdr(format, opaque(xdr(...parts)));
}

export const AGENT = '192.0.2.1';

export function ipv4(text: string): Buffer {
  return Buffer.from(text.split('.').map(Number));
}

/** `hex` groups without shortening, as in 2001:db8:0:0:0:0:0:1. */
export function ipv6(text: string): Buffer {
  return Buffer.concat(
    text.split(':').map((group) => {
      const octets = Buffer.alloc(2);
      octets.writeUInt16BE(parseInt(group, 16));
      return octets;
    }),
  );
}

export function datagram(
  samples: readonly Buffer[],
  { sequence = 1, agent = xdr(1, ipv4(AGENT)) }: { readonly sequence?: number; readonly agent?: Buffer } = {},
): Buffer {
  return xdr(5, agent, 0, sequence, 1000, samples.length, ...samples);
}

export interface SampleOptions {
  readonly sequence?: number;
  readonly rate?: number;
  readonly pool?: number;
  readonly drops?: number;
  readonly input?: number;
  readonly output?: number;
  readonly source?: number;
}

export function flowSample(
  records: readonly Buffer[],
  { sequence = 1, rate = 100, pool = 1000, drops = 0, input = 3, output = 4, source = 3 }: SampleOptions = {},
): Buffer {
  return structure(1, sequence, source, rate, pool, drops, input, output, records.length, ...records);
}

/** Generic counters of an interface, in and out. */
export function interfaceCounters(
  ifIndex: number,
  octets: { readonly input: bigint; readonly output: bigint },
  speed = 1_000_000_000n,
): Buffer {
  const packets = [10, 11, 12, 13, 14] as const;
  return structure(1, ifIndex, 6, speed, 1, 3, octets.input, ...packets, 15, octets.output, ...packets, 0);
}

/** A raw packet header of an Ethernet frame; `frame` is its length with the check sequence. */
export function rawHeader(packet: Buffer, frame = packet.length + 4, protocol = 1): Buffer {
  return structure(1, protocol, frame, 4, opaque(packet));
}

export const MACS = Buffer.from('0a0b0c0d0e0f020304050607', 'hex');

/** An Ethernet frame: two addresses, then what stands in `hex` and `rest`. */
export function ethernet(hex: string, ...rest: readonly Buffer[]): Buffer {
  return Buffer.concat([MACS, Buffer.from(hex, 'hex'), ...rest]);
}

export interface Ipv4Options {
  readonly protocol?: number;
  readonly length?: number;
  readonly options?: Buffer;
  /** In units of 8 octets. */
  readonly fragment?: number;
}

export function ipv4Packet(
  payload: Buffer,
  {
    protocol = 6,
    options = Buffer.alloc(0),
    length = 20 + options.length + payload.length,
    fragment = 0,
  }: Ipv4Options = {},
): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45 + options.length / 4;
  header[1] = 0xb8;
  header.writeUInt16BE(length, 2);
  header.writeUInt16BE(fragment, 6);
  header[8] = 64;
  header[9] = protocol;
  ipv4('198.51.100.7').copy(header, 12);
  ipv4('203.0.113.9').copy(header, 16);
  return Buffer.concat([header, options, payload]);
}

export const IPV6_SOURCE = '2001:db8:0:0:0:0:0:7';
export const IPV6_DESTINATION = '2001:db8:0:0:0:0:0:9';

/** `payload` begins with the header that `next` names. */
export function ipv6Packet(next: number, payload: Buffer, length = payload.length): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32BE(0x6b800000); // version 6, traffic class 0xb8
  header.writeUInt16BE(length, 4);
  header[6] = next;
  header[7] = 64;
  ipv6(IPV6_SOURCE).copy(header, 8);
  ipv6(IPV6_DESTINATION).copy(header, 24);
  return Buffer.concat([header, payload]);
}

/** A TCP header with SYN and ACK. */
export function tcp(source = 40_000, destination = 443): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source, 0);
  header.writeUInt16BE(destination, 2);
  header[12] = 0x50;
  header[13] = 0x12;
  return header;
}

export function udp(source = 5353, destination = 53): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(source, 0);
  header.writeUInt16BE(destination, 2);
  return header;
}
