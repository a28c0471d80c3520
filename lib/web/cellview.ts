/** One value of a table as its template shows it. */
import type { Ms } from '../flow/time.js';
import { isAmount, type Column } from '../report/column.js';
import type { DateFormat } from '../report/dateformat.js';
import type { Presentation } from '../report/presentation.js';
import type { Names } from '../report/names.js';
import { formatOffset } from '../report/zone.js';
import type { Cell } from '../store/store.js';
import type { Drill } from './drill.js';
import { formatCell, formatFlags, formatMoment, formatNumber, formatOctets, formatPercent } from './format.js';

export interface CellView {
  readonly text: string;
  /** Shown in a lesser colour behind the text: the number behind a name. */
  readonly aside?: string;
  /** Shown when the mouse rests on it: the exact number behind a rounded one. */
  readonly title?: string;
  readonly href?: string;
  /** Address of the flows without the value. */
  readonly without?: string;
  /** Length of a bar behind the value, percent. */
  readonly bar?: number;
  readonly className: string;
}

export interface CellStyle {
  readonly presentation: Presentation;
  readonly format: DateFormat;
  readonly names: Names;
  /** The heading has the zone offset of this moment: times of another offset have their own behind them. */
  readonly zoneOf: Ms;
}

function amountText(
  column: Column,
  value: number | bigint,
  { presentation }: CellStyle,
): Partial<CellView> & { text: string } {
  switch (column.kind) {
    case 'octets':
      if (presentation.octets === 'plain') return { text: formatNumber(value) };
      return { text: formatOctets(value), title: `${formatNumber(value)} octets` };
    case 'percent':
      return { text: formatPercent(Number(value)), bar: Math.min(100, Number(value)) };
    case 'real':
      return { text: formatNumber(value, 2) };
    default:
      return { text: formatNumber(value, 1) };
  }
}

function otherZone(moment: Ms, zoneOf: Ms): { aside?: string } {
  const zone = formatOffset(moment);
  return zone === formatOffset(zoneOf) ? {} : { aside: zone };
}

function identityText(
  column: Column,
  value: Cell,
  { presentation, format, names, zoneOf }: CellStyle,
): { text: string; aside?: string; title?: string } {
  const name = presentation.names === 'shown' ? names(column.kind, value) : undefined;
  if (name) return { text: name, aside: formatCell(value) };
  if (typeof value !== 'number') return { text: formatCell(value) };
  switch (column.kind) {
    case 'time':
      return { text: formatMoment(value, format), ...otherZone(value, zoneOf) };
    case 'flags':
      return { text: formatFlags(value), title: `${value}, 0x${value.toString(16).padStart(2, '0')}` };
    case 'tos':
      return { text: String(value), title: `0x${value.toString(16).padStart(2, '0')}` };
    case 'tag':
      return { text: `0x${value.toString(16)}`, title: String(value) };
    default:
      return { text: String(value) };
  }
}

/** @param drill where clicks on the value lead */
export function cellView(column: Column, value: Cell, style: CellStyle, { only, without }: Drill = {}): CellView {
  const amount = isAmount(column.kind);
  const numeric = typeof value === 'number' || typeof value === 'bigint';
  const shown = amount && numeric ? amountText(column, value, style) : identityText(column, value, style);
  const className = amount ? `amount ${column.kind}` : column.kind;
  return { ...shown, className, ...(only ? { href: only } : {}), ...(without ? { without } : {}) };
}
