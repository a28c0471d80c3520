/** Values as pages show them. */
import { formatApplication } from '../flow/application.js';
import type { Ms } from '../flow/time.js';
import type { Cell } from '../store/store.js';
import type { ColumnKind } from '../report/column.js';
import { formatDate, formatTime, type DateFormat } from '../report/dateformat.js';
import { formatOffset } from '../report/zone.js';

/** Thousands grouped, at most `decimals` places: `1,234,567`. Intl would cost 20 ms at its first number. */
export function formatNumber(value: number | bigint, decimals = 0): string {
  const text = typeof value === 'bigint' ? String(value) : String(Number(value.toFixed(decimals)));
  const [whole = '', fraction] = text.split('.');
  const grouped = /^-?\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** How many there are of something: `1 flow`, `1,234 flows`. */
export function formatCount(number: number | bigint, one: string): string {
  return `${formatNumber(number)} ${one}${Number(number) === 1 ? '' : 's'}`;
}

/** Thousands grouped, always two places, so that the numbers of a column stand one below the other: `7,431.50`. */
export function formatReal(value: number | bigint): string {
  const [whole = '', fraction = '00'] = Number(value).toFixed(2).split('.');
  return /^-?\d+$/.test(whole) ? `${formatNumber(BigInt(whole))}.${fraction}` : whole;
}

const UNITS = ['', ' KB', ' MB', ' GB', ' TB', ' PB'] as const;

/** Octets divided by 1024 while above 1024, then with two decimals and a unit (reference section 2.11). */
export function formatOctets(value: number | bigint): string {
  let amount = Number(value);
  let unit = 0;
  while (amount > 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return unit === 0 ? formatNumber(value) : amount.toFixed(2) + (UNITS[unit] ?? '');
}

/** Percent with two decimals; what would round to nothing is said to be small. */
export function formatPercent(value: number): string {
  return value > 0 && value < 0.005 ? '<0.01' : value.toFixed(2);
}

/** From the highest bit. */
const FLAG_LETTERS = ['C', 'E', 'U', 'A', 'P', 'R', 'S', 'F'];

/** Bits of the TCP flags as letters in the order of the header, `.` for those not set: `...AP.SF`. */
export function formatFlags(value: number): string {
  return FLAG_LETTERS.map((letter, index) => ((value >> (7 - index)) & 1 ? letter : '.')).join('');
}

/** Date and time in local time with milliseconds. */
export function formatMoment(moment: Ms, format: DateFormat): string {
  const milliseconds = String(((moment % 1000) + 1000) % 1000).padStart(3, '0');
  return `${formatDate(moment, format)} ${formatTime(moment)}.${milliseconds}`;
}

/** A length of time in its largest whole units: `1 h 30 min`. */
export function formatLength(ms: Ms): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let seconds = Math.round(ms / 1000);
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** A cell that has no better form. */
export function formatCell(value: Cell): string {
  return value === null ? '' : String(value);
}

/** What identifies something, where it has no name. */
export function formatIdentity(kind: ColumnKind, value: Cell): string {
  return kind === 'application' && typeof value === 'number' ? formatApplication(value) : formatCell(value);
}

/** Date, time and zone of a moment: `2025-06-15 02:00:00 UTC+02:00`. */
export function momentText(moment: Ms, format: DateFormat): string {
  return `${formatDate(moment, format)} ${formatTime(moment)} ${formatOffset(moment)}`;
}
