/**
 * Standard output of a CGI script by its descriptor: the stream that Node makes of it takes 6 ms to load, and for pipes and
 * files it waits for each write as well.
 */
import { writeSync } from 'node:fs';

/** Resolves when the octets are written, or cannot be. */
export type Print = (octets: Uint8Array) => Promise<void>;

/** Descriptor of standard output. */
const STDOUT = 1;

/**
 * A printer on a descriptor.
 * @param broken called once, when what is written does not arrive any more
 * @param later writes the rest to a descriptor that takes no more for now, as one that does not block may
 */
export function printer(broken: () => void, descriptor = STDOUT, later: Print = byStream): Print {
  let state: 'direct' | 'by stream' | 'broken' = 'direct';
  const print: Print = async (octets) => {
    let rest = octets;
    try {
      while (state === 'direct' && rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
      if (state === 'by stream') await later(rest);
    } catch (error) {
      if (state === 'direct' && (error as NodeJS.ErrnoException).code === 'EAGAIN') {
        state = 'by stream';
        await print(rest);
        return;
      }
      if (state !== 'broken') broken();
      state = 'broken';
    }
  };
  return print;
}

function byStream(octets: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // without a listener the error of a write would end the process as well
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => undefined);
    process.stdout.write(octets, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
