/** Names of captured files and the directories they are sorted into (reference sections 1.6 and 1.7). */
import type { Ms } from '../flow/time.js';
import { exportVersion, versionNumbers, type ExportVersion } from '../flow/version.js';

/** `open` while it is being written, `closed` afterwards. */
export type FileState = 'open' | 'closed';

const PREFIX = { open: 'tmp', closed: 'ft' } as const;

export interface FlowFileName {
  readonly state: FileState;
  readonly version: ExportVersion;
  /** Start of the capture, whole seconds. */
  readonly start: Ms;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Zone of a moment in the process's time zone: sign, hours, minutes, as `+0530`. */
export function zoneOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

function dayOf(date: Date): { year: string; month: string; day: string } {
  const year = String(date.getFullYear()).padStart(4, '0');
  const month = `${year}-${two(date.getMonth() + 1)}`;
  return { year, month, day: `${month}-${two(date.getDate())}` };
}

/** The name of a file, in local time with its zone: `ft-v05.2025-03-30.020042+0200`, `tmp-v08m01.…`. */
export function flowFileName({ state, version, start }: FlowFileName): string {
  const date = new Date(start);
  const { dVersion, aggregationMethod } = versionNumbers(version);
  const method = aggregationMethod === undefined ? '' : `m${two(aggregationMethod)}`;
  const time = `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
  return `${PREFIX[state]}-v${two(dVersion)}${method}.${dayOf(date).day}.${time}${zoneOf(date)}`;
}

const NAME = /^(tmp|ft)-v(\d{2,4})(?:m(\d{2}))?\.(\d{4})-(\d{2})-(\d{2})\.(\d{2})(\d{2})(\d{2})([+-])(\d{2})(\d{2})$/;

/** Reads a name (without directory) that `flowFileName` makes, whatever zone it was made in; else undefined. */
export function parseFlowFileName(name: string): FlowFileName | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, prefix, dVersion, method, year, month, day, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match;
  const version = exportVersion(Number(dVersion), method === undefined ? undefined : Number(method));
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  const date = new Date(local);
  const isDay =
    date.getUTCDate() === Number(day) &&
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCFullYear() === Number(year);
  if (!version || !isDay) return undefined;
  const east = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60000;
  return { state: prefix === 'tmp' ? 'open' : 'closed', version, start: sign === '-' ? local + east : local - east };
}

/** True for the names that programs look at when they scan a directory. */
export function isCandidateName(name: string): boolean {
  return /^(ft|tmp|cf)/.test(name);
}

export const NESTING_LEVELS = [-3, -2, -1, 0, 1, 2, 3] as const;
export type NestingLevel = (typeof NESTING_LEVELS)[number];

/** Directory below the working directory for a file that starts then, in local time; empty for level 0. */
export function nestingDirectory(level: NestingLevel, start: Ms): string {
  const { year, month, day } = dayOf(new Date(start));
  switch (level) {
    case 0:
      return '';
    case 1:
      return year;
    case 2:
      return `${year}/${month}`;
    case -1:
      return day;
    case -2:
      return `${month}/${day}`;
    case 3:
    case -3:
      return `${year}/${month}/${day}`;
  }
}
