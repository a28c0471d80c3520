/** The pie chart of a report (reference section 2.13): its numbers, and the addresses of its pictures. */
import type { Column } from '../report/column.js';
import type { Configuration } from '../config/configuration.js';
import { pieText, type Pie, type PieSlice } from '../graph/pie.js';
import { pieLayout, type PieWidth } from '../graph/pielayout.js';
import type { Scheme } from '../graph/colour.js';
import type { Answer, Row } from '../report/answer.js';
import type { Cell } from '../store/store.js';
import type { CellStyle } from './cellview.js';
import { formatIdentity, formatNumber, formatOctets } from './format.js';
import { pieParameters } from './pieaddress.js';

interface PieImage {
  readonly src: string;
  /** px of the page. */
  readonly width: number;
  readonly height: number;
}

export interface PieView {
  readonly alt: string;
  /** What is shown where no source is asked for. */
  readonly image: PieImage;
  /** The first whose media query holds is shown instead. */
  readonly sources: readonly (PieImage & { readonly media: string })[];
}

/** What a pie can show; the first is shown where rows are in the order of something else. */
const MEASURES = ['octets', 'flows', 'packets'] as const;
type Measure = (typeof MEASURES)[number];

const DARK = '(prefers-color-scheme: dark)';
const NARROW = '(max-width: 44rem)';
const SOURCES = [
  { media: `${NARROW} and ${DARK}`, width: 'narrow', scheme: 'dark' },
  { media: NARROW, width: 'narrow', scheme: 'light' },
  { media: DARK, width: 'wide', scheme: 'dark' },
] as const satisfies readonly { media: string; width: PieWidth; scheme: Scheme }[];

function measureOf({ question }: Answer): Measure {
  const [first] = question.query.order;
  return MEASURES.find((name) => name === first?.by && first.over === undefined) ?? 'octets';
}

function amountText(value: number, measure: Measure, { presentation }: CellStyle): string {
  if (measure !== 'octets') return formatNumber(value);
  return presentation.octets === 'in units' ? formatOctets(value) : formatNumber(value);
}

/**
 * The largest of the rows shown, and all else.
 * @param about what the numbers are of
 * @returns undefined where a pie was not asked for, or has nothing to show
 */
export function pieOf(answer: Answer, style: CellStyle, about: string, slices: number): Pie | undefined {
  const { question, columns, rows, others, totals, rowCount } = answer;
  const { report, presentation } = question;
  if (presentation.pie === 'none' || report.kind !== 'groups' || report.detects) return undefined;
  const measure = measureOf(answer);
  const at = columns.findIndex(({ key }) => key === measure);
  const valueOf = (row: Row): number => Number(row[at] ?? 0);
  const keys = columns.slice(0, report.keys.length);
  const name = (row: Row): string => keys.map(({ kind }, index) => nameOf(row[index] ?? null, style, kind)).join(' – ');
  const slice = (label: string, value: number): PieSlice => ({
    label,
    value,
    amount: amountText(value, measure, style),
  });

  const falling = [...rows].sort((left, right) => valueOf(right) - valueOf(left));
  const largest = falling.slice(0, slices - 1).map((row) => slice(name(row), valueOf(row)));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const whole = sum(rows.map(valueOf)) + Math.max(0, Number(others?.[measure] ?? 0));
  if (!(whole > 0)) return undefined;
  const rest = Math.max(0, whole - sum(largest.map(({ value }) => value)));
  const left = rowCount - largest.length;
  const shown = presentation.pie === 'with others' && left > 0;
  const unit = measure === 'octets' && presentation.octets === 'in units' ? '' : ` ${measure}`;
  const total = amountText(Number(totals[measure] ?? 0), measure, style);
  const title = `${measure.charAt(0).toUpperCase()}${measure.slice(1)} by ${report.title}`;
  return {
    title,
    about: `${about}, total ${total}${unit}`,
    slices: largest,
    ...(shown && { others: slice(`Others (${formatNumber(left)})`, rest) }),
    whole,
  };
}

function nameOf(value: Cell, { presentation, shown }: CellStyle, kind: Column['kind']): string {
  return (
    (presentation.names === 'shown' ? shown.names(kind, value) : undefined) ?? (formatIdentity(kind, value) || '(none)')
  );
}

/** The pie as the template shows it. */
export function pieView(pie: Pie, { cgi_bin_short }: Configuration): PieView {
  const image = (width: PieWidth, scheme: Scheme): PieImage => {
    const { width: across, height } = pieLayout(pie, width);
    const query = pieParameters({ pie, width, scheme }).toString();
    return { src: `${cgi_bin_short}/FlowViewer_Pie.cgi?${query}`, width: across, height };
  };
  return {
    alt: pieText(pie),
    image: image('wide', 'light'),
    sources: SOURCES.map(({ media, width, scheme }) => ({ media, ...image(width, scheme) })),
  };
}
