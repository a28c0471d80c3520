/** Finds the twins that DuckDB cannot read, after a statement over all of them has failed. */
import type { FieldName } from '../../flow/field.js';
import { recordLayout } from '../../flow/layout.js';
import { identifier, join, sql } from '../../query/sql.js';
import type { EngineConnection } from '../engine.js';
import type { Segment, TwinSegment } from '../segments.js';
import { PAIRS_COLUMN, type PairsUse } from '../table-columns.js';
import { twinFiles } from './scan.js';
import { STORED_NAMES } from './uptimes.js';

export interface BrokenTwin {
  readonly segment: TwinSegment;
  readonly error: unknown;
}

/**
 * Reads every value of the fields' columns, and of that for pairs where a question reads it, twin after twin; the times need
 * others.
 * @throws the signal's reason when it fires
 */
export async function findBrokenTwins(
  connection: EngineConnection,
  segments: readonly Segment[],
  { fields, pairs }: { readonly fields: ReadonlySet<FieldName>; readonly pairs: PairsUse },
  signal: AbortSignal | undefined,
): Promise<BrokenTwin[]> {
  const broken: BrokenTwin[] = [];
  for (const segment of segments) {
    if (segment.kind !== 'twin') continue;
    signal?.throwIfAborted();
    const { slots } = recordLayout(segment.facts.version);
    const ipv6 = new Set(segment.facts.ipv6);
    const read = [...slots.keys()]
      .filter((name) => fields.has(name) || TIME_FIELDS.has(name))
      .flatMap((name) => (ipv6.has(name) ? [name, `${name}_hi`, `${name}_lo`] : [STORED_NAMES.get(name) ?? name]))
      .concat(pairs === 'read' && segment.facts.pairs === 'column' ? [PAIRS_COLUMN.name] : [])
      .map(identifier);
    try {
      await connection.select(String(sql`SELECT bit_xor(hash(${join(read, ', ')})) FROM ${twinFiles([segment.twin])}`));
    } catch (error) {
      signal?.throwIfAborted();
      broken.push({ segment, error });
    }
  }
  return broken;
}

const TIME_FIELDS: ReadonlySet<FieldName> = new Set([
  'unix_secs',
  'unix_nsecs',
  'sysuptime',
  'first',
  'last',
  'start_ms',
  'end_ms',
]);
