/** Ordinary conversations: a request and its reply as two flows, drawn from the table of services. */
import type { Endpoints, Pool } from './endpoints.js';
import { lognormal, QUANTILE_MASK, weighted } from './quantiles.js';
import type { Random } from './random.js';
import type { RecordWriter } from './record-writer.js';
import { SERVICES, type Service } from './service.js';
import { ACTIVE_TIMEOUT_S } from './session.js';

const TCP = 6;
const ICMP = 1;
const SYN = 0x02;
const ECHO_REPLY = 0;
const LONGEST_MS = ACTIVE_TIMEOUT_S * 1000;
/** A router waits so long for further packets before it exports a flow that no FIN or RST has ended, ms. */
const INACTIVE_TIMEOUT_MS = 15_000;

const MAXIMUM_PACKET = 1500;

/** Ways in which the flags of a TCP conversation's packets add up; the last two had no clean end. */
const TCP_FLAGS = Uint8Array.from([
  ...Array<number>(10).fill(0x1b), // SYN FIN PSH ACK
  0x1b | 0x04, // the same, then RST
  0x1e, // SYN RST PSH ACK
  0x13, // SYN FIN ACK
  0x1f,
  0x1a, // SYN PSH ACK
  0x18, // PSH ACK
]);

/** One service at one device, with everything that a draw needs. */
interface Kind {
  readonly from: Pool;
  readonly to: Pool;
  readonly prot: number;
  readonly port: number;
  readonly tos: number;
  /** Undefined if nobody answers. */
  readonly packets: Int32Array | undefined;
  readonly duration: Int32Array;
  readonly down: Service['down']['octets'];
  readonly up: Service['up'];
}

function kindOf(service: Service, ends: Endpoints): Kind | undefined {
  const from = ends.pool(service.from);
  const to = ends.pool(service.to);
  if (!from || !to) return undefined;
  const { prot, port, tos, down, up, duration } = service;
  const packets = down.median > 0 ? lognormal(down.median, down.sigma, { min: 1, max: 1_000_000 }) : undefined;
  const milliseconds = lognormal(Math.max(1, duration.median), duration.sigma, { min: 0, max: LONGEST_MS });
  return { from, to, prot, port, tos, packets, duration: milliseconds, down: down.octets, up };
}

/** Octets of some packets whose mean size grows from `one` to `many`; `spread` is from −128 to 127 and moves it by 12 %. */
function octetsOf(packets: number, one: number, many: number, spread: number): number {
  const mean = many - (many - one) / Math.sqrt(packets);
  const moved = many === one ? mean : mean * (1 + spread / 1100);
  return Math.round(packets * Math.min(moved, MAXIMUM_PACKET));
}

export class Conversations {
  readonly #kinds: readonly Kind[];
  readonly #choice: Uint16Array;

  constructor(ends: Endpoints) {
    const offered = SERVICES.flatMap((service) => {
      const kind = kindOf(service, ends);
      return kind ? [{ kind, weight: service.weight }] : [];
    });
    this.#kinds = offered.map(({ kind }) => kind);
    this.#choice = weighted(offered.map(({ weight }) => weight));
  }

  /** Writes the request of one conversation and, if `room` is 2 or more, its reply. @returns flows written */
  write(random: Random, writer: RecordWriter, room: number): 1 | 2 {
    const a = random.next();
    const b = random.next();
    const c = random.next();
    const d = random.next();
    const kind = this.#kinds[this.#choice[a & QUANTILE_MASK]!]!;
    const { from, to, prot, up, down } = kind;
    const client = from.first + from.table[(a >>> 12) & (from.table.length - 1)]!;
    const server = to.first + to.table[b & (to.table.length - 1)]!;
    const flags = TCP_FLAGS[(b >>> 16) & 15]!;
    const draw = c >>> 8;
    const high = 1024 + (d >>> 16) - ((d >>> 16) & 0xfc00 ? 1024 : 0);
    const port = kind.port === 0 ? 1024 + (draw & 0x7fff) : kind.port;
    const clientPort = prot === ICMP ? 0 : high;

    if (!kind.packets) {
      const options = prot | (kind.tos << 8) | (prot === TCP ? SYN << 16 : 0);
      const ago = INACTIVE_TIMEOUT_MS + (draw & 1023);
      writer.flow(client, server, (clientPort << 16) | port, options, 1, up.octets[0], ago, 0);
      return 1;
    }
    const answers = kind.packets[c & QUANTILE_MASK]!;
    const requests = Math.max(up.least, Math.round(answers * up.perAnswer));
    const single = answers === 1 && requests === 1;
    // a packet takes at least a millisecond, so that no flow is faster than 12 Mbit/s
    const lasted = single ? 0 : Math.min(LONGEST_MS, kind.duration[d & QUANTILE_MASK]! + answers + requests);
    const ended = prot === TCP && (flags & 0x05) !== 0;
    const ago = ended ? draw & 2047 : INACTIVE_TIMEOUT_MS + (draw & 1023);
    const options = prot | (kind.tos << 8) | (prot === TCP ? flags << 16 : 0);
    const asked = octetsOf(requests, up.octets[0], up.octets[1], (b >> 24) | 0);
    writer.flow(client, server, (clientPort << 16) | port, options, requests, asked, ago, requests === 1 ? 0 : lasted);
    if (room < 2) return 1;
    const answered = octetsOf(answers, down[0], down[1], (a << 24) >> 24);
    const replyPorts = prot === ICMP ? ECHO_REPLY : (port << 16) | clientPort;
    writer.flow(server, client, replyPorts, options, answers, answered, ago, answers === 1 ? 0 : lasted);
    return 2;
  }
}
