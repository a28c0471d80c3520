/** Names that an answer was shown with, as tables: they can be kept, and give the same names to whoever shows it again. */
import type { ColumnKind } from '../report/column.js';
import type { Cell } from '../store/store.js';
import type { GraphNames } from './graphnames.js';
import type { ShownNames } from './shownnames.js';

/** Of a report or of a graph. */
type AnyNames = ShownNames & Pick<Partial<GraphNames>, 'country' | 'originAs'>;

/** What was found, by what was asked; what has no name is in none of the tables. */
export interface RecordedNames {
  readonly names: ReadonlyMap<string, string>;
  readonly describe: ReadonlyMap<string, string>;
  readonly pending: ReadonlyMap<string, string>;
  /** Absent where hosts are not asked for their networks. */
  readonly country?: ReadonlyMap<string, string>;
  readonly originAs?: ReadonlyMap<string, number>;
  readonly left: number;
}

/** A number and its text are two values. */
function keyOf(value: Cell, kind: ColumnKind | '' = ''): string {
  return `${kind} ${typeof value} ${String(value)}`;
}

/** Notes what was found under a key. */
function noting<T>(found: T | undefined, table: Map<string, T>, key: () => string): T | undefined {
  if (found !== undefined) table.set(key(), found);
  return found;
}

/** The same names, and the tables that get all that are asked for. */
export function recordNames({ names, describe, pending, country, originAs, left }: AnyNames): {
  readonly shown: AnyNames;
  readonly recorded: RecordedNames;
} {
  const tables = {
    names: new Map<string, string>(),
    describe: new Map<string, string>(),
    pending: new Map<string, string>(),
  };
  const countries = new Map<string, string>();
  const origins = new Map<string, number>();
  return {
    shown: {
      names: (kind, value) => noting(names(kind, value), tables.names, () => keyOf(value, kind)),
      describe: (column, value) => noting(describe(column, value), tables.describe, () => keyOf(value, column.kind)),
      pending: (column, value) => noting(pending(column, value), tables.pending, () => keyOf(value, column.kind)),
      ...(country && { country: (host) => noting(country(host), countries, () => keyOf(host)) }),
      ...(originAs && { originAs: (host) => noting(originAs(host), origins, () => keyOf(host)) }),
      left,
    },
    recorded: { ...tables, ...(country && { country: countries }), ...(originAs && { originAs: origins }), left },
  };
}

/** Names out of what was recorded. */
export function replayNames({ names, describe, pending, country, originAs, left }: RecordedNames): AnyNames {
  return {
    names: (kind, value) => names.get(keyOf(value, kind)),
    describe: ({ kind }, value) => describe.get(keyOf(value, kind)),
    pending: ({ kind }, value) => pending.get(keyOf(value, kind)),
    ...(country && { country: (host) => country.get(keyOf(host)) }),
    ...(originAs && { originAs: (host) => originAs.get(keyOf(host)) }),
    left,
  };
}
