/** Re-sends the records of each datagram to several destinations (reference section 5.11). */
import type { Socket } from 'node:dgram';
import { column, setValueAt, valueAt } from '../cfg/record-column.js';
import { formatAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout } from '../flow/layout.js';
import type { Ms } from '../flow/time.js';
import type { ExportVersion } from '../flow/version.js';
import type { Defects } from '../netflow/refusal.js';
import type { Filter } from '../query/filter.js';
import { filterStage } from '../rows/filter-stage.js';
import type { RowStage } from '../rows/row-stream.js';
import { MOST_EXPORTERS } from './exporter-encoders.js';
import { FilterDrops } from './filter-drops.js';
import { flowEncoder, type FlowEncoder } from './flow-encoder.js';
import type { ForeignSender, Origin } from './foreign-sender.js';
import type { FlowOutput } from './intake.js';
import type { LimitedLog } from './limited-log.js';
import { maskAddresses } from './privacy-mask.js';
import { rest, send } from './sender.js';

export interface Destination {
  /** Connected to it. */
  readonly socket: Socket;
  /** Sends there in the name of the exporters; absent where they are not to keep their addresses. */
  readonly foreign?: ForeignSender;
}

export interface FanoutSettings {
  readonly destinations: readonly Destination[];
  readonly filter?: Filter;
  /** What AS 0 becomes. */
  readonly as?: number;
  /** ANDed to the addresses. */
  readonly mask?: number;
  /** The value of -V, which may be 9 or 10; absent for what flows come as. */
  readonly sendAs?: string;
  /** Microseconds between datagrams. */
  readonly pause: number;
  readonly defects: Defects;
}

/** What becomes of flows of one version. */
interface Way {
  readonly from: ExportVersion;
  readonly stage: Promise<RowStage> | undefined;
  /** Of each exporter whose address is kept one, so that its sequence numbers have no gaps. */
  readonly encoders: Map<AddressNumber | undefined, FlowEncoder>;
}

/** Datagrams that may wait: beyond that they are dropped and counted, so that memory stays bounded. */
const MOST_WAITING = 4096;

/** How long the end may take to send what waits. */
const PATIENCE: Ms = 3000;

/** AS numbers of 0 are those of the exporter's own network. */
function replaceAs(batch: FlowBatch, as: number): void {
  for (const field of ['src_as', 'dst_as'] as const) {
    if (!batch.layout.slots.has(field)) continue;
    const numbers = column(batch, field);
    for (let record = 0; record < batch.count; record++)
      if (valueAt(numbers, record) === 0) setValueAt(numbers, record, as);
  }
}

export class Fanout implements FlowOutput {
  /** Datagrams that could not be sent, or had to be dropped before. */
  refused = 0;
  readonly filtered = new FilterDrops();
  /** Whom the datagrams come from that are being taken; absent where their addresses are not kept. */
  origin: Origin | undefined;
  readonly #ways = new Map<ExportVersion, Way>();
  #waiting = 0;
  /** When sending is given up. */
  #end: Ms = Infinity;
  #work: Promise<void> = Promise.resolve();
  #fail: (error: Error) => void = () => undefined;
  /** Resolves with what makes it impossible to go on: a filter on fields that the flows lack. */
  readonly failed = new Promise<Error>((resolve) => (this.#fail = resolve));

  constructor(
    private readonly settings: FanoutSettings,
    private readonly log: LimitedLog,
  ) {}

  /** Datagrams that wait to be sent. */
  get waiting(): number {
    return this.#waiting;
  }

  begin(version: ExportVersion): void {
    this.#wayOf(version);
  }

  #wayOf(version: ExportVersion): Way {
    let way = this.#ways.get(version);
    if (way) return way;
    const { filter } = this.settings;
    const stage = filter && filterStage(filter, recordLayout(version));
    stage?.catch((error: unknown) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.#ways.set(version, (way = { from: version, stage, encoders: new Map() }));
    return way;
  }

  /** Sends a datagram on as it is. */
  forward(datagram: Uint8Array): void {
    const { origin } = this;
    this.#queue(() => () => this.#sendAll([datagram], origin));
  }

  count(): void {
    // there is no header to count in; the statistics lines tell of the exporters
  }

  /** Takes flows of any version: classic ones go out as what they are, extended ones as IPFIX, unless all are to be of one kind. */
  append(batch: FlowBatch): void {
    if (batch.count === 0) return;
    const { origin } = this;
    const way = this.#wayOf(batch.layout.version);
    this.#queue(() => {
      const copy = { ...batch, bytes: batch.bytes.slice() };
      return () => this.#send(copy, way, origin);
    });
  }

  /** @param prepare makes a copy of what is to be sent, and says how; not called where there is no room */
  #queue(prepare: () => () => Promise<void>): void {
    if (this.#waiting >= MOST_WAITING) {
      this.refused += this.settings.destinations.length;
      this.log.say('sending', 'datagrams come faster than they can be sent: some are dropped');
      return;
    }
    this.#waiting++;
    this.#work = this.#work.then(prepare()).finally(() => this.#waiting--);
  }

  /** Sends what waits, or counts it as refused when that takes too long. */
  async close(): Promise<void> {
    this.#end = performance.now() + PATIENCE;
    await this.#work;
    for (const { stage } of this.#ways.values()) (await stage?.catch(() => undefined))?.close?.();
  }

  async #send(batch: FlowBatch, way: Way, origin: Origin | undefined): Promise<void> {
    const { as, mask } = this.settings;
    let stage: RowStage | undefined;
    try {
      stage = await way.stage;
    } catch {
      return; // told by `failed`
    }
    const kept = stage ? await this.filtered.through(batch, (each) => stage.process(each)) : batch;
    if (as !== undefined) replaceAs(kept, as);
    if (mask !== undefined) maskAddresses(kept, mask);
    if (kept.count === 0) return;
    const encoder = this.#encoderOf(way, origin?.address);
    const datagrams = [...encoder.add(kept)];
    const last = encoder.flush();
    if (last) datagrams.push(last);
    await this.#sendAll(datagrams, origin);
  }

  #encoderOf({ from, encoders }: Way, exporter: AddressNumber | undefined): FlowEncoder {
    let encoder = encoders.get(exporter);
    if (encoder) return encoder;
    if (encoders.size >= MOST_EXPORTERS) encoders.clear(); // senders are no proof: memory stays bounded
    const { sendAs, defects } = this.settings;
    encoder = flowEncoder(from, sendAs, defects);
    encoders.set(exporter, encoder);
    return encoder;
  }

  async #sendAll(datagrams: readonly Uint8Array[], origin: Origin | undefined): Promise<void> {
    for (const datagram of datagrams)
      for (const destination of this.settings.destinations) await this.#sendTo(destination, datagram, origin);
  }

  async #sendTo({ socket, foreign }: Destination, datagram: Uint8Array, origin: Origin | undefined): Promise<void> {
    const { pause } = this.settings;
    if (performance.now() > this.#end) {
      this.refused++;
      return;
    }
    try {
      if (foreign && origin && foreign.canBe(origin.address)) {
        await foreign.send(datagram, origin);
        await rest(pause);
        return;
      }
      if (foreign && origin)
        this.log.say(
          'other family',
          `datagrams of ${formatAddressNumber(origin.address)} go to ${socket.remoteAddress().address} from an address of this host`,
        );
      await send(socket, datagram, pause);
    } catch (error) {
      this.refused++;
      const { address, port } = socket.remoteAddress();
      const why = error instanceof Error ? error.message : String(error);
      this.log.say('sending', `cannot send to ${address}/${port}: ${why}`);
    }
  }
}
