/** What a report's templates show. */
import type { Configuration } from '../config/configuration.js';
import type { Answer } from '../report/answer.js';
import type { Question } from '../report/question.js';
import { REPORTS } from '../report/reports.js';
import type { Names } from '../report/names.js';
import type { CellStyle } from './cellview.js';
import { drillDownOf } from './drill.js';
import { formatCount, formatNumber } from './format.js';
import { filters, settings, sourceOf, spanText, type FilterSetting, type Setting } from './reportecho.js';
import { FORMAT_NAMES, REPORT_FORMATS } from './reportformat.js';
import { namesLater, type NamesLater } from './pendingnames.js';
import { ReportLinks } from './reportlinks.js';
import { pieOf, pieView, type PieView } from './pieview.js';
import { reportTable, type ReportTable } from './reporttable.js';
import type { ShownNames } from './shownnames.js';
import { presentTools } from './toolpages.js';
import { summaryView, type SummaryView } from './summaryview.js';

export interface Link {
  readonly label: string;
  readonly href: string;
}

/** What stands above the answer, and is known without it. */
export interface ReportStart {
  readonly title: string;
  /** Device or exporter. */
  readonly source: string;
  readonly span: string;
  readonly actions: readonly Link[];
  readonly earlier: Link;
  readonly later: Link;
  readonly settings: readonly Setting[];
  readonly filters: readonly FilterSetting[];
  /** What the other answers are called that the same flows can give. */
  readonly menu: string;
  readonly reports: readonly (Link & { readonly current: boolean })[];
}

export interface ReportAnswer {
  readonly notes: readonly string[];
  /** The answer: sentences where there are no rows, else the Summary's own view or a table. */
  readonly content:
    | { readonly kind: 'empty'; readonly sentences: readonly string[] }
    | { readonly kind: 'summary'; readonly summary: SummaryView }
    | { readonly kind: 'table'; readonly table: ReportTable };
  readonly pie?: PieView;
  readonly foot: string;
  /** How names come that are not known yet; absent where all are. */
  readonly later?: NamesLater;
}

function emptySentences(answer: Answer, searched: string, filtered: readonly FilterSetting[]): string[] {
  const { question, scanned, rowCount, totals } = answer;
  if (rowCount > 0) return [`There are only ${formatCount(rowCount, 'row')}: go back to the first ones.`];
  const { report } = question;
  if (report.kind === 'groups' && report.detects && Number(totals['flows'] ?? 0) > 0)
    return [`No source scanned, as far as these flows show. Searched: ${searched}.`];
  const isFiltered = filtered.length > 0 && scanned.flows > 0;
  return [
    `No flows matched. Searched: ${searched}.`,
    isFiltered ? 'Remove a filter above, or choose another time span.' : 'Choose another time span or device.',
  ];
}

export function reportStart(question: Question, configuration: Configuration, names: Names): ReportStart {
  const links = new ReportLinks(question, configuration);
  const tools = presentTools(configuration).filter(({ script }) => script !== 'FlowViewer.cgi');
  return {
    title: question.report.title,
    source: sourceOf(question, configuration),
    span: spanText(question.window, configuration.date_format),
    actions: [
      { label: 'Change this report', href: links.typedForm() },
      ...tools.map(({ title, takesFilter }) => ({
        label: `Open in ${title}`,
        href: takesFilter + links.changed({ sort: '', offset: '' }),
      })),
      ...FORMAT_NAMES.flatMap((format) =>
        format === 'html' ? [] : [{ label: REPORT_FORMATS[format].label, href: links.changed({}, format) }],
      ),
    ],
    earlier: { label: 'Earlier', href: links.shifted(-1) },
    later: { label: 'Later', href: links.shifted(1) },
    settings: settings(question, names),
    filters: filters(question, links, names),
    menu: 'Other report of the same flows',
    reports: REPORTS.map((other) => {
      const value = other.menu === 'print_report' ? `print-${other.id}` : String(other.id);
      const href = links.changed({ report: value, sort: '', offset: '' });
      return { label: other.title, href, current: other === question.report };
    }),
  };
}

/** @param seconds how long the store took */
export function reportAnswer(
  answer: Answer,
  configuration: Configuration,
  shown: ShownNames,
  seconds: number,
): ReportAnswer {
  const { question, rows, scanned } = answer;
  const { report, window, presentation } = question;
  const links = new ReportLinks(question, configuration);
  const format = configuration.date_format;
  const style: CellStyle = { presentation, format, shown, widths: configuration, zoneOf: window.start };
  const files = formatCount(scanned.files, 'file');
  const flows = formatCount(scanned.flows, 'flow');
  const content = (): ReportAnswer['content'] => {
    const span = spanText(window, configuration.date_format);
    const searched = `${files} of ${sourceOf(question, configuration)} with ${flows}, ${span}`;
    if (rows.length === 0)
      return { kind: 'empty', sentences: emptySentences(answer, searched, filters(question, links, shown.names)) };
    if (report.kind === 'summary')
      return { kind: 'summary', summary: summaryView(answer, drillDownOf(question, style.format, links)) };
    return { kind: 'table', table: reportTable(answer, style, links) };
  };
  const about = `${sourceOf(question, configuration)}, ${spanText(window, configuration.date_format)}`;
  const pie = pieOf(answer, style, about, configuration.number_slices);
  return {
    notes: answer.notes,
    content: content(),
    ...(pie && { pie: pieView(pie, configuration) }),
    foot: `${files}, ${flows} read in ${formatNumber(seconds, 2)} s`,
    ...(shown.left > 0 && rows.length > 0 ? { later: namesLater(shown.left, links.changed({}), configuration) } : {}),
  };
}
