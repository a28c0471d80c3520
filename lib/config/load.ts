/** Reads the configuration file: TOML with the names of the parameter table. */
import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { check } from './check.js';
import { defaultConfiguration, type Configuration } from './configuration.js';
import { ConfigurationError, type ConfigurationProblem } from './error.js';
import { expectedForm, PARAMETERS, type Parameter } from './parameter.js';
import { runningUser } from './running-user.js';
import { whyUnused } from './unused.js';

/** Read where the environment variable FLOWVIEWER_CONFIG names no other file. */
export const INSTALLED_FILE = '/etc/flowviewer/FlowViewer.toml';

const BY_NAME: ReadonlyMap<string, Parameter> = new Map(PARAMETERS.map((row) => [row.name, row]));

/** Line on which a top-level key is assigned or a table begins; the parser keeps no places. */
export function lineOf(text: string, name: string): { line?: number } {
  const key = (line: string): string | undefined => /^\s*\[*\s*["']?([\w-]+)["']?\s*[=\]]/.exec(line)?.[1];
  const index = text.split('\n').findIndex((line) => key(line) === name);
  return index < 0 ? {} : { line: index + 1 };
}

/** The known name that a wrong one most resembles: the same but for case, `-` and `_`, or one the other begins with. */
export function similarName(name: string): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  const wanted = plain(name);
  const names = [...BY_NAME.keys()];
  return (
    names.find((known) => plain(known) === wanted) ??
    names.find(
      (known) =>
        wanted.length > 3 && (plain(known).startsWith(wanted) || (known.length > 3 && wanted.startsWith(plain(known)))),
    )
  );
}

/** What a file says. */
export interface ConfigurationText {
  readonly configuration: Configuration;
  /** Names of the parameters that it sets, in its order. */
  readonly set: readonly string[];
  /** What is accepted and has no effect. */
  readonly notes: readonly ConfigurationProblem[];
}

/**
 * The configuration in a TOML text; parameters that it does not name keep their defaults.
 * @param file name of the file, for messages
 * @throws ConfigurationError naming every unknown parameter and every unfit value with its line
 */
export function parseConfiguration(text: string, file: string): Configuration {
  return readConfiguration(text, file).configuration;
}

/** As {@link parseConfiguration}, with what else there is to say. */
export function readConfiguration(text: string, file: string): ConfigurationText {
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new ConfigurationError(file, [{ line: error.line, text: `not valid TOML: ${reason}.` }], { cause: error });
  }
  const problems: ConfigurationProblem[] = [];
  const notes: ConfigurationProblem[] = [];
  const values: Record<string, unknown> = { ...defaultConfiguration() };
  for (const [name, given] of Object.entries(table)) {
    const parameter = BY_NAME.get(name);
    const unused = whyUnused(name);
    if (!parameter && unused) {
      notes.push({ ...lineOf(text, name), name, text: `${name} is ${unused}.` });
      continue;
    }
    if (!parameter) {
      const similar = similarName(name);
      const hint = similar ? `; did you mean ${similar}?` : '.';
      problems.push({ ...lineOf(text, name), name, text: `there is no parameter "${name}"${hint}` });
      continue;
    }
    const value = check(parameter, given);
    if (value !== undefined) values[name] = value;
    else problems.push({ ...lineOf(text, name), name, text: `${name} must be ${expectedForm(parameter.type)}.` });
  }
  if (problems.length > 0) throw new ConfigurationError(file, problems);
  const configuration = values as Configuration; // every name and value has just been checked against the table
  return { configuration, set: Object.keys(table).filter((name) => BY_NAME.has(name)), notes };
}

/** What to do where the file cannot be read, by the system's code. */
function unreadable(file: string): Readonly<Record<string, string>> {
  return {
    ENOENT:
      'there is no such file: name the configuration file in the environment variable FLOWVIEWER_CONFIG, or install the sample file there.',
    EACCES: `the user ${runningUser()} may not read it: give that user permission to read ${file}, and to enter the directories above it.`,
    EISDIR: 'it is a directory: name a file in the environment variable FLOWVIEWER_CONFIG.',
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @param environment FLOWVIEWER_CONFIG in it names the file; else it is the installed one */
export function configurationFile(environment: Environment = process.env): string {
  return environment['FLOWVIEWER_CONFIG'] || INSTALLED_FILE;
}

/**
 * The configuration of this process.
 * @throws ConfigurationError also where the file cannot be read
 */
export function loadConfiguration(environment: Environment = process.env): Configuration {
  const file = configurationFile(environment);
  return parseConfiguration(configurationText(file), file);
}

/**
 * The text of a configuration file.
 * @throws ConfigurationError where it cannot be read
 */
export function configurationText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // fs throws nothing else
    const text = unreadable(file)[code ?? ''] ?? `${message}: see that it is a file that can be read.`;
    throw new ConfigurationError(file, [{ text }], { cause: error });
  }
}
