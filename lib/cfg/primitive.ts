/** What a filter-primitive gathers while its statements are read, whatever its type (reference section 5.3). */
import type { Filter } from '../query/filter.js';
import type { Quantity } from '../query/quantity.js';
import type { Ms } from '../flow/time.js';
import type { Statement } from './statement.js';
import type { Symbols } from './symbols.js';

export type Verdict = 'permit' | 'deny';

/** What the types need from outside. */
export interface PrimitiveContext {
  readonly symbols: Symbols;
  /** What relative dates start from. */
  readonly now: Ms;
  /** IANA name of the time zone of times of day. */
  readonly zone: string;
  /** Takes a sentence with its place about something that works but looks wrong. */
  readonly warn: (text: string) => void;
}

/** One primitive under construction. An absent method means that the type has no such statement. */
export interface Primitive {
  /** Takes the argument of a `permit` or `deny`. @throws CfgError */
  add(verdict: Verdict, statement: Statement): void;
  setDefault?(verdict: Verdict): void;
  setMask?(mask: number): void;
  /** The test of a field that it has come to. A type that tests no field ignores it. */
  filter(field: Quantity): Filter;
}
