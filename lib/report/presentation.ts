/** How an answer is shown; changes no number but by the sampling multiplier. */
import type { Form } from './form.js';
import { FLOW_ANALYSIS, PIE_CHARTS, RESOLVE_ADDRESSES, UNIT_CONVERSION } from './formfield.js';
import { readChoice, readFactor, type Attempt } from './readfield.js';

export interface Presentation {
  /** Flows, octets, packets and rates are multiplied by it (reference section 2.10); 1 changes nothing. */
  readonly multiplier: number;
  readonly names: 'shown' | 'numbers only';
  /** In pages only: JSON and CSV always have plain numbers. */
  readonly octets: 'in units' | 'plain';
  readonly perFlow: 'shown' | 'left out';
  /** In pages only. */
  readonly pie: (typeof PIE_CHARTS)[number]['pie'];
}

/** @param attempt runs a reader and keeps its problem aside */
export function readPresentation(form: Form, attempt: Attempt): Presentation | undefined {
  const factor = attempt(() => readFactor(form, 'sampling_multiplier'));
  const names = attempt(() => readChoice(form, 'resolve_addresses', RESOLVE_ADDRESSES));
  const octets = attempt(() => readChoice(form, 'unit_conversion', UNIT_CONVERSION));
  const perFlow = attempt(() => readChoice(form, 'flow_analysis', FLOW_ANALYSIS));
  const pie = attempt(() => readChoice(form, 'pie_charts', PIE_CHARTS))?.pie;
  if (factor === undefined || !names || !octets || !perFlow || !pie) return undefined;
  return {
    multiplier: Math.max(1, factor), // as the original: used only above 1
    names: names.value === 'Y' ? 'shown' : 'numbers only',
    octets: octets.value === 'Y' ? 'in units' : 'plain',
    perFlow: perFlow.value === '1' ? 'shown' : 'left out',
    pie,
  };
}
