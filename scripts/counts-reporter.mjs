/** Mocha reporter: dots, the failures, and the counts in a file for the closing line of `make test`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import mocha from 'mocha';

export default class CountsReporter extends mocha.reporters.Dot {
  /** @param options `reporterOptions.counts` is the file that gets `N passed, N failed, N skipped` */
  constructor(runner, options) {
    super(runner, options);
    const { counts } = options.reporterOptions;
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      mkdirSync(dirname(counts), { recursive: true });
      writeFileSync(counts, `${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
}
