/**
 * The model of the demonstration's traffic. What a device exports within a second depends on the seed, the device and
 * the second alone: a history made afterwards and the live export agree, and any part can be made again.
 */
import type { FlowBatch } from '../flow/batch.js';
import { Conversations } from './conversation.js';
import { Endpoints } from './endpoints.js';
import { FLOODS, isOn, sinceStart, type Flood } from './incident.js';
import type { Device } from './network.js';
import { Random } from './random.js';
import { RecordWriter } from './record-writer.js';
import { busyness } from './rhythm.js';
import { Sessions } from './session.js';
import { writeSessionPart } from './session-part.js';

export interface TrafficOptions {
  readonly device: Device;
  /** Flows per second that the device exports, as a mean over a week. */
  readonly rate: number;
  /** IPv4 address of the exporter, as a number. */
  readonly exporter: number;
  readonly seed?: number;
  /** Local time minus UTC: shifts the day's rhythm. */
  readonly utcOffsetSeconds?: number;
}

/** Flows that share a header's time. A datagram of version 5 holds 30: two for a pair that runs over. */
const DATAGRAM = 28;
/** Records after which a batch is handed over, at the next full second. */
const BATCH = 16_384;
/** The router restarts every 30 days, before the 32 bits of its uptime in ms are full. */
const UPTIME_S = 30 * 86_400;
/** How long busyness drifts from one level to another, seconds. */
const DRIFT_S = 300;

const TCP = 6;
const SYN = 0x02;

export class Traffic {
  readonly #options: Required<TrafficOptions>;
  readonly #ends: Endpoints;
  readonly #conversations: Conversations;
  readonly #sessions: Sessions;
  readonly #floods: readonly Flood[];
  readonly #random = new Random();
  readonly #writer: RecordWriter;

  constructor(options: TrafficOptions) {
    this.#options = { seed: 1, utcOffsetSeconds: 0, ...options };
    this.#ends = new Endpoints(options.device);
    this.#conversations = new Conversations(this.#ends);
    this.#sessions = new Sessions(this.#options, this.#ends);
    this.#floods = FLOODS.filter(({ device }) => device === options.device.name);
    this.#writer = new RecordWriter(options.exporter, this.#ends);
  }

  /** Flows exported within one second since 1970. */
  count(second: number): number {
    const { rate } = this.#options;
    const random = this.#seed(second, 'count');
    const mean = rate * busyness(this.#local(second)) * this.#drift(second);
    // near enough to Poisson: the sum of two uniform draws with its variance
    const noise = (random.unit() + random.unit() - 1) * Math.sqrt(6 * mean);
    const ordinary = Math.max(0, random.round(mean + noise));
    const floods = this.#floods.reduce((sum, flood) => sum + this.#floodCount(flood, second), 0);
    return ordinary + floods + 2 * this.#sessions.at(second).length;
  }

  /**
   * The flows of a span of time, in the order of their export.
   * @param from first second since 1970
   * @param to second after the last one
   * @param count flows of a second, where it is not to be the model's own; rare and long flows come first
   * @returns batches whose memory the next one reuses
   */
  *batches(from: number, to: number, count = (second: number) => this.count(second)): Generator<FlowBatch, void> {
    for (let second = from; second < to; second++) {
      this.#writeSecond(second, count(second));
      if (this.#writer.count >= BATCH) yield this.#writer.take();
    }
    if (this.#writer.count > 0) yield this.#writer.take();
  }

  #local(second: number): number {
    return second + this.#options.utcOffsetSeconds;
  }

  #seed(second: number, purpose: 'count' | 'flows' | 'drift'): Random {
    const { seed, device } = this.#options;
    return this.#random.seed(seed, device.number + { count: 0x100, flows: 0x200, drift: 0x300 }[purpose], second);
  }

  /** Slow changes that no clock explains: up and down by a fifth. */
  #drift(second: number): number {
    const span = Math.floor(second / DRIFT_S);
    const level = (of: number): number => 0.8 + 0.4 * this.#seed(of, 'drift').unit();
    const from = level(span);
    return from + (level(span + 1) - from) * (second / DRIFT_S - span);
  }

  #floodCount(flood: Flood, second: number): number {
    if (!isOn(flood, this.#local(second))) return 0;
    const exact = flood.flows * this.#options.rate;
    return Math.floor(exact * (second + 1)) - Math.floor(exact * second);
  }

  #writeSecond(second: number, count: number): void {
    const { device } = this.#options;
    const writer = this.#writer;
    const end = writer.count + count;
    const parts = this.#sessions.at(second);
    const floods = this.#floods.flatMap((flood) =>
      Array.from({ length: this.#floodCount(flood, second) }, (_, index) => ({ flood, index })),
    );
    const random = this.#seed(second, 'flows');
    const uptime = ((second + device.number * 1_000_003) % UPTIME_S) * 1000;
    const datagrams = Math.ceil(count / DATAGRAM);
    let part = 0;
    let flooded = 0;
    for (let datagram = 1; datagram <= datagrams; datagram++) {
      const ms = Math.floor(((datagram - 0.5) * 1000) / datagrams);
      const full = Math.min(end, end - count + datagram * DATAGRAM);
      writer.header(second, ms, uptime + ms);
      while (part < parts.length && writer.count < full) writeSessionPart(parts[part++]!, writer, end - writer.count);
      while (flooded < floods.length && writer.count < full) {
        const { flood, index } = floods[flooded++]!;
        this.#writeFlood(flood, second, index, random);
      }
      while (writer.count < full) this.#conversations.write(random, writer, end - writer.count);
    }
  }

  /** One flow of a flood. @param index of the flow within its second */
  #writeFlood(flood: Flood, second: number, index: number, random: Random): void {
    const many = this.#ends.pool(flood.many);
    const one = this.#ends.pool(flood.one[0]);
    if (!many || !one) return;
    const since = sinceStart(flood, this.#local(second)) ?? 0;
    const turn = Math.floor(flood.flows * this.#options.rate * since) + index;
    const host = one.first + flood.one[1];
    const other = many.first + (turn % many.count);
    const high = 1024 + random.below(60_000);
    const ports = flood.serviceSide === 'source' ? (flood.port << 16) | high : (high << 16) | flood.port;
    const options = flood.prot | (flood.prot === TCP ? SYN << 16 : 0);
    const [from, to] = flood.direction === 'one to many' ? [host, other] : [other, host];
    const duration = flood.packets === 1 ? 0 : 1 + random.below(20);
    this.#writer.flow(from, to, ports, options, flood.packets, flood.octets, 15_000 + random.below(1000), duration);
  }
}
