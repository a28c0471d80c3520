/** flow-merge: inputs that are each in order of time, as one in order of time (reference section 5.2). */
import { readOptions } from '../command/options.js';
import type { CommandSyntax } from '../command/option-table.js';
import { CommandError } from '../command/run.js';
import { fieldReader, type FlowBatch } from '../flow/batch.js';
import { pairsBetween } from '../flow/pairs.js';
import type { Ms } from '../flow/time.js';
import type { FlowFile } from '../ftfile/reader.js';
import { openFlowStream, type FlowWriter } from '../ftfile/writer.js';
import { createOutput } from './create-output.js';
import { JOINING_OPTIONS } from './cat.js';
import { collectInputs, type Input } from './inputs.js';
import { joinedTimes } from './joined-header.js';
import { originalMs } from './local-text.js';
import { checkVersions, firstVersion } from './one-version.js';
import { hasOption, lastValue, outputOptions } from './output-options.js';
import { Speed } from './speed.js';

export const MERGE_SYNTAX: CommandSyntax = {
  purpose: 'merge flow files in order of time',
  options: JOINING_OPTIONS,
  operands: '[file|directory|-]...',
};

/** Records per input in memory: small, because there may be thousands of inputs. */
const BATCH = 1024;

/** One input and its next record. */
class Cursor {
  #batch: FlowBatch | undefined;
  #index = 0;
  #time: (index: number) => Ms = () => 0;
  readonly #batches: AsyncGenerator<FlowBatch, void, void>;

  constructor(
    file: FlowFile,
    /** Place among the inputs: the first goes first at equal times. */
    readonly place: number,
  ) {
    this.#batches = file.batches();
  }

  /** End of the flow that comes next. */
  get time(): Ms {
    return this.#time(this.#index);
  }

  isBefore(other: Cursor): boolean {
    const difference = this.time - other.time;
    return difference < 0 || (difference === 0 && this.place < other.place);
  }

  /** Gets the next batch. @returns false at the end */
  async load(): Promise<boolean> {
    const next = await this.#batches.next();
    if (next.done) return false;
    this.#batch = next.value;
    this.#index = 0;
    const zero = () => 0;
    const [secs = zero, nsecs = zero, uptime = zero, last = zero] = (
      ['unix_secs', 'unix_nsecs', 'sysuptime', 'last'] as const
    ).map((field) => fieldReader(next.value, field));
    this.#time = (index) => originalMs(secs(index), nsecs(index), uptime(index), last(index));
    return true;
  }

  /** Writes the records that come before `rival`'s next. @returns false if there are no more in this batch */
  async writeUpTo(rival: Cursor | undefined, writer: FlowWriter): Promise<boolean> {
    const batch = this.#batch;
    if (!batch) return false;
    const start = this.#index;
    do this.#index++;
    while (this.#index < batch.count && (!rival || this.isBefore(rival)));
    const { size } = batch.layout;
    const bytes = batch.bytes.subarray(start * size, this.#index * size);
    const pairs = pairsBetween(batch, start, this.#index);
    await writer.append({ layout: batch.layout, bytes, count: this.#index - start, ...pairs });
    return this.#index < batch.count;
  }
}

/** Puts a cursor where it belongs in a list that is in order, by bisection. */
function insert(cursors: Cursor[], cursor: Cursor): void {
  let low = 0;
  let high = cursors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cursors[middle]?.isBefore(cursor)) low = middle + 1;
    else high = middle;
  }
  cursors.splice(low, 0, cursor);
}

async function merge(inputs: readonly Input[], writer: FlowWriter): Promise<void> {
  const cursors: Cursor[] = [];
  for (const [place, input] of inputs.entries()) {
    const cursor = new Cursor(await input.open({ batchRecords: BATCH }), place);
    if (await cursor.load()) insert(cursors, cursor);
  }
  for (let first = cursors.shift(); first; first = cursors.shift()) {
    const hasMore = (await first.writeUpTo(cursors[0], writer)) || (await first.load());
    if (hasMore) insert(cursors, first);
  }
}

/** @returns the exit status */
export async function flowMerge(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, MERGE_SYNTAX);
  const speed = new Speed(parsed);
  const inputs = await collectInputs(parsed.operands, {
    files: hasOption(parsed, 'a') ? 'all' : 'finished',
    order: hasOption(parsed, 'g') ? 'capture' : 'operands',
  });
  const version = firstVersion(inputs);
  if (!version) throw new CommandError('no flow file to read');
  const { comment, ...options } = outputOptions(parsed);
  const path = lastValue(parsed, 'o');
  const told = comment === undefined ? {} : { comment };
  const writer =
    path === undefined
      ? await openFlowStream(process.stdout, { version, header: told, ...options })
      : await createOutput(path, { version, header: { ...joinedTimes(inputs), flows: 0, ...told }, ...options });
  try {
    checkVersions(inputs, version);
    await merge(inputs, writer);
  } finally {
    await writer.close();
  }
  speed.tell(writer.flows);
  return 0;
}
