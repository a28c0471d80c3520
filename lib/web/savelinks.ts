/** Where a report page leads to save it, and its filter. */
import type { Configuration } from '../config/configuration.js';
import { formParameters } from '../report/form.js';
import type { Question } from '../report/question.js';

/** A longer query is not repeated in an address, in octets: servers take about 8 KiB. The kept result has it. */
const LONGEST_QUERY = 4000;

/** @param result under which the result is kept for a while */
export function saveLinks(
  { form }: Question,
  { cgi_bin_short }: Configuration,
  result: string,
): { label: string; href: string }[] {
  const query = formParameters(form).toString();
  const link = (action: string): string => {
    const parameters = new URLSearchParams({ action, result }).toString();
    return `${cgi_bin_short}/FlowViewer_Save.cgi?${parameters}${query.length > LONGEST_QUERY ? '' : `&${query}`}`;
  };
  return [
    { label: 'Save report', href: link('name_report') },
    { label: 'Save filter', href: link('name_filter') },
  ];
}
