/** One value of a table as its template shows it. */
import type { Ms } from '../flow/time.js';
import { isAmount, type Column } from '../report/column.js';
import type { DateFormat } from '../report/dateformat.js';
import type { Presentation } from '../report/presentation.js';
import { formatOffset } from '../report/zone.js';
import type { Cell } from '../store/store.js';
import type { Configuration } from '../config/configuration.js';
import { cutName } from './cutname.js';
import type { Drill } from './drill.js';
import {
  formatCell,
  formatFlags,
  formatIdentity,
  formatMoment,
  formatNumber,
  formatOctets,
  formatPercent,
  formatReal,
} from './format.js';
import type { ShownNames } from './shownnames.js';

export interface CellView {
  readonly text: string;
  /** Shown in a lesser colour behind the text: the number behind a name. */
  readonly aside?: string;
  /** Shown when the mouse rests on it: the exact number behind a rounded one. */
  readonly title?: string;
  readonly href?: string;
  /** Address of the flows without the value. */
  readonly without?: string;
  /** What a script can ask for the name, which is not known yet. */
  readonly pending?: string;
  /** Length of a bar behind the value, percent. */
  readonly bar?: number;
  readonly className: string;
}

export interface CellStyle {
  readonly presentation: Presentation;
  readonly format: DateFormat;
  readonly shown: ShownNames;
  readonly widths: Pick<Configuration, 'dns_column_width' | 'asn_width'>;
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
      return { text: formatReal(value), title: formatNumber(value, 9) };
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
  { presentation, format, shown, widths, zoneOf }: CellStyle,
): { text: string; aside?: string; title?: string; pending?: string } {
  const name = presentation.names === 'shown' ? shown.names(column.kind, value) : undefined;
  const pending = shown.pending(column, value);
  if (value === null && column.none !== undefined) return { text: column.none };
  const later = pending === undefined ? {} : { pending };
  if (name) {
    const cut = cutName(column.kind, name, shown.describe(column, value), widths);
    return { ...cut, aside: formatIdentity(column.kind, value), ...later };
  }
  if (pending !== undefined) return { text: formatCell(value), pending };
  if (typeof value !== 'number') return { text: formatCell(value) };
  switch (column.kind) {
    case 'time':
      return { text: formatMoment(value, format), ...otherZone(value, zoneOf) };
    case 'flags':
      return { text: formatFlags(value), title: `${value}, 0x${value.toString(16).padStart(2, '0')}` };
    case 'tos':
      return { text: String(value), title: `0x${value.toString(16).padStart(2, '0')}` };
    case 'application':
      return { text: formatIdentity(column.kind, value), title: String(value) };
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
