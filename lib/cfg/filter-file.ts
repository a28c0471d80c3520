/** filter.cfg: named primitives and definitions, as filter trees (reference section 5.3). */
import type { Ms } from '../flow/time.js';
import type { Filter } from '../query/filter.js';
import { CfgError, inStep } from './error.js';
import { findMatch } from './matches.js';
import { Names } from './names.js';
import type { Primitive, PrimitiveContext, Verdict } from './primitive.js';
import { isPrimitiveType, PRIMITIVE_TYPES, type PrimitiveType } from './primitive-types.js';
import { processZone } from './process-zone.js';
import { readCfg, type Block, type CfgSource } from './read.js';
import type { Statement } from './statement.js';
import { symbolsOnDemand, type Symbols } from './symbols.js';

const VERDICTS = ['permit', 'deny'] as const satisfies readonly Verdict[];

interface NamedPrimitive {
  typed?: { readonly type: PrimitiveType; readonly primitive: Primitive };
}

/** One `match` line: the names on it, resolved once the whole file has been read. */
interface MatchLine {
  readonly match: string;
  readonly primitive: string;
}

interface Definition {
  readonly name: string;
  /** All of one group, or all of another. */
  readonly groups: MatchLine[][];
  invert: boolean;
  filter?: Filter;
}

export interface FilterFileOptions {
  readonly symbols?: Symbols;
  /** What relative dates start from; else the present. */
  readonly now?: Ms;
  /** IANA name of the time zone of times of day; else that of the process. */
  readonly zone?: string;
  readonly warn?: (text: string) => void;
}

/** The filters of one file. */
export class FilterFile {
  /** @internal use {@link readFilterFile} */
  constructor(private readonly definitions: Names<Definition>) {}

  /** True if there is a definition of this name. */
  has(name: string): boolean {
    return this.definitions.get(name) !== undefined;
  }

  /**
   * The filter of a definition, whatever the case of the letters.
   * @throws CfgError `no-definition`
   */
  filter(name: string): Filter {
    const { filter } = this.definitions.find(name, 'filter-definition', 'ftfil_def_find');
    if (!filter) throw new RangeError('definitions are resolved when the file has been read');
    return filter;
  }
}

function primitiveBlock(named: NamedPrimitive, context: PrimitiveContext): Block {
  const typed = (statement: Statement): Primitive => {
    if (!named.typed) throw statement.error('The type must come first.');
    return named.typed.primitive;
  };
  const add = (verdict: Verdict) => (statement: Statement) => {
    typed(statement).add(verdict, statement);
  };
  return {
    type(statement) {
      const type = statement.take('type').toLowerCase();
      if (named.typed) throw statement.error('Type previously defined.');
      if (!isPrimitiveType(type)) throw statement.error('Unrecognized type.');
      named.typed = { type, primitive: PRIMITIVE_TYPES[type].make(context) };
    },
    permit: add('permit'),
    deny: add('deny'),
    default(statement) {
      const primitive = typed(statement);
      if (!primitive.setDefault) throw statement.error('This type has no default.');
      primitive.setDefault(statement.takeOneOf('permit or deny', VERDICTS));
    },
    mask(statement) {
      const primitive = typed(statement);
      if (!primitive.setMask) throw statement.error('This type has no mask.');
      primitive.setMask(statement.takeNumber('mask', 255));
    },
  };
}

function definitionBlock(definition: Definition): Block {
  return {
    match(statement) {
      const match = statement.take('match criteria');
      definition.groups.at(-1)?.push({ match, primitive: statement.take('primitive name') });
    },
    or() {
      definition.groups.push([]);
    },
    invert() {
      definition.invert = true;
    },
  };
}

function resolveLine({ match, primitive }: MatchLine, definition: string, primitives: Names<NamedPrimitive>): Filter {
  const place = `in filter-definition "${definition}".`;
  const unresolved = (text: string): CfgError => new CfgError('unresolved', `${text} ${place}`);
  const found = findMatch(match);
  if (!found) throw unresolved(`Unknown match criteria "${match}"`);
  const named = primitives.get(primitive);
  if (!named?.typed) throw unresolved(`Unable to resolve primitive "${primitive}"`);
  if (!found.types.includes(named.typed.type)) throw unresolved(`Primitive "${match}" incompatible with match`);
  return named.typed.primitive.filter(found.field ?? 'dflows'); // what tests no field ignores it
}

/** A group without a match permits nothing; so does a definition without any, unless it is inverted. */
function resolve({ name, groups, invert }: Definition, primitives: Names<NamedPrimitive>): Filter {
  const alternatives = groups
    .filter((group) => group.length > 0)
    .map<Filter>((group) => ({ kind: 'and', of: group.map((line) => resolveLine(line, name, primitives)) }));
  const any: Filter = { kind: 'or', of: alternatives };
  return invert ? { kind: 'not', of: any } : any;
}

/**
 * Reads a filter file. Every definition is resolved, also those that nobody asks for.
 * @throws CfgError
 */
export function readFilterFile(source: CfgSource, options: FilterFileOptions = {}): FilterFile {
  const context: PrimitiveContext = {
    symbols: options.symbols ?? symbolsOnDemand(),
    now: options.now ?? Date.now(),
    zone: options.zone ?? processZone(),
    warn: options.warn ?? (() => undefined),
  };
  const primitives = new Names<NamedPrimitive>();
  const definitions = new Names<Definition>();
  return inStep('ftfil_load', () => {
    readCfg(source, {
      'filter-primitive': (statement) =>
        primitiveBlock(
          primitives.define(statement, 'primitive', () => ({})),
          context,
        ),
      'filter-definition': (statement) =>
        definitionBlock(definitions.define(statement, 'definition', (name) => ({ name, groups: [[]], invert: false }))),
    });
    inStep('resolve_primitives', () => {
      for (const definition of definitions.values()) definition.filter = resolve(definition, primitives);
    });
    return new FilterFile(definitions);
  });
}
