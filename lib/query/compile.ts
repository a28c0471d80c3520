/** FlowQuery to SQL. */
import { readNumber } from './cell.js';
import { dimensionColumn, isCounter, measureColumn, measureKey, quantityColumn } from './columns.js';
import { FALSE, FilterCompiler, TRUE } from './compile-filter.js';
import type { Dialect } from './dialect.js';
import { dimensionKeySql, quantityKey, SECOND, SIDE } from './dimension-sql.js';
import { MeasureCompiler, PART, withPart, type Share } from './measure-sql.js';
import { touches, type Interval } from './proration.js';
import type { FlowQuery, Flows, Groups, Least, Measure, Window } from './query.js';
import { QueryError } from './query-error.js';
import type { Relation } from './relation.js';
import { nameColumns, readers, type ColumnSql, type NamedColumns, type Readers } from './result-columns.js';
import { spreadSql, type SpreadBuckets } from './spread.js';
import { join, sql, type Sql } from './sql.js';
import { WINDOW_TESTS } from './window-rule.js';

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

/** More would be no graph, only a way to fill the memory. */
const MOST_BUCKETS = 1_000_000;

function checkWindow({ start, end, rule }: Window): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || end <= start)
    throw new QueryError('bad-window', 'window', 'The window must start before it ends, both in whole milliseconds.');
  if (!Object.hasOwn(WINDOW_TESTS, rule))
    throw new QueryError('bad-window', 'window.rule', `There is no window rule "${rule}".`);
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
    const from = sql`FROM ${this.relation.name}${this.where('whole flows')}`;
    const order = this.order(named, [sql`segment`, sql`record`]);
    return {
      ...readers(named, []),
      totals: { from: 'nothing' },
      rows: sql`SELECT ${named.selected} ${from}${order}${this.limit()}`,
      rowCount: this.isLimited() ? { from: 'statement', statement: sql`SELECT count(*) ${from}` } : { from: 'length' },
    };
  }

  groups(groups: Groups): CompiledQuery {
    const { dimensions, measures } = groups;
    if (dimensions.length + measures.length === 0)
      throw new QueryError('nothing-asked', 'select', 'Neither a dimension nor a measure is asked for.');
    const buckets = this.buckets(groups);
    const seconds = dimensions.some(({ kind }) => kind === 'second') ? this.seconds(groups) : undefined;
    const whole = this.share(buckets ? 'part inside window' : this.query.share);
    const shared: Share = seconds ? { parts: 'shared' } : whole;
    const share: Share = buckets ? { parts: 'shared', interval: buckets.interval } : shared;
    const keys = [...(buckets ? [buckets.key] : []), ...this.keys(groups)];
    const sides = dimensions.some(({ kind }) => kind === 'either') ? 'two' : 'one';
    const values = this.measures(groups, share, sides);
    const named = nameColumns([...keys, ...values]);
    const grouped = named.columns.slice(0, keys.length).flatMap(({ names }) => names);

    const flows = sql`FROM ${this.relation.name}${this.where(buckets ? 'part inside window' : this.query.share)}`;
    const spreadable = buckets && measures.every(isCounter) ? buckets : undefined;
    const each = buckets ? sql`${buckets.each} AS bucket_no` : seconds;
    const spread = each ? sql`FROM (SELECT *, ${each} ${flows}) AS spread` : flows;
    const once = this.shared(spread, share);
    const twice = sql`FROM (SELECT * ${once}) AS once ${SIDES}`;
    const from = sides === 'two' ? twice : once;
    const by = grouped.length === 0 ? NOTHING : sql` GROUP BY ${join(grouped, ', ')}`;
    // named, so that rows, their number and totals are all had from one pass over the flows
    const grouping = spreadable
      ? this.spread(groups, spreadable, sides === 'two' ? sql`FROM (SELECT * ${flows}) AS once ${SIDES}` : flows, named)
      : sql`SELECT ${named.selected} ${from}${by}`;
    const all = sql`WITH result AS (${grouping})`;
    const result = sql`FROM result${this.having(groups, named)}`;

    const totals = this.totals(groups, whole, flows, values);
    const counted = this.isLimited() ? [sql`SELECT count(*) ${result}`] : [];
    const summed =
      totals.from === 'rows' ? values.map(({ added }, index) => this.sumOf(named, keys.length + index, added)) : [];
    const extra = [...counted, ...summed].map((statement) => sql`, (${statement})`);
    return {
      ...readers(named, totals.from === 'nothing' ? [] : measures.map(measureKey)),
      rows: sql`${all} SELECT *${join(extra, ' ')} ${result}${this.order(named, grouped)}${this.limit()}`,
      rowCount: this.isLimited()
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

  private totals(groups: Groups, whole: Share, flows: Sql, values: readonly MeasureSql[]): Totals {
    const { dimensions, bucket, having } = groups;
    if (groups.totals === 'none') return { from: 'nothing' };
    if (dimensions.length === 0 && bucket === undefined && !having && !this.isLimited()) return { from: 'row' };
    const parts = this.measures(groups, whole).flatMap((measure) => measure.parts);
    if (parts.length === 0) return { from: 'nothing' };
    const statement = sql`SELECT ${join(parts, ', ')} ${this.shared(flows, whole)}`;
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

  private shared(from: Sql, { parts, interval }: Share): Sql {
    return parts === 'shared' && interval ? withPart(from, interval, this.dialect) : from;
  }

  private share(share: FlowQuery['share']): Share {
    const { window } = this.query;
    if (!window) return { parts: 'whole' };
    const interval = { from: window.start, to: window.end };
    return { parts: share === 'part inside window' ? 'shared' : 'whole', interval };
  }

  /** The buckets that a flow has a part in, and one bucket's interval. */
  private buckets({ bucket }: Groups): Buckets | undefined {
    if (bucket === undefined) return undefined;
    const { window } = this.query;
    if (!window) throw new QueryError('bad-bucket', 'select.bucket', 'Time buckets need a window to begin in.');
    const { start, end } = window;
    if (!Number.isSafeInteger(bucket) || bucket <= 0 || (end - start) / bucket > MOST_BUCKETS)
      throw new QueryError(
        'bad-bucket',
        'select.bucket',
        `A time bucket must last whole milliseconds, and so long that the window has at most ${MOST_BUCKETS} of them.`,
      );
    const { quotient, eachInteger } = this.dialect;
    const numberOf = (time: Sql): Sql => quotient(sql`(${time} - ${start})`, sql`${bucket}`);
    const first = numberOf(sql`greatest(start_ms, ${start})`);
    // the end is no part of a flow, except of one without duration
    const last = numberOf(sql`(CASE WHEN end_ms <= start_ms THEN start_ms ELSE least(end_ms, ${end}) - 1 END)`);
    const from = sql`(${start} + bucket_no * ${bucket})`;
    return {
      key: {
        parts: [sql`bucket_no`],
        read: (row, at) => start + Number(row[at]) * bucket,
        column: { key: 'bucket', title: 'Time', unit: 'ms', type: 'time' },
      },
      window,
      bucket,
      first,
      last,
      each: eachInteger(first, last),
      interval: { from, to: sql`least(${from} + ${bucket}, ${end})` },
    };
  }

  /** The seconds that a flow lives in, and the part of it that each gets. */
  private seconds({ bucket }: Groups): Sql {
    if (bucket !== undefined)
      throw new QueryError('bad-bucket', 'select.bucket', 'Seconds and time buckets exclude each other.');
    const { quotient, eachInteger, real } = this.dialect;
    const [first, last] = [quotient(sql`start_ms`, sql`1000`), quotient(sql`end_ms`, sql`1000`)];
    return sql`${eachInteger(first, last)} AS ${SECOND}, 1 / ${real(sql`(${last} - ${first} + 1)`)} AS ${PART}`;
  }

  private where(share: FlowQuery['share']): Sql {
    const { window, filter } = this.query;
    const conditions: Sql[] = [];
    if (window) {
      if (this.relation.holds === 'all flows') conditions.push(qualifies(window));
      if (share === 'part inside window') conditions.push(touches({ from: window.start, to: window.end }));
    }
    const passes = this.filters.condition(filter, 'filter');
    if (passes !== TRUE) conditions.push(passes);
    return conditions.length === 0 ? NOTHING : sql` WHERE ${join(conditions, ' AND ')}`;
  }

  private having({ having, measures }: Groups, named: NamedColumns): Sql {
    if (!having) return NOTHING;
    const keys = measures.map(measureKey);
    const place = 'select.having';
    if (!('anyOf' in having)) return sql` WHERE ${least(having, named, keys, place)}`;
    const tests = having.anyOf.map((each, index) => least(each, named, keys, `${place}.anyOf[${index}]`));
    return sql` WHERE ${tests.length === 0 ? FALSE : join(tests, ' OR ')}`;
  }

  private order(named: NamedColumns, ties: readonly Sql[]): Sql {
    const terms = this.query.order.flatMap(({ by, over, direction }, index) => {
      const namesOf = (key: string, place: 'by' | 'over'): readonly Sql[] => {
        const names = named.namesOf(key);
        if (names.length === 0) throw unknownColumn(key, `order[${index}].${place}`, named.keys);
        return names;
      };
      const names = over === undefined ? namesOf(by, 'by') : [this.quotient(namesOf(by, 'by'), namesOf(over, 'over'))];
      return names.map((name) => (direction === 'descending' ? sql`${name} DESC` : sql`${name} ASC`));
    });
    const all = [...terms, ...ties.map((name) => sql`${name} ASC`)].map((term) => sql`${term} NULLS LAST`);
    return all.length === 0 ? NOTHING : sql` ORDER BY ${join(all, ', ')}`;
  }

  private quotient([dividend = NOTHING]: readonly Sql[], [divisor = NOTHING]: readonly Sql[]): Sql {
    const { real } = this.dialect;
    return sql`(${real(dividend)} / nullif(${real(divisor)}, 0))`;
  }

  private isLimited(): boolean {
    return this.query.limit !== undefined || this.query.offset !== undefined;
  }

  private limit(): Sql {
    const { limit, offset } = this.query;
    for (const [place, value] of Object.entries({ limit, offset }))
      if (value !== undefined && (!Number.isSafeInteger(value) || value < 0))
        throw new QueryError('bad-number', place, `The ${place} must be a whole number from 0 on.`);
    return sql`${limit === undefined ? NOTHING : sql` LIMIT ${limit}`}${offset ? sql` OFFSET ${offset}` : NOTHING}`;
  }
}

const NOTHING = sql``;
/** Each flow twice, for its first and its second `either` field. */
const SIDES = sql`CROSS JOIN (SELECT 0 AS ${SIDE} UNION ALL SELECT 1) AS sides`;

interface Buckets extends SpreadBuckets {
  readonly key: ColumnSql;
  /** One row for each bucket that a flow has a part in, and one bucket's interval. */
  readonly each: Sql;
  readonly interval: Interval;
}

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

function least({ by, atLeast }: Least, named: NamedColumns, keys: readonly string[], place: string): Sql {
  const [name] = keys.includes(by) ? named.namesOf(by) : [];
  if (!name) throw unknownColumn(by, `${place}.by`, keys);
  if (!Number.isFinite(atLeast))
    throw new QueryError('bad-number', `${place}.atLeast`, 'The least value of a group must be a number.');
  return sql`${name} >= ${atLeast}`;
}

function qualifies({ start, end, rule }: Window): Sql {
  const { notBefore, before } = WINDOW_TESTS[rule];
  return sql`${TIMES[notBefore]} >= ${start} AND ${TIMES[before]} < ${end}`;
}

const TIMES = { start: sql`start_ms`, end: sql`end_ms` } as const;

function unknownColumn(by: string, place: string, keys: readonly string[]): QueryError {
  return new QueryError('unknown-column', place, `There is no column "${by}" here, only ${keys.join(', ')}.`);
}
