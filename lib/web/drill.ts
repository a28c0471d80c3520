/** Where a click on a value leads: the same flows, restricted to that value. */
import type { Column } from '../report/column.js';
import type { Form } from '../report/form.js';
import type { Report } from '../report/report.js';
import type { Cell } from '../store/store.js';
import type { FormChange } from './link.js';

/** Who talked to whom: the pairs of addresses. */
const PAIRS = '10';
/** The single flows, one line each. */
const SINGLE_FLOWS = 'print-5';

/**
 * The change of the form that restricts it to a value, undefined where the form cannot say so. A report by another key
 * becomes that of the pairs behind the value; a value to which the flows are restricted already leads to the flows.
 */
export function drillDown(form: Form, report: Report, column: Column, value: Cell): FormChange | undefined {
  const { criterion } = column;
  if (!criterion || value === null) return undefined;
  const text = String(value);
  const already = form[criterion] === text;
  // one list holds both sides' values, so a second one would widen the first
  if (criterion.startsWith('either_') && form[criterion] !== '' && !already) return undefined;
  const next = already ? SINGLE_FLOWS : PAIRS;
  return { [criterion]: text, offset: '', sort: '', ...(report.kind === 'flows' ? {} : { report: next }) };
}
