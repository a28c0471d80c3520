/** Text to roff with the man macros (groff_man(7)). */

/** Signs that roff would take for its own. A hyphen stays one that can be copied. */
function escaped(text: string): string {
  return plain(text).replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('`', '\\(ga');
}

/** A line of text must not begin with a dot or an apostrophe, which make it a request. */
function guarded(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** A longer word may be broken after a slash: no line could hold it. */
const LONGEST = 64;

export function bold(text: string): string {
  const roff = escaped(text);
  return `\\fB${text.length > LONGEST ? roff.replaceAll('/', '/\\:') : roff}\\fR`;
}

export const italic = (text: string): string => `\\fI${escaped(text)}\\fR`;

/** Prose: `literal`, {placeholder}, name(1), and options such as -a. Apostrophes and hyphens of prose may be typographic ones. */
function inline(text: string): string {
  const marks = /`([^`]+)`|\{([^}]+)\}|(?<![\w-])([a-z][a-z0-9.-]*)\(([1578])\)|(?<=^|[\s(])(-[A-Za-z])\b/g;
  let result = '';
  let at = 0;
  for (const match of text.matchAll(marks)) {
    const [all, literal, placeholder, name, section, option] = match;
    result += plain(text.slice(at, match.index));
    if (literal !== undefined) result += bold(literal);
    else if (option !== undefined) result += bold(option);
    else if (placeholder !== undefined) result += italic(placeholder);
    else result += `${bold(name ?? '')}(${section})`;
    at = match.index + all.length;
  }
  return result + plain(text.slice(at));
}

/** Prose, in which hyphens and apostrophes are those of print. */
function plain(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('^', '\\(ha').replaceAll('~', '\\(ti');
}

/** `name(1)`. */
export function reference(page: string): string {
  return inline(page);
}

/** A paragraph, a sentence a line, so that changes are seen sentence by sentence. */
export function prose(text: string): string {
  return sentences(inline(text));
}

/** The same of a text of a table of the program, whose braces and quotes are no marks. */
export function tableText(text: string): string {
  const names = /(?<![\w-])[a-z][a-z0-9.-]*\([1578]\)|(?<=^|[\s(])-[A-Za-z]\b/g;
  return sentences(plain(text).replace(names, (found) => inline(found)));
}

function sentences(roff: string): string {
  return roff
    .replace(/([.:?!]\)?) (?=\S)/g, '$1\n')
    .split('\n')
    .map((line) => `${guarded(line)}\n`)
    .join('');
}

/** Lines as they are, in the font of a terminal. */
export function literalLines(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${guarded(escaped(line))}\n`).join('');
}
