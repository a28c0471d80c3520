/** The thread of a {@link Refiner}. */
import { parentPort } from 'node:worker_threads';
import { goFirst } from './priority.js';
import { Refiner } from './refiner.js';
import type { RefinerRequest } from './refiner-messages.js';

const refiner = new Refiner();
let work: Promise<void> = Promise.resolve();

goFirst(); // what it does not keep up with is lost as well
parentPort?.on('message', (request: RefinerRequest) => {
  work = work.then(async () => {
    const reply = await refiner.reply(request);
    parentPort?.postMessage(reply, reply.kind === 'refined' ? [reply.bytes.buffer as ArrayBuffer] : []); // of no pool
  });
});
