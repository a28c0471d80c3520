/** Which flows of a relation a window lets through. */
import { touches } from './proration.js';
import type { Window } from './query.js';
import { QueryError } from './query-error.js';
import type { Relation } from './relation.js';
import { join, sql, type Sql } from './sql.js';
import { WINDOW_TESTS } from './window-rule.js';

const TIMES = { start: sql`start_ms`, end: sql`end_ms` } as const;

/** @throws QueryError */
export function checkWindow({ start, end, rule }: Window): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || end <= start)
    throw new QueryError('bad-window', 'window', 'The window must start before it ends, both in whole milliseconds.');
  if (!Object.hasOwn(WINDOW_TESTS, rule))
    throw new QueryError('bad-window', 'window.rule', `There is no window rule "${rule}".`);
}

/** Those that qualify by the window's rule, unless the relation has no others. */
export function qualifying({ start, end, rule }: Window, { holds }: Relation): Sql[] {
  const { notBefore, before } = WINDOW_TESTS[rule];
  return holds === 'all flows' ? [sql`${TIMES[notBefore]} >= ${start} AND ${TIMES[before]} < ${end}`] : [];
}

/** Whether a flow starts and ends in the window for certain, or may reach beyond it. */
export type Place = 'inside' | 'cut';

/**
 * A FROM clause of the qualifying flows that have a part in the window. Of those that are inside for certain no time is
 * looked at unless something else does: a condition on what is computed from times has all of it computed twice, and
 * took a third of the time of a graph.
 * @param more columns besides the fields, as `, expression AS name`
 */
export function flowsInWindow(window: Window, relation: Relation, more: (place: Place) => Sql): Sql {
  const parts = [...qualifying(window, relation), touches({ from: window.start, to: window.end })];
  const cut = (from: Sql): Sql => sql`SELECT *${more('cut')} FROM ${from} WHERE ${join(parts, ' AND ')}`;
  if (!relation.parts) return sql`FROM (${cut(relation.name)}) AS flows`;
  const { inside, others } = relation.parts;
  return sql`FROM (SELECT *${more('inside')} FROM ${inside} UNION ALL ${cut(others)}) AS flows`;
}
