/** The part of a saved document that says what was asked, the same for reports and graphs. */
import { softwareVersion } from '../config/software-version.js';
import { formParameters } from '../report/form.js';
import type { ReportDocument } from '../save/report-document.js';
import { zoneText } from './frame.js';
import type { Site } from './http.js';
import { fixedForm } from './link.js';
import { withWholeLists } from './long-lists.js';
import type { AskedPage } from './pagelinks.js';
import type { ReportStart } from './reportpage.js';

/** What stands above an answer, as far as documents have it. */
export type TitledPage = Pick<ReportStart, 'title' | 'source' | 'span' | 'settings' | 'filters'>;

export type DocumentHead = Omit<ReportDocument, 'body' | 'data' | 'pictures'>;

/** @param start what stands above the answer */
export function documentHead(
  tool: ReportDocument['tool'],
  question: AskedPage,
  { title, source, span, settings, filters }: TitledPage,
  { configuration, now }: Site,
): DocumentHead {
  const made = now();
  const whole = (fields: URLSearchParams): string => withWholeLists(fields, configuration, made).toString();
  return {
    tool,
    title,
    source,
    span,
    made,
    zone: zoneText(made),
    software: softwareVersion(),
    // every field is said, because defaults may be others by then
    query: whole(formParameters(question.form)),
    fixed: whole(formParameters(fixedForm(question, configuration.date_format))),
    window: question.window,
    echo: [...filters, ...settings].map(({ label, value }) => ({ label, value })),
  };
}
