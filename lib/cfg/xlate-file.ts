/** xlate.cfg: definitions that rewrite flows (reference section 5.13). */
import type { FieldName } from '../flow/field.js';
import type { Filter } from '../query/filter.js';
import { CfgError, inStep } from './error.js';
import { readFilterFile, type FilterFile, type FilterFileOptions } from './filter-file.js';
import { Names } from './names.js';
import { cfgSource, readCfg, type Block, type CfgSource } from './read.js';
import type { Statement } from './statement.js';
import { XlateAction } from './xlate-action.js';
import type { Change } from './xlate-types.js';

/** A name and where it stands, resolved once the whole file has been read. */
interface NamedLine {
  readonly name: string;
  readonly statement: Statement;
}

interface TermLines {
  filter?: NamedLine;
  stop?: true;
  readonly actions: NamedLine[];
}

interface Definition {
  readonly terms: TermLines[];
  resolved?: readonly ResolvedTerm[];
}

/** One term: its changes are made, in order, to the flows that pass the filter. */
export interface XlateTerm {
  /** Absent: every flow. */
  readonly filter?: Filter;
  readonly changes: readonly Change[];
  /** `stop`: what this term's filter has passed, no further term looks at. */
  readonly then: 'stop' | 'go on';
}

export interface Xlate {
  readonly terms: readonly XlateTerm[];
  /** The fields that its actions read and write; those of the filters are not among them. */
  readonly fields: ReadonlySet<FieldName>;
}

function definitionBlock(terms: TermLines[]): Block {
  const term = (statement: Statement): TermLines => {
    const last = terms.at(-1);
    if (!last) throw statement.error('A term must come first.');
    return last;
  };
  return {
    term: () => terms.push({ actions: [] }),
    filter(statement) {
      term(statement).filter = { name: statement.take('filter definition'), statement };
    },
    action(statement) {
      term(statement).actions.push({ name: statement.take('action name'), statement });
    },
    stop(statement) {
      term(statement).stop = true;
    },
  };
}

interface ResolvedTerm {
  readonly filter?: Filter;
  readonly stop?: true;
  readonly actions: readonly XlateAction[];
}

function resolve(
  { filter, stop, actions }: TermLines,
  known: Names<XlateAction>,
  filters: readonly FilterFile[],
): ResolvedTerm {
  const unresolved = (what: string, { name, statement }: NamedLine): CfgError =>
    new CfgError('unresolved', statement.placed(`Unable to resolve ${what} "${name}".`));
  const file = filter && filters.find((one) => one.has(filter.name));
  if (filter && !file) throw unresolved('filter-definition', filter);
  return {
    ...(filter && file && { filter: file.filter(filter.name) }),
    ...(stop && { stop }),
    actions: actions.map((line) => {
      const action = known.get(line.name);
      if (!action) throw unresolved('action', line);
      return action;
    }),
  };
}

/**
 * Reads an xlate file, with the filter files that it includes, and gives one of its definitions. All definitions are
 * resolved, but key files are only read for this one.
 * @throws CfgError
 */
export function readXlate(source: CfgSource, name: string, options: FilterFileOptions = {}): Xlate {
  const actions = new Names<XlateAction>();
  const definitions = new Names<Definition>();
  const filters: FilterFile[] = [];
  inStep('ftxlate_load', () => {
    readCfg(source, {
      'include-filter': (statement) => {
        filters.push(readFilterFile(cfgSource(statement.take('filter file'), source.variables), options));
        return undefined;
      },
      'xlate-action': (statement) =>
        actions.define(statement, 'action', (action) => new XlateAction(action, statement)).block,
      'xlate-definition': (statement) =>
        definitionBlock(definitions.define(statement, 'definition', () => ({ terms: [] })).terms),
    });
    for (const definition of definitions.values())
      definition.resolved = definition.terms.map((term) => resolve(term, actions, filters));
  });
  const { resolved: terms = [] } = definitions.find(name, 'xlate-definition', 'ftxlate_def_find');
  return {
    terms: terms.map(({ filter, stop, actions: used }) => ({
      ...(filter && { filter }),
      changes: used.map((action) => action.compile()),
      then: stop ? 'stop' : 'go on',
    })),
    fields: new Set(terms.flatMap(({ actions: used }) => used.flatMap(({ fields }) => fields))),
  };
}
