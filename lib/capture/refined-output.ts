/** Tags, filters and rewrites records on their way to an output, in blocks that a quarter of a second fills. */
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout } from '../flow/layout.js';
import type { ExportVersion } from '../flow/version.js';
import type { FileCounters } from './capture-file.js';
import { FilterDrops } from './filter-drops.js';
import type { FlowOutput } from './intake.js';
import type { LimitedLog } from './limited-log.js';
import { RecordBlocks, type Block } from './record-blocks.js';
import type { Refinement } from './refinement.js';
import type { RefinerThread } from './refiner-thread.js';

/** A filter works through 2.4 M records/s in blocks of 1,000 and 11 M in blocks of this size. */
const BLOCK = { records: 8192, delay: 250 };

/** Octets of records that may wait; what comes when that is reached is dropped. */
const MOST_WAITING = 64 * 2 ** 20;

/** Never throws. The thread works on one block after the other; others come in meanwhile. */
export class RefinedOutput implements FlowOutput {
  /** Records that could not be kept. */
  dropped = 0;
  readonly filtered = new FilterDrops();
  #blocks: RecordBlocks | undefined;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    private refinement: Refinement,
    private readonly thread: RefinerThread,
    private readonly output: FlowOutput,
    private readonly log: LimitedLog,
  ) {}

  /** Why records of a version cannot be taken; undefined if they can. */
  obstacle(version: ExportVersion): string | undefined {
    return this.refinement.obstacle(version);
  }

  /** @param version one without an obstacle */
  begin(version: ExportVersion): void {
    this.#start(version);
    this.output.begin(version);
  }

  #start(version: ExportVersion): void {
    const layout = recordLayout(version);
    this.#blocks = new RecordBlocks(layout, BLOCK, (block) => {
      this.#waiting += block.bytes.length;
      this.#last = this.#pass(block);
    });
    this.#configure(version);
  }

  /** @param version one without an obstacle */
  change(version: ExportVersion): void {
    this.#blocks?.flush();
    this.#start(version);
    this.#last = this.#last.then(() => this.output.change?.(version));
  }

  append(batch: FlowBatch): void {
    if (this.#waiting >= MOST_WAITING) this.#drop(batch.count, 'records come faster than they are filtered');
    else this.#blocks?.append(batch);
  }

  count(counter: keyof FileCounters, by: number): void {
    this.output.count(counter, by);
  }

  /** Uses another refinement for what comes from now on, unless it does not suit the records: that is told. */
  replace(refinement: Refinement): void {
    const version = this.#blocks?.layout.version;
    const obstacle = version && refinement.obstacle(version);
    if (obstacle !== undefined) {
      this.log.say('configuration', obstacle, 'the configuration stays as it was');
      return;
    }
    this.refinement = refinement;
    this.#blocks?.flush();
    if (version) this.#configure(version);
  }

  /** Resolves when the output has all records that came before. */
  settled(): Promise<void> {
    this.#blocks?.flush();
    return this.#last;
  }

  /** Passes on what is there, and ends. */
  async close(): Promise<void> {
    await this.settled();
    await this.thread.close();
  }

  #configure(version: ExportVersion): void {
    this.thread.configure(this.refinement.source, version).catch((error: unknown) => {
      this.log.say('configuration', `cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** Replies come in the order of the blocks. */
  async #pass(block: Block): Promise<void> {
    const { layout, count } = block;
    const octets = block.bytes.length;
    try {
      const refined = await this.thread.refine(block);
      for (const [exporter, dropped] of refined.drops) this.filtered.add(exporter, dropped);
      const { bytes, pairs } = refined;
      this.output.append({ layout, bytes, count: bytes.length / layout.size, ...(pairs && { pairs }) });
    } catch (error) {
      this.#drop(count, error instanceof Error ? error.message : String(error));
    }
    this.#waiting -= octets;
  }

  #drop(count: number, why: string): void {
    this.dropped += count;
    this.log.say('filter', `dropped ${count} records: ${why}`);
  }
}
