/** The four ways in which a flow can qualify for a window [S, E) (reference section 2.7). */
import type { WindowRule } from './query.js';

/** A flow qualifies if its time `notBefore` is ≥ S and its time `before` is < E. */
export interface WindowTest {
  readonly notBefore: 'start' | 'end';
  readonly before: 'start' | 'end';
}

export const WINDOW_TESTS: Readonly<Record<WindowRule, WindowTest>> = {
  any: { notBefore: 'end', before: 'start' },
  'ends-in': { notBefore: 'end', before: 'end' },
  'starts-in': { notBefore: 'start', before: 'start' },
  within: { notBefore: 'start', before: 'end' },
};
