/** The status file of a daemon: what it counted, as JSON, with the time when it said so. */
import { readFileSync } from 'node:fs';
import { METRICS, type Program } from './metrics.js';

/** By key of the table of metrics; what is not known is absent. */
export type Numbers = Readonly<Record<string, number>>;

export interface Status {
  readonly program: Program;
  readonly pid: number;
  /** Milliseconds since 1970; ISO texts in the file, as the other times. */
  readonly started: number;
  readonly written: number;
  /** At the latest so many seconds after `written` it is written again. */
  readonly every: number;
  /** What tells this daemon from others of the program: its directory, its port. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: Numbers;
  /** Growth of the counters since `since`, which is an hour ago, or the start. */
  readonly recent: { readonly since: number; readonly values: Numbers };
}

/** A file is not read beyond this, octets. */
const LONGEST = 65_536;

const iso = (time: number): string => new Date(time).toISOString();

/** Content of the file. */
export function statusText({ started, written, recent, ...rest }: Status): string {
  const times = { started: iso(started), written: iso(written) };
  return `${JSON.stringify({ ...rest, ...times, recent: { since: iso(recent.since), values: recent.values } }, undefined, 1)}\n`;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function numbers(value: unknown): Numbers {
  const entries = Object.entries(fields(value));
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

function texts(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fields(value));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

const isProgram = (name: unknown): name is Program => typeof name === 'string' && Object.hasOwn(METRICS, name);

/**
 * Reads a status file.
 * @returns undefined where there is none
 * @throws Error where it cannot be read or holds something else
 */
export function readStatus(path: string): Status | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const { program, pid, started, written, every, labels, values, recent } = fields(
    text.length > LONGEST ? undefined : parsed(text),
  );
  const { since, values: grown } = fields(recent);
  const times = [started, written, since].map((time) => Date.parse(String(time)));
  const [begun = NaN, told = NaN, from = NaN] = times;
  const isWhole = isProgram(program) && Number.isInteger(pid) && Number.isFinite(every);
  if (!isWhole || times.some(Number.isNaN)) throw new Error(`${path} is no status file`);
  return {
    program,
    pid: Number(pid),
    started: begun,
    written: told,
    every: Number(every),
    labels: texts(labels),
    values: numbers(values),
    recent: { since: from, values: numbers(grown) },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
