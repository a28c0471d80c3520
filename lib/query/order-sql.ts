/** ORDER BY, LIMIT and OFFSET of a query. */
import type { Dialect } from './dialect.js';
import type { FlowQuery } from './query.js';
import { QueryError } from './query-error.js';
import type { NamedColumns } from './result-columns.js';
import { join, sql, type Sql } from './sql.js';

const NOTHING = sql``;

/** @param ties what decides between rows that are equal so far, rising */
export function orderSql(order: FlowQuery['order'], named: NamedColumns, ties: readonly Sql[], { real }: Dialect): Sql {
  const quotient = ([dividend = NOTHING]: readonly Sql[], [divisor = NOTHING]: readonly Sql[]): Sql =>
    sql`(${real(dividend)} / nullif(${real(divisor)}, 0))`;
  const terms = order.flatMap(({ by, over, direction }, index) => {
    const namesOf = (key: string, place: 'by' | 'over'): readonly Sql[] => {
      const names = named.namesOf(key);
      if (names.length === 0) throw unknownColumn(key, `order[${index}].${place}`, named.keys);
      return names;
    };
    const names = over === undefined ? namesOf(by, 'by') : [quotient(namesOf(by, 'by'), namesOf(over, 'over'))];
    return names.map((name) => (direction === 'descending' ? sql`${name} DESC` : sql`${name} ASC`));
  });
  const all = [...terms, ...ties.map((name) => sql`${name} ASC`)].map((term) => sql`${term} NULLS LAST`);
  return all.length === 0 ? NOTHING : sql` ORDER BY ${join(all, ', ')}`;
}

export function isLimited({ limit, offset }: FlowQuery): boolean {
  return limit !== undefined || offset !== undefined;
}

export function limitSql({ limit, offset }: FlowQuery): Sql {
  for (const [place, value] of Object.entries({ limit, offset }))
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 0))
      throw new QueryError('bad-number', place, `The ${place} must be a whole number from 0 on.`);
  return sql`${limit === undefined ? NOTHING : sql` LIMIT ${limit}`}${offset ? sql` OFFSET ${offset}` : NOTHING}`;
}

export function unknownColumn(by: string, place: string, keys: readonly string[]): QueryError {
  return new QueryError('unknown-column', place, `There is no column "${by}" here, only ${keys.join(', ')}.`);
}
