/** Conversations that outlast the active time-out, and so come as several flows: tunnels, calls, transfers. */
import type { Endpoints, PoolName } from './endpoints.js';
import { sinceStart, TRANSFERS } from './incident.js';
import type { Device } from './network.js';
import { lognormal, QUANTILE_MASK } from './quantiles.js';
import { Random } from './random.js';
import { busyness } from './rhythm.js';

/** After this long a router exports what it has of a flow that goes on, seconds. */
export const ACTIVE_TIMEOUT_S = 1800;
/** Longest session, in hours. */
const LONGEST_HOURS = 5;

/** Both directions of one long conversation. */
export interface Session {
  readonly from: number;
  readonly to: number;
  /** Client's port × 65536 + server's. */
  readonly ports: number;
  readonly prot: number;
  readonly tos: number;
  /** Octets per second from the client, and to it. */
  readonly up: number;
  readonly down: number;
  readonly start: number;
  readonly end: number;
}

/** What is exported of a session at `end`: the time since `start`. */
export interface SessionPart {
  readonly session: Session;
  readonly start: number;
  readonly end: number;
}

/** Starts per hour are for each flow per second of the device; octets per second lognormal with sigma 1. */
const TABLE = `
prot port  from     to        starts  minutes sigma  down/s  up/s   tos  name
6    443   users    servers   0.35    35      0.8    60000   1500   0    video
17   443   users    servers   0.25    25      0.8    50000   1200   0    video over QUIC
6    22    users    servers   0.2     60      1      1200    400    16   shell
6    993   users    mail      0.5     90      0.8    150     60     0    waiting for mail
6    3389  users    files     0.12    80      0.7    9000    900    0    remote desktop
17   0     users    servers   0.3     28      0.6    10000   10000  184  call
17   1194  clients  gateways  0.08    120     0.7    4000    9000   0    VPN
50   0     clients  gateways  0.06    200     0.5    9000    15000  0    IPsec
47   0     servers  gateways  0.03    240     0.3    12000   9000   0    GRE tunnel
`;

const KINDS = TABLE.trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [prot, port, from, to, starts, minutes, sigma, down, up, tos] = line.split(/ +/);
    return {
      prot: Number(prot),
      port: Number(port),
      from: from as PoolName, // as in the table of services
      to: to as PoolName,
      starts: Number(starts),
      seconds: lognormal(Number(minutes) * 60, Number(sigma), { min: 120, max: LONGEST_HOURS * 3600 }),
      down: lognormal(Number(down), 1, { min: 1, max: 1_000_000 }),
      up: lognormal(Number(up), 1, { min: 1, max: 1_000_000 }),
      tos: Number(tos),
    };
  });

/** A record holds 32 bits of octets, and a connection seldom fills a line alone. */
const TRANSFER_MAXIMUM = 1_200_000;
/** Distinguishes the random numbers of sessions from those of the single seconds. */
const STREAM = 0x5e55;

export interface SessionOptions {
  readonly device: Device;
  readonly seed: number;
  /** Flows per second that the device exports on average. */
  readonly rate: number;
  readonly utcOffsetSeconds: number;
}

export class Sessions {
  readonly #options: SessionOptions;
  readonly #ends: Endpoints;
  /** For an hour (counted since 1970): what is exported in each of its seconds. The latest two are kept. */
  readonly #agenda = new Map<number, readonly (readonly SessionPart[])[]>();

  constructor(options: SessionOptions, ends: Endpoints) {
    this.#options = options;
    this.#ends = ends;
  }

  /** The parts exported in one second since 1970. */
  at(second: number): readonly SessionPart[] {
    const hour = Math.floor(second / 3600);
    let agenda = this.#agenda.get(hour);
    if (!agenda) {
      agenda = this.#build(hour);
      for (const old of [...this.#agenda.keys()].slice(0, -1)) this.#agenda.delete(old);
      this.#agenda.set(hour, agenda);
    }
    return agenda[second - hour * 3600] ?? [];
  }

  #build(hour: number): SessionPart[][] {
    const agenda: SessionPart[][] = Array.from({ length: 3600 }, () => []);
    const from = hour * 3600;
    for (let begun = hour - LONGEST_HOURS; begun <= hour; begun++) {
      for (const session of [...this.#ordinary(begun), ...this.#transfers(begun)]) {
        for (let start = session.start; start < session.end; start += ACTIVE_TIMEOUT_S) {
          const end = Math.min(start + ACTIVE_TIMEOUT_S, session.end);
          if (end >= from) agenda[end - from]?.push({ session, start, end });
        }
      }
    }
    return agenda;
  }

  /** Sessions that begin within an hour, the same at every call. */
  *#ordinary(hour: number): Generator<Session, void> {
    const { device, seed, rate, utcOffsetSeconds } = this.#options;
    const random = new Random().seed(seed, device.number + STREAM, hour);
    const busy = busyness(hour * 3600 + utcOffsetSeconds);
    for (const kind of KINDS) {
      const from = this.#ends.pool(kind.from);
      const to = this.#ends.pool(kind.to);
      const count = random.round(kind.starts * rate * busy);
      for (let index = 0; index < count && from && to; index++) {
        const start = hour * 3600 + random.below(3600);
        const high = 32768 + random.below(28000);
        const hasPorts = kind.prot === 6 || kind.prot === 17;
        yield {
          from: from.first + from.table[random.next() & (from.table.length - 1)]!,
          to: to.first + to.table[random.next() & (to.table.length - 1)]!,
          ports: hasPorts ? (high << 16) | (kind.port || 16384 + random.below(16384)) : 0,
          prot: kind.prot,
          tos: kind.tos,
          up: kind.up[random.next() & QUANTILE_MASK]!,
          down: kind.down[random.next() & QUANTILE_MASK]!,
          start,
          end: start + kind.seconds[random.next() & QUANTILE_MASK]!,
        };
      }
    }
  }

  /** Transfers of the incident table that begin within an hour. Their connections share the load unequally. */
  *#transfers(hour: number): Generator<Session, void> {
    const { device, seed, rate, utcOffsetSeconds } = this.#options;
    const random = new Random().seed(seed, device.number + STREAM + 0x100, hour);
    const endOfHour = hour * 3600 + 3599;
    for (const transfer of TRANSFERS) {
      const since = sinceStart(transfer, endOfHour + utcOffsetSeconds);
      if (transfer.device !== device.name || since === undefined || since >= 3600) continue;
      const [from, to] = [transfer.from, transfer.to].map(([pool, rank]) => (this.#ends.pool(pool)?.first ?? 0) + rank);
      const total = transfer.load * rate;
      const streams = Math.ceil(total / TRANSFER_MAXIMUM);
      for (let stream = 0; stream < streams; stream++) {
        const up = Math.round((total / streams) * (0.7 + 0.6 * random.unit()));
        yield {
          from: from ?? 0,
          to: to ?? 0,
          ports: ((32_768 + random.below(28_000)) << 16) | transfer.port,
          prot: 6,
          tos: transfer.tos,
          up,
          down: Math.round(up / 45), // acknowledgements: 52 octets for every second packet of 1448
          start: endOfHour - since,
          end: endOfHour - since + transfer.minutes * 60,
        };
      }
    }
  }
}
