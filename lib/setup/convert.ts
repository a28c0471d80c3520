/** From the settings of an original configuration to a file of ours, with what cannot be carried over as comments. */
import { check } from '../config/check.js';
import { similarName } from '../config/load.js';
import { expectedForm, PARAMETERS, type Parameter } from '../config/parameter.js';
import { tomlValue } from '../config/toml-value.js';
import { whyUnused } from '../config/unused.js';
import type { PerlValue } from './perl/expression.js';
import { readPerlSettings, type PerlProblem, type PerlSetting } from './perl/settings.js';

/** A line of the original and what there is to say of it, as a sentence without its first capital. */
export interface Remark {
  readonly line: number;
  readonly text: string;
}

export interface Converted {
  /** Text of a configuration file that can be read as it is. */
  readonly toml: string;
  /** How many parameters it sets. */
  readonly parameters: number;
  /** What needs a look: what could not be read, and values that do not fit. */
  readonly problems: readonly Remark[];
  /** What is left out with a reason. */
  readonly notes: readonly Remark[];
}

const BY_NAME: ReadonlyMap<string, Parameter> = new Map(PARAMETERS.map((row) => [row.name, row]));

/** One line, without what TOML refuses in a comment and what a terminal would obey. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?');

const comment = (text: string): string => `# ${printable(text)}\n`;

/** The value as our file would have it, by the parameter's type; undefined if it does not fit. */
function fitting(parameter: Parameter, value: PerlValue): Parameter['default'] | undefined {
  const { type } = parameter;
  if (type === 'texts') return check(parameter, typeof value === 'string' ? [value] : value);
  if (typeof value !== 'string') return undefined;
  const number = /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
  if (typeof type === 'object') return check(parameter, value) ?? check(parameter, number);
  if (type === 'yes or no' && number !== undefined)
    return check(parameter, number === 1 ? 'Y' : number === 0 ? 'N' : '');
  return check(parameter, value);
}

function shown(value: PerlValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Where a setting goes. */
type Place =
  | { readonly to: 'file'; readonly parameter: Parameter; readonly value: Parameter['default'] }
  | { readonly to: 'problems' | 'notes'; readonly text: string };

function place({ name: written, value, used }: PerlSetting): Place {
  const name = /^ENV\{(.*)\}$/.exec(written)?.[1] ?? written;
  const parameter = name === written ? BY_NAME.get(name) : undefined;
  if (parameter) {
    const ours = fitting(parameter, value);
    if (ours !== undefined) return { to: 'file', parameter, value: ours };
    return { to: 'problems', text: `${name} is ${shown(value)}, but must be ${expectedForm(parameter.type)}` };
  }
  const unused = whyUnused(name);
  if (unused) return { to: 'notes', text: `${name} is ${unused}` };
  if (name !== written)
    return { to: 'notes', text: `${name} is a variable of the environment, which the web server sets` };
  if (used === 'by others')
    return { to: 'notes', text: `${name} is no parameter; it counts where other values use it` };
  const similar = similarName(name);
  return { to: 'problems', text: `there is no parameter ${name}${similar ? `; did it mean ${similar}?` : ''}` };
}

function unread({ line, lastLine, reason }: PerlProblem, lines: readonly string[]): Remark {
  const until = lastLine > line ? ` (to line ${lastLine})` : '';
  const text = (lines[line - 1] ?? '').trim();
  return {
    line,
    text: `cannot be read without Perl${until}, for it has ${printable(reason)}: ${printable(text.slice(0, 70))}`,
  };
}

function section(title: string, remarks: readonly Remark[]): string {
  if (remarks.length === 0) return '';
  return `\n${comment(title)}${remarks.map(({ line, text }) => comment(`line ${line}: ${text}`)).join('')}`;
}

/**
 * Converts a FlowViewer_Configuration.pm. Nothing in it is executed.
 * @param file its name, for the head of the result
 */
export function convertConfiguration(text: string, file: string): Converted {
  const { settings, problems: unreadable } = readPerlSettings(text);
  const lines = text.split(/\r\n|\r|\n/);
  const problems: Remark[] = unreadable.map((problem) => unread(problem, lines));
  const notes: Remark[] = [];
  const set: string[] = [];
  for (const setting of settings) {
    const found = place(setting);
    if (found.to === 'file') {
      const { parameter, value } = found;
      set.push(`\n${comment(parameter.doc)}${parameter.name} = ${tomlValue(value)}\n`);
    } else (found.to === 'problems' ? problems : notes).push({ line: setting.line, text: found.text });
  }
  problems.sort((one, other) => one.line - other.line);
  const head =
    comment(`Made of ${file} by "flowviewer-config import".`) +
    comment('etc/FlowViewer.toml describes every parameter; "flowviewer-config check" checks this file.');
  const toml =
    head +
    set.join('') +
    section('To look at; the numbers are those of lines of the original file:', problems) +
    section('Not carried over:', notes);
  return { toml, parameters: set.length, problems, notes };
}
