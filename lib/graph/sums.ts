/** Rows of a query for buckets, by the keys of its columns. */
import type { Ms } from '../flow/time.js';
import type { Cell, Result } from '../store/store.js';

export interface Sum {
  readonly bucket: Ms;
  readonly sum: number;
  /** Value of the dimension, null also without one. */
  readonly part: Cell;
}

export function* readSums({ columns, rows }: Result): Iterable<Sum> {
  const at = (key: string): number => columns.findIndex((column) => column.key === key);
  const [bucket, sum, part] = [at('bucket'), at('sum'), at('part')];
  for (const row of rows) yield { bucket: Number(row[bucket]), sum: Number(row[sum]), part: row[part] ?? null };
}
