/** What `-h` prints, from the table of a command's options. */
import { optionRows, synopsis, type Choice, type CommandSyntax } from './option-table.js';

/** Columns of a terminal that help should fit, where words allow it. */
const WIDTH = 100;

/** Words with blanks between, broken before they pass the width; further lines start with `indent` blanks. */
function wrapped(words: readonly string[], indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

/** `Usage: NAME [-h] …` and a newline. */
export function usageText(name: string, syntax: CommandSyntax): string {
  const parts = synopsis(syntax).map(({ option, value, need }) => {
    const text = [option, value].filter((word) => word !== undefined).join(' ');
    return need === 'optional' ? `[${text}]` : text;
  });
  const start = `Usage: ${name}`;
  return `${wrapped([start, ...parts], start.length + 1)}\n`;
}

/** Most columns of names; the text of a longer one stands on a line of its own. */
const NAMES = 28;

/** Rows of two columns. */
function table(rows: readonly Choice[]): string {
  const width = Math.min(NAMES, Math.max(...rows.map(({ name }) => name.length)));
  const between = (name: string) => (name.length > width ? `\n${' '.repeat(width + 2)}` : '');
  return rows.map(({ name, text }) => `  ${name.padEnd(width)}${between(name)}  ${text}\n`).join('');
}

/** Usage, purpose, and a line for each option. */
export function helpText(name: string, syntax: CommandSyntax): string {
  const rows = optionRows(syntax).map(({ letter, value, text }) => ({
    name: value === undefined ? `-${letter}` : `-${letter} ${value}`,
    text,
  }));
  return `${usageText(name, syntax)}\n${name}: ${syntax.purpose}\n\n${table(rows)}\nMore: man ${name}\n`;
}

/** What a second -h lists; the help itself where there is nothing to choose from. */
export function choicesText(name: string, syntax: CommandSyntax): string {
  const choices = syntax.choices?.();
  if (!choices) return helpText(name, syntax);
  return choices.map(({ title, rows }) => `${title}:\n${table(rows)}`).join('\n');
}
