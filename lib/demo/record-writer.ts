/** Writes NetFlow v5 records in the container's layout (reference section 2.1), straight into their octets. */
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { recordLayout } from '../flow/layout.js';

const LAYOUT = recordLayout('5');
const WORDS = LAYOUT.size / 4;

/** Place of a field of 1, 2 or 4 octets, counted in units of its width. */
function place(field: FieldName): number {
  const slot = LAYOUT.slots.get(field);
  if (!slot) throw new RangeError(`records of version 5 have no ${field}`);
  return slot.offset / slot.bytes;
}

const UNIX_SECS = place('unix_secs');
const UNIX_NSECS = place('unix_nsecs');
const SYSUPTIME = place('sysuptime');
const EXADDR = place('exaddr');
const SRCADDR = place('srcaddr');
const DSTADDR = place('dstaddr');
const NEXTHOP = place('nexthop');
const INPUT = place('input');
const OUTPUT = place('output');
const DPKTS = place('dpkts');
const DOCTETS = place('doctets');
const FIRST = place('first');
const LAST = place('last');
const SRCPORT = place('srcport');
const DSTPORT = place('dstport');
const PROT = place('prot');
const TOS = place('tos');
const TCP_FLAGS = place('tcp_flags');
const SRC_MASK = place('src_mask');
const DST_MASK = place('dst_mask');
const SRC_AS = place('src_as');
const DST_AS = place('dst_as');

/** The columns of `Endpoints` that a record copies. */
interface Ends {
  readonly address: Int32Array;
  readonly nexthop: Int32Array;
  readonly ifIndex: Uint16Array;
  readonly as: Uint16Array;
  readonly mask: Uint8Array;
}

export class RecordWriter {
  /** Records written since the last `take`. */
  count = 0;
  #words: Uint32Array;
  #halves: Uint16Array;
  #octets: Uint8Array;
  #unixSecs = 0;
  #unixNsecs = 0;
  #uptime = 0;
  readonly #exporter: number;
  readonly #ends: Ends;

  /**
   * @param exporter IPv4 address, as in `exaddr`
   * @param capacity records to make room for at first
   */
  constructor(exporter: number, ends: Ends, capacity = 1024) {
    this.#exporter = exporter;
    this.#ends = ends;
    this.#words = new Uint32Array(capacity * WORDS);
    this.#halves = new Uint16Array(this.#words.buffer);
    this.#octets = new Uint8Array(this.#words.buffer);
  }

  /** Sets what the header of the following records' datagram says: whole seconds and ms of the day, ms since boot. */
  header(unixSecs: number, ms: number, uptimeMs: number): void {
    this.#unixSecs = unixSecs;
    this.#unixNsecs = ms * 1_000_000;
    this.#uptime = uptimeMs;
  }

  /**
   * Appends one flow.
   * @param from endpoint that sent it
   * @param to endpoint that it went to
   * @param ports source port × 65536 + destination port
   * @param kind protocol + ToS × 256 + TCP flags × 65536
   * @param ago milliseconds between its last packet and the header's time
   * @param duration milliseconds
   */
  flow(
    from: number,
    to: number,
    ports: number,
    kind: number,
    packets: number,
    octets: number,
    ago: number,
    duration: number,
  ): void {
    const ends = this.#ends;
    if ((this.count + 1) * WORDS > this.#words.length) this.#grow();
    const word = this.count++ * WORDS;
    const half = word * 2;
    const octet = word * 4;
    const words = this.#words;
    const halves = this.#halves;
    const bytes = this.#octets;
    const last = this.#uptime > ago ? this.#uptime - ago : 0;
    words[word + UNIX_SECS] = this.#unixSecs;
    words[word + UNIX_NSECS] = this.#unixNsecs;
    words[word + SYSUPTIME] = this.#uptime;
    words[word + EXADDR] = this.#exporter;
    words[word + SRCADDR] = ends.address[from]!;
    words[word + DSTADDR] = ends.address[to]!;
    words[word + NEXTHOP] = ends.nexthop[to]!;
    halves[half + INPUT] = ends.ifIndex[from]!;
    halves[half + OUTPUT] = ends.ifIndex[to]!;
    words[word + DPKTS] = packets;
    words[word + DOCTETS] = octets;
    words[word + FIRST] = last > duration ? last - duration : 0;
    words[word + LAST] = last;
    halves[half + SRCPORT] = ports >>> 16;
    halves[half + DSTPORT] = ports;
    bytes[octet + PROT] = kind;
    bytes[octet + TOS] = kind >>> 8;
    bytes[octet + TCP_FLAGS] = kind >>> 16;
    bytes[octet + SRC_MASK] = ends.mask[from]!;
    bytes[octet + DST_MASK] = ends.mask[to]!;
    halves[half + SRC_AS] = ends.as[from]!;
    halves[half + DST_AS] = ends.as[to]!;
  }

  /** What was written since the last call, in memory that the next record reuses. */
  take(): FlowBatch {
    const batch = { layout: LAYOUT, bytes: this.#octets.subarray(0, this.count * LAYOUT.size), count: this.count };
    this.count = 0;
    return batch;
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    this.#halves = new Uint16Array(words.buffer);
    this.#octets = new Uint8Array(words.buffer);
  }
}
