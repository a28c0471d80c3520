/** Flows as datagrams of their exporters, each with templates and sequence numbers of its own. */
import { addressNumber, type AddressNumber } from '../flow/address-number.js';
import { addressReader, type FlowBatch } from '../flow/batch.js';
import type { FlowEncoder } from './flow-encoder.js';

/** Exporters that are known at a time: files may name any number of them. The oldest is begun anew when it comes back. */
export const MOST_EXPORTERS = 1024;

export interface ExporterDatagram {
  readonly datagram: Buffer;
  /** Undefined for who sends them himself. */
  readonly exporter: AddressNumber | undefined;
}

export class ExporterEncoders {
  readonly #encoders = new Map<AddressNumber | undefined, FlowEncoder>();

  /**
   * @param canBe whether datagrams can come from an exporter; flows of those that they cannot come from are put together
   * @param make makes an encoder
   */
  constructor(
    private readonly canBe: (exporter: AddressNumber) => boolean,
    private readonly make: () => FlowEncoder,
  ) {}

  /** Gives each datagram that the records complete. */
  *add(batch: FlowBatch): Generator<ExporterDatagram, void> {
    const read = addressReader(batch, 'exaddr');
    const exporterOf = (index: number) => {
      const address = read && addressNumber(read(index));
      return address !== undefined && this.canBe(address) ? address : undefined;
    };
    for (let begin = 0; begin < batch.count;) {
      const exporter = exporterOf(begin);
      let end = begin + 1;
      while (end < batch.count && exporterOf(end) === exporter) end++;
      yield* this.#complete(exporter, part(batch, begin, end));
      begin = end;
    }
  }

  /** The last, incomplete ones. */
  *flush(): Generator<ExporterDatagram, void> {
    for (const [exporter, encoder] of this.#encoders) {
      const datagram = encoder.flush();
      if (datagram) yield { datagram, exporter };
    }
  }

  *#complete(exporter: AddressNumber | undefined, batch: FlowBatch): Generator<ExporterDatagram, void> {
    let encoder = this.#encoders.get(exporter);
    if (!encoder) {
      yield* this.#makeRoom();
      this.#encoders.set(exporter, (encoder = this.make()));
    }
    for (const datagram of encoder.add(batch)) yield { datagram, exporter };
  }

  *#makeRoom(): Generator<ExporterDatagram, void> {
    if (this.#encoders.size < MOST_EXPORTERS) return;
    for (const [exporter, encoder] of this.#encoders) {
      this.#encoders.delete(exporter);
      const datagram = encoder.flush();
      if (datagram) yield { datagram, exporter };
      return;
    }
  }
}

/** Some of a batch's records, in the same memory. */
function part({ layout, bytes, pairs }: FlowBatch, begin: number, end: number): FlowBatch {
  return {
    layout,
    bytes: bytes.subarray(begin * layout.size, end * layout.size),
    count: end - begin,
    ...(pairs && { pairs: pairs.slice(begin, end) }),
  };
}
