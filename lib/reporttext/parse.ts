/** Reads what flow-report prints, section by section (reference section 5.6). */

/** A report that cannot be understood; the message names the line. */
export class ReportTextError extends Error {
  readonly code = 'report-text';

  constructor(line: number, what: string) {
    super(`line ${line} of the report: ${what}`);
  }
}

/** Headings and the rows below them. */
export interface Section {
  /** `totals` is rec1, `detail` rec2, `rows` recn. */
  readonly kind: 'totals' | 'detail' | 'rows';
  /** Lines of the heading before it. */
  readonly comments: string;
  /** Without the `*` of keys. */
  readonly headings: readonly string[];
  /** Indexes of the headings that are keys. */
  readonly keys: readonly number[];
  readonly rows: readonly (readonly string[])[];
  /** Number of the line of the headings, from 1. */
  readonly line: number;
}

const KINDS: Readonly<Record<string, Section['kind']>> = { rec1: 'totals', rec2: 'detail', recn: 'rows' };

/**
 * The sections in order, one at a time in memory. Lines of tallies and of reached limits are left out.
 * @throws ReportTextError for a row that has no headings, or more or fewer cells than they
 */
export async function* reportSections(lines: AsyncIterable<string>): AsyncGenerator<Section, void, void> {
  let number = 0;
  let section: (Section & { rows: string[][] }) | undefined;
  let comments = '';
  for await (const line of lines) {
    number++;
    const [, name = '', columns] = /^# (rec[12n]): (.*)$/.exec(line) ?? [];
    const kind = KINDS[name];
    if (kind && columns !== undefined) {
      if (section) yield section;
      const words = columns.split(',');
      const headings = words.map((word) => word.replace(/\*$/, ''));
      const keys = words.flatMap((word, at) => (word.endsWith('*') ? [at] : []));
      section = { kind, comments, headings, keys, rows: [], line: number };
      comments = '';
    } else if (line.startsWith('#')) {
      if (!/^#TALLY|^# stop/.test(line)) comments += `${line}\n`;
    } else if (line !== '') {
      if (!section) throw new ReportTextError(number, 'a row without headings ("# recn: …") before it');
      const cells = line.split(',');
      if (cells.length !== section.headings.length)
        throw new ReportTextError(number, `it has ${cells.length} values below ${section.headings.length} headings`);
      section.rows.push(cells);
    }
  }
  if (section) yield section;
}
