/** The two looks of flow-rptfmt (reference section 5.19). */
import { htmlText } from '../command/html-text.js';
import type { Row } from './order.js';

export interface TableOptions {
  readonly heading: 'shown' | 'hidden';
  /** Whether the rows are all there are. */
  readonly extent: 'complete' | 'cut';
}

export interface Look {
  /** The line that says how the command was called. */
  readonly called: (line: string) => string;
  /** Text that stands above a table or instead of it. */
  readonly text: (lines: string, place: 'above a table' | 'only') => string;
  readonly table: (headings: Row, rows: readonly Row[], options: TableOptions) => string;
}

/** Columns as wide as their widest text, be it a hidden heading. An empty line tells that nothing was cut off. */
function asciiTable(headings: Row, rows: readonly Row[], { heading, extent }: TableOptions): string {
  const widths = headings.map(({ length }) => length);
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  const shown = heading === 'shown' ? [headings, ...rows] : rows;
  const lines = shown.map((row) => `${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ')}\n`);
  return `${lines.join('')}${extent === 'complete' ? '\n' : ''}`;
}

function htmlTable(headings: Row, rows: readonly Row[], { heading }: TableOptions): string {
  const line = (cells: readonly string[]) => `<tr>\n${cells.join('')}</tr>\n`;
  const head = heading === 'shown' ? line(headings.map((text) => ` <th> ${htmlText(text)} </th>\n`)) : '';
  const body = rows.map((row) => line(row.map((text) => `  <td> ${htmlText(text)} </td>\n`)));
  return `<table border cellspacing=0 cellpadding=5>\n${head}${body.join('')}</table>\n`;
}

export const LOOKS: Readonly<Record<'ascii' | 'html', Look>> = {
  ascii: {
    called: (line) => line,
    text: (lines, place) => (place === 'only' ? `${lines}\n` : lines),
    table: asciiTable,
  },
  html: {
    called: () => '',
    text: (lines) => `<pre>\n${htmlText(lines)}</pre>\n`,
    table: htmlTable,
  },
};
