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

/** Groups whose only key has 16 bits are counted in an array, others in a hash table. */
const U16 = 2 ** 16;

const NOTHING = sql``;
const ZERO = sql`0`;
/** Which end of a flow a row is for: 0 its first bucket, 1 its last where that is another. */
const AT_END = sql`at_end`;
const ENDS = sql`(SELECT 0 AS ${AT_END} UNION ALL SELECT 1) AS ends_of_flows`;
/** The bucket of that end; those of last ends are numbered behind all the others. */
const EDGE = sql`edge_no`;
/** What of a flow lies in this bucket: a part of it, and ms. */
const HERE = { part: sql`here_part`, ms: sql`here_ms` } as const;
/** The same of each bucket between its first and its last, NULL where there is none; the part in {@link UNITS}. */
const MIDDLE = { units: sql`middle_units`, ms: sql`middle_ms` } as const;

/**
 * The part of a flow's life that lies in the window, as columns of its flows: what {@link spreadSql} reads of times. No
 * comparison is made for flows that are inside for certain. A flow without duration has a millisecond, so that it needs no
 * case of its own: no bucket is shorter.
 */
export function spreadColumns({ start, end }: Window): (place: Place) => Sql {
  return (place) =>
    place === 'inside'
      ? sql`, start_ms - ${start} AS since_ms, ${LIFE} AS lasts_ms, ${LIFE} AS life_ms`
      : sql`, greatest(start_ms, ${start}) - ${start} AS since_ms, least(greatest(end_ms, start_ms + 1), ${end}) - greatest(start_ms, ${start}) AS lasts_ms, ${LIFE} AS life_ms`;
}

const LIFE = sql`greatest(end_ms - start_ms, 1)`;

/** Aggregates of one counter, and how its value in a bucket is made of what stands there and what runs through. */
interface SpreadCounter {
  readonly here: Sql;
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
  const { real, quotient, int, u16 } = parts.dialect;
  const count = Math.ceil((window.end - window.start) / length);
  // ms from the start of a flow's first bucket, `until` beyond that bucket where it goes on in others
  const [first, begin, until] = [sql`first_no`, sql`begin_ms`, sql`until_ms`];
  const numbered = sql`SELECT *, ${quotient(sql`since_ms`, sql`${length}`)} AS ${first}, since_ms % ${length} AS ${begin} ${from}`;
  const placed = sql`SELECT *, ${begin} + lasts_ms AS ${until} FROM (${numbered}) AS numbered`;
  // a product instead of two passes over the flows; few of them reach into a second bucket
  const ended = sql`SELECT * FROM (${placed}) AS placed CROSS JOIN ${ENDS} WHERE ${AT_END} = 0 OR ${until} > ${length}`;
  const atEnd = (start: Sql, end: Sql): Sql => sql`CASE ${AT_END} WHEN 0 THEN ${start} ELSE ${end} END`;
  const edge = atEnd(first, sql`${count} + ${first} + ${quotient(sql`(${until} - 1)`, sql`${length}`)}`); // the end is no part of a flow
  const isSmall = keys.names.length === 0 && 2 * count <= U16;
  const here = atEnd(sql`least(${until}, ${length}) - ${begin}`, sql`(${until} - 1) % ${length} + 1`);
  // CASE computes only for flows that need it: few have a bucket in between
  const between = (value: Sql): Sql => sql`CASE WHEN ${until} > ${2 * length} THEN ${value} END`;
  const pieces = sql`SELECT *, ${isSmall ? u16(edge) : edge} AS ${EDGE}, CASE WHEN end_ms > start_ms THEN ${here} ELSE 0 END AS ${HERE.ms}, ${real(here)} / life_ms AS ${HERE.part}, ${between(sql`${length}`)} AS ${MIDDLE.ms}, ${between(sql`${real(sql`${length}`)} * ${UNITS} / life_ms`)} AS ${MIDDLE.units} FROM (${ended}) AS ended`;

  const column = (letter: string, index: number): Sql => identifier(`${letter}${index}`);
  const counters = measures.map(({ measure, place }) =>
    spreadCounter(measure, place, { from: window.start, to: window.end }, parts),
  );
  const each = (make: (counter: SpreadCounter, index: number) => Sql): Sql =>
    join(
      counters.map((counter, index) => sql`, ${make(counter, index)}`),
      ' ',
    );
  const listed = (of: readonly Sql[]): Sql =>
    join(
      of.map((name) => sql`${name}, `),
      ' ',
    );
  const named = listed(keys.names);
  const keysBehind = join(
    keys.names.map((name) => sql`, ${name}`),
    ' ',
  );
  const h = (index: number): Sql => column('here', index);
  const m = (index: number): Sql => column('mid', index);
  const ends = sql`SELECT ${listed(keys.selected)}${EDGE}, count(${MIDDLE.units}) AS passing${each((counter, index) => sql`${counter.here} AS ${h(index)}, ${counter.middle} AS ${m(index)}`)} FROM (${pieces}) AS pieces GROUP BY ${named}${EDGE}`;
  // cases instead of conditions: DuckDB would put conditions on the key to each flow
  const number = sql`${int(EDGE)} % ${count}`;
  const start = (here: Sql, otherwise: Sql): Sql =>
    sql`CASE WHEN ${EDGE} < ${count} THEN ${here} ELSE ${otherwise} END`;
  const edges = sql`SELECT ${named}${number} AS ${EDGE}, ${start(ZERO, sql`-passing`)} AS passing${each((_, index) => sql`${h(index)}, ${start(ZERO, sql`-${m(index)}`)} AS ${m(index)}`)} FROM ends UNION ALL SELECT ${named}${number} + ${start(sql`1`, ZERO)}, ${start(sql`passing`, ZERO)}${each((_, index) => sql`0, ${start(m(index), ZERO)}`)} FROM ends WHERE passing > 0`;
  const summed = sql`SELECT ${named}${EDGE}, sum(passing) AS passing${each((_, index) => sql`sum(${h(index)}) AS ${h(index)}, sum(${m(index)}) AS ${m(index)}`)} FROM edges GROUP BY ${named}${EDGE}`;
  const partition = keys.names.length === 0 ? NOTHING : sql`PARTITION BY ${join(keys.names, ', ')} `;
  const running = sql`SELECT ${named}${EDGE}, sum(passing) OVER along AS passing, lead(${EDGE}) OVER (${partition}ORDER BY ${EDGE}) AS next${each((_, index) => sql`${h(index)}, sum(${m(index)}) OVER along AS ${m(index)}`)} FROM summed WINDOW along AS (${partition}ORDER BY ${EDGE} ROWS UNBOUNDED PRECEDING)`;
  const dense = sql`SELECT *, ${parts.dialect.eachInteger(EDGE, sql`(CASE WHEN passing > 0 THEN next - 1 ELSE ${EDGE} END)`)} AS bucket_no FROM running`;
  const values = each(
    ({ value }, index) =>
      sql`${value(sql`(CASE WHEN bucket_no = ${EDGE} THEN ${h(index)} ELSE 0 END)`, m(index))} AS ${measures[index]!.name}`,
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
    return { here: sum(HERE.ms), middle: sum(MIDDLE.ms), value: (here, running) => sql`(${here} + ${running})` };
  const value = counterValue(adds, relation, dialect);
  if (name === 'starts')
    return {
      here: sum(value ?? sql`1`, [sql`${AT_END} = 0`, sql`start_ms >= ${from}`]),
      middle: sql`0`,
      value: (here) => here,
    };
  const times = (part: Sql): Sql => (value ? sql`${value} * ${part}` : part);
  return {
    here: sum(times(HERE.part)),
    middle: sum(dialect.big(times(MIDDLE.units))),
    value: (here, running) => sql`(${here} + ${dialect.real(running)} / ${UNITS})`,
  };
}
