/** The command flow-rptfmt: what flow-report prints as a table (reference section 5.19). */
import { symbolsOnDemand, type Symbols } from '../cfg/symbols.js';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError, programName } from '../command/run.js';
import { TextOutput } from '../command/text-output.js';
import { fixed } from '../command/fixed.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import { inputLines } from './lines.js';
import { byColumn, type Row } from './order.js';
import { reportSections, type Section } from './parse.js';
import { LOOKS, type Look } from './render.js';
import { detailText, totalsText } from './summary-detail.js';
import { namedValue } from './symbols.js';

export const RPTFMT_SYNTAX: CommandSyntax = {
  purpose: 'print a report as a table',
  options: {
    a: { text: 'The same as -f ascii.' },
    f: { value: 'ascii|html', text: 'Plain text (default) or HTML.' },
    F: { value: 'fields', text: 'Columns to show, in this order, with commas between (default all).' },
    H: { text: 'No heading.' },
    m: { value: 'rows', text: 'Show at most so many rows.' },
    n: { text: 'Names instead of numbers: protocols, ports, AS numbers, tags.' },
    p: { text: 'Counters as per cent of the total.' },
    s: { value: '+field|-field', text: 'Sort by this field, rising or falling.' },
  },
  input: 'report',
};

interface FormatOptions {
  readonly look: Look;
  readonly heading: 'shown' | 'hidden';
  readonly fields: readonly string[] | undefined;
  /** Most rows of a table. */
  readonly most: number;
  readonly sort: { readonly field: string; readonly direction: 'rising' | 'falling' } | undefined;
  readonly values: 'plain' | 'percent';
  readonly symbols: Symbols | undefined;
}

function parseFormatOptions(argv: readonly string[]): FormatOptions {
  const parsed = readOptions(argv, RPTFMT_SYNTAX);
  const look = parsed.options.findLast(({ letter }) => letter === 'f' || letter === 'a')?.value ?? 'ascii';
  if (look !== 'ascii' && look !== 'html') throw new CommandError(`-f ${look}: it must be ascii or html`);
  const most = lastValue(parsed, 'm');
  const sort = lastValue(parsed, 's');
  return {
    look: LOOKS[look],
    heading: hasOption(parsed, 'H') ? 'hidden' : 'shown',
    fields: lastValue(parsed, 'F')?.split(','),
    most: most === undefined ? Infinity : numberOption('m', most, 0, Number.MAX_SAFE_INTEGER),
    sort:
      sort === undefined
        ? undefined
        : { field: sort.replace(/^[+-]/, ''), direction: sort.startsWith('-') ? 'falling' : 'rising' },
    values: hasOption(parsed, 'p') ? 'percent' : 'plain',
    symbols: hasOption(parsed, 'n') ? symbolsOnDemand() : undefined,
  };
}

/** A word as Python shows it: so the first line has always been. */
function quoted(word: string): string {
  const quote = word.includes("'") && !word.includes('"') ? '"' : "'";
  const inside = word.replace(/[\\\p{Cc}]|'/gu, (sign) => {
    if (sign === "'") return quote === "'" ? "\\'" : sign;
    return sign === '\\' ? '\\\\' : `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `${quote}${inside}${quote}`;
}

function columnOf(letter: string, field: string, headings: readonly string[]): number {
  const column = headings.indexOf(field);
  if (column < 0)
    throw new CommandError(`-${letter} ${field}: the report has no such field; it has ${headings.join(', ')}`);
  return column;
}

/** Columns whose totals are known, as percentages of them. */
function percentages(headings: readonly string[], rows: readonly Row[], totals: Section | undefined): Row[] {
  const given = new Map(totals?.headings.map((heading, at) => [heading, Number(totals.rows[0]?.[at])]));
  const parts = ['flows', 'octets', 'packets', 'duration'];
  const sums = headings.map((heading, at) => {
    if (!parts.includes(heading)) return undefined;
    return given.get(heading) ?? rows.reduce((sum, row) => sum + Number(row[at]), 0);
  });
  return rows.map((row) =>
    row.map((cell, at) => {
      const sum = sums[at];
      return sum === undefined ? cell : fixed(sum === 0 ? 0 : (Number(cell) / sum) * 100, 6);
    }),
  );
}

function tableText(section: Section, totals: Section | undefined, options: FormatOptions): string {
  const { headings, rows } = section;
  const { sort, symbols, fields, most } = options;
  const ordered = sort ? rows.toSorted(byColumn(columnOf('s', sort.field, headings), sort.direction)) : rows;
  const values = options.values === 'percent' ? percentages(headings, ordered, totals) : ordered;
  const columns = (fields ?? headings).map((field) => columnOf('F', field, headings));
  const shown = values.slice(0, most).map((row) =>
    columns.map((column) => {
      const value = row[column] ?? '';
      return symbols ? namedValue(headings[column] ?? '', value, symbols) : value;
    }),
  );
  return options.look.table(
    columns.map((column) => headings[column] ?? ''),
    shown,
    { heading: options.heading, extent: rows.length > most ? 'cut' : 'complete' },
  );
}

/** The texts to write, one after another. */
async function* formatted(
  sections: AsyncIterable<Section>,
  options: FormatOptions,
): AsyncGenerator<string, void, void> {
  const { look, heading } = options;
  let totals: Section | undefined;
  const commentsOf = (section: Section) => (heading === 'shown' ? section.comments : '');
  for await (const section of sections) {
    if (section.kind === 'totals') {
      if (totals) yield look.text(commentsOf(totals) + totalsText(totals), 'only');
      totals = section;
      continue;
    }
    const comments = (totals ? commentsOf(totals) : '') + commentsOf(section);
    if (section.kind === 'detail')
      yield look.text(`${comments}${totals ? totalsText(totals) : ''}${detailText(section)}`, 'only');
    else yield look.text(comments, 'above a table') + tableText(section, totals, options);
    totals = undefined;
  }
  if (totals) yield look.text(commentsOf(totals) + totalsText(totals), 'only');
}

/** @returns the exit status */
export async function flowRptfmt(argv: readonly string[]): Promise<number> {
  const options = parseFormatOptions(argv);
  const output = new TextOutput();
  if (options.heading === 'shown')
    await output.write(options.look.called(`#  [${[programName(), ...argv].map(quoted).join(', ')}]\n`));
  for await (const text of formatted(reportSections(inputLines()), options)) await output.write(text);
  await output.flush();
  return 0;
}
