/** Waits until what an exporter sends through a tee has arrived. */
import assert from 'node:assert/strict';
import { udpQueue, type UdpQueue } from './udp-queue.js';
import type { Tee } from './tee.js';
import { until } from './until.js';

const PATIENCE = 30_000;

/** Resolves when every collector has read all that came; a datagram that was lost is an error of the test. */
async function allRead(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    let queue: UdpQueue | undefined; // a look misses a socket now and then, while others come and go in the kernel's table
    await until(async () => (queue = await udpQueue(port))?.waiting === 0, {
      within: PATIENCE,
      else: () => new Error(`port ${port} does not take all datagrams`),
    });
    assert.equal(queue?.dropped, 0, `datagrams lost before port ${port}`);
  }
}

/** After the exporter has ended: resolves when all that it sent has arrived, whatever number of datagrams that is. */
export async function settled(tee: Tee, ports: readonly number[]): Promise<void> {
  let passed = -1;
  await until(
    async () => {
      const before = passed;
      passed = tee.passed;
      return passed > 0 && passed === before && (await udpQueue(tee.port))?.waiting === 0;
    },
    { within: PATIENCE, else: () => new Error(`${tee.passed} datagrams passed on, and more come`) },
  );
  await allRead(ports);
}

/** The same, when it is known how many datagrams were sent. */
export async function taken(tee: Tee, sent: number, ports: readonly number[]): Promise<void> {
  await until(() => tee.passed >= sent, {
    within: PATIENCE,
    else: () => new Error(`${tee.passed} of ${sent} datagrams passed on`),
  });
  await allRead(ports);
}
