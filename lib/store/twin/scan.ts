/** Columnar twins as relations: DuckDB reads from them what a query asks for, when it asks. */
import type { FieldName } from '../../flow/field.js';
import { recordLayout } from '../../flow/layout.js';
import type { ExportVersion } from '../../flow/version.js';
import type { Window } from '../../query/query.js';
import { identifier, join, sql, textLiteral, type Sql } from '../../query/sql.js';
import { WINDOW_TESTS } from '../../query/window-rule.js';
import type { FlowsTable } from '../flows-table.js';
import type { Segment, TwinSegment } from '../segments.js';
import {
  PAIRS_COLUMN,
  relationColumns,
  tableColumns,
  type FileOrder,
  type PairsUse,
  type TableColumn,
} from '../table-columns.js';
import { UPTIMES } from './uptimes.js';
import type { TwinFacts } from './range-index.js';

export interface ScanRequest {
  /** A segment's place here is its number; row files among them are not read. */
  readonly segments: readonly Segment[];
  readonly fields: ReadonlySet<FieldName>;
  readonly order: FileOrder;
  readonly pairs: PairsUse;
  /** Flows that do not qualify for it are left out. */
  readonly window: Window | undefined;
}

interface Numbered {
  readonly number: number;
  readonly segment: TwinSegment;
}

/** Twins that have the same columns. */
interface Group {
  readonly version: ExportVersion;
  readonly edge: 'whole' | 'cut';
  readonly ipv6: ReadonlySet<string>;
  /** Columns besides those of fields. */
  readonly more: readonly TableColumn[];
  readonly twins: Numbered[];
}

/**
 * One relation for each record version and, of extended records, for each set of address fields with IPv6, with and without
 * pairs where these are read; two where a window cuts through the times of some twins, because the test of a flow's times costs two columns more than most questions read.
 */
export function twinScans({ segments, fields, order, pairs, window }: ScanRequest): FlowsTable[] {
  const groups = new Map<string, Group>();
  for (const [number, segment] of segments.entries()) {
    if (segment.kind !== 'twin') continue;
    const { version, ipv6 } = segment.facts;
    const edge = window && isCut(segment.facts, window) ? 'cut' : 'whole';
    const more = pairs === 'read' && segment.facts.pairs === 'column' ? [PAIRS_COLUMN] : [];
    const key = [version, edge, ...ipv6, ...more.map(({ name }) => name)].join(' ');
    const group = groups.get(key) ?? { version, edge, ipv6: new Set(ipv6), more, twins: [] };
    group.twins.push({ number, segment });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ version, edge, ipv6, more, twins }, number) => {
    const layout = recordLayout(version);
    const columns = [...tableColumns(layout, fields, order), ...more];
    const computed = new Map<string, Sql>(
      columns.flatMap((column) => {
        const value = columnSql(column, twins);
        return value ? [[column.name, value] as const] : [];
      }),
    );
    const related = relationColumns(layout, columns, fields, { form: 'numbers', ipv6 });
    const values = related.map(({ name, value }) => sql`${computed.get(name) ?? value} AS ${identifier(name)}`);
    const test = edge === 'cut' && window ? sql` WHERE ${qualifies(window)}` : sql``;
    const select = sql`SELECT ${join(values, ', ')} FROM ${twinFiles(twins.map(({ segment }) => segment.twin))}${test}`;
    const name = identifier(`twins_${version.replace('.', '_')}_${edge}_${number}`);
    const names = new Set(related.map((column) => column.name));
    const times = edge === 'whole' && window ? { times: 'inside window' as const } : {};
    const flows = twins.reduce((sum, { segment }) => sum + segment.facts.flows, 0);
    return { from: sql`(${select}) AS ${name}`, layout, names, flows, ...times };
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

function qualifies({ start, end, rule }: Window): Sql {
  const { notBefore, before } = WINDOW_TESTS[rule];
  return sql`${TIMES[notBefore]} >= ${start} AND ${TIMES[before]} < ${end}`;
}

const TIMES = { start: sql`start_ms`, end: sql`end_ms` } as const;

/** What a twin has no column for. */
function columnSql(column: TableColumn, twins: readonly Numbered[]): Sql | undefined {
  switch (column.kind) {
    case 'slot':
      return UPTIMES.get(column.name);
    case 'segment':
      return numberSql(twins.map(({ number }) => number));
    case 'record':
      return sql`CAST(file_row_number AS UINTEGER)`;
    default:
      return undefined;
  }
}

/** From a file's place in the list that DuckDB reads to its number among all segments. */
function numberSql(numbers: readonly number[]): Sql {
  const [first = 0] = numbers;
  if (numbers.every((number, index) => number === first + index)) return sql`CAST(file_index + ${first} AS UINTEGER)`;
  return sql`CAST([${join(numbers, ', ')}][CAST(file_index AS BIGINT) + 1] AS UINTEGER)`;
}
