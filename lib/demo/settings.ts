/** What `make demo` takes from its environment, checked against one table. */
import { resolve } from 'node:path';
import { CommandError } from '../command/run.js';

export type DemoSource = 'synthetic' | 'softflowd';

export interface DemoSettings {
  /** TCP port of the web server on 127.0.0.1; 0: any free one. */
  readonly port: number;
  /** Absolute path of the directory that holds everything the demonstration writes. */
  readonly data: string;
  /** Length of the history made at the start, hours. */
  readonly hours: number;
  /** Flows per second over all devices, as a mean over the week. */
  readonly flows: number;
  readonly source: DemoSource;
}

interface Variable {
  readonly name: string;
  readonly fallback: string;
  /** What would be right, in words. */
  readonly expected: string;
  /** Undefined if the text does not fit. */
  readonly read: (text: string) => string | number | undefined;
}

function wholeNumber(from: number, to: number): Pick<Variable, 'expected' | 'read'> {
  return {
    expected: `a whole number from ${from} to ${to}`,
    read: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : undefined),
  };
}

function oneOf(...allowed: readonly DemoSource[]): Pick<Variable, 'expected' | 'read'> {
  return { expected: allowed.join(' or '), read: (text) => allowed.find((each) => each === text) };
}

/** One row per setting; the order is that in which problems are told. */
const VARIABLES = {
  port: { name: 'PORT', fallback: '8080', ...wholeNumber(0, 65_535) },
  data: {
    name: 'DATA',
    fallback: 'data/demo',
    expected: 'the path of a directory',
    read: (text) => (text.includes('\0') ? undefined : text),
  },
  hours: { name: 'HOURS', fallback: '24', ...wholeNumber(0, 8760) },
  flows: { name: 'FLOWS', fallback: '100', ...wholeNumber(1, 20_000) },
  source: { name: 'SOURCE', fallback: 'synthetic', ...oneOf('synthetic', 'softflowd') },
} as const satisfies Readonly<Record<keyof DemoSettings, Variable>>;

/**
 * The settings of this run; an empty variable counts as unset.
 * @param root directory to which the default of DATA is relative; another value is relative to the current one
 * @throws CommandError that names every variable with a bad value and says what would be right
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, root: string): DemoSettings {
  const problems: string[] = [];
  const read = ({ name, fallback, expected, read: parse }: Variable): string | number => {
    const text = environment[name] || fallback;
    const value = parse(text);
    if (value === undefined) problems.push(`${name} must be ${expected}, not "${text}".`);
    return value ?? fallback;
  };
  const values = Object.fromEntries(Object.entries<Variable>(VARIABLES).map(([key, row]) => [key, read(row)]));
  if (problems.length > 0) throw new CommandError(problems.join('\n'));
  const settings = values as unknown as DemoSettings; // each row reads the type of its key, or a problem was thrown
  return { ...settings, data: environment['DATA'] ? resolve(settings.data) : resolve(root, settings.data) };
}
