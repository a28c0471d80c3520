/** The thread of a {@link Refiner}. */
import { parentPort } from 'node:worker_threads';
import { goFirst } from './priority.js';
import { Refiner } from './refiner.js';
import type { End, RefinerRequest } from './refiner-messages.js';

const refiner = new Refiner();
let work: Promise<void> = Promise.resolve();
let ending = false;

goFirst(); // what it does not keep up with is lost as well
parentPort?.on('message', (request: RefinerRequest | End) => {
  if (request.kind === 'end') {
    ending = true;
    void work.then(() => process.exit()); // of this thread alone
    return;
  }
  work = work.then(async () => {
    if (ending) return;
    const reply = await refiner.reply(request);
    parentPort?.postMessage(reply, reply.kind === 'refined' ? [reply.bytes.buffer as ArrayBuffer] : []); // of no pool
  });
});
