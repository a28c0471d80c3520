/** The report types of flow-report (reference section 5.6): rows of one table over FlowQuery. */
import type { SymbolTableName } from '../../cfg/symbols.js';
import type { FieldName } from '../../flow/field.js';
import type { Dimension } from '../../query/query.js';

export interface ReportKey {
  /** Heading as always printed, also where it names another field than the one shown. */
  readonly heading: string;
  readonly dimension: Dimension;
  readonly symbols?: SymbolTableName;
}

export interface ReportType {
  readonly name: string;
  /** What its rows stand for, a sentence. */
  readonly text: string;
  /** `sums` has no rows; unsorted, a `table` comes by rising key and a `hash` as keys first appeared; `seconds` spreads. */
  readonly body: 'sums' | 'table' | 'hash' | 'seconds';
  readonly keys: readonly ReportKey[];
  /** The address whose distinct values are counted, and the heading of their number. */
  readonly count?: { readonly of: 'srcaddr' | 'dstaddr'; readonly heading: string };
  /** Whether +totals adds the averages and distributions of flow-stat -f 0. */
  readonly detail?: 'distributions';
}

interface KeyField {
  readonly heading: string;
  /** The words for it in a sentence. */
  readonly words: string;
  readonly symbols?: SymbolTableName;
}

const KEY_FIELDS: Readonly<Partial<Record<FieldName, KeyField>>> = {
  srcaddr: { heading: 'ip-source-address', words: 'source address' },
  dstaddr: { heading: 'ip-destination-address', words: 'destination address' },
  nexthop: { heading: 'ip-next-hop-address', words: 'next hop' },
  exaddr: { heading: 'ip-exporter-address', words: 'exporter' },
  srcport: { heading: 'ip-source-port', words: 'source port', symbols: 'tcp-port' },
  dstport: { heading: 'ip-destination-port', words: 'destination port', symbols: 'tcp-port' },
  prot: { heading: 'ip-protocol', words: 'IP protocol', symbols: 'ip-prot' },
  tos: { heading: 'ip-tos', words: 'ToS octet' },
  input: { heading: 'input-interface', words: 'input interface' },
  output: { heading: 'output-interface', words: 'output interface' },
  src_as: { heading: 'source-as', words: 'source AS', symbols: 'asn' },
  dst_as: { heading: 'destination-as', words: 'destination AS', symbols: 'asn' },
  src_tag: { heading: 'source-tag', words: 'source tag', symbols: 'tag' },
  dst_tag: { heading: 'destination-tag', words: 'destination tag', symbols: 'tag' },
  engine_id: { heading: 'engine-id', words: 'engine id' },
  engine_type: { heading: 'engine-type', words: 'engine type' },
};

/** Type name and key fields: one field makes a table where its values are few, all else is a hash. */
type Row = readonly [name: string, fields: string];

const PORTS: readonly Row[] = [
  ['ip-source-port', 'srcport'],
  ['ip-destination-port', 'dstport'],
  ['ip-source/destination-port', 'srcport dstport'],
];

const FIELDS: readonly Row[] = [
  ['ip-protocol', 'prot'],
  ['ip-tos', 'tos'],
  ['ip-next-hop-address', 'nexthop'],
  ['ip-source-address', 'srcaddr'],
  ['ip-destination-address', 'dstaddr'],
  ['ip-source/destination-address', 'srcaddr dstaddr'],
  ['ip-exporter-address', 'exaddr'],
  ['input-interface', 'input'],
  ['output-interface', 'output'],
  ['input/output-interface', 'input output'],
  ['source-as', 'src_as'],
  ['destination-as', 'dst_as'],
  ['source/destination-as', 'src_as dst_as'],
  ['ip-source-address/source-as', 'srcaddr src_as'],
  ['ip-destination-address/source-as', 'dstaddr src_as'],
  ['ip-source-address/destination-as', 'srcaddr dst_as'],
  ['ip-destination-address/destination-as', 'dstaddr dst_as'],
  ['ip-source/destination-address/source-as', 'srcaddr dstaddr src_as'],
  ['ip-source/destination-address/destination-as', 'srcaddr dstaddr dst_as'],
  ['ip-source/destination-address/source/destination-as', 'srcaddr dstaddr src_as dst_as'],
  ['ip-source-address/input-interface', 'srcaddr input'],
  ['ip-destination-address/input-interface', 'dstaddr input'],
  ['ip-source-address/output-interface', 'srcaddr output'],
  ['ip-destination-address/output-interface', 'dstaddr output'],
  ['ip-source/destination-address/input-interface', 'srcaddr dstaddr input'],
  ['ip-source/destination-address/output-interface', 'srcaddr dstaddr output'],
  ['ip-source/destination-address/input/output-interface', 'srcaddr dstaddr input output'],
  ['input-interface/source-as', 'input src_as'],
  ['input-interface/destination-as', 'input dst_as'],
  ['output-interface/source-as', 'output src_as'],
  ['output-interface/destination-as', 'output dst_as'],
  ['input-interface/source/destination-as', 'input src_as dst_as'],
  ['output-interface/source/destination-as', 'output src_as dst_as'],
  ['input/output-interface/source/destination-as', 'input output src_as dst_as'],
  ['engine-id', 'engine_id'],
  ['engine-type', 'engine_type'],
  ['source-tag', 'src_tag'],
  ['destination-tag', 'dst_tag'],
  ['source/destination-tag', 'src_tag dst_tag'],
  ['ip-source-address/ip-source-port', 'srcaddr srcport'],
  ['ip-source-address/ip-destination-port', 'srcaddr dstport'],
  ['ip-destination-address/ip-source-port', 'dstaddr srcport'],
  ['ip-destination-address/ip-destination-port', 'dstaddr dstport'],
  ['ip-source-address/ip-source/destination-port', 'srcaddr srcport dstport'],
  ['ip-destination-address/ip-source/destination-port', 'dstaddr srcport dstport'],
  ['ip-source/destination-address/ip-source-port', 'srcaddr dstaddr srcport'],
  ['ip-source/destination-address/ip-destination-port', 'srcaddr dstaddr dstport'],
  ['ip-source/destination-address/ip-source/destination-port', 'srcaddr dstaddr srcport dstport'],
  ['ip-source-address/input/output-interface', 'srcaddr input output'],
  ['ip-destination-address/input/output-interface', 'dstaddr input output'],
  ['ip-source-address/source/destination-as', 'srcaddr src_as dst_as'],
  ['ip-destination-address/source/destination-as', 'dstaddr src_as dst_as'],
];

const PROTOCOLS_AND_TAGS: readonly Row[] = [
  [
    'ip-source/destination-address/ip-protocol/ip-tos/ip-source/destination-port',
    'srcaddr dstaddr srcport dstport prot tos',
  ],
  ['ip-source/destination-address/ip-protocol/ip-tos', 'srcaddr dstaddr prot tos'],
  ['ip-source-address/source-tag', 'srcaddr src_tag'],
  ['ip-source-address/destination-tag', 'srcaddr dst_tag'],
  ['ip-destination-address/source-tag', 'dstaddr src_tag'],
  ['ip-destination-address/destination-tag', 'dstaddr dst_tag'],
  ['ip-source/destination-address/source/destination-tag', 'srcaddr dstaddr src_tag dst_tag'],
];

/** Fields whose values the original counts in an array. */
const FEW_VALUES: ReadonlySet<string> = new Set([
  'srcport',
  'dstport',
  'prot',
  'tos',
  'input',
  'output',
  'src_as',
  'dst_as',
  'engine_id',
  'engine_type',
]);

/** Headings that have always been wrong; scripts look for them. */
const ODD_HEADINGS: Readonly<Record<string, readonly string[]>> = {
  'source/destination-as': ['source-as', 'destination-AS'],
  'ip-destination-address/source-as': ['ip-source-address', 'destination-as'],
  'ip-destination-address/destination-as': ['ip-destination-address', 'source-as'],
};

/** `A row for each source address and source AS.` */
function forEach(words: readonly string[]): string {
  const [last = '', ...before] = words.toReversed();
  return `A row for each ${before.length > 0 ? `${before.toReversed().join(', ')} and ` : ''}${last}.`;
}

function fieldsType([name, fields]: Row): ReportType {
  const names = fields.split(' ') as FieldName[]; // the table above holds nothing else
  const known = names.map((field) => KEY_FIELDS[field] ?? { heading: field, words: field });
  const keys = names.map((field, at): ReportKey => {
    const { heading = field, symbols } = known[at] ?? {};
    const shown = ODD_HEADINGS[name]?.[at] ?? heading;
    return { heading: shown, dimension: { kind: 'field', field }, ...(symbols && { symbols }) };
  });
  const text = forEach(known.map(({ words }) => words));
  return { name, text, body: names.length === 1 && FEW_VALUES.has(fields) ? 'table' : 'hash', keys };
}

const single = (
  name: string,
  text: string,
  heading: string,
  dimension: Dimension,
  more: Partial<Pick<ReportType, 'body' | 'count'> & Pick<ReportKey, 'symbols'>> = {},
): ReportType => {
  const { symbols, body = 'hash', count } = more;
  return { name, text, body, keys: [{ heading, dimension, ...(symbols && { symbols }) }], ...(count && { count }) };
};
const by = (field: Extract<Dimension, { kind: 'field' }>['field']): Dimension => ({ kind: 'field', field });

/** The number of a type is its place, from 1. */
export const REPORT_TYPES: readonly ReportType[] = [
  {
    name: 'summary-detail',
    text: 'Totals, averages, and how sizes and durations are distributed.',
    body: 'sums',
    keys: [],
    detail: 'distributions',
  },
  { name: 'summary-counters', text: 'Totals only.', body: 'sums', keys: [] },
  single(
    'packet-size',
    'A row for each mean packet size of a flow, in octets.',
    'packet size/flow',
    by('octets_per_packet'),
  ),
  single('octets', 'A row for each number of octets that a flow had.', 'octets/flow', by('doctets')),
  single('packets', 'A row for each number of packets that a flow had.', 'packets/flow', by('dpkts')),
  ...PORTS.map(fieldsType),
  single('bps', 'A row for each rate of a flow, in whole bits per second.', 'bps/flow', by('whole_bps')),
  single('pps', 'A row for each rate of a flow, in whole packets per second.', 'pps/flow', by('whole_pps')),
  single(
    'ip-destination-address-type',
    'A row for each class of destination address: A, B, C, D (two rows), E.',
    'ip-destination-address-type',
    by('dst_class'),
    {
      body: 'table',
      symbols: 'ip-type',
    },
  ),
  ...FIELDS.map(fieldsType),
  single('ip-address', 'A row for each address, each flow counted at both of its ends.', 'ip-address', {
    kind: 'either',
    fields: ['srcaddr', 'dstaddr'],
  }),
  single(
    'ip-port',
    'A row for each port, each flow counted at both of its ports.',
    'ip-port',
    { kind: 'either', fields: ['srcport', 'dstport'] },
    { body: 'table', symbols: 'tcp-port' },
  ),
  single(
    'ip-source-address-destination-count',
    'A row for each source address, with how many destinations it had.',
    'ip-source-address',
    by('srcaddr'),
    {
      count: { of: 'dstaddr', heading: 'ip-destination-address-count' },
    },
  ),
  single(
    'ip-destination-address-source-count',
    'A row for each destination address, with how many sources it had.',
    'ip-destination-address',
    by('dstaddr'),
    {
      count: { of: 'srcaddr', heading: 'ip-source-address-count' },
    },
  ),
  ...PROTOCOLS_AND_TAGS.map(fieldsType),
  single(
    'linear-interpolated-flows-octets-packets',
    'A row for each second, each flow spread evenly over its duration.',
    'unix-secs',
    { kind: 'second' },
    { body: 'seconds' },
  ),
  single('first', "A row for each start of a flow, in ms of the exporter's uptime.", 'First', by('first')),
  single('last', "A row for each end of a flow, in ms of the exporter's uptime.", 'Last', by('last')),
  single('duration', 'A row for each duration of a flow, in ms.', 'Duration', by('duration')),
];

/** The type of a name, whatever the case of its letters. */
export function reportType(name: string): ReportType | undefined {
  const wanted = name.toLowerCase();
  return REPORT_TYPES.find((type) => type.name === wanted);
}
