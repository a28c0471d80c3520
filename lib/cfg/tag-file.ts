/** tag.cfg: definitions that tag flows (reference section 5.13). */
import type { FlowBatch } from '../flow/batch.js';
import { parseAddress } from '../flow/address.js';
import { AddressTable } from './address-table.js';
import { parseShortIpv4 } from './address-text.js';
import { CfgError, inStep } from './error.js';
import { ListError, parseList } from './list.js';
import { Names } from './names.js';
import { RangeTable } from './range-table.js';
import { readCfg, type Block, type CfgSource } from './read.js';
import { column, valueAt } from './record-column.js';
import type { Statement } from './statement.js';
import { TagAction } from './tag-action.js';

interface Conditions {
  exporter?: AddressTable;
  input?: InterfaceTest;
  output?: InterfaceTest;
}

interface Term extends Conditions {
  readonly actions: { readonly name: string; readonly statement: Statement }[];
}

interface ResolvedTerm extends Conditions {
  readonly actions: readonly TagAction[];
}

interface Definition {
  readonly terms: Term[];
  resolved?: readonly ResolvedTerm[];
}

/** A leading `!` inverts the whole list. */
interface InterfaceTest {
  readonly table: RangeTable;
  /** What the table gives for an interface that passes. */
  readonly passing: 0 | 1;
}

function readInterfaces(statement: Statement): InterfaceTest {
  try {
    const { inverted, ranges } = parseList(statement.take('interface list'), { largest: 0xffffffff });
    const all = { lo: 0, hi: 0xffffffff, value: 0 };
    return {
      table: new RangeTable([all, ...ranges.map((range) => ({ ...range, value: 1 }))]),
      passing: inverted ? 0 : 1,
    };
  } catch (error) {
    throw error instanceof ListError ? statement.error(error.message) : error;
  }
}

function definitionBlock(terms: Term[]): Block {
  const term = (statement: Statement): Term => {
    const last = terms.at(-1);
    if (!last) throw statement.error('A term must come first.');
    return last;
  };
  return {
    term: () => terms.push({ actions: [] }),
    exporter(statement) {
      const text = statement.take('exporter address');
      const short = parseShortIpv4(text);
      const address = short === undefined ? parseAddress(text) : ({ family: 4, value: short } as const);
      if (address === undefined) throw statement.error(`"${text}" is not an address.`);
      const prefix = { address, length: address.family === 4 ? 32 : 128 };
      term(statement).exporter = new AddressTable([{ prefix, value: 1 }]);
    },
    'input-filter'(statement) {
      term(statement).input = readInterfaces(statement);
    },
    'output-filter'(statement) {
      term(statement).output = readInterfaces(statement);
    },
    action(statement) {
      term(statement).actions.push({ name: statement.take('action name'), statement });
    },
  };
}

/** Changes the tags of a batch in place; its records must have tags. */
export type Tagger = (batch: FlowBatch) => void;

function resolve(terms: readonly Term[], actions: Names<TagAction>): ResolvedTerm[] {
  return terms.map((term) => ({
    ...term,
    actions: term.actions.map(({ name, statement }) => {
      const action = actions.get(name);
      if (!action) throw new CfgError('unresolved', statement.placed(`Unable to resolve action "${name}".`));
      return action;
    }),
  }));
}

function makeTagger(terms: readonly ResolvedTerm[]): Tagger {
  const compiled = terms.map((term) => ({ ...term, actions: term.actions.map((action) => action.compile()) }));
  return (batch) => {
    const [inputs, outputs] = [column(batch, 'input'), column(batch, 'output')];
    for (const { exporter, input, output, actions } of compiled) {
      const isExporter = exporter?.reader(batch, 'exaddr');
      const bound = actions.map((bind) => bind(batch));
      for (let record = 0; record < batch.count; record++) {
        if (isExporter && isExporter(record) !== 1) continue;
        if (input && input.table.get(valueAt(inputs, record)) !== input.passing) continue;
        if (output && output.table.get(valueAt(outputs, record)) !== output.passing) continue;
        for (const tag of bound) tag(record);
      }
    }
  };
}

/**
 * Reads a tag file and gives one of its definitions. Every term whose conditions hold is applied, in order, and every
 * action in it. All definitions are resolved, also those that nobody asks for.
 * @throws CfgError
 */
export function readTagger(source: CfgSource, name: string): Tagger {
  const actions = new Names<TagAction>();
  const definitions = new Names<Definition>();
  inStep('fttag_load', () => {
    readCfg(source, {
      'tag-action': (statement) => actions.define(statement, 'action', () => new TagAction()).block,
      'tag-definition': (statement) =>
        definitionBlock(definitions.define(statement, 'definition', () => ({ terms: [] })).terms),
    });
    for (const definition of definitions.values()) definition.resolved = resolve(definition.terms, actions);
  });
  const { resolved: terms = [] } = definitions.find(name, 'tag-definition', 'fttag_def_find');
  return makeTagger(terms);
}
