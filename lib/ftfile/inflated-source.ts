/** The octets of a compressed data part, inflated ahead of the reader (reference sections 1.4 and 6.1). */
import type { ByteSource } from './byte-source.js';
import { createInflater, type Inflated, type Inflater } from './inflater.js';

/** How a zlib stream came to its end; offsets count compressed octets from the start of the file. */
export type InflateEnd =
  | { readonly code: 'complete' }
  | { readonly code: 'cut' | 'trailing'; readonly offset: number }
  | { readonly code: 'corrupt'; readonly offset: number; readonly cause: Error }
  | { readonly code: 'unreadable'; readonly offset: number; readonly cause: unknown };

export interface InflatedSource extends ByteSource {
  /** Set when `read` has returned 0. */
  end(): InflateEnd | undefined;
}

/**
 * Compressed octets per step, and octets per call into zlib. A step is usually one call and gives 1 MiB; steps of a quarter
 * of that take half as much time again, most of it for waking threads.
 */
const PIECE = 256 * 1024;
const OUTPUT = 1024 * 1024;
/** Deflate expands up to 1032 times. After a step that expanded more than 64 times, the next is a sixteenth as long. */
const EXPANDED = 64;
const SHORT_PIECE = PIECE / 16;

interface Step {
  readonly outputs: readonly Uint8Array[];
  readonly end?: InflateEnd;
}

/** @param start where in the file the zlib stream begins; `source` is to be read from there on */
export function inflatedSource(source: ByteSource, start: number): InflatedSource {
  const inflater = createInflater(OUTPUT);
  const queue: Uint8Array[] = [];
  let fed = 0;
  let inflated = 0;
  let size = PIECE;
  let pending: Promise<Step> | undefined;
  let end: InflateEnd | undefined;

  async function step(): Promise<Step> {
    const piece = new Uint8Array(size);
    let length: number;
    try {
      length = await source.read(piece);
    } catch (cause) {
      return { outputs: [], end: { code: 'unreadable', offset: start + fed, cause } };
    }
    if (length === 0) return { outputs: [], end: await endOfFile(inflater, start + fed) };
    const before = fed;
    fed += length;
    const { outputs, state, error } = await inflater.push(piece.subarray(0, length));
    const gained = outputs.reduce((sum, output) => sum + output.length, 0);
    inflated += gained;
    size = gained > EXPANDED * length ? SHORT_PIECE : PIECE;
    if (state === 'more') return { outputs };
    if (state === 'end') return { outputs, end: { code: 'trailing', offset: start + inflater.consumed() } };
    const cause = error ?? new Error('inflate failed');
    const again = source.again?.bind(source, start);
    if (!again) return { outputs, end: { code: 'corrupt', offset: start + before, cause } };
    const near = await inflateUpToError(again(), before, NEAR, inflated);
    const lost = await inflateUpToError(again(), near.offset, 1, inflated);
    return {
      outputs: [...outputs, ...lost.outputs],
      end: { code: 'corrupt', offset: start + lost.offset, cause },
    };
  }

  return {
    name: source.name,
    live: source.live,
    end: () => end,
    async read(target) {
      while (queue.length === 0) {
        if (end) return 0;
        const { outputs, end: ending } = await (pending ?? step());
        queue.push(...outputs);
        if (ending) end = ending;
        else pending = step(); // inflates on the thread pool while the records of this step are worked on
      }
      let filled = 0;
      while (filled < target.length) {
        const [first] = queue;
        if (!first) break;
        const part = first.subarray(0, target.length - filled);
        target.set(part, filled);
        filled += part.length;
        if (part.length < first.length) queue[0] = first.subarray(part.length);
        else queue.shift();
      }
      return filled;
    },
    async close() {
      if (!end) end = { code: 'complete' };
      await pending;
      inflater.close();
      await source.close();
    },
  };
}

/**
 * Tells a finished zlib stream from a cut one: a finished one takes no more input. What the extra octet may give is not
 * of the file and is dropped.
 */
async function endOfFile(inflater: Inflater, offset: number): Promise<InflateEnd> {
  const consumed = inflater.consumed();
  const { state } = await inflater.push(new Uint8Array(1));
  return state === 'end' && inflater.consumed() === consumed ? { code: 'complete' } : { code: 'cut', offset };
}

/** An error is sought in steps of so many compressed octets first, because a call into zlib costs some 20 µs. */
const NEAR = 1024;

/**
 * Inflates the file once more, what is near the error in small steps, because zlib's binding hands out nothing of a call
 * that ended in an error.
 * @param from compressed octets that are known to be good
 * @param step octets at a time after those
 * @param skip inflated octets that have been delivered
 * @returns the octets after those, and how many compressed octets came before the error
 */
async function inflateUpToError(
  source: ByteSource,
  from: number,
  step: number,
  skip: number,
): Promise<{ outputs: Uint8Array[]; offset: number }> {
  const inflater = createInflater(OUTPUT);
  const outputs: Uint8Array[] = [];
  let offset = 0;
  let done = 0;
  const push = async (piece: Uint8Array): Promise<Inflated['state']> => {
    const result = await inflater.push(piece);
    for (const output of result.outputs) {
      if (done + output.length > skip) outputs.push(output.subarray(Math.max(0, skip - done)));
      done += output.length;
    }
    if (result.state === 'more') offset += piece.length;
    return result.state;
  };
  try {
    const piece = new Uint8Array(PIECE);
    for (;;) {
      const length = await source.read(piece.subarray(0, offset < from ? Math.min(PIECE, from - offset) : PIECE));
      if (length === 0) return { outputs, offset };
      if (offset < from) {
        if ((await push(piece.subarray(0, length))) !== 'more') return { outputs, offset };
        continue;
      }
      for (let at = 0; at < length; at += step)
        if ((await push(piece.subarray(at, Math.min(at + step, length)))) !== 'more') return { outputs, offset };
    }
  } catch {
    return { outputs, offset }; // it could be read a moment ago; what was inflated again is still good
  } finally {
    inflater.close();
  }
}
