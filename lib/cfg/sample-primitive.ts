/** Primitives that take a random sample. */
import type { Primitive } from './primitive.js';

/** `permit N` passes one flow in N; there is nothing to deny and no default. Of several the last counts. */
export function samplePrimitive(): Primitive {
  let oneIn: number | undefined;
  return {
    add(verdict, statement) {
      if (verdict === 'deny') throw statement.error('A rate can only be permitted.');
      oneIn = statement.takeNumber('permit/deny data');
      if (oneIn === 0) throw statement.error('Value out of range.');
    },
    filter() {
      if (oneIn === undefined) return { kind: 'or', of: [] };
      return oneIn === 1 ? { kind: 'and', of: [] } : { kind: 'sample', oneIn };
    },
  };
}
