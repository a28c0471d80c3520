/** What a report's template shows. */
import type { Configuration } from '../config/configuration.js';
import { isAmount, type Column } from '../report/column.js';
import type { Answer } from '../report/answer.js';
import { CRITERIA } from '../report/criterion.js';
import { formatDate, formatTime, type DateFormat } from '../report/dateformat.js';
import type { Form } from '../report/form.js';
import { FLOW_SELECT, FLOW_SHARE } from '../report/formfield.js';
import type { Names } from '../report/names.js';
import type { Question } from '../report/question.js';
import { REPORTS } from '../report/reports.js';
import { formatOffset } from '../report/zone.js';
import type { Cell } from '../store/store.js';
import { cellView, type CellStyle, type CellView } from './cellview.js';
import { DrillDown } from './drill.js';
import { formatLength, formatNumber } from './format.js';
import { fixedForm, formLink, type FormChange } from './link.js';
import { summaryView, type SummaryView } from './summaryview.js';

interface Link {
  readonly label: string;
  readonly href: string;
}

export interface Heading {
  readonly title: string;
  readonly unit?: string;
  readonly href?: string;
  readonly sorted?: 'ascending' | 'descending';
  readonly className: string;
}

export interface ReportPage {
  /** Wide tables are set smaller, and scroll sideways on more screens. */
  readonly width: 'wide' | 'usual';
  readonly title: string;
  readonly source: string;
  readonly span: string;
  readonly actions: readonly Link[];
  readonly earlier: Link;
  readonly later: Link;
  readonly settings: readonly { readonly label: string; readonly value: string }[];
  readonly filters: readonly { readonly label: string; readonly value: string; readonly without: string }[];
  readonly reports: readonly (Link & { readonly current: boolean })[];
  readonly notes: readonly string[];
  readonly caption: string;
  readonly headings: readonly Heading[];
  /** Made as they are shown: all at once they would be the largest thing in memory. */
  readonly rows: Iterable<readonly CellView[]>;
  /** Rows under the table: what is cut off, and all together. */
  readonly sums: readonly { readonly label: string; readonly cells: readonly CellView[] }[];
  readonly pages: readonly Link[];
  readonly summary?: SummaryView;
  /** Said instead of a table. */
  readonly empty?: readonly string[];
  readonly foot: string;
}

/** A time span with its zone, which stands twice where clocks change in between. */
function spanText({ start, end }: Question['window'], format: DateFormat): string {
  const text = (moment: number): string => `${formatDate(moment, format)} ${formatTime(moment)}`;
  const [from, to] = [formatOffset(start), formatOffset(end)];
  return `${text(start)}${from === to ? '' : ` ${from}`} – ${text(end)} ${to} (${formatLength(end - start)})`;
}

/** Number of leading columns that are keys, not amounts. */
function keyCount(columns: readonly Column[]): number {
  const first = columns.findIndex(({ kind }) => isAmount(kind));
  return first < 0 ? columns.length : first;
}

class ReportPageBuilder {
  readonly #style: CellStyle;
  readonly #form: Form;
  readonly #drillDown: DrillDown;

  constructor(
    readonly answer: Answer,
    readonly configuration: Configuration,
    names: Names,
  ) {
    const { question } = answer;
    this.#style = { presentation: question.presentation, format: configuration.date_format, names };
    this.#form = fixedForm(question, configuration.date_format);
    this.#drillDown = new DrillDown(this.#form, question.report, (change) => this.link(change));
  }

  link(change: FormChange = {}, format?: 'csv' | 'json'): string {
    return formLink('', this.configuration, this.#form, change, format);
  }

  shifted(label: string, direction: -1 | 1): Link {
    const { question } = this.answer;
    const { start, end } = question.window;
    const by = (end - start) * direction;
    const moved = fixedForm(
      { form: question.form, window: { start: start + by, end: end + by } },
      this.configuration.date_format,
    );
    return { label, href: formLink('', this.configuration, moved, { offset: '' }) };
  }

  actions(): Link[] {
    return [
      { label: 'Change this report', href: formLink('FlowViewer.cgi', this.configuration, this.answer.question.form) },
      { label: 'CSV', href: this.link({}, 'csv') },
      { label: 'JSON', href: this.link({}, 'json') },
    ];
  }

  settings(): { label: string; value: string }[] {
    const { question } = this.answer;
    const { form, report, lines, presentation } = question;
    const choice = (choices: readonly { value: string; label: string }[], value: string): string =>
      choices.find((candidate) => candidate.value === value)?.label ?? value;
    const multiplier = presentation.multiplier === 1 ? '' : `× ${formatNumber(presentation.multiplier, 9)}`;
    return [
      { label: 'Include flow if', value: choice(FLOW_SELECT, form.flow_select) },
      { label: 'Count', value: choice(FLOW_SHARE, form.flow_share) },
      {
        label: 'Only',
        value:
          report.kind === 'groups' && report.protocols
            ? report.protocols.map((prot) => this.#style.names('protocol', prot) ?? prot).join(' and ')
            : '',
      },
      { label: 'Cutoff lines', value: report.kind === 'summary' ? '' : formatNumber(lines) },
      { label: 'Cutoff octets', value: report.kind === 'groups' ? form.cutoff_octets : '' },
      { label: 'Sampling', value: multiplier },
    ].filter(({ value }) => value !== '');
  }

  filters(): { label: string; value: string; without: string }[] {
    return CRITERIA.filter(({ name }) => this.#form[name] !== '').map(({ name, label }) => ({
      label,
      value: this.#form[name],
      without: this.link({ [name]: '', offset: '' }),
    }));
  }

  heading(column: Column): Heading {
    const { query, presentation } = this.answer.question;
    const [first] = query.order;
    const amount = isAmount(column.kind);
    // share and rate are in the order of octets, but only one column is said to be sorted
    const sorted =
      first && first.by === column.sortBy && !['share', 'avg_rate'].includes(column.key) ? first.direction : undefined;
    const falling = sorted ? sorted === 'ascending' : amount;
    const inUnits = column.kind === 'octets' && presentation.octets === 'in units';
    return {
      title: column.title,
      ...(column.unit && !inUnits && column.unit !== column.title.toLowerCase() ? { unit: column.unit } : {}),
      ...(column.kind === 'time' ? { unit: formatOffset(this.answer.question.window.start) } : {}),
      ...(column.sortBy ? { href: this.link({ sort: `${falling ? '-' : ''}${column.key}`, offset: '' }) } : {}),
      ...(sorted ? { sorted } : {}),
      className: amount ? `amount ${column.kind}` : column.kind,
    };
  }

  cell(column: Column, value: Cell): CellView {
    return cellView(column, value, this.#style, this.#drillDown.href(column, value));
  }

  *rows(): Iterable<CellView[]> {
    const { columns, rows } = this.answer;
    for (const row of rows) yield columns.map((column, index) => this.cell(column, row[index] ?? null));
  }

  sums(): { label: string; cells: CellView[] }[] {
    const { totals, others, columns, rows, rowCount } = this.answer;
    const amounts = columns.slice(keyCount(columns));
    const line = (label: string, values: Readonly<Record<string, Cell>>): { label: string; cells: CellView[] } => ({
      label,
      cells: amounts.map((column) => cellView(column, values[column.key] ?? null, this.#style)),
    });
    if (this.answer.question.report.kind !== 'groups') return [];
    const left = rowCount - rows.length;
    return [
      ...(others ? [line(left > 0 ? `Others (${formatNumber(left)} rows)` : 'Others', others)] : []),
      line('Total', totals),
    ];
  }

  pages(): Link[] {
    const { question, rowCount } = this.answer;
    const { offset, lines } = question;
    const at = (start: number): FormChange => ({ offset: start > 0 ? String(start) : '' });
    const back = { label: `Previous ${formatNumber(lines)}`, href: this.link(at(Math.max(0, offset - lines))) };
    const next = { label: `Next ${formatNumber(lines)}`, href: this.link(at(offset + lines)) };
    return [
      ...(offset > 0 ? [back] : []),
      ...(question.report.kind !== 'summary' && offset + lines < rowCount ? [next] : []),
    ];
  }

  caption(): string {
    const { question, rows, rowCount } = this.answer;
    const what = question.report.kind === 'flows' ? 'flows' : 'rows';
    const { offset } = question;
    if (rows.length === rowCount) return `${formatNumber(rowCount)} ${rowCount === 1 ? what.slice(0, -1) : what}`;
    return `${what === 'rows' ? 'Rows' : 'Flows'} ${formatNumber(offset + 1)}–${formatNumber(offset + rows.length)} of ${formatNumber(rowCount)}`;
  }

  empty(source: string): string[] {
    const { question, scanned, rowCount } = this.answer;
    if (rowCount > 0) return [`There are only ${formatNumber(rowCount)} rows: go back to the first ones.`];
    const files = `${formatNumber(scanned.files)} ${scanned.files === 1 ? 'file' : 'files'}`;
    const flows = `${formatNumber(scanned.flows)} ${scanned.flows === 1 ? 'flow' : 'flows'}`;
    const searched = `No flows matched. Searched: ${files} of ${source} with ${flows}, ${spanText(question.window, this.configuration.date_format)}.`;
    const filtered = this.filters().length > 0 && scanned.flows > 0;
    return [
      searched,
      filtered ? 'Remove a filter above, or choose another time span.' : 'Choose another time span or device.',
    ];
  }

  reports(): (Link & { current: boolean })[] {
    return REPORTS.map((report) => {
      const value = report.menu === 'print_report' ? `print-${report.id}` : String(report.id);
      const href = this.link({ report: value, sort: '', offset: '' });
      return { label: report.title, href, current: report === this.answer.question.report };
    });
  }

  page(seconds: number): ReportPage {
    const { answer, configuration } = this;
    const { question, columns, rows, notes, scanned } = answer;
    const { form } = question;
    const source = form.device_name || `exporter ${form.exporter}`;
    const isSummary = question.report.kind === 'summary';
    const files = `${formatNumber(scanned.files)} ${scanned.files === 1 ? 'file' : 'files'}`;
    return {
      width: columns.length > 9 ? 'wide' : 'usual',
      title: question.report.title,
      source,
      span: spanText(question.window, configuration.date_format),
      actions: this.actions(),
      earlier: this.shifted('Earlier', -1),
      later: this.shifted('Later', 1),
      settings: this.settings(),
      filters: this.filters(),
      reports: this.reports(),
      notes,
      caption: this.caption(),
      headings: columns.map((column) => this.heading(column)),
      rows: isSummary ? [] : this.rows(),
      sums: rows.length > 0 ? this.sums() : [],
      pages: this.pages(),
      ...(isSummary && rows.length > 0 ? { summary: summaryView(answer) } : {}),
      ...(rows.length === 0 ? { empty: this.empty(source) } : {}),
      foot: `${files}, ${formatNumber(scanned.flows)} flows read in ${formatNumber(seconds, 2)} s`,
    };
  }
}

/** @param seconds how long the store took */
export function reportPage(answer: Answer, configuration: Configuration, names: Names, seconds: number): ReportPage {
  return new ReportPageBuilder(answer, configuration, names).page(seconds);
}
