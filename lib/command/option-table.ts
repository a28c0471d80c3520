/** What a command accepts, as a table that the parser, `-h` and the man page read, so that none knows more than another. */

export interface OptionRow {
  /** Name of its value, or the values there are, as the synopsis shows it; absent for an option that takes none. */
  readonly value?: string;
  /** What it does, its default and unit: a line of text for `-h`. */
  readonly text: string;
  /** Without it the command refuses to run. */
  readonly need?: 'required';
}

/** By letter. `h` is understood without a row. */
export type OptionTable = Readonly<Record<string, OptionRow>>;

/** Names that an option or a file chooses from, such as formats by number: what a second -h lists. */
export interface Choices {
  readonly title: string;
  readonly rows: readonly Choice[];
}

export interface Choice {
  readonly name: string;
  readonly text: string;
}

export interface CommandSyntax {
  /** What the command is for, without its name: a phrase that begins with a small letter and has no full stop. */
  readonly purpose: string;
  readonly options: OptionTable;
  /** The words that may follow the options, as the synopsis shows them; absent where none may. */
  readonly operands?: string;
  /** What standard input must be; absent where it is not read. */
  readonly input?: 'flow file' | 'report' | 'log' | 'data';
  /** Made when asked for, because tables may be long. */
  readonly choices?: () => readonly Choices[];
}

/** One piece of a synopsis: options without values together, each of the others, operands, standard input. */
export interface SynopsisPart {
  /** With its dash. */
  readonly option?: string;
  /** A value, or operands. */
  readonly value?: string;
  readonly need: 'required' | 'optional';
}

/** What getopt takes: letters, each followed by `:` if it takes a value, and `h`. */
export function optionLetters({ options }: CommandSyntax): string {
  const own = Object.entries(options).map(([letter, { value }]) => (value === undefined ? letter : `${letter}:`));
  return `${own.join('')}h`;
}

/** The row of `-h` itself. */
function helpRow({ choices }: CommandSyntax): OptionRow {
  return { text: choices ? 'Print this help; given twice, the list of what can be chosen.' : 'Print this help.' };
}

/** All rows with `h`, in the order of the alphabet, small letters before capital ones. */
export function optionRows(syntax: CommandSyntax): (OptionRow & { readonly letter: string })[] {
  return Object.entries({ ...syntax.options, h: helpRow(syntax) })
    .map(([letter, row]) => ({ letter, ...row }))
    .sort((one, other) => order(one.letter) - order(other.letter));
}

function order(letter: string): number {
  const small = letter.toLowerCase();
  return small.charCodeAt(0) * 2 + (small === letter ? 0 : 1);
}

/** The command line without the command's name. */
export function synopsis(syntax: CommandSyntax): SynopsisPart[] {
  const rows = optionRows(syntax);
  const flags = rows.filter(({ value }) => value === undefined).map(({ letter }) => letter);
  const valued = rows.flatMap(({ letter, value, need }): SynopsisPart[] =>
    value === undefined ? [] : [{ option: `-${letter}`, value, need: need ?? 'optional' }],
  );
  return [
    { option: `-${flags.join('')}`, need: 'optional' },
    ...valued,
    ...(syntax.operands === undefined ? [] : [{ value: syntax.operands, need: 'required' as const }]),
    ...(syntax.input === undefined
      ? []
      : [{ value: `< ${syntax.input.replace(' ', '_')}`, need: 'required' as const }]),
  ];
}
