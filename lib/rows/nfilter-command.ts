/** flow-nfilter: the records that a filter-definition permits (reference section 5.3). */
import type { Choices, CommandSyntax } from '../command/option-table.js';
import { warn } from '../command/run.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { readFilterFile } from '../cfg/filter-file.js';
import { MATCHES } from '../cfg/matches.js';
import { PRIMITIVE_TYPES } from '../cfg/primitive-types.js';
import { cfgSource } from '../cfg/read.js';
import { filterStage } from './filter-stage.js';
import { lastValue } from './output-options.js';
import { REWRITING_OPTIONS, rewritingCommand, VARIABLE_OPTION, variables } from './rewriting-command.js';

function filterChoices(): Choices[] {
  return [
    {
      title: 'Matches of filter-definitions',
      rows: MATCHES.map(({ names, text }) => ({ name: names.join(', '), text })),
    },
    {
      title: 'Types of filter-primitives',
      rows: Object.entries(PRIMITIVE_TYPES).map(([name, { argument, text }]) => ({
        name: `${name} ${argument}`,
        text,
      })),
    },
  ];
}

export const NFILTER_SYNTAX: CommandSyntax = {
  purpose: 'select flows by a filter definition',
  options: {
    ...REWRITING_OPTIONS,
    f: { value: 'filter_file', text: 'Configuration file (default filter.cfg in the configuration directory).' },
    F: { value: 'definition', text: 'Filter-definition to apply (default "default").' },
    v: VARIABLE_OPTION,
  },
  input: 'flow file',
  choices: filterChoices,
};

/** @returns the exit status */
export function flowNfilter(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    syntax: NFILTER_SYNTAX,
    times: 'zero',
    prepare(parsed) {
      const source = cfgSource(lastValue(parsed, 'f') ?? cfgFile('filter'), variables(parsed));
      const filter = readFilterFile(source, { warn }).filter(lastValue(parsed, 'F') ?? 'default');
      return (layout) => filterStage(filter, layout);
    },
  });
}
