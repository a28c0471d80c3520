/** What flow-stat prints before the body of any format. */

export interface HeadingOptions {
  /** Comment character. */
  readonly comment: string;
  readonly title?: string;
  readonly values: 'total' | 'percent';
  readonly symbols: 'on' | 'off';
  readonly sort: Sort | undefined;
  /** Program and arguments as given. */
  readonly argv: readonly string[];
}

/** -S or -s and its number. */
export interface Sort {
  readonly direction: 'ascending' | 'descending';
  readonly field: number;
}

/** Characters beyond printable ASCII could forge a line of the report. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '');
}

/** The lines, each with its end. */
export function reportHeading(name: string, options: HeadingOptions): string {
  const { comment, title, values, symbols, sort, argv } = options;
  const sorting = sort ? `${sort.direction === 'descending' ? 'Descending' : 'Ascending'} Field ${sort.field}` : 'None';
  const lines = [
    '  --- ---- ---- Report Information --- --- ---',
    '',
    ...(title === undefined ? [] : [` Title:     ${title}`]),
    ` Fields:    ${values === 'percent' ? 'Percent Total' : 'Total'}`,
    ` Symbols:   ${symbols === 'on' ? 'Enabled' : 'Disabled'}`,
    ` Sorting:   ${sorting}`,
    ` Name:      ${name}`,
    '',
    ` Args:      ${argv.map((word) => `${printable(word)} `).join('')}`,
    '',
  ];
  return lines.map((line) => `${comment}${line}\n`).join('');
}
