/** Compares an answer with what the reference evaluator says. */
import assert from 'node:assert/strict';
import type { Cell } from '../../lib/query/cell.js';
import type { FlowQuery } from '../../lib/query/query.js';
import type { ReferenceResult } from './reference.js';

export interface Answer {
  readonly rows: readonly (readonly Cell[])[];
  readonly totals: Readonly<Record<string, Cell>>;
  readonly rowCount: number;
}

/** Integers must be equal, sums of parts nearly so: the data base adds in another order. */
function isSame(actual: Cell, expected: Cell): boolean {
  if (actual === expected) return true;
  if (typeof actual !== 'number' || typeof expected !== 'number') return false;
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}

function assertSameRow(actual: readonly Cell[], expected: readonly Cell[], what: string): void {
  const same = actual.length === expected.length && actual.every((cell, index) => isSame(cell, expected[index]!));
  if (!same) assert.deepEqual(actual, expected, what);
}

/** Rows must be the same in the same order, except where sums of parts differ by rounding and so decide a tie. */
export function assertAnswer(query: FlowQuery, answer: Answer, expected: ReferenceResult): void {
  const { limit = Infinity, offset = 0 } = query;
  const page = expected.rows.slice(offset, offset + limit);
  assert.equal(answer.rows.length, page.length, 'number of rows');
  assert.equal(answer.rowCount, expected.rows.length, 'rowCount');
  for (const [key, total] of Object.entries(expected.totals))
    assert.ok(isSame(answer.totals[key] ?? null, total), `total ${key}: ${answer.totals[key]}, not ${total}`);
  const rounds = (cells: readonly Cell[]) => cells.some((cell) => typeof cell === 'number' && !Number.isInteger(cell));
  if (!expected.rows.some(rounds)) {
    page.forEach((row, index) => {
      assertSameRow(answer.rows[index]!, row, `row ${index}`);
    });
    return;
  }
  // every row is one of the reference's, and the column it is ordered by is right at each rank
  const keyOf = (row: readonly Cell[]) => JSON.stringify(row.slice(0, row.length - measuresOf(query)));
  const byKey = new Map<string, (readonly Cell[])[]>(); // single flows may be equal
  for (const row of expected.rows) byKey.set(keyOf(row), [...(byKey.get(keyOf(row)) ?? []), row]);
  const at = expected.keys.indexOf(query.order[0]?.by ?? '');
  answer.rows.forEach((row, index) => {
    const same = byKey.get(keyOf(row))?.pop();
    assert.ok(same, `row ${index} ${keyOf(row)} is no row of the reference`);
    assertSameRow(row, same, `row ${index}`);
    if (at >= 0) assert.ok(isSame(row[at]!, page[index]![at]!), `rank ${index}`);
  });
}

function measuresOf({ select }: FlowQuery): number {
  return select.kind === 'groups' ? select.measures.length : 0;
}
