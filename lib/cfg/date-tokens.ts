/** Cuts a free-form date text into tokens, each with a one-letter kind, so that rules can be regular expressions. */
import { ABBREVIATIONS, DAYS_FROM_NOW, MONTHS, ORDINALS, UNITS, WEEKDAYS, zoneMinutes } from './date-words.js';

/**
 * Kinds: `N` number, `S` signed number, `M` month (1 to 12), `D` weekday (0 = Sunday), `Z` zone (minutes ahead of UTC),
 * `X` dst, `U` unit, `R` days from now, `O` ordinal, `A` ago, `P` am (0) or pm (12); marks stand for themselves.
 */
export interface DateToken {
  readonly kind: string;
  readonly text: string;
  readonly value: number;
}

const TOKEN = /\s+|([+-]?\d+)|([a-z][a-z.]*)|([:/,])|([+-])/giy;

function findName(names: readonly string[], word: string): number {
  const bare = word.replace(/\.$/, '');
  const full = ABBREVIATIONS[bare] ?? bare;
  return names.findIndex((name) => name === full || name.slice(0, 3) === full);
}

function readWord(text: string): DateToken | undefined {
  const word = text.toLowerCase();
  const token = (kind: string, value = 0): DateToken => ({ kind, text: word, value });
  if (/^a\.?m\.?$/.test(word)) return token('P', 0);
  if (/^p\.?m\.?$/.test(word)) return token('P', 12);
  if (word === 'dst') return token('X');
  if (word === 'ago') return token('A');
  const month = findName(MONTHS, word);
  if (month >= 0) return token('M', month + 1);
  const weekday = findName(WEEKDAYS, word);
  if (weekday >= 0) return token('D', weekday);
  const days = DAYS_FROM_NOW[word];
  if (days !== undefined) return token('R', days);
  const ordinal = ORDINALS[word];
  if (ordinal !== undefined) return token('O', ordinal);
  const unit = word in UNITS ? word : word.replace(/s$/, '');
  if (unit in UNITS) return { kind: 'U', text: unit, value: 0 };
  const zone = zoneMinutes(word);
  return zone === undefined ? undefined : token('Z', zone);
}

/**
 * Text in parentheses does not count, nor does a sign without a number.
 * @returns undefined if a word or character means nothing in a date
 */
export function dateTokens(text: string): DateToken[] | undefined {
  let source = text.replace(/^(\s*\d{4}-\d\d-\d\d)t(?=\d)/i, '$1 ');
  for (let outer = ''; outer !== source;) {
    outer = source;
    source = source.replace(/\([^()]*\)/g, ' ');
  }
  const tokens: DateToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) return undefined;
    const [, number, word, mark] = match;
    if (number !== undefined) {
      const value = Number(number);
      if (Math.abs(value) > 99_999_999) return undefined;
      tokens.push({ kind: /^\d/.test(number) ? 'N' : 'S', text: number, value });
    } else if (word !== undefined) {
      const token = readWord(word);
      if (!token) return undefined;
      tokens.push(token);
    } else if (mark !== undefined) tokens.push({ kind: mark, text: mark, value: 0 });
  }
  return tokens;
}
