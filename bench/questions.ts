/** What is asked of the day's flows, of us as a FlowQuery and of nfdump in its words. */
import { prefixRange, parsePrefix } from '../lib/flow/address.js';
import { EVERY_FLOW, type Filter } from '../lib/query/filter.js';
import type { Dimension, FlowQuery, Groups } from '../lib/query/query.js';
import { DAY, DEVICE } from './bench-day.js';

export interface Question {
  readonly name: string;
  readonly query: FlowQuery;
  /** Arguments of nfdump after `-R DIRECTORY`; or those after `-r FILE`, where every file has to be asked. */
  readonly nfdump: readonly string[];
  readonly nfdumpReads: 'directory' | 'each file';
  /** Columns of nfdump's lines that hold the keys and, at last, the octets. */
  readonly columns: readonly number[];
  /** Memory that nfdump takes, octets per flow, where that is much. */
  readonly nfdumpMemory?: number;
  /** Which answers must be the same: every line, or the sum of the octets. */
  readonly same: 'lines' | 'sum of octets';
}

export const TOP = 10;
/** Octets that DuckDB may use, as the pages have it unless configured otherwise. */
export const MEMORY_LIMIT = 2 ** 30;

/** What is exported in the first minutes of the day has begun before it; no flow is longer than half an hour. */
const WINDOW = { start: (DAY.start - 3600) * 1000, end: DAY.end * 1000, rule: 'any' } as const;
const BUCKET = 300_000;

const USERS = '10.1.64.0/18';
const HTTPS: Filter = { kind: 'in', field: 'dstport', ranges: [{ lo: 443, hi: 443 }] };

function fromPrefix(text: string): Filter {
  const prefix = parsePrefix(text);
  const range = prefix && prefixRange(prefix);
  if (typeof range?.lo !== 'number') throw new RangeError(`no IPv4 prefix: ${text}`);
  return { kind: 'address', field: 'srcaddr', v4: [{ lo: range.lo, hi: Number(range.hi) }], v6: [] };
}

function ask(select: Omit<Groups, 'kind' | 'measures'>, filter: Filter, order: 'octets' | 'bucket'): FlowQuery {
  return {
    sources: [{ kind: 'device', name: DEVICE }],
    window: WINDOW,
    filter,
    share: 'whole flows',
    select: { kind: 'groups', measures: [{ measure: 'octets' }], ...select },
    order: [{ by: order, direction: order === 'octets' ? 'descending' : 'ascending' }],
    ...(order === 'octets' && { limit: TOP }),
  };
}

const by = (...fields: readonly Extract<Dimension, { kind: 'field' }>['field'][]) => ({
  dimensions: fields.map((field) => ({ kind: 'field', field }) as const),
});

/** nfdump's list of the top addresses, ports, … of one kind, and where address and octets stand in it. */
const STATISTICS = ['-n', String(TOP), '-N', '-q', '-o', 'csv'];
const VALUE_AND_OCTETS = [4, 9];

/** nfdump's list of the top flows added up by these of its names. */
const aggregated = (names: string, format: string): string[] => [
  '-A',
  names,
  '-O',
  'bytes',
  '-n',
  String(TOP),
  '-N',
  '-q',
  '-o',
  `fmt:${format} %byt`,
];

export const QUESTIONS: readonly [Question, ...Question[]] = [
  {
    name: 'top source addresses',
    query: ask(by('srcaddr'), EVERY_FLOW, 'octets'),
    nfdump: ['-s', 'srcip/bytes', ...STATISTICS],
    nfdumpReads: 'directory',
    columns: VALUE_AND_OCTETS,
    same: 'lines',
  },
  {
    name: 'top source and destination pairs',
    query: ask(by('srcaddr', 'dstaddr'), EVERY_FLOW, 'octets'),
    nfdump: aggregated('srcip,dstip', '%sa %da'),
    nfdumpReads: 'directory',
    columns: [0, 1, 2],
    same: 'lines',
  },
  {
    name: 'destinations of a port and a prefix',
    query: ask(by('dstaddr'), { kind: 'and', of: [HTTPS, fromPrefix(USERS)] }, 'octets'),
    nfdump: ['-s', 'dstip/bytes', ...STATISTICS, `dst port 443 and src net ${USERS}`],
    nfdumpReads: 'directory',
    columns: VALUE_AND_OCTETS,
    same: 'lines',
  },
  {
    name: 'five-minute buckets of a port',
    query: ask({ ...by(), bucket: BUCKET }, HTTPS, 'bucket'),
    nfdump: ['-s', 'dstport/bytes', ...STATISTICS, 'dst port 443'],
    nfdumpReads: 'each file',
    columns: VALUE_AND_OCTETS,
    same: 'sum of octets',
  },
  {
    name: 'top conversations (all five keys)',
    query: ask(by('srcaddr', 'dstaddr', 'srcport', 'dstport', 'prot'), EVERY_FLOW, 'octets'),
    nfdump: aggregated('srcip,dstip,srcport,dstport,proto', '%sa %da %sp %dp %pr'),
    nfdumpReads: 'directory',
    columns: [0, 1, 2, 3, 4, 5],
    nfdumpMemory: 330,
    same: 'lines',
  },
];

export function question(name: string): Question {
  const found = QUESTIONS.find((each) => each.name === name);
  if (!found) throw new RangeError(`no question "${name}"`);
  return found;
}
