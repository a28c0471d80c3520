/** What follows the parameter set in reports saved by FlowViewer 4 (reference section 6.1). */
import { htmlText } from './html-text.js';

export type OldBody =
  | { readonly kind: 'table'; readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'text'; readonly text: string };

/** A value of a cell as text; hosts and names may come as links. */
function cellText(value: string): string {
  return (/[<&]/.test(value) ? htmlText(value) : value).replace(/\s+/g, ' ').trim();
}

/** Statistics are a heading joined by ` : ` and rows joined by ` ^ `; all else is HTML or text of fixed width. */
export function readOldBody(body: string): OldBody {
  const lines = body.split(/\r?\n/).filter((line) => line.trim() !== '');
  const first = lines.findIndex((line) => line.includes(' ^ '));
  const heading = first > 0 ? lines[first - 1] : undefined;
  if (first < 0 || !heading?.includes(' : ')) return { kind: 'text', text: htmlText(body) };
  const headings = heading.split(' : ').map(cellText);
  const rows = lines
    .slice(first)
    .filter((line) => line.includes(' ^ '))
    .map((line) => line.split(' ^ ').map(cellText));
  // a last separator leaves an empty field
  const width = rows.reduce((most, row) => Math.max(most, row.findLastIndex((cell) => cell !== '') + 1), 1);
  const fitted = Array.from({ length: width }, (_, at) => headings[at] ?? '');
  return { kind: 'table', headings: fitted, rows: rows.map((row) => fitted.map((_, at) => row[at] ?? '')) };
}
