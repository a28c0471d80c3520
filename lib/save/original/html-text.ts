/**
 * The text of an HTML page, as a reader sees it: for reports of old versions, whose HTML nobody has escaped. What comes out
 * is text, to be escaped like any other.
 */

/** Elements whose content nobody sees. */
const UNSEEN = ['script', 'style', 'head', 'title', 'map', 'select'] as const;
/** Elements that end a line. */
const LINE = /^\/?(br|p|div|tr|li|ul|ol|dl|dt|dd|table|h[1-6]|hr|pre|center|form)$/;
const CELL = /^\/(td|th)$/;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal !== undefined ? Number(decimal) : parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Where the content of an element that nobody sees ends: behind its end tag, or at the end of the page. */
function endOfUnseen(lower: string, from: number, name: string): number {
  const tag = lower.indexOf(`</${name}`, from);
  if (tag < 0) return lower.length;
  const close = lower.indexOf('>', tag);
  return close < 0 ? lower.length : close + 1;
}

/** Reads the page once from left to right, so that no page takes long. */
export function htmlText(html: string): string {
  const lower = html.toLowerCase();
  const parts: string[] = [];
  const lastClose = lower.lastIndexOf('>'); // behind it every "<" is text
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0 || open > lastClose) break;
    parts.push(decodeEntities(html.slice(at, open)));
    if (lower.startsWith('<!--', open)) {
      const end = lower.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const name = /^<(\/?[a-z][a-z\d]*)/.exec(lower.slice(open, open + 24))?.[1];
    if (name === undefined && !/^<[!?/]/.test(html.slice(open, open + 2))) {
      parts.push('<'); // a lone one, as in "a < b"
      at = open + 1;
      continue;
    }
    at = html.indexOf('>', open) + 1;
    if (name === undefined) continue;
    if (UNSEEN.some((unseen) => unseen === name)) at = endOfUnseen(lower, at, name);
    else if (LINE.test(name)) parts.push('\n');
    else if (CELL.test(name)) parts.push('  ');
  }
  parts.push(decodeEntities(html.slice(at)));
  const lines = parts.join('').split('\n');
  const text = lines.map((line) => line.trimEnd()).join('\n'); // a pattern would be slow on long runs of blanks
  return text
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

/** File names that the page's images have, without their directories. */
export function imageNames(html: string): string[] {
  const names: string[] = [];
  for (let at = html.search(/<img\b/i); at >= 0 && names.length < 20;) {
    const tag = html.slice(at, at + 1000).split('>')[0] ?? '';
    const source = /\bsrc\s*=\s*["']?([^"'\s>]{1,300})/i.exec(tag)?.[1];
    const name = source?.split(/[?#]/)[0]?.split('/').at(-1);
    if (name) names.push(name);
    const next = html.slice(at + 4).search(/<img\b/i);
    at = next < 0 ? -1 : at + 4 + next;
  }
  return names;
}
