/** Where a report page leads to save it, and its filter. */
import type { Configuration } from '../config/configuration.js';
import { formParameters, type Form } from '../report/form.js';
import type { Tool } from '../save/report-document.js';

/** A longer query is not repeated in an address, in octets: servers take about 8 KiB. The kept result has it. */
const LONGEST_QUERY = 4000;

/**
 * @param tool that has answered, and is asked again where the result is not kept any more
 * @param result under which the result is kept for a while
 */
export function saveLinks(
  tool: Tool,
  { form }: { readonly form: Form },
  { cgi_bin_short }: Configuration,
  result: string,
): { label: string; href: string }[] {
  const query = formParameters(form).toString();
  const link = (action: string): string => {
    const parameters = new URLSearchParams({ action, result, ...(tool === 'FlowViewer' ? {} : { tool }) }).toString();
    return `${cgi_bin_short}/FlowViewer_Save.cgi?${parameters}${query.length > LONGEST_QUERY ? '' : `&${query}`}`;
  };
  return [
    { label: tool === 'FlowViewer' ? 'Save report' : 'Save graph', href: link('name_report') },
    { label: 'Save filter', href: link('name_filter') },
  ];
}
