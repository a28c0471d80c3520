/** Waits for what an exporter sends through a tee, whatever number of datagrams that is. */
import assert from 'node:assert/strict';
import { udpQueue } from './port.js';
import type { Tee } from './tee.js';
import { until } from './until.js';

const PATIENCE = 30_000;

/** Resolves when no more datagrams come, and every collector has taken all that came; one that was lost is an error of the test. */
export async function settled(tee: Tee, ports: readonly number[]): Promise<void> {
  let passed = -1;
  await until(
    () => {
      const before = passed;
      passed = tee.passed;
      return passed > 0 && passed === before;
    },
    { within: PATIENCE, else: () => new Error(`${tee.passed} datagrams passed on, and more come`) },
  );
  for (const port of ports) {
    await until(async () => (await udpQueue(port))?.waiting === 0, {
      within: PATIENCE,
      else: () => new Error(`port ${port} does not take all datagrams`),
    });
    assert.equal((await udpQueue(port))?.dropped, 0, `datagrams lost before port ${port}`);
  }
}
