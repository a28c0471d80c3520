/** zlib's deflate as a layer over a sink, on libuv's thread pool. */
import { constants, createDeflate } from 'node:zlib';
import type { ByteSink } from './byte-sink.js';

export interface Encoder {
  write(bytes: Uint8Array): Promise<void>;
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

/** @param level 1 to 9 */
export function deflater(sink: ByteSink, level: number): Encoder {
  const deflate = createDeflate({ level, chunkSize: 64 * 1024 });
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
    write: (bytes) => run((done) => deflate.write(bytes, done)),
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
