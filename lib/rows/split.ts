/** flow-split: a stream as files by count, time or tag (reference section 5.12). */
import { symbolsOnDemand } from '../cfg/symbols.js';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { fieldReader, type FlowBatch } from '../flow/batch.js';
import { pairsBetween } from '../flow/pairs.js';
import type { ExportVersion } from '../flow/version.js';
import { createFlowFile, type FlowWriter } from '../ftfile/writer.js';
import { openInput } from './input.js';
import { hasOption, lastValue, OUTPUT_OPTIONS, outputOptions, type OutputOptions } from './output-options.js';
import { Speed, SPEED_OPTION } from './speed.js';

export const SPLIT_SYNTAX: CommandSyntax = {
  purpose: 'split flows into several files',
  options: {
    ...OUTPUT_OPTIONS,
    d: SPEED_OPTION,
    g: { text: 'One series of files for each source tag.' },
    G: { text: 'One series of files for each destination tag.' },
    n: { text: 'With -g or -G: name tags in file names as tag.sym does.' },
    N: { value: 'flows', text: 'Begin a new file after this many flows (0: never).' },
    o: { value: 'basename', text: 'Names of files begin with this (default split); .0, .1 and so on follow.' },
    T: { value: 'seconds', text: 'Begin a new file when a flow was exported this much after the first (0: never).' },
    z: { value: 'level', text: 'Compression of the output, 0 (none) to 9 (smallest); default 6.' },
  },
  input: 'flow file',
};

/** zlib's own default. */
const LEVEL = 6;
/** Files open at the same time; beyond, the one longest unused is closed and its tag goes on in a new piece. */
const MOST_OPEN = 200;

/** A piece that is being written; times are export times, seconds. */
interface Piece {
  readonly writer: FlowWriter;
  readonly start: number;
  end: number;
}

interface Limits {
  /** Most records of a piece; 0 = any number. */
  readonly flows: number;
  /** Most seconds between the first record of a piece and any other; 0 = any time. */
  readonly seconds: number;
}

/** The pieces of all tags, or of everything. */
class Pieces {
  /** In order of use, the longest unused first. */
  readonly #open = new Map<string, Piece>();
  readonly #numbers = new Map<string, number>();

  constructor(
    private readonly version: ExportVersion,
    private readonly limits: Limits,
    private readonly output: OutputOptions,
  ) {}

  /** Writes records that belong together to the piece of a base name. */
  async write(base: string, records: FlowBatch, unixSecs: number): Promise<void> {
    let piece = this.#open.get(base);
    if (piece && this.#isFull(piece, unixSecs)) {
      await this.#close(base, piece);
      piece = undefined;
    }
    piece ??= await this.#start(base, unixSecs);
    this.#open.delete(base);
    this.#open.set(base, piece);
    piece.end = unixSecs;
    await piece.writer.append(records);
  }

  #isFull({ writer, start }: Piece, unixSecs: number): boolean {
    const { flows, seconds } = this.limits;
    return (flows > 0 && writer.flows >= flows) || (seconds > 0 && unixSecs - start > seconds);
  }

  async #start(base: string, unixSecs: number): Promise<Piece> {
    const [oldest] = this.#open;
    if (oldest && this.#open.size >= MOST_OPEN) await this.#close(...oldest);
    const number = this.#numbers.get(base) ?? 0;
    this.#numbers.set(base, number + 1);
    const { comment, ...options } = this.output;
    const header = { captureStart: unixSecs, captureEnd: 0, flows: 0, ...(comment !== undefined && { comment }) };
    const writer = await createFlowFile(`${base}.${number}`, { version: this.version, header, ...options });
    return { writer, start: unixSecs, end: unixSecs };
  }

  async #close(base: string, { writer, end }: Piece): Promise<void> {
    this.#open.delete(base);
    await writer.close({ captureEnd: end });
  }

  async closeAll(): Promise<void> {
    for (const [base, piece] of [...this.#open]) await this.#close(base, piece);
  }
}

/** A name that stays in the directory of the base name. */
function fileWord(name: string): string {
  return name.trim().replaceAll(/[/\0]/g, '_');
}

/** @returns the exit status */
export async function flowSplit(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, SPLIT_SYNTAX);
  const speed = new Speed(parsed);
  const output = outputOptions(parsed, LEVEL);
  const base = lastValue(parsed, 'o') ?? 'split';
  const limit = (letter: string) => numberOption(letter, lastValue(parsed, letter) ?? '0', 0, 2 ** 32 - 1);
  const limits = { flows: limit('N'), seconds: limit('T') };
  const tagField = hasOption(parsed, 'g') ? 'src_tag' : hasOption(parsed, 'G') ? 'dst_tag' : undefined;
  const names = hasOption(parsed, 'n') ? symbolsOnDemand()('tag') : undefined;

  const file = speed.counted(await openInput());
  if (tagField && !file.layout.slots.has(tagField)) {
    await file.close();
    const which = tagField === 'src_tag' ? 'source' : 'destination';
    throw new CommandError(`Flow record missing ${which} tag. NetFlow ${file.layout.version} has none.`);
  }
  const pieces = new Pieces(file.layout.version, limits, output);
  try {
    for await (const batch of file.batches()) {
      const { layout, bytes, count } = batch;
      const unixSecs = fieldReader(batch, 'unix_secs') ?? (() => 0);
      const tag = tagField && fieldReader(batch, tagField);
      for (let index = 0; index < count; index++) {
        const number = tag?.(index);
        const word = number === undefined ? '' : `.${fileWord(names?.name(number) ?? String(number))}`;
        const record = bytes.subarray(index * layout.size, (index + 1) * layout.size);
        const one = { layout, bytes: record, count: 1, ...pairsBetween(batch, index, index + 1) };
        await pieces.write(base + word, one, unixSecs(index));
      }
    }
  } finally {
    await pieces.closeAll();
  }
  speed.tell();
  return 0;
}
