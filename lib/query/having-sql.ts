/** What a group must fulfil, as a condition on the columns of its result. */
import { FALSE } from './compile-filter.js';
import { unknownColumn } from './order-sql.js';
import type { Having, Least } from './query.js';
import { QueryError } from './query-error.js';
import type { NamedColumns } from './result-columns.js';
import { join, sql, type Sql } from './sql.js';

/** @param keys of the measures. @returns a WHERE clause, or nothing */
export function havingSql(having: Having | undefined, named: NamedColumns, keys: readonly string[]): Sql {
  if (!having) return sql``;
  const place = 'select.having';
  if (!('anyOf' in having)) return sql` WHERE ${least(having, named, keys, place)}`;
  const tests = having.anyOf.map((each, index) => least(each, named, keys, `${place}.anyOf[${index}]`));
  return sql` WHERE ${tests.length === 0 ? FALSE : join(tests, ' OR ')}`;
}

function least({ by, atLeast }: Least, named: NamedColumns, keys: readonly string[], place: string): Sql {
  const [name] = keys.includes(by) ? named.namesOf(by) : [];
  if (!name) throw unknownColumn(by, `${place}.by`, keys);
  if (!Number.isFinite(atLeast))
    throw new QueryError('bad-number', `${place}.atLeast`, 'The least value of a group must be a number.');
  return sql`${name} >= ${atLeast}`;
}
