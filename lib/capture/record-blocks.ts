/** Collects the records of many small batches into few large ones. */
import type { FlowBatch } from '../flow/batch.js';
import type { RecordLayout } from '../flow/layout.js';
import type { Ms } from '../flow/time.js';

export interface BlockSettings {
  /** Records of a full block. */
  readonly records: number;
  /** How long a record may wait for its block to fill. */
  readonly delay: Ms;
}

/** A batch that has its memory alone. */
export interface Block extends FlowBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Records come out in the order in which they went in, each block in memory of its own. */
export class RecordBlocks {
  #block: Uint8Array<ArrayBuffer>;
  #used = 0;
  /** Those of the records that have any, at their place in the block. */
  #pairs: (Uint8Array | undefined)[] | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param take gets each block when it is full or its time has passed */
  constructor(
    readonly layout: RecordLayout,
    private readonly settings: BlockSettings,
    private readonly take: (block: Block) => void,
  ) {
    this.#block = this.#empty();
  }

  #empty(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.settings.records * this.layout.size);
  }

  /** Octets that wait for their block to fill. */
  get waiting(): number {
    return this.#used;
  }

  append({ bytes, pairs }: FlowBatch): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#block.length - this.#used);
      this.#block.set(part, this.#used);
      if (pairs || this.#pairs) this.#keepPairs(pairs, at, part.length);
      this.#used += part.length;
      at += part.length;
      if (this.#used === this.#block.length) this.flush();
    }
    if (this.#used > 0)
      this.#timer ??= setTimeout(() => {
        this.flush();
      }, this.settings.delay);
  }

  #keepPairs(pairs: FlowBatch['pairs'], at: number, octets: number): void {
    const { size } = this.layout;
    const [first, count] = [at / size, octets / size];
    const kept = (this.#pairs ??= Array.from<undefined>({ length: this.#used / size }));
    for (let record = first; record < first + count; record++) kept.push(pairs?.[record]);
  }

  /** Gives what there is now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#used === 0) return;
    const isFull = this.#used === this.#block.length;
    const bytes = isFull ? this.#block : this.#block.slice(0, this.#used); // a reader may keep it: no more than it holds
    if (isFull) this.#block = this.#empty();
    const pairs = this.#pairs;
    this.#used = 0;
    this.#pairs = undefined;
    this.take({ layout: this.layout, bytes, count: bytes.length / this.layout.size, ...(pairs && { pairs }) });
  }
}
