/** Sends datagrams in the name of others: from the addresses of the exporters (option -s). */
import { formatAddressNumber, isUnspecified, type AddressNumber } from '../flow/address-number.js';
import { isMulticast, type Endpoints } from './endpoints.js';
import { openRawSocket, type RawSocket } from './raw-socket.js';
import { udpFragments, udpPacket, type UdpDatagram } from './udp-packet.js';

/** Whom a datagram comes from. */
export interface Origin {
  readonly address: AddressNumber;
  readonly port: number;
}

/**
 * Octets of packets that links take, in turns: a kernel does not break packets of raw sockets into fragments, and does not tell
 * how large one may be. 1280 is the least of IPv6 (RFC 8200), 576 what every host of IPv4 takes (RFC 791).
 */
const SIZES: Readonly<Record<4 | 6, readonly number[]>> = { 4: [1500, 1280, 576], 6: [1500, 1280] };

/** What the C library says of EMSGSIZE: glibc, and musl. */
const TOO_LARGE = /message too (long|large)/i;

function open({ local, remote }: Endpoints): RawSocket {
  if (typeof remote === 'bigint') return openRawSocket(6);
  if (!isMulticast(remote) || typeof local !== 'number' || local === 0) return openRawSocket(4);
  const through = Buffer.alloc(4);
  through.writeUInt32BE(local);
  return openRawSocket(4, through);
}

export class ForeignSender {
  readonly #socket: RawSocket;
  readonly #to: string;
  readonly #sizes: readonly number[];
  /** Which of the sizes the way there takes; -1 while everything has gone as a whole. */
  #size = -1;
  #identification = Math.floor(Math.random() * 2 ** 32);

  /**
   * @param endpoints where to send to; `ttl` defaults to 255, for a multicast group to 1
   * @throws CommandError where this host, or whoever runs the command, cannot send so
   */
  constructor(private readonly endpoints: Endpoints) {
    const { remote } = endpoints;
    this.#socket = open(endpoints);
    this.#to = formatAddressNumber(remote);
    this.#sizes = SIZES[typeof remote === 'number' ? 4 : 6];
  }

  /** Whether datagrams can come from an address: one of the destination's family, and not that of nobody. */
  canBe(address: AddressNumber): boolean {
    return typeof address === typeof this.endpoints.remote && !isUnspecified(address);
  }

  /** Sends in fragments what is too large for the link. @throws Error of the system */
  async send(payload: Uint8Array, { address, port }: Origin): Promise<void> {
    const { remote, port: toPort, ttl } = this.endpoints;
    const datagram: UdpDatagram = {
      from: address,
      fromPort: port,
      to: remote,
      toPort,
      ttl: ttl ?? (isMulticast(remote) ? 1 : 255),
      payload,
    };
    const packet = udpPacket(datagram);
    const identification = this.#identification++;
    for (;;) {
      const most = this.#sizes[this.#size] ?? Infinity;
      const packets = packet.length <= most ? [packet] : udpFragments(datagram, most, identification);
      try {
        for (const each of packets) await this.#socket.send(each, this.#to);
        return;
      } catch (error) {
        if (!(error instanceof Error && TOO_LARGE.test(error.message))) throw error;
        // another one may have found out meanwhile; a packet below a size says nothing of it
        const smaller = this.#sizes.findIndex((size, at) => at > this.#size && size < Math.min(most, packet.length));
        if (smaller < 0) throw error;
        this.#size = smaller;
      }
    }
  }

  close(): void {
    this.#socket.close();
  }
}
