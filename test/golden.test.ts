import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { CASES, programsOf } from './golden-runner/cases.js';
import { DIFFERENCES } from './golden-runner/differences.js';
import { runCases } from './golden-runner/run.js';

/** GOLDEN=group/name or a part of it, as a regular expression, runs only those cases. */
const only = new RegExp(process.env['GOLDEN'] ?? '');

describe('golden command lines of flow-tools', function () {
  this.timeout(20 * 60_000);

  for (const group of new Set(CASES.map((test) => test.group))) {
    const cases = CASES.filter((test) => test.group === group && only.test(test.id));
    const missing = (command: string) => programsOf(command).filter((name) => !existsSync(`build/bin/${name}`));
    const ready = cases.filter(({ command }) => missing(command).length === 0);
    const waiting = cases.filter((test) => !ready.includes(test));

    describe(group, () => {
      let faults: ReadonlyMap<string, string | undefined> = new Map();
      before(async () => (faults = await runCases(ready)));

      for (const { id } of ready)
        it(id, () => {
          assert.ok(faults.has(id), 'did not run');
          const fault = faults.get(id);
          if (fault !== undefined) assert.fail(fault);
        });
      if (waiting.length > 0) {
        const programs = [...new Set(waiting.flatMap(({ command }) => missing(command)))];
        it(`${waiting.length} cases wait for ${programs.sort().join(', ')}`);
      }
    });
  }

  it('differs on purpose only where there is such a case', () => {
    for (const { cases } of DIFFERENCES)
      assert.ok(
        CASES.some(({ id }) => cases.test(id)),
        String(cases),
      );
  });
});
