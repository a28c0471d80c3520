/** Plain text that lines up: tables, and what was asked for above them. */
import { isAmount } from '../../report/column.js';
import type { CellView } from '../cellview.js';
import type { Setting } from '../reportecho.js';

/** What stands between two columns. */
const GAP = '  ';

/** Names may hold anything; what is no character would break the lines, or tell a terminal what to do. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '?');
const length = (text: string): number => Array.from(text).length;

export interface TextColumn {
  readonly heading: string;
  readonly unit: string;
  readonly side: 'left' | 'right';
}

export const cellText = ({ text, aside }: CellView): string =>
  printable(aside === undefined ? text : `${text} (${aside})`);

/** Lines of a table: heading, units where there are any, a rule, rows, and after another rule the sums. */
export function tableLines(
  columns: readonly TextColumn[],
  rows: readonly string[][],
  sumRows: readonly string[][] = [],
): string[] {
  const widths = columns.map(({ heading, unit }) => Math.max(length(heading), length(unit)));
  for (const row of [...rows, ...sumRows])
    row.forEach((text, index) => (widths[index] = Math.max(widths[index] ?? 0, length(text))));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - length(text)));
        return columns[index]?.side === 'right' ? blanks + text : text + blanks;
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join(GAP);
  const units = columns.map(({ unit }) => unit);
  return [
    line(columns.map(({ heading }) => heading)),
    ...(units.some((unit) => unit !== '') ? [line(units)] : []),
    rule,
    ...rows.map(line),
    ...(sumRows.length > 0 ? [rule, ...sumRows.map(line)] : []),
  ];
}

/** Where the values of a column stand. */
export const sideOf = (kind: Parameters<typeof isAmount>[0]): TextColumn['side'] => (isAmount(kind) ? 'right' : 'left');

/** `Device:    edge1`, one line each. */
export function echoLines(echo: readonly Setting[]): string[] {
  const width = Math.max(...echo.map(({ label }) => length(label))) + 1;
  return echo.map(({ label, value }) => `${`${label}:`.padEnd(width)} ${printable(value)}`);
}
