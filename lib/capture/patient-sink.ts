/** A file that waits for room on a full disk instead of failing. */
import { open } from 'node:fs/promises';
import type { ByteSink } from '../ftfile/byte-sink.js';

/** Nothing more is written after `abandon`; the file stays as it is. */
export class AbandonedError extends Error {
  readonly code = 'abandoned';
}

export interface PatientSink extends ByteSink {
  /** Octets written so far. */
  readonly position: number;
  /** Why writing stands still; undefined while it does not. */
  readonly error: NodeJS.ErrnoException | undefined;
  /** Tries again. Each refused write goes on from the octet where it stopped. */
  retry(): void;
  /** Ends the waiting: the writes under way and to come reject with AbandonedError. */
  abandon(): void;
}

interface FailedCall {
  readonly error: NodeJS.ErrnoException;
  readonly wake: () => void;
}

/** System calls that failed and wait for `retry`: a write, and beside it perhaps a wait for the disk. */
class Waiting {
  readonly #calls = new Set<FailedCall>();
  #abandoned: AbandonedError | undefined;

  get error(): NodeJS.ErrnoException | undefined {
    for (const { error } of this.#calls) return error;
    return undefined;
  }

  /** Calls `attempt` until it succeeds. */
  async until<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (;;) {
      if (this.#abandoned) throw this.#abandoned;
      try {
        return await attempt();
      } catch (cause) {
        const error = cause as NodeJS.ErrnoException; // what node:fs rejects with
        await new Promise<void>((resolve) => {
          const call: FailedCall = {
            error,
            wake: () => {
              this.#calls.delete(call);
              resolve();
            },
          };
          this.#calls.add(call);
        });
      }
    }
  }

  wake(): void {
    for (const { wake } of this.#calls) wake();
  }

  abandon(): void {
    this.#abandoned = new AbandonedError('the file was given up', { cause: this.error });
    this.wake();
  }
}

/**
 * Creates a file with mode 0644 less the umask. The first write, that of the header, does fail: a file without a header
 * is of no use. `close` waits until the data are on the disk, if the disk can tell.
 * @throws Error of the system, EEXIST if the name is taken
 */
export async function patientSink(path: string): Promise<PatientSink> {
  const file = await open(path, 'wx', 0o644);
  const waiting = new Waiting();
  let position = 0;
  const writeAll = async (bytes: Uint8Array, at: number, written: (octets: number) => void) => {
    const isFirst = position === 0;
    for (let done = 0; done < bytes.length;) {
      const attempt = () => file.write(bytes, done, bytes.length - done, at + done);
      const { bytesWritten } = await (isFirst ? attempt() : waiting.until(attempt));
      done += bytesWritten;
      written(bytesWritten);
    }
  };
  return {
    name: path,
    get position() {
      return position;
    },
    get error() {
      return waiting.error;
    },
    write: (bytes) => writeAll(bytes, position, (octets) => (position += octets)),
    rewrite: (bytes) => writeAll(bytes, 0, () => undefined),
    sync: () => waiting.until(() => file.datasync()),
    close: async () => {
      await file.datasync().catch(() => undefined);
      await file.close();
    },
    retry: () => {
      waiting.wake();
    },
    abandon: () => {
      waiting.abandon();
    },
  };
}
