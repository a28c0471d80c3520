/** From a form to the one query that answers it: pure, and with every wrong field reported at once. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import type { Filter } from '../query/filter.js';
import type { FlowQuery, Order } from '../query/query.js';
import type { Column } from './column.js';
import { reportColumns } from './columns.js';
import type { FieldError } from './fielderror.js';
import { filterTextsOf, readFilter, type FilterText } from './filterform.js';
import type { Form } from './form.js';
import { FLOW_SELECT, FLOW_SHARE, FORM_FIELDS, SORT_FIELD } from './formfield.js';
import { readPresentation, type Presentation } from './presentation.js';
import { attempts, FieldProblem, readChoice, readPrefixLengths, readWhole } from './readfield.js';
import type { Report } from './report.js';
import { findReport } from './reports.js';
import { SCAN_ORDER, scanNote } from './scan.js';
import { selectOf, type SelectRules } from './select.js';
import type { Suppressed } from './suppress.js';
import { readSources } from './sources.js';
import type { ReadWords } from './words.js';
import { readTimeSpan } from './timespan.js';

/** What a question depends on besides the form. */
export interface QuestionContext {
  readonly configuration: Configuration;
  /** Devices that may be chosen. */
  readonly devices: readonly string[];
  readonly now: Ms;
  /** Flows that show no scan; absent: none. */
  readonly noScans?: Suppressed;
  /** What names in the filter fields mean; absent where none were looked up. */
  readonly words?: ReadWords;
}

export interface Question {
  readonly form: Form;
  /** The filter fields that are not empty, as a page shows them. */
  readonly filterTexts: readonly FilterText[];
  readonly report: Report;
  readonly query: FlowQuery;
  readonly window: { readonly start: Ms; readonly end: Ms };
  readonly columns: readonly Column[];
  readonly presentation: Presentation;
  /** What filter fields mean that hold names. */
  readonly meanings: ReadWords['meanings'];
  readonly lines: number;
  readonly offset: number;
  /** Sentences about how the form was understood. */
  readonly notes: readonly string[];
}

const NO_WORDS: ReadWords = { meanings: {}, errors: [] };
const NONE_SUPPRESSED: Suppressed = { filter: { kind: 'or', of: [] }, problems: [] };

export type Asked = { readonly question: Question } | { readonly errors: readonly FieldError[] };

function readReport(form: Form): Report {
  const text = form.report;
  if (text === '') throw new FieldProblem('report', 'Choose a report.');
  if (text.includes(' and ')) throw new FieldProblem('report', `Two reports are chosen, ${text}: choose one.`);
  const [, printed, id = ''] = /^(print-)?(\d{1,3})$/.exec(text) ?? [];
  const report = findReport(printed ? 'print_report' : 'stat_report', Number(id || NaN));
  if (!report) throw new FieldProblem('report', `There is no report "${text}": choose one of the list.`);
  return report;
}

/** `sort` (a column, `-` before it for falling values) before `sort_field`; printed reports are in file order else. */
function readOrder(form: Form, report: Report, columns: readonly Column[]): Order[] {
  const { sort } = form;
  if (sort === '') {
    const { key } = readChoice(form, 'sort_field', SORT_FIELD);
    if (report.kind === 'groups' && report.detects) return [...SCAN_ORDER];
    return report.kind === 'groups' ? [{ by: key, direction: 'descending' }] : [];
  }
  const { sortBy: by, sortOver: over } = columns.find(({ key }) => key === sort.replace(/^-/, '')) ?? {};
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  if (by) return [{ by, ...(over && { over }), direction }];
  const keys = columns.filter(({ sortBy }) => sortBy).map(({ key }) => key);
  const hint =
    keys.length === 0
      ? 'This report cannot be sorted.'
      : `Expected one of: ${keys.join(', ')}, or one with "-" before it.`;
  throw new FieldProblem('sort', `"${sort}" is not a column to sort by. ${hint}`);
}

const IPV6: Filter = { kind: 'address', field: 'srcaddr', v4: [], v6: [{ lo: 0n, hi: (1n << 128n) - 1n }] };

/** The report's own filter and that of the form. */
function withOwn(filter: Filter, report: Report): Filter {
  if (report.kind !== 'groups') return filter;
  const { protocols, family } = report;
  const ranges = protocols?.map((prot) => ({ lo: prot, hi: prot }));
  const own: Filter[] = [
    ...(ranges ? [{ kind: 'in', field: 'prot', ranges } as const] : []),
    ...(family ? [IPV6] : []),
  ];
  return own.length === 0 ? filter : { kind: 'and', of: [...own, filter] };
}

export function inFormOrder(errors: readonly FieldError[]): FieldError[] {
  const place = ({ field }: FieldError): number => FORM_FIELDS.findIndex(({ name }) => name === field);
  return [...errors].sort((left, right) => place(left) - place(right));
}

/** The filter of a form whose words are understood; a field has one error at most from each of the two. */
export function readWordedFilter(
  form: Form,
  { words = NO_WORDS }: QuestionContext,
): ReturnType<typeof readFilter> & Pick<ReadWords, 'meanings'> {
  const { meanings, errors: unknown } = words;
  const { filter, errors } = readFilter({ ...form, ...meanings });
  const isUnknown = ({ field }: FieldError): boolean => unknown.some((error) => error.field === field);
  return { filter, meanings, errors: [...unknown, ...errors.filter((error) => !isUnknown(error))] };
}

/**
 * Reads a form.
 * @returns the question, or every field that is wrong
 */
export function readQuestion(form: Form, context: QuestionContext): Asked {
  const { configuration, now } = context;
  const problems: FieldError[] = [];
  const attempt = attempts(problems);
  const sources = attempt(() => readSources(form, configuration, context.devices));
  const span = readTimeSpan(form, { now, format: configuration.date_format, maximumDays: configuration.maximum_days });
  const { filter, meanings, errors } = readWordedFilter(form, context);
  const report = attempt(() => readReport(form));
  const rule = attempt(() => readChoice(form, 'flow_select', FLOW_SELECT))?.rule;
  const share = attempt(() => readChoice(form, 'flow_share', FLOW_SHARE))?.share;
  const lines = attempt(() => readWhole(form, 'cutoff_lines', configuration.maximum_lines));
  const leastOctets = attempt(() => readWhole(form, 'cutoff_octets', Number.MAX_SAFE_INTEGER));
  const offset = attempt(() => readWhole(form, 'offset', Number.MAX_SAFE_INTEGER));
  const prefixLengths = attempt(() => readPrefixLengths(form, 'prefix_length'));
  const presentation = readPresentation(form, attempt);
  const columns = report ? reportColumns(report, presentation?.perFlow ?? 'shown') : [];
  const order = report && attempt(() => readOrder(form, report, columns));
  if ('errors' in span) problems.push(...span.errors);
  problems.push(...errors);
  const complete = sources && report && prefixLengths && rule && share && presentation && order && !('errors' in span);
  if (!complete || lines === undefined || leastOctets === undefined || offset === undefined || problems.length > 0) {
    return { errors: inFormOrder(problems) };
  }
  const window = { start: span.start, end: span.end };
  const rows = Math.max(1, lines); // as the original: at least one
  const { filter: leftOut, problems: unread } = context.noScans ?? NONE_SUPPRESSED;
  const scan = { ...configuration, leftOut };
  const rules: SelectRules = {
    leastOctets: leastOctets / presentation.multiplier,
    ipv6PrefixLength: configuration.ipv6_prefix_length,
    prefixLengths,
    scan,
  };
  const notes = report.kind === 'groups' && report.detects ? [...span.notes, scanNote(scan), ...unread] : span.notes;
  const query: FlowQuery = {
    sources,
    window: { ...window, rule },
    filter: withOwn(filter, report),
    share,
    select: selectOf(report, rules),
    order,
    ...(report.kind === 'summary' ? {} : { limit: rows, offset }),
  };
  const filterTexts = filterTextsOf(form);
  return {
    question: { form, filterTexts, report, query, window, columns, presentation, meanings, lines: rows, offset, notes },
  };
}
