/** The answer of a page as it is saved: what leads elsewhere or runs is left out, what sorts is kept; and sorted again. */

/** Where a link in a heading of a report page sorts. */
function sortKey(attributes: string): string | undefined {
  return /[?&;]sort=(-?\w+)/.exec(attributes)?.[1];
}

/** What is of no use when the flows are gone: menus, forms, and what only scripts can do. */
const LEFT_OUT =
  /<nav\b[^]*?<\/nav>|<form\b[^]*?<\/form>|<p class="names"[^]*?<\/script>|<details class="menu\b[^]*?<\/details>|<figcaption\b[^]*?<\/figcaption>|<script\b[^]*?<\/script>|<link\b[^>]*>| data-zoom="[^"]*"/g;

/** Stands for the scripts' own URL path, which may be another when the report is opened. */
const SCRIPTS = '="?script=';

/**
 * The part of a page that is saved.
 * @param scripts URL path of the scripts, `/cgi-bin/FlowViewer`, from which pictures come
 * @param html an answer as its template makes it: every value in it is escaped, so that each `<` begins a tag of ours
 */
export function savedBody(html: string, scripts: string): string {
  const end = html.lastIndexOf('</main>');
  let kept: 'heading' | 'none' = 'none';
  return html
    .slice(0, end < 0 ? html.length : end)
    .replace(LEFT_OUT, '')
    .replace(/(<th scope="col"[^>]*>)?<a\b([^>]*)>|<\/a>/g, (whole, heading?: string, attributes?: string) => {
      if (attributes === undefined) {
        const was = kept;
        kept = 'none';
        return was === 'heading' ? whole : '';
      }
      const key = heading === undefined ? undefined : sortKey(attributes);
      if (key === undefined) return heading ?? '';
      kept = 'heading';
      return `${heading}<a href="?sort=${key}">`;
    })
    .replaceAll(`="${scripts}/`, SCRIPTS)
    .trim();
}

/** The body as a page of today shows it: pictures come from where the scripts are now. */
export function withScripts(body: string, scripts: string): string {
  return body.replaceAll(SCRIPTS, `="${scripts}/`);
}

/** The values of a row by which it can be sorted. */
export type SortRow = Readonly<Record<string, unknown>>;

export interface Sorting {
  readonly key: string;
  readonly direction: 'ascending' | 'descending';
}

/** `-octets`: octets, falling. @returns undefined for what is no sorting */
export function readSorting(text: string | null): Sorting | undefined {
  const [, falling, key] = /^(-?)(\w{1,60})$/.exec(text ?? '') ?? [];
  return key === undefined ? undefined : { key, direction: falling ? 'descending' : 'ascending' };
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (left === null || left === undefined) return right === null || right === undefined ? 0 : -1;
  if (right === null || right === undefined) return 1;
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- values of JSON rows are texts and numbers
  return String(left).localeCompare(String(right), 'en', { numeric: true });
}

/**
 * The body of a saved report in another order, with its headings' links made to lead to the page.
 * @param address of the page, up to `sort=`, escaped for an attribute
 * @param rows values of the rows, in the body's order
 */
export function sortedBody(body: string, address: string, rows: readonly SortRow[], sorting?: Sorting): string {
  const begin = body.indexOf('<tbody>', Math.max(0, body.indexOf('<a href="?sort='))); // that of the headings that sort
  const end = body.indexOf('</tbody>', begin);
  const lines =
    begin < 0 || end < 0
      ? []
      : body
          .slice(begin + '<tbody>'.length, end)
          .split('</tr>')
          .slice(0, -1);
  const known = sorting && lines.length === rows.length && rows.some((row) => sorting.key in row) ? sorting : undefined;
  const heading = (_: string, start: string, sorted: string | undefined, key: string): string => {
    const plain = key.replace(/^-/, '');
    if (!known) return `${start}${sorted ?? ''}><a href="${address}${key}">`;
    if (plain !== known.key) return `${start}><a href="${address}${key}">`;
    const next = known.direction === 'ascending' ? `-${plain}` : plain;
    return `${start} aria-sort="${known.direction}"><a href="${address}${next}">`;
  };
  const led = (html: string): string =>
    html.replace(/(<th\b[^>]*?)( aria-sort="\w+")?><a href="\?sort=(-?\w+)">/g, heading);
  if (!known) return led(body);
  const sign = known.direction === 'ascending' ? 1 : -1;
  const order = rows
    .map((row, place) => ({ place, value: row[known.key] }))
    .sort((a, b) => sign * compare(a.value, b.value) || a.place - b.place);
  const sorted = order.map(({ place }) => `${lines[place] ?? ''}</tr>`).join('');
  return `${led(body.slice(0, begin))}<tbody>${sorted}\n${body.slice(end)}`;
}
