/** From a form to the queries that a graph is made of: pure, and with every wrong field reported at once. */
import type { Ms } from '../flow/time.js';
import type { FlowQuery, Order } from '../query/query.js';
import type { Column } from '../report/column.js';
import type { FieldError } from '../report/fielderror.js';
import { filterTextsOf, type FilterText } from '../report/filterform.js';
import type { Form } from '../report/form.js';
import { FLOW_SELECT } from '../report/formfield.js';
import { readPresentation, type Presentation } from '../report/presentation.js';
import { inFormOrder, readWordedFilter, type Question, type QuestionContext } from '../report/question.js';
import { readSources } from '../report/sources.js';
import { attempts, FieldProblem, readChoice } from '../report/readfield.js';
import { readTimeSpan } from '../report/timespan.js';
import { BUCKET_SIZES, LEAST_BUCKETS, MOST_BUCKETS, type BucketSize } from './bucketsize.js';
import { GRAPH_TYPES, OLDER_GRAPH_TYPES, type GraphType } from './graphtype.js';
import { lineColumns, lineSelect, type Shown } from './lines.js';
import { daysBefore } from './daysbefore.js';
import type { Buckets } from './series.js';
import { COMPARISONS, GRAPH_WIDTHS, SPLIT_RANKS, SPLITS, STATISTICS_FROM, type SplitBy } from './splitby.js';
import type { StatisticsFrom } from './statistics.js';

export interface Lines {
  readonly columns: readonly Column[];
  readonly query: FlowQuery;
  readonly shown: Shown;
  /** The column that the lines stand by, and where they are the largest or smallest of all. */
  readonly sorted: { readonly key: string; readonly direction: Order['direction'] };
  readonly chosen: { readonly by: string; readonly direction: Order['direction'] };
}

export interface GraphQuestion {
  readonly form: Form;
  readonly filterTexts: readonly FilterText[];
  readonly meanings: Question['meanings'];
  readonly type: GraphType;
  readonly size: BucketSize;
  readonly buckets: Buckets;
  readonly window: { readonly start: Ms; readonly end: Ms };
  readonly statistics: StatisticsFrom;
  readonly presentation: Presentation;
  /** Times the width of the configuration. */
  readonly width: number;
  /** One value for each bucket that a flow has a part in: columns `bucket` and `sum`. */
  readonly query: FlowQuery;
  /** Absent where no lines are wanted. */
  readonly lines?: Lines;
  readonly split?: { readonly by: SplitBy; readonly rank: 'total' | 'peak'; readonly count: number };
  /** The earlier window of the same length. */
  readonly compare?: { readonly label: string; readonly window: { readonly start: Ms; readonly end: Ms } };
  /** Sentences about how the form was understood. */
  readonly notes: readonly string[];
}

export type AskedGraph = { readonly question: GraphQuestion } | { readonly errors: readonly FieldError[] };

const NO_SPLIT = { value: '', label: 'Nothing' } as const;

/** More lines than that are no page. */
function readLines(form: Form, most: number): number {
  const text = form.detail_lines === '' ? '0' : form.detail_lines;
  const lines = /^-?\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (Math.abs(lines) <= most) return lines;
  throw new FieldProblem('detail_lines', `"${text}" is not a whole number from -${most} to ${most}.`);
}

function readSize(form: Form, length: Ms): BucketSize {
  const size = readChoice(form, 'bucket_size', BUCKET_SIZES);
  const fits = ({ length: each }: BucketSize): boolean =>
    Math.floor(length / each) >= LEAST_BUCKETS && Math.ceil(length / each) <= MOST_BUCKETS;
  if (length === 0 || fits(size)) return size;
  const [first, last] = [
    BUCKET_SIZES.find(fits),
    BUCKET_SIZES.findLast((each) => each.drawnAt === 'start' && fits(each)),
  ];
  const seconds = length / 1000;
  const hint =
    first && last
      ? `Choose from ${first.label} to ${last.label}.`
      : `Choose a time span of at least ${LEAST_BUCKETS} s.`;
  throw new FieldProblem(
    'bucket_size',
    `A time span of ${seconds} s has ${Math.floor(length / size.length)} times ${size.label}: at least ${LEAST_BUCKETS} are needed for a graph, at most ${MOST_BUCKETS} are drawn. ${hint}`,
  );
}

/** A column to sort by; undefined where none is named. */
function readSort({ sort }: Form, columns: readonly Column[]): SortColumn | undefined {
  if (sort === '') return undefined;
  const column = columns.find(({ key }) => key === sort.replace(/^-/, ''));
  if (column) return { column, direction: sort.startsWith('-') ? 'descending' : 'ascending' };
  const keys = columns.map(({ key }) => key).join(', ');
  throw new FieldProblem(
    'sort',
    `"${sort}" is not a column to sort by. Expected one of: ${keys}, or one with "-" before it.`,
  );
}

interface SortColumn {
  readonly column: Column;
  readonly direction: Order['direction'];
}

/** Single flows stand by rising start unless another column is chosen, as in the original. */
function linesOf(type: GraphType, count: number, base: Omit<FlowQuery, 'select'>, sort: SortColumn | undefined): Lines {
  const columns = lineColumns(type);
  const direction = count < 0 ? 'ascending' : 'descending';
  const { select, order: usual } = lineSelect(type, direction);
  const start = type.lines === 'flows' ? columns.find(({ key }) => key === 'start') : undefined;
  const wanted = sort ?? (start && { column: start, direction: 'ascending' as const });
  const asked = sort?.column.sortBy;
  const order = sort && asked ? { by: asked, direction: sort.direction } : usual;
  const here = wanted && !asked ? { at: columns.indexOf(wanted.column), direction: wanted.direction } : 'as asked';
  const largest = columns.find(({ sortBy }) => sortBy === order.by)?.title ?? order.by;
  return {
    columns,
    query: { ...base, select, order: [order], limit: Math.abs(count) },
    shown: here,
    sorted: wanted ? { key: wanted.column.key, direction: wanted.direction } : { key: type.by, direction },
    chosen: { by: largest, direction: order.direction },
  };
}

/**
 * Reads a form.
 * @returns the question, or every field that is wrong
 */
export function readGraphQuestion(typed: Form, context: QuestionContext): AskedGraph {
  const { configuration, now } = context;
  const form = { ...typed, graph_type: OLDER_GRAPH_TYPES[typed.graph_type] ?? typed.graph_type };
  const problems: FieldError[] = [];
  const attempt = attempts(problems);
  const sources = attempt(() => readSources(form, configuration, context.devices));
  const span = readTimeSpan(form, { now, format: configuration.date_format, maximumDays: configuration.maximum_days });
  const { filter, meanings, errors } = readWordedFilter(form, context);
  const rule = attempt(() => readChoice(form, 'flow_select', FLOW_SELECT))?.rule;
  const type = attempt(() => readChoice(form, 'graph_type', GRAPH_TYPES));
  const size = attempt(() => readSize(form, 'errors' in span ? 0 : span.end - span.start));
  const from = attempt(() => readChoice(form, 'stats_method', STATISTICS_FROM))?.value;
  const width = attempt(() => readChoice(form, 'graph_multiplier', GRAPH_WIDTHS))?.value;
  const count = attempt(() => readLines(form, configuration.maximum_lines));
  const splitBy = attempt(() => readChoice(form, 'split', [NO_SPLIT, ...SPLITS]));
  const rank = attempt(() => readChoice(form, 'split_rank', SPLIT_RANKS))?.value;
  const compare = attempt(() => readChoice(form, 'compare', COMPARISONS));
  const presentation = readPresentation(form, attempt);
  const columns = type ? lineColumns(type) : [];
  const sorted = type && attempt(() => ({ by: readSort(form, columns) }));
  if ('errors' in span) problems.push(...span.errors);
  problems.push(...errors);
  const complete =
    sources && rule && type && size && from && width && splitBy && rank && compare && presentation && sorted;
  if (!complete || count === undefined || 'errors' in span || problems.length > 0)
    return { errors: inFormOrder(problems) };

  const window = { start: span.start, end: span.end };
  const base = { sources, window: { ...window, rule }, filter, share: 'whole flows', order: [] } as const;
  const question: GraphQuestion = {
    form,
    filterTexts: filterTextsOf(form),
    meanings,
    type,
    size,
    buckets: { ...window, length: size.length },
    window,
    statistics: from,
    presentation,
    width: Number(width),
    query: { ...base, select: series(type, size.length) },
    ...(count === 0 ? {} : { lines: linesOf(type, count, base, sorted.by) }),
    ...('dimension' in splitBy ? { split: { by: splitBy, rank, count: configuration.analyze_count } } : {}),
    ...(compare.days > 0 ? { compare: { label: compare.label, window: daysBefore(window, compare.days) } } : {}),
    notes: span.notes,
  };
  return { question };
}

/** Columns `bucket` and `sum`. */
function series({ counter }: GraphType, bucket: Ms): FlowQuery['select'] {
  return { kind: 'groups', dimensions: [], measures: [{ measure: counter, as: 'sum' }], bucket, totals: 'none' };
}
