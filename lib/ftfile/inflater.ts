/** zlib's inflate one piece at a time, on libuv's thread pool, without losing what was inflated before an error. */
import { createInflate } from 'node:zlib';

/** What one piece of compressed octets gave. */
export interface Inflated {
  readonly outputs: readonly Uint8Array[];
  /** `end`: the zlib stream had ended before the end of this piece. Nothing can be pushed after `end` or `error`. */
  readonly state: 'more' | 'end' | 'error';
  readonly error?: Error;
}

export interface Inflater {
  /** Inflates a piece. One at a time. Never rejects. */
  push(piece: Uint8Array): Promise<Inflated>;
  /** Octets of the zlib stream used so far. */
  consumed(): number;
  close(): void;
}

/** @param chunkSize octets of output per call into zlib; what an error makes inaccessible is less than this */
export function createInflater(chunkSize: number): Inflater {
  const inflate = createInflate({ chunkSize });
  let outputs: Uint8Array[] = [];
  let settle: (state: Inflated['state'], error?: Error) => void = () => undefined;
  // In flowing mode each output arrives in the callback of the call that made it, so that none waits in the stream's
  // own buffer, which an error would discard.
  inflate.on('data', (output: Uint8Array) => outputs.push(output));
  inflate.on('end', () => {
    settle('end');
  });
  inflate.on('error', (error) => {
    settle('error', error);
  });
  return {
    push: (piece) =>
      new Promise((resolve) => {
        settle = (state, error) => {
          settle = () => undefined;
          resolve({ outputs, state, ...(error && { error }) });
          outputs = [];
        };
        inflate.write(piece, (error) => {
          if (!error) settle('more');
        });
      }),
    consumed: () => inflate.bytesWritten,
    close: () => {
      inflate.destroy();
    },
  };
}
