/** flow-filter: the records that meet the conditions of its options (reference section 5.14). */
import type { CommandSyntax } from '../command/option-table.js';
import { CommandError } from '../command/run.js';
import type { ParsedOptions } from '../command/getopt.js';
import { AccessLists } from '../cfg/access-list.js';
import { CONDITIONS, type ConditionContext } from '../cfg/flow-filter-options.js';
import { ListError } from '../cfg/list.js';
import { cfgSource } from '../cfg/read.js';
import { symbolsOnDemand } from '../cfg/symbols.js';
import type { Filter } from '../query/filter.js';
import { filterStage } from './filter-stage.js';
import { hasOption, lastValue } from './output-options.js';
import { REWRITING_OPTIONS, rewritingCommand } from './rewriting-command.js';

/** All conditions together, or with -o any one of them. Of an option given twice the last counts. */
function readFilter(parsed: ParsedOptions): Filter {
  let read: AccessLists | undefined;
  const lists = (): AccessLists =>
    (read ??= new AccessLists(cfgSource(lastValue(parsed, 'f') ?? 'flow.acl'), symbolsOnDemand()));
  const context: ConditionContext = { lists, needed: hasOption(parsed, 'o') ? 'any' : 'all' };
  const conditions = Object.entries(CONDITIONS).flatMap(([letter, condition]) => {
    const value = lastValue(parsed, letter);
    if (value === undefined) return [];
    try {
      return [condition.read(value, context)];
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      throw new CommandError(`-${letter}: ${error.message}`);
    }
  });
  return { kind: context.needed === 'any' && conditions.length > 0 ? 'or' : 'and', of: conditions };
}

export const FILTER_SYNTAX: CommandSyntax = {
  purpose: 'select flows by addresses, ports and the like',
  options: {
    ...REWRITING_OPTIONS,
    ...CONDITIONS,
    f: { value: 'acl_file', text: 'File of the access lists (default flow.acl in the working directory).' },
    o: { text: 'Keep flows that meet any one of the conditions, not only those that meet all.' },
  },
  input: 'flow file',
};

/** @returns the exit status */
export function flowFilter(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    syntax: FILTER_SYNTAX,
    times: 'absent',
    prepare(parsed) {
      const filter = readFilter(parsed);
      return (layout) => filterStage(filter, layout);
    },
  });
}
