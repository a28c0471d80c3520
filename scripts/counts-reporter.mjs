/** Mocha reporter: each file as it begins, the failures at the end, and the counts in a file, which says that the end was reached. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { setTimeout } from 'node:timers';
import mocha from 'mocha';

/** A process that has not ended so long after its tests is kept by something that one of them left behind. */
const LEAVE_MS = Number(process.env.LEAVE_MS ?? 60_000);

export default class CountsReporter extends mocha.reporters.Base {
  /** @param options `reporterOptions.counts` is the file that gets the counts as JSON, how long each file took that has tests, and a line for each failure */
  constructor(runner, options) {
    super(runner, options);
    const { counts } = options.reporterOptions;
    const begun = new Map();
    const begin = ({ file }) => {
      const path = file && relative('.', file); // the root suite has none
      if (!path || begun.has(path)) return;
      begun.set(path, Date.now());
      console.log(path);
    };
    for (const event of ['suite', 'test', 'pending']) runner.on(event, begin);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      this.epilogue();
      setTimeout(() => {
        console.log(`does not end after its tests: ${process.getActiveResourcesInfo().join(', ')}`);
        process.kill(process.pid, 'SIGKILL'); // mocha has its own status at any other end
      }, LEAVE_MS).unref();
      const ends = [...begun.values(), Date.now()].slice(1);
      const files = [...begun].map(([path, start], index) => ({ path, ms: ends[index] - start }));
      const reasons = this.failures.map((test) => `${test.fullTitle()}: ${String(test.err?.message).split('\n')[0]}`);
      mkdirSync(dirname(counts), { recursive: true });
      writeFileSync(counts, JSON.stringify({ passed: passes, failed: failures, skipped: pending, files, reasons }));
    });
  }
}
