/** Comparisons in SQL. */
import type { Comparison } from './filter.js';
import { sql, type Sql } from './sql.js';

export const OPERATORS: Readonly<Record<Comparison, Sql>> = {
  lt: sql`<`,
  le: sql`<=`,
  eq: sql`=`,
  ne: sql`<>`,
  ge: sql`>=`,
  gt: sql`>`,
};
