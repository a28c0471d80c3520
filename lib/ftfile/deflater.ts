/** zlib's deflate as a layer over a sink, on libuv's thread pool. */
import { constants, createDeflate } from 'node:zlib';
import type { ByteSink } from './byte-sink.js';

export interface Encoder {
  /** @param level 0 to 9, from these octets on; default as before. One stream may mix levels: readers do not notice. */
  write(bytes: Uint8Array, level?: number): Promise<void>;
  /** Makes everything so far readable. */
  flush(): Promise<void>;
  /** Ends the data part. */
  finish(): Promise<void>;
}

/** Level 0: no zlib at all. */
export function plainEncoder(sink: ByteSink): Encoder {
  return {
    write: (bytes) => sink.write(bytes),
    flush: () => Promise.resolve(),
    finish: () => Promise.resolve(),
  };
}

/** Octets of output per turn on the thread pool. More than a block, so that one that is only stored takes one turn. */
const OUTPUT = 1100 * 1024;

/** @param level 1 to 9 */
export function deflater(sink: ByteSink, level: number): Encoder {
  const deflate = createDeflate({ level, chunkSize: OUTPUT });
  let current = level;
  let outputs: Uint8Array[] = [];
  deflate.on('data', (output: Uint8Array) => outputs.push(output));
  const drain = async () => {
    const ready = outputs;
    outputs = [];
    for (const output of ready) await sink.write(output);
  };
  const run = (start: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      deflate.once('error', reject);
      start((error) => {
        deflate.off('error', reject);
        if (error) reject(error);
        else resolve();
      });
    }).then(drain);
  return {
    async write(bytes, wanted = current) {
      if (wanted !== current)
        await run((done) => {
          deflate.params(wanted, constants.Z_DEFAULT_STRATEGY, done);
        });
      current = wanted;
      await run((done) => deflate.write(bytes, done));
    },
    flush: () =>
      run((done) => {
        deflate.flush(constants.Z_SYNC_FLUSH, done);
      }),
    finish: () =>
      run((done) => {
        deflate.once('end', done);
        deflate.end();
      }),
  };
}
