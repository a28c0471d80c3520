/**
 * Counters spread over time buckets in one pass, whatever the length of flows: of each flow only the buckets that it begins
 * and ends in are added to; the buckets between get the same amount each, which is added where they begin and taken away
 * behind their last (a difference array). Ten million flows in buckets of 5 s take a third of the time that one row for
 * each flow and bucket does. What is taken away again is counted in whole units of 2⁻⁵², because sums of floats would
 * leave a rest.
 */
import type { Buckets } from './bucket-sql.js';
import type { FilterCompiler } from './compile-filter.js';
import { COUNTERS } from './columns.js';
import type { Dialect } from './dialect.js';
import { counterValue, only } from './measure-sql.js';
import type { Interval } from './proration.js';
import type { CounterName, Measure, Window } from './query.js';
import type { Relation } from './relation.js';
import { identifier, join, sql, type Sql } from './sql.js';
import type { Place } from './window-sql.js';

/** Units of the middle amounts: a flow may have up to 2⁶⁴ octets, and sums have 127 bits. */
const UNITS = 2 ** 52;

const NOTHING = sql``;
const [FIRST, LAST] = [sql`first_no`, sql`last_no`];
/** A flow's part in its first bucket; in its last and in each between, NULL where there is none. */
const PARTS = { first: sql`first_part`, last: sql`last_part`, middle: sql`middle_part` } as const;
/** The same in ms. */
const LENGTHS = { first: sql`first_ms`, last: sql`last_ms`, middle: sql`middle_ms` } as const;

/**
 * The part of a flow's life that lies in the window, as columns of its flows: what {@link spreadSql} reads of times. No
 * comparison is made for flows that are inside for certain. A flow without duration has a millisecond, so that it needs no
 * case of its own: no bucket is shorter.
 */
export function spreadColumns({ start, end }: Window): (place: Place) => Sql {
  return (place) =>
    place === 'inside'
      ? sql`, start_ms AS from_ms, ${LIFE} AS lasts_ms`
      : sql`, greatest(start_ms, ${start}) AS from_ms, least(greatest(end_ms, start_ms + 1), ${end}) - greatest(start_ms, ${start}) AS lasts_ms`;
}

const LIFE = sql`greatest(end_ms - start_ms, 1)`;

/** Aggregates of one counter, and how its value in a bucket is made of what stands there and what runs through. */
interface SpreadCounter {
  readonly first: Sql;
  readonly last: Sql;
  readonly middle: Sql;
  readonly value: (here: Sql, running: Sql) => Sql;
}

export interface SpreadParts {
  readonly dialect: Dialect;
  readonly relation: Relation;
  readonly filters: FilterCompiler;
}

type CounterMeasure = Extract<Measure, { readonly measure: CounterName }>;

/**
 * The statement whose rows are those of the query: `c0` the number of the bucket, then the keys, then the measures.
 * @param from FROM clause of the flows with their {@link spreadColumns}, those without a part in the window left out
 * @param keys key columns, as `expression AS name` and by name
 * @param measures each with the name of its column
 */
export function spreadSql(
  from: Sql,
  { window, length }: Pick<Buckets, 'window' | 'length'>,
  keys: { readonly selected: readonly Sql[]; readonly names: readonly Sql[] },
  measures: readonly { readonly measure: CounterMeasure; readonly place: string; readonly name: Sql }[],
  parts: SpreadParts,
): Sql {
  const { real, quotient } = parts.dialect;
  // ms from the start of a flow's first bucket, `until` beyond that bucket where it goes on in others
  const [begin, until] = [sql`begin_ms`, sql`until_ms`];
  const sinceStart = sql`(from_ms - ${window.start})`;
  const numbered = sql`SELECT *, ${quotient(sinceStart, sql`${length}`)} AS ${FIRST}, ${LIFE} AS life_ms ${from}`;
  const sinceEdge = sql`${sinceStart} - ${FIRST} * ${length}`;
  const placed = sql`SELECT *, ${sinceEdge} AS ${begin}, ${sinceEdge} + lasts_ms AS ${until} FROM (${numbered}) AS numbered`;
  // CASE computes only for flows that need it: most have all their life in one bucket
  const where = (least: number, value: Sql): Sql => sql`CASE WHEN ${until} > ${least} THEN ${value} END`;
  const beyond = quotient(sql`(${until} - 1)`, sql`${length}`); // the end is no part of a flow
  const inLast = sql`((${until} - 1) % ${length} + 1)`;
  const ofLife = (ms: Sql): Sql => sql`${real(ms)} / life_ms`;
  const inFirst = sql`least(lasts_ms, ${length} - ${begin})`;
  const pieces = sql`SELECT *, ${where(length, sql`${FIRST} + ${beyond}`)} AS ${LAST}, CASE WHEN end_ms > start_ms THEN ${inFirst} ELSE 0 END AS ${LENGTHS.first}, ${where(length, inLast)} AS ${LENGTHS.last}, ${where(2 * length, sql`${length}`)} AS ${LENGTHS.middle}, ${ofLife(inFirst)} AS ${PARTS.first}, ${where(length, ofLife(inLast))} AS ${PARTS.last}, ${where(2 * length, ofLife(sql`${length}`))} AS ${PARTS.middle} FROM (${placed}) AS placed`;

  const column = (letter: string, index: number): Sql => identifier(`${letter}${index}`);
  const counters = measures.map(({ measure, place }) =>
    spreadCounter(measure, place, { from: window.start, to: window.end }, parts),
  );
  const each = (make: (counter: SpreadCounter, index: number) => Sql): Sql =>
    join(
      counters.map((counter, index) => sql`, ${make(counter, index)}`),
      ' ',
    );
  const named = join(
    keys.names.map((name) => sql`${name}, `),
    ' ',
  );
  const keysBehind = join(
    keys.names.map((name) => sql`, ${name}`),
    ' ',
  );
  const selected = join(
    keys.selected.map((name) => sql`${name}, `),
    ' ',
  );
  const [h, l, m] = ['here', 'last', 'mid'].map((word) => (index: number) => column(word, index)) as [
    (index: number) => Sql,
    (index: number) => Sql,
    (index: number) => Sql,
  ]; // as many as the words
  const ends = sql`SELECT ${selected}${FIRST}, ${LAST}, GROUPING(${LAST}) AS at_first, count(*) AS touched, count(${LENGTHS.middle}) AS passing${each((counter, index) => sql`${counter.first} AS ${h(index)}, ${counter.last} AS ${l(index)}, ${counter.middle} AS ${m(index)}`)} FROM (${pieces}) AS pieces GROUP BY GROUPING SETS ((${named}${FIRST}), (${named}${LAST}))`;
  const edges = sql`SELECT ${named}${FIRST} AS edge_no, touched, 0 AS passing${each((_, index) => sql`${h(index)}, 0 AS ${m(index)}`)} FROM ends WHERE at_first = 1 UNION ALL SELECT ${named}${FIRST} + 1, 0, passing${each((_, index) => sql`0, ${m(index)}`)} FROM ends WHERE at_first = 1 AND passing > 0 UNION ALL SELECT ${named}${LAST}, touched, -passing${each((_, index) => sql`${l(index)}, -${m(index)}`)} FROM ends WHERE at_first = 0 AND ${LAST} IS NOT NULL`;
  const summed = sql`SELECT ${named}edge_no, sum(touched) AS touched, sum(passing) AS passing${each((_, index) => sql`sum(${h(index)}) AS ${h(index)}, sum(${m(index)}) AS ${m(index)}`)} FROM edges GROUP BY ${named}edge_no`;
  const partition = keys.names.length === 0 ? NOTHING : sql`PARTITION BY ${join(keys.names, ', ')} `;
  const running = sql`SELECT ${named}edge_no, touched, sum(passing) OVER along AS passing, lead(edge_no) OVER (${partition}ORDER BY edge_no) AS next${each((_, index) => sql`${h(index)}, sum(${m(index)}) OVER along AS ${m(index)}`)} FROM summed WINDOW along AS (${partition}ORDER BY edge_no ROWS UNBOUNDED PRECEDING)`;
  const dense = sql`SELECT *, ${parts.dialect.eachInteger(sql`edge_no`, sql`(CASE WHEN passing > 0 THEN next - 1 ELSE edge_no END)`)} AS bucket_no FROM running WHERE touched > 0 OR passing > 0`;
  const values = each(
    ({ value }, index) =>
      sql`${value(sql`(CASE WHEN bucket_no = edge_no THEN ${h(index)} ELSE 0 END)`, m(index))} AS ${measures[index]!.name}`,
  );
  return sql`WITH ends AS (${ends}), edges AS (${edges}), summed AS (${summed}), running AS (${running}) SELECT bucket_no AS c0${keysBehind}${values} FROM (${dense}) AS dense`;
}

function spreadCounter(
  measure: CounterMeasure,
  place: string,
  { from }: Interval,
  { dialect, relation, filters }: SpreadParts,
): SpreadCounter {
  const conditions = measure.filter ? [filters.condition(measure.filter, `${place}.filter`)] : [];
  const sum = (value: Sql, more: readonly Sql[] = []): Sql =>
    sql`coalesce(sum(${only([...conditions, ...more], value)}), 0)`;
  const name = measure.measure;
  const { adds } = COUNTERS[name];
  if (adds === 'overlap')
    return {
      first: sum(LENGTHS.first),
      last: sum(LENGTHS.last),
      middle: sum(LENGTHS.middle),
      value: (here, running) => sql`(${here} + ${running})`,
    };
  const value = counterValue(adds, relation, dialect);
  if (name === 'starts')
    return {
      first: sum(value ?? sql`1`, [sql`start_ms >= ${from}`]),
      last: sql`0`,
      middle: sql`0`,
      value: (here) => here,
    };
  const times = (part: Sql): Sql => (value ? sql`${value} * ${part}` : part);
  return {
    first: sum(times(PARTS.first)),
    last: sum(times(PARTS.last)),
    middle: sum(dialect.big(sql`(${times(PARTS.middle)} * ${UNITS})`)),
    value: (here, running) => sql`(${here} + ${dialect.real(running)} / ${UNITS})`,
  };
}
