/** FlowQuery to SQL. */
import { bucketsOf, secondsOf, type Buckets } from './bucket-sql.js';
import { readNumber } from './cell.js';
import { dimensionColumn, isCounter, measureColumn, measureKey, quantityColumn } from './columns.js';
import { FilterCompiler, TRUE } from './compile-filter.js';
import type { Dialect } from './dialect.js';
import { dimensionKeySql, quantityKey, SIDE } from './dimension-sql.js';
import { havingSql } from './having-sql.js';
import { MeasureCompiler, PART, withPart, type Share } from './measure-sql.js';
import { isLimited, limitSql, orderSql } from './order-sql.js';
import { part } from './proration.js';
import type { FlowQuery, Flows, Groups, Measure } from './query.js';
import { QueryError } from './query-error.js';
import type { Relation } from './relation.js';
import { nameColumns, readers, type ColumnSql, type NamedColumns, type Readers } from './result-columns.js';
import { spreadColumns, spreadSql } from './spread.js';
import { join, sql, type Sql } from './sql.js';
import { checkWindow, flowsInWindow, qualifying, type Place } from './window-sql.js';

/**
 * The number of all rows: the rows that came, where none can be missing; the value that follows each row's columns; or a
 * statement of its own (where no row came, also in the second case).
 */
export type RowCount =
  | { readonly from: 'length' }
  | { readonly from: 'rows'; readonly at: number; readonly statement: Sql }
  | { readonly from: 'statement'; readonly statement: Sql };

/**
 * The measures over all flows: there are none; the only row has them; they follow each row's columns; or a statement gives
 * them as one row (where no row came, also in the third case).
 */
export type Totals =
  | { readonly from: 'nothing' }
  | { readonly from: 'row' }
  | { readonly from: 'rows'; readonly at: number; readonly statement: Sql }
  | { readonly from: 'statement'; readonly statement: Sql };

/** Statements that together answer a query. */
export interface CompiledQuery extends Readers {
  /** The rows within limit and offset. */
  readonly rows: Sql;
  /** Where the number of rows without limit and offset comes from. */
  readonly rowCount: RowCount;
  /** Where each measure over all qualifying flows, each flow once, comes from. */
  readonly totals: Totals;
}

/**
 * Compiles a query.
 * @throws QueryError if it asks for something that does not exist
 */
export function compileQuery(query: FlowQuery, relation: Relation, dialect: Dialect): CompiledQuery {
  if (query.window) checkWindow(query.window);
  const compiler = new Compiler(query, relation, dialect);
  return query.select.kind === 'flows' ? compiler.flows(query.select) : compiler.groups(query.select);
}

class Compiler {
  readonly filters: FilterCompiler;

  constructor(
    private readonly query: FlowQuery,
    readonly relation: Relation,
    readonly dialect: Dialect,
  ) {
    this.filters = new FilterCompiler(dialect, relation);
  }

  flows({ columns }: Flows): CompiledQuery {
    if (columns.length === 0) throw new QueryError('nothing-asked', 'select.columns', 'No column is asked for.');
    const keys = columns.map((quantity, index) => {
      const place = `select.columns[${index}]`;
      const key = quantityKey(quantity, this.dialect, this.relation, place);
      return { ...key, column: quantityColumn(quantity, quantity, place) };
    });
    const named = nameColumns(keys);
    const from = this.flowsOf('whole flows');
    const order = orderSql(this.query.order, named, [sql`segment`, sql`record`], this.dialect);
    return {
      ...readers(named, []),
      totals: { from: 'nothing' },
      rows: sql`SELECT ${named.selected} ${from}${order}${limitSql(this.query)}`,
      rowCount: isLimited(this.query)
        ? { from: 'statement', statement: sql`SELECT count(*) ${from}` }
        : { from: 'length' },
    };
  }

  groups(groups: Groups): CompiledQuery {
    const { dimensions, measures } = groups;
    if (dimensions.length + measures.length === 0)
      throw new QueryError('nothing-asked', 'select', 'Neither a dimension nor a measure is asked for.');
    const buckets = bucketsOf(groups, this.query.window, this.dialect);
    const seconds = dimensions.some(({ kind }) => kind === 'second') ? secondsOf(groups, this.dialect) : undefined;
    const whole = this.share(buckets ? 'part inside window' : this.query.share);
    const shared: Share = seconds ? { parts: 'shared' } : whole;
    const share: Share = buckets ? { parts: 'shared', interval: buckets.interval } : shared;
    const keys = [...(buckets ? [buckets.key] : []), ...this.keys(groups)];
    const sides = dimensions.some(({ kind }) => kind === 'either') ? 'two' : 'one';
    const twice = (flows: Sql): Sql => (sides === 'two' ? sql`FROM (SELECT * ${flows}) AS once ${SIDES}` : flows);
    const values = this.measures(groups, share, sides);
    const named = nameColumns([...keys, ...values]);
    const grouped = named.columns.slice(0, keys.length).flatMap(({ names }) => names);

    const from = twice(this.counted(buckets, seconds, whole));
    const by = grouped.length === 0 ? NOTHING : sql` GROUP BY ${join(grouped, ', ')}`;
    // named, so that rows, their number and totals are all had from one pass over the flows
    const grouping =
      buckets && measures.every(isCounter)
        ? this.spread(groups, buckets, twice(this.flowsOf('part inside window', spreadColumns(buckets.window))), named)
        : sql`SELECT ${named.selected} ${from}${by}`;
    const all = sql`WITH result AS (${grouping})`;
    const result = sql`FROM result${havingSql(groups.having, named, measures.map(measureKey))}`;

    const totals = this.totals(groups, whole, values);
    const counted = isLimited(this.query) ? [sql`SELECT count(*) ${result}`] : [];
    const summed =
      totals.from === 'rows' ? values.map(({ added }, index) => this.sumOf(named, keys.length + index, added)) : [];
    const extra = [...counted, ...summed].map((statement) => sql`, (${statement})`);
    return {
      ...readers(named, totals.from === 'nothing' ? [] : measures.map(measureKey)),
      rows: sql`${all} SELECT *${join(extra, ' ')} ${result}${orderSql(this.query.order, named, grouped, this.dialect)}${limitSql(this.query)}`,
      rowCount: isLimited(this.query)
        ? { from: 'rows', at: named.width, statement: sql`${all} SELECT count(*) ${result}` }
        : { from: 'length' },
      totals: totals.from === 'rows' ? { ...totals, at: named.width + counted.length } : totals,
    };
  }

  /** Counters in buckets: one pass however long flows last. */
  private spread(groups: Groups, buckets: Buckets, from: Sql, named: NamedColumns): Sql {
    const keys = this.keys(groups).flatMap(({ parts }) => parts);
    const names = named.columns.flatMap((column) => column.names).slice(1);
    const measures = groups.measures.filter(isCounter).map((measure, index) => ({
      measure,
      place: `select.measures[${index}]`,
      name: names[keys.length + index]!,
    }));
    const selected = keys.map((key, index) => sql`${key} AS ${names[index]!}`);
    return spreadSql(from, buckets, { selected, names: names.slice(0, keys.length) }, measures, this);
  }

  private totals(groups: Groups, whole: Share, values: readonly MeasureSql[]): Totals {
    const { dimensions, bucket, having } = groups;
    if (groups.totals === 'none') return { from: 'nothing' };
    if (dimensions.length === 0 && bucket === undefined && !having && !isLimited(this.query)) return { from: 'row' };
    const parts = this.measures(groups, whole).flatMap((measure) => measure.parts);
    if (parts.length === 0) return { from: 'nothing' };
    const statement = sql`SELECT ${join(parts, ', ')} ${this.sharedFlows(whole)}`;
    const isOnceEach = bucket === undefined && dimensions.every(({ kind }) => kind === 'field' || kind === 'prefix');
    const isAdded = isOnceEach && values.every(({ added }) => added !== undefined);
    return isAdded ? { from: 'rows', at: 0, statement } : { from: 'statement', statement };
  }

  /** A measure over all groups, from its values in each. */
  private sumOf(named: NamedColumns, index: number, added: MeasureSql['added']): Sql {
    const [name] = named.columns[index]!.names;
    if (!name || !added) throw new RangeError('only what can be added up is');
    return sql`SELECT ${OVER_GROUPS[added](name)} FROM result`;
  }

  private keys({ dimensions }: Groups): ColumnSql[] {
    return dimensions.map((dimension, index) => {
      const place = `select.dimensions[${index}]`;
      const key = dimensionKeySql(dimension, this.dialect, this.relation, place);
      return { ...key, column: dimensionColumn(dimension, place) };
    });
  }

  private measures({ measures }: Groups, share: Share, sides: 'one' | 'two' = 'one'): MeasureSql[] {
    const compiler = new MeasureCompiler(this.dialect, this.relation, this.filters, share, sides);
    return measures.map((measure, index) => {
      const place = `select.measures[${index}]`;
      const column = measureColumn(measure, share.parts, place);
      const added = column.type === 'integer' ? overGroups(measure) : undefined;
      return { parts: [compiler.aggregate(measure, place)], read: readNumber, column, added };
    });
  }

  /** FROM clause of what groups count: flows, or a row for each bucket or second of one. */
  private counted(buckets: Buckets | undefined, seconds: Sql | undefined, whole: Share): Sql {
    if (buckets) {
      const each = sql`FROM (SELECT *, ${buckets.each} AS bucket_no ${this.flowsOf('part inside window')}) AS spread`;
      return withPart(each, buckets.interval, this.dialect);
    }
    if (seconds) return sql`FROM (SELECT *, ${seconds} ${this.flowsOf(this.query.share)}) AS spread`;
    return this.sharedFlows(whole);
  }

  /** FROM clause of the flows that count, with their parts in the window where these do. */
  private sharedFlows({ parts, interval }: Share): Sql {
    if (parts === 'whole' || !interval) return this.flowsOf('whole flows');
    const partIn = { inside: sql`1`, cut: part(interval, this.dialect) };
    return this.flowsOf('part inside window', (place) => sql`, ${partIn[place]} AS ${PART}`);
  }

  private share(share: FlowQuery['share']): Share {
    const { window } = this.query;
    if (!window) return { parts: 'whole' };
    const interval = { from: window.start, to: window.end };
    return { parts: share === 'part inside window' ? 'shared' : 'whole', interval };
  }

  /** FROM clause of the flows that qualify; @param more columns of those that have a part in the window */
  private flowsOf(share: FlowQuery['share'], more: (place: Place) => Sql = () => NOTHING): Sql {
    const { window, filter } = this.query;
    const passes = this.filters.condition(filter, 'filter');
    const own = passes === TRUE ? [] : [passes];
    const where = (tests: readonly Sql[]): Sql => (tests.length === 0 ? NOTHING : sql` WHERE ${join(tests, ' AND ')}`);
    if (!window) return sql`FROM ${this.relation.name}${where(own)}`;
    if (share === 'part inside window') return sql`${flowsInWindow(window, this.relation, more)}${where(own)}`;
    return sql`FROM ${this.relation.name}${where([...qualifying(window, this.relation), ...own])}`;
  }
}

const NOTHING = sql``;
/** Each flow twice, for its first and its second `either` field. */
const SIDES = sql`CROSS JOIN (SELECT 0 AS ${SIDE} UNION ALL SELECT 1) AS sides`;

/** `added`: how groups' values give that of all flows; undefined where they do not, or not exactly. */
interface MeasureSql extends ColumnSql {
  readonly added: keyof typeof OVER_GROUPS | undefined;
}

const OVER_GROUPS = {
  sum: (name: Sql) => sql`coalesce(sum(${name}), 0)`,
  min: (name: Sql) => sql`min(${name})`,
  max: (name: Sql) => sql`max(${name})`,
} as const;

function overGroups(measure: Measure): MeasureSql['added'] {
  if (isCounter(measure) || measure.measure === 'sum') return 'sum';
  if (measure.measure === 'appearance') return 'min';
  return measure.measure === 'distinct' ? undefined : measure.measure;
}
