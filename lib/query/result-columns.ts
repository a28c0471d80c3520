/** Names for the SQL values of result columns, and the way back from the data base's rows to cells. */
import { numberCell, type Cell, type CellReader, type RawCell } from './cell.js';
import type { ResultColumn } from './columns.js';
import { QueryError } from './query-error.js';
import { identifier, join, sql, type Sql } from './sql.js';

/** A result column: the SQL values that it is read from. */
export interface ColumnSql {
  readonly column: ResultColumn;
  readonly parts: readonly Sql[];
  readonly read: CellReader;
}

/** Columns whose values are selected as c0, c1, … : no key ever stands in a statement. */
export interface NamedColumns {
  readonly columns: readonly {
    readonly column: ResultColumn;
    readonly names: readonly Sql[];
    readonly read: CellReader;
  }[];
  readonly selected: Sql;
  /** Number of SQL values. */
  readonly width: number;
  readonly keys: readonly string[];
  /** Names of a column's values; none for an unknown key. */
  readonly namesOf: (key: string) => readonly Sql[];
}

/** @throws QueryError if two columns have the same key */
export function nameColumns(columns: readonly ColumnSql[]): NamedColumns {
  const selected: Sql[] = [];
  const byKey = new Map<string, readonly Sql[]>();
  const named = columns.map(({ column, parts, read }) => {
    if (byKey.has(column.key))
      throw new QueryError('duplicate-column', 'select', `Two columns are named "${column.key}": name one by "as".`);
    const names = parts.map((part) => {
      const name = identifier(`c${selected.length}`);
      selected.push(sql`${part} AS ${name}`);
      return name;
    });
    byKey.set(column.key, names);
    return { column, names, read };
  });
  return {
    columns: named,
    selected: join(selected, ', '),
    width: selected.length,
    keys: [...byKey.keys()],
    namesOf: (key) => byKey.get(key) ?? [],
  };
}

/** The parts of a compiled query that turn rows into results. */
export interface Readers {
  readonly columns: readonly ResultColumn[];
  /** Makes a result row of a row that the data base gave. */
  readonly readRow: (row: readonly RawCell[]) => Cell[];
  readonly readTotals: (row: readonly RawCell[]) => Record<string, number | bigint | null>;
}

/** @param measureKeys keys of the values in a row of totals */
export function readers({ columns }: NamedColumns, measureKeys: readonly string[]): Readers {
  let width = 0;
  const placed = columns.map(({ read, names }) => {
    const at = width;
    width += names.length;
    return { read, at };
  });
  return {
    columns: columns.map(({ column }) => column),
    readRow: (row) => placed.map(({ read, at }) => read(row, at)),
    readTotals: (row) => Object.fromEntries(measureKeys.map((key, index) => [key, numberCell(row[index] ?? null)])),
  };
}
