/** Tags, filters and rewrites records on their way to an output, in blocks that a quarter of a second fills. */
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import type { ExportVersion } from '../flow/version.js';
import type { FileCounters } from './capture-file.js';
import { FilterDrops } from './filter-drops.js';
import type { FlowOutput } from './intake.js';
import type { LimitedLog } from './limited-log.js';
import { RecordBlocks } from './record-blocks.js';
import type { Refinement, Refiner } from './refinement.js';

/** A filter works through 2.4 M records/s in blocks of 1,000 and 11 M in blocks of this size. */
const BLOCK = { records: 8192, delay: 250 };

/** Octets of records that may wait; what comes when that is reached is dropped. */
const MOST_WAITING = 64 * 2 ** 20;

/** Never throws. Blocks are worked on one after the other; the receiving of others goes on meanwhile. */
export class RefinedOutput implements FlowOutput {
  /** Records that could not be kept. */
  dropped = 0;
  readonly filtered = new FilterDrops();
  #blocks: RecordBlocks | undefined;
  #refiner: Refiner | undefined;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    private refinement: Refinement,
    private readonly output: FlowOutput,
    private readonly log: LimitedLog,
  ) {}

  /** Why records of a version cannot be taken; undefined if they can. */
  obstacle(version: ExportVersion): string | undefined {
    return this.refinement.obstacle(version);
  }

  /** @param version one without an obstacle */
  begin(version: ExportVersion): void {
    const layout = recordLayout(version);
    this.#blocks = new RecordBlocks(layout, BLOCK, (block) => {
      this.#take(block);
    });
    this.#then(() => this.#use(this.refinement, layout));
    this.output.begin(version);
  }

  append(batch: FlowBatch): void {
    if (this.#waiting >= MOST_WAITING) this.#drop(batch, 'records come faster than they are filtered');
    else this.#blocks?.append(batch);
  }

  count(counter: keyof FileCounters, by: number): void {
    this.output.count(counter, by);
  }

  /** Uses another refinement for what comes from now on, unless it does not suit the records: that is told. */
  replace(refinement: Refinement): void {
    const layout = this.#blocks?.layout;
    const obstacle = layout && refinement.obstacle(layout.version);
    if (obstacle !== undefined) {
      this.log.say('configuration', obstacle, 'the configuration stays as it was');
      return;
    }
    this.refinement = refinement;
    this.#blocks?.flush();
    if (layout) this.#then(() => this.#use(refinement, layout));
  }

  /** Resolves when the output has all records that came before. */
  settled(): Promise<void> {
    this.#blocks?.flush();
    return this.#work;
  }

  /** Passes on what is there, and ends. */
  async close(): Promise<void> {
    await this.settled();
    this.#refiner?.close();
  }

  #then(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch((error: unknown) => {
      this.log.say('configuration', `cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async #use(refinement: Refinement, layout: RecordLayout): Promise<void> {
    const refiner = await refinement.open(layout);
    this.#refiner?.close();
    this.#refiner = refiner;
  }

  #take(block: FlowBatch): void {
    this.#waiting += block.bytes.length;
    this.#work = this.#work.then(async () => {
      const refiner = this.#refiner;
      try {
        if (!refiner) throw new Error('there is no filter');
        this.output.append(await this.#refined(block, refiner));
      } catch (error) {
        this.#drop(block, error instanceof Error ? error.message : String(error));
      }
      this.#waiting -= block.bytes.length;
    });
  }

  async #refined(block: FlowBatch, { tag, filter, xlate }: Refiner): Promise<FlowBatch> {
    tag?.(block);
    if (!filter) return xlate ? xlate.process(block) : block;
    const kept = await this.filtered.through(block, (batch) => filter.process(batch));
    return xlate && kept.count > 0 ? xlate.process(kept) : kept;
  }

  #drop({ count }: FlowBatch, why: string): void {
    this.dropped += count;
    this.log.say('filter', `dropped ${count} records: ${why}`);
  }
}
