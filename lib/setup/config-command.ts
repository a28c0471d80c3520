/** flowviewer-config: checks and shows the configuration, and makes one of the original's. */
import { readFileSync, statSync } from 'node:fs';
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import { configurationFile, configurationText, lineOf, readConfiguration, similarName } from '../config/load.js';
import { expectedForm, PARAMETERS, type Parameter } from '../config/parameter.js';
import { tomlValue } from '../config/toml-value.js';
import { whyUnused } from '../config/unused.js';
import { readSamplingRates } from '../store/sampling-rates.js';
import { convertConfiguration } from './convert.js';

export const CONFIG_SYNTAX: CommandSyntax = {
  purpose: 'check and show the configuration of FlowViewer, or make it of an original one',
  options: {
    f: {
      value: 'file',
      text: 'The configuration file (default that of FLOWVIEWER_CONFIG, else the installed one).',
    },
  },
  operands: 'check|show [parameter...]|import file',
};

/** No configuration comes near this many octets. */
const LARGEST = 1_048_576;

type Action = (file: string, operands: readonly string[]) => number;

const ACTIONS: Readonly<Record<string, Action>> = { check, show, import: convert };

/** @returns the exit status */
export async function flowviewerConfig(argv: readonly string[]): Promise<number> {
  const { options, operands } = readOptions(argv, CONFIG_SYNTAX);
  const file = options.findLast(({ letter }) => letter === 'f')?.value ?? configurationFile();
  const [name = '', ...rest] = operands;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw new CommandError(`name what to do: ${Object.keys(ACTIONS).join(', ')}`);
  return Promise.resolve(action(file, rest));
}

/** Every wrong line, then what has no effect. A file that cannot be used is an error of its own. */
function check(file: string, operands: readonly string[]): number {
  if (operands.length > 0) throw new CommandError('check takes no more words; name another file with -f');
  const text = configurationText(file);
  const { configuration, set, notes } = readConfiguration(text, file);
  for (const note of notes) warn(`${placeIn(file, note.line)}: note: ${note.text}`);
  const wrong = wrongRates(text, configuration.sampling_rates);
  for (const problem of wrong) warn(`${placeIn(file, problem.line)}: ${problem.text}`);
  if (wrong.length > 0) return 1;
  process.stdout.write(`${file} is right: it sets ${set.length} of ${PARAMETERS.length} parameters.\n`);
  return 0;
}

function placeIn(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** Entries that pages leave out with a note; a list may have several lines, of which each entry's own is told. */
function wrongRates(text: string, entries: readonly string[]): readonly { line?: number; text: string }[] {
  const { line: first = 1 } = lineOf(text, 'sampling_rates');
  const lines = text.split('\n');
  return entries.flatMap((entry) => {
    const found = lines.findIndex((line, index) => index + 1 >= first && line.includes(entry));
    return readSamplingRates([entry]).problems.map((problem) => ({
      line: found < 0 ? first : found + 1,
      text: problem,
    }));
  });
}

/** Parameters with their values, and where these come from. */
function show(file: string, names: readonly string[]): number {
  const text = configurationText(file);
  const { configuration, set } = readConfiguration(text, file);
  const unknown = names.filter((name) => !PARAMETERS.some((row) => row.name === name));
  const rows = names.length === 0 ? PARAMETERS : PARAMETERS.filter((row) => names.includes(row.name));
  for (const row of rows) {
    const value = `${row.name} = ${tomlValue(configuration[row.name])}`;
    const line = lineOf(text, row.name).line;
    const from = set.includes(row.name) ? `${file}${line === undefined ? '' : `:${line}`}` : 'default';
    process.stdout.write(names.length === 0 ? `${value}\n` : described(row, value, from));
  }
  for (const name of unknown) warn(unknownName(name));
  return unknown.length > 0 ? 1 : 0;
}

function described(row: Parameter, value: string, from: string): string {
  return `# ${row.doc}\n# Expected: ${expectedForm(row.type)}; default: ${tomlValue(row.default)}.\n# From: ${from}\n${value}\n`;
}

function unknownName(name: string): string {
  const unused = whyUnused(name);
  if (unused) return `${name} is ${unused}.`;
  const similar = similarName(name);
  return `there is no parameter ${name}${similar ? `; did you mean ${similar}?` : '.'}`;
}

/** The converted configuration on standard output; what needs a look on standard error, with its line. */
function convert(_: string, operands: readonly string[]): number {
  const [file] = operands;
  if (file === undefined || operands.length > 1)
    throw new CommandError('name the one file to import, FlowViewer_Configuration.pm');
  const { toml, parameters, problems, notes } = convertConfiguration(original(file), file);
  process.stdout.write(toml);
  for (const { line, text } of problems) warn(`${file}:${line}: ${text}`);
  const looks = problems.length === 0 ? '' : ` ${problems.length} lines need a look.`;
  warn(`${file}: ${parameters} parameters carried over, ${notes.length} not needed or not used.${looks}`);
  return problems.length > 0 ? 1 : 0;
}

function original(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > LARGEST) throw new CommandError(`${file} has ${size} octets: it is no configuration`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`, 1, {
      cause: error,
    });
  }
}
