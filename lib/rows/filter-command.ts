/** flow-filter: the records that meet the conditions of its options (reference section 5.14). */
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
import { rewritingCommand } from './rewriting-command.js';

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
      return [condition(value, context)];
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      throw new CommandError(`-${letter}: ${error.message}`);
    }
  });
  return { kind: context.needed === 'any' && conditions.length > 0 ? 'or' : 'and', of: conditions };
}

/** @returns the exit status */
export function flowFilter(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    letters: `of:${Object.keys(CONDITIONS)
      .map((letter) => `${letter}:`)
      .join('')}`,
    usage:
      '[-o] [-a|-A as_list] [-i|-I interface_list] [-p|-P port_list] [-r protocol_list] [-t|-T value[/mask]] ' +
      '[-e exporter] [-E extended_list] [-S|-D|-x standard_list] [-f acl_file]',
    times: 'absent',
    prepare(parsed) {
      const filter = readFilter(parsed);
      return (layout) => filterStage(filter, layout);
    },
  });
}
