/** Columnar twins as relations: DuckDB reads from them what a query asks for, when it asks. */
import type { FieldName } from '../../flow/field.js';
import { recordLayout } from '../../flow/layout.js';
import type { ExportVersion } from '../../flow/version.js';
import type { Window } from '../../query/query.js';
import { identifier, join, sql, textLiteral, type Sql } from '../../query/sql.js';
import { WINDOW_TESTS } from '../../query/window-rule.js';
import type { FlowsTable } from '../flows-table.js';
import type { Segment, TwinSegment } from '../segments.js';
import { tableColumns, type FileOrder, type TableColumn } from '../table-columns.js';
import type { TwinFacts } from './range-index.js';
import { timeSql } from './time-sql.js';

export interface ScanRequest {
  /** A segment's place here is its number; row files among them are not read. */
  readonly segments: readonly Segment[];
  readonly fields: ReadonlySet<FieldName>;
  readonly order: FileOrder;
  /** Flows that do not qualify for it are left out. */
  readonly window: Window | undefined;
}

interface Numbered {
  readonly number: number;
  readonly segment: TwinSegment;
}

/**
 * One relation for each record version; two where a window cuts through the times of some twins, because the test of a
 * flow's times costs five more columns than most questions read.
 */
export function twinScans({ segments, fields, order, window }: ScanRequest): FlowsTable[] {
  const groups = new Map<string, { version: ExportVersion; edge: 'whole' | 'cut'; twins: Numbered[] }>();
  for (const [number, segment] of segments.entries()) {
    if (segment.kind !== 'twin') continue;
    const { version } = segment.facts;
    const edge = window && isCut(segment.facts, window) ? 'cut' : 'whole';
    const name = `twins_${version.replace('.', '_')}_${edge}`;
    const group = groups.get(name) ?? { version, edge, twins: [] };
    group.twins.push({ number, segment });
    groups.set(name, group);
  }
  return [...groups].map(([name, { version, edge, twins }]) => {
    const layout = recordLayout(version);
    const columns = tableColumns(layout, fields, order);
    const values = columns.map((column) => sql`${columnSql(column, twins)} AS ${identifier(column.name)}`);
    const test = edge === 'cut' && window ? sql` WHERE ${qualifies(window)}` : sql``;
    const select = sql`SELECT ${join(values, ', ')} FROM ${twinFiles(twins.map(({ segment }) => segment.twin))}${test}`;
    return { from: sql`(${select}) AS ${identifier(name)}`, layout, columns };
  });
}

/** DuckDB takes a name for a pattern: what is special in one is put in brackets. */
export function twinFiles(paths: readonly string[]): Sql {
  const names = paths.map((path) => textLiteral(path.replace(/[*?[]/g, '[$&]')));
  return sql`read_parquet([${join(names, ', ')}])`;
}

function isCut({ range }: TwinFacts, { start, end }: Window): boolean {
  return range !== undefined && (range.start < start || range.end >= end);
}

const TIMES = { start: timeSql('first'), end: timeSql('last') } as const;

function qualifies({ start, end, rule }: Window): Sql {
  const { notBefore, before } = WINDOW_TESTS[rule];
  return sql`${TIMES[notBefore]} >= ${start} AND ${TIMES[before]} < ${end}`;
}

function columnSql(column: TableColumn, twins: readonly Numbered[]): Sql {
  switch (column.kind) {
    case 'start':
    case 'end':
      return TIMES[column.kind];
    case 'segment':
      return numberSql(twins.map(({ number }) => number));
    case 'record':
      return sql`CAST(file_row_number AS UINTEGER)`;
    default:
      return identifier(column.name);
  }
}

/** From a file's place in the list that DuckDB reads to its number among all segments. */
function numberSql(numbers: readonly number[]): Sql {
  const [first = 0] = numbers;
  if (numbers.every((number, index) => number === first + index)) return sql`CAST(file_index + ${first} AS UINTEGER)`;
  return sql`CAST([${join(numbers, ', ')}][CAST(file_index AS BIGINT) + 1] AS UINTEGER)`;
}
