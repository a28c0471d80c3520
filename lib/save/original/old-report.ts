/** Saved reports of the original in the save directory (reference section 6.5): what they are called, and what is in them. */
import type { Ms } from '../../flow/time.js';
import { findReport } from '../../report/reports.js';
import { momentsOf } from '../../report/zone.js';
import type { Tool } from '../report-document.js';
import type { SaveDirectory } from '../save-directory.js';
import { imageNames } from './html-text.js';
import { readOldBody, type OldBody } from './old-body.js';
import { readOldPage } from './old-page.js';
import { parseParameterSet, parameterSetQuery } from './parameter-set.js';

export interface OldReport {
  readonly tool: Tool;
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly span: string;
  readonly saved: Ms;
  /** The question as far as it can be asked again. */
  readonly query: URLSearchParams;
  readonly body: OldBody;
  /** Files of PNG pictures: in the save directory, or in the directory of the report. */
  readonly pictures: readonly string[];
}

/** Largest file that is read, in octets. */
const LARGEST = 32 * 1_048_576;
/** Octets that hold the parameter set or the head of a page: all that a list needs. */
const HEAD = 16_384;

const TOOLS: Readonly<Record<string, Tool>> = {
  FlowViewer: 'FlowViewer',
  FlowGrapher: 'FlowGrapher',
  FlowMonitor: 'FlowTracker',
};

const SET_FILE = /^(FlowViewer|FlowGrapher)_save_[A-Za-z\d]{1,40}$/;
const SNAPSHOT = /^FlowMonitor_save_[A-Za-z\d]{1,40}$/;
const PAGE = /^(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})_.*\.html?$/;

/** Whether a file or directory has the name of a saved report of the original. */
export const isOldReport = (file: string): boolean => SET_FILE.test(file) || SNAPSHOT.test(file) || PAGE.test(file);

function titleOf(query: URLSearchParams): string {
  const printed = findReport('print_report', Number(query.get('print_report') ?? NaN));
  const report = printed ?? findReport('stat_report', Number(query.get('stat_report') ?? NaN));
  return report?.title ?? query.get('graph_type') ?? query.get('monitor_type') ?? '';
}

function spanOf(query: URLSearchParams): string {
  const at = (end: string): string => `${query.get(`${end}_date`) ?? ''} ${query.get(`${end}_time`) ?? ''}`.trim();
  return at('start') === '' ? '' : `${at('start')} – ${at('end')}`;
}

const sourceOf = (query: URLSearchParams): string => query.get('device_name') ?? query.get('exporter') ?? '';

/** `create_time`, seconds since 1970, where the file has a sensible one. */
function created(values: ReadonlyMap<string, string>, changed: Ms): Ms {
  const seconds = Number(values.get('create_time') ?? NaN);
  return seconds > 0 && seconds < 8.64e12 ? seconds * 1000 : changed;
}

function readSet(directory: SaveDirectory, file: string, most: number): OldReport | undefined {
  const found = directory.look(file);
  const tool = TOOLS[SET_FILE.exec(file)?.[1] ?? ''];
  if (!found || !tool) return undefined;
  const set = parseParameterSet(directory.read(file, most).toString('utf8'));
  if (!set) return undefined;
  const query = parameterSetQuery(set);
  const picture = `${file}.png`;
  return {
    tool,
    name: set.values.get('Description') || file,
    title: titleOf(query),
    source: sourceOf(query),
    span: spanOf(query),
    saved: created(set.values, found.changed),
    query,
    body: readOldBody(set.body),
    pictures: directory.look(picture) ? [picture] : [],
  };
}

/** The time in the name of a page, as the server's clock showed it. */
function timeInName(file: string, changed: Ms): Ms {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (PAGE.exec(file) ?? []).slice(1).map(Number);
  return momentsOf({ year, month, day, hour, minute, second })[0] ?? changed;
}

function readPage(directory: SaveDirectory, file: string, most: number): OldReport | undefined {
  const found = directory.look(file);
  if (!found) return undefined;
  const html = directory.read(file, most).toString('utf8');
  const { text, query, title, description } = readOldPage(html);
  const beside = [file.replace(/\.html?$/, '.png'), ...imageNames(html)].filter((name) => /\.png$/i.test(name));
  return {
    tool: /graph/i.test(file) ? 'FlowGrapher' : 'FlowViewer',
    name: description || file.replace(/^\d{8}_\d{6}_/, '').replace(/\.html?$/, ''),
    title,
    source: sourceOf(query),
    span: spanOf(query),
    saved: timeInName(file, found.changed),
    query,
    body: { kind: 'text', text },
    pictures: [...new Set(beside)].filter((name) => directory.look(name)),
  };
}

/** Lines ` input: KEY: VALUE` of a tracking's or group's file (reference sections 6.2 and 6.3). */
function inputLines(text: string): Map<string, string> {
  const pairs = text.split(/\r?\n/).map((line) => /^\s*input: (\w+): ?(.*)$/.exec(line));
  return new Map(pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', (pair[2] ?? '').trim()] as const] : [])));
}

function readSnapshot(directory: SaveDirectory, file: string): OldReport | undefined {
  if (!directory.holdsDirectory(file)) return undefined;
  const inside = directory.below(file);
  const names = inside.names().sort();
  const definition = names.find((name) => /\.(fil|grp|archive)$/.test(name));
  const values =
    definition === undefined
      ? new Map<string, string>()
      : inputLines(inside.read(definition, LARGEST).toString('utf8'));
  const query = parameterSetQuery({ values });
  const pictures = names.filter((name) => /\.png$/i.test(name) && inside.look(name));
  const changed = names.reduce((latest, name) => Math.max(latest, inside.look(name)?.changed ?? 0), 0);
  const label = values.get('monitor_label') ?? values.get('tracking_label') ?? '';
  return {
    tool: 'FlowTracker',
    name: values.get('Description') || label || file,
    title: label,
    source: sourceOf(query),
    span: '',
    saved: created(values, changed),
    query,
    body: { kind: 'text', text: values.get('general_comment') ?? '' },
    pictures,
  };
}

/**
 * Reads a report of the original.
 * @param want the `head` that lists need, or the `whole` report
 * @returns undefined if the file is none
 */
export function readOldReport(directory: SaveDirectory, file: string, want: 'head' | 'whole'): OldReport | undefined {
  const most = want === 'head' ? HEAD : LARGEST;
  if (SET_FILE.test(file)) return readSet(directory, file, most);
  if (SNAPSHOT.test(file)) return readSnapshot(directory, file);
  return PAGE.test(file) ? readPage(directory, file, most) : undefined;
}

/** Where the pictures of a report lie. */
export function pictureDirectory(directory: SaveDirectory, file: string): SaveDirectory {
  return SNAPSHOT.test(file) ? directory.below(file) : directory;
}

/** Removes a report of the original with its pictures. @throws DirectoryError */
export function removeOldReport(directory: SaveDirectory, file: string): void {
  if (SNAPSHOT.test(file)) {
    directory.removeDirectory(file);
    return;
  }
  for (const picture of readOldReport(directory, file, 'whole')?.pictures ?? []) directory.remove(picture);
  directory.remove(file);
}
