/** flow-nfilter: the records that a filter-definition permits (reference section 5.3). */
import { warn } from '../command/run.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { readFilterFile } from '../cfg/filter-file.js';
import { cfgSource } from '../cfg/read.js';
import { filterStage } from './filter-stage.js';
import { lastValue } from './output-options.js';
import { rewritingCommand, variables } from './rewriting-command.js';

/** @returns the exit status */
export function flowNfilter(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    letters: 'f:F:v:',
    usage: '[-f filter_file] [-F definition] [-v NAME=VALUE]',
    times: 'zero',
    prepare(parsed) {
      const source = cfgSource(lastValue(parsed, 'f') ?? cfgFile('filter'), variables(parsed));
      const filter = readFilterFile(source, { warn }).filter(lastValue(parsed, 'F') ?? 'default');
      return (layout) => filterStage(filter, layout);
    },
  });
}
