/** The formats of flow-stat (reference section 5.5): rows of one table over FlowQuery. */
import type { SymbolTableName } from '../cfg/symbols.js';
import type { FieldName } from '../flow/field.js';
import type { Filter } from '../query/filter.js';
import type { Dimension } from '../query/query.js';

/** Shape of the listing of groups: headings, widths, order. */
export interface Listing {
  /** Before the columns of counters; tables and hashes show the format's own title there. */
  readonly heading: (title: string, width: 'normal' | 'wide') => string;
  /** Widths of the key columns, at which symbols are cut; the wide ones only with -w. */
  readonly keys: readonly number[];
  readonly wideKeys?: readonly number[];
  /** Hashes of numbers keep the normal width where -P goes with -w. */
  readonly percentKeys?: 'normal';
  /** Whether the last counter is padded too. */
  readonly lastColumn: 'padded' | 'bare';
  /** Rows that are not sorted come by falling key (the original counts them in an array), or as they first appeared. */
  readonly order: 'key' | 'appearance';
}

const fixed = (text: string) => () => text;

const TABLE: Listing = {
  heading: (title, width) => (width === 'wide' ? title.padEnd(15).slice(0, 15) : title.padEnd(10).slice(0, 10)),
  keys: [10],
  wideKeys: [15],
  lastColumn: 'padded',
  order: 'key',
};
const HASH: Listing = {
  heading: (title) => `${title.padEnd(8)}  `,
  keys: [10],
  wideKeys: [15],
  percentKeys: 'normal',
  lastColumn: 'bare',
  order: 'appearance',
};
const ADDRESS: Listing = {
  heading: fixed('IPaddr         '),
  keys: [15],
  lastColumn: 'bare',
  order: 'appearance',
};
const ADDRESS_PAIR: Listing = {
  heading: fixed('src IPaddr     dst IPaddr       '),
  keys: [15, 15],
  lastColumn: 'padded',
  order: 'appearance',
};
const AS_PAIR: Listing = {
  heading: fixed('src AS          dst AS            '),
  keys: [16, 16],
  lastColumn: 'padded',
  order: 'appearance',
};
const INTERFACE_PAIR: Listing = {
  heading: fixed('in   out    '),
  keys: [5, 5],
  lastColumn: 'padded',
  order: 'appearance',
};
const PREFIX: Listing = {
  heading: fixed('Source Prefix     '),
  keys: [18],
  lastColumn: 'bare',
  order: 'appearance',
};
const PREFIX_PAIR: Listing = {
  heading: fixed('Source Prefix     Destination Prefix  '),
  keys: [18, 18],
  lastColumn: 'bare',
  order: 'appearance',
};
const TAG_PAIR: Listing = {
  heading: fixed('Src Tag   Dst Tag     '),
  keys: [10, 10],
  lastColumn: 'bare',
  order: 'appearance',
};

/** Sums by key. */
export interface GroupsFormat {
  readonly kind: 'groups';
  readonly name: string;
  /** What its lines stand for, a sentence. */
  readonly text: string;
  readonly listing: Listing;
  /** Heading of the key where the listing has none of its own. */
  readonly title: string;
  readonly dimensions: readonly Dimension[];
  readonly filter?: Filter;
  /** Table of the names that -n shows. */
  readonly symbols?: SymbolTableName;
  /** Both ends of a flow count in the totals too. */
  readonly totals?: 'twice';
  /** Records without packets have no key: told, counted in the totals only. */
  readonly bogus?: 'no packets';
}

export interface SpecialFormat {
  readonly kind: 'summary' | 'not implemented' | 'octets plot' | 'packets plot' | 'short summary';
  readonly name: string;
  /** What it prints, a sentence. */
  readonly text: string;
  readonly needs: readonly FieldName[];
}

export type StatFormat = GroupsFormat | SpecialFormat;

const TCP_AND_UDP: Filter = {
  kind: 'in',
  field: 'prot',
  ranges: [
    { lo: 6, hi: 6 },
    { lo: 17, hi: 17 },
  ],
};

const by = (...fields: Extract<Dimension, { kind: 'field' }>['field'][]): Dimension[] =>
  fields.map((field) => ({ kind: 'field', field }));
const prefix = (...fields: ('srcaddr' | 'dstaddr')[]): Dimension[] =>
  fields.map((field) => ({ kind: 'prefix', field, bits: 'recorded' }));

function groups(
  name: string,
  text: string,
  listing: Listing,
  title: string,
  dimensions: readonly Dimension[],
  more: Partial<GroupsFormat> = {},
): GroupsFormat {
  return { kind: 'groups', name, text, listing, title, dimensions, ...more };
}

const PORTS = { filter: TCP_AND_UDP, symbols: 'tcp-port' } as const;

/** The number of -f is the place in the table. */
export const STAT_FORMATS: readonly StatFormat[] = [
  {
    kind: 'summary',
    name: 'Overall Summary',
    text: 'totals, averages, and how sizes and durations are distributed.',
    needs: ['unix_secs'],
  },
  groups(
    'Average packet size distribution',
    'a line for each mean packet size of a flow, in octets.',
    HASH,
    'Pkt Size',
    by('octets_per_packet'),
    {
      symbols: 'tag',
      bogus: 'no packets',
    },
  ),
  groups(
    'Packets per flow distribution',
    'a line for each number of packets that a flow had.',
    HASH,
    'Packets',
    by('dpkts'),
    { symbols: 'tag' },
  ),
  groups(
    'Octets per flow distribution',
    'a line for each number of octets that a flow had.',
    HASH,
    'Octets',
    by('doctets'),
    { symbols: 'tag' },
  ),
  { kind: 'not implemented', name: 'Bandwidth per flow distribution', text: 'never was implemented.', needs: [] },
  groups(
    'UDP/TCP destination port',
    'a line for each destination port; only TCP and UDP count.',
    TABLE,
    'port',
    by('dstport'),
    PORTS,
  ),
  groups(
    'UDP/TCP source port',
    'a line for each source port; only TCP and UDP count.',
    TABLE,
    'port',
    by('srcport'),
    PORTS,
  ),
  groups(
    'UDP/TCP port',
    'a line for each port, each flow counted at both of its ports.',
    TABLE,
    'port',
    [{ kind: 'either', fields: ['srcport', 'dstport'] }],
    {
      ...PORTS,
      totals: 'twice',
    },
  ),
  groups('Destination IP', 'a line for each destination address.', ADDRESS, '', by('dstaddr')),
  groups('Source IP', 'a line for each source address.', ADDRESS, '', by('srcaddr')),
  groups(
    'Source/Destination IP',
    'a line for each pair of source and destination address.',
    ADDRESS_PAIR,
    '',
    by('srcaddr', 'dstaddr'),
  ),
  groups('Source or Destination IP', 'a line for each address, each flow counted at both of its ends.', ADDRESS, '', [
    { kind: 'either', fields: ['srcaddr', 'dstaddr'] },
  ]),
  groups('IP protocol', 'a line for each IP protocol.', TABLE, 'protocol', by('prot'), { symbols: 'ip-prot' }),
  {
    kind: 'octets plot',
    name: 'octets for flow duration plot data',
    text: 'two points for each flow, its start and end in ms of uptime, with its octets.',
    needs: [],
  },
  {
    kind: 'packets plot',
    name: 'packets for flow duration plot data',
    text: 'two points for each flow, its start and end in ms of uptime, with its packets.',
    needs: [],
  },
  {
    kind: 'short summary',
    name: 'short summary',
    text: 'octets, packets and millions of octets of all flows on one line.',
    needs: [],
  },
  groups('IP Next Hop', 'a line for each next hop.', ADDRESS, '', by('nexthop')),
  groups('Input interface', 'a line for each input interface (ifIndex).', TABLE, 'interface', by('input')),
  groups('Output interface', 'a line for each output interface (ifIndex).', TABLE, 'interface', by('output')),
  groups('Source AS', 'a line for each source AS.', TABLE, 'src AS', by('src_as'), { symbols: 'asn' }),
  groups('Destination AS', 'a line for each destination AS.', TABLE, 'dst AS', by('dst_as'), { symbols: 'asn' }),
  groups(
    'Source/Destination AS',
    'a line for each pair of source and destination AS.',
    AS_PAIR,
    '',
    by('src_as', 'dst_as'),
    { symbols: 'asn' },
  ),
  groups('IP ToS', 'a line for each ToS octet.', TABLE, 'ToS', by('tos')),
  groups(
    'Input/Output Interface',
    'a line for each pair of input and output interface.',
    INTERFACE_PAIR,
    '',
    by('input', 'output'),
  ),
  groups(
    'Source Prefix',
    'a line for each source prefix, by the mask that the exporter sent.',
    PREFIX,
    '',
    prefix('srcaddr'),
  ),
  groups(
    'Destination Prefix',
    'a line for each destination prefix, by the mask that the exporter sent.',
    PREFIX,
    '',
    prefix('dstaddr'),
  ),
  groups(
    'Source/Destination Prefix',
    'a line for each pair of source and destination prefix.',
    PREFIX_PAIR,
    '',
    prefix('srcaddr', 'dstaddr'),
  ),
  groups('Exporter IP', 'a line for each exporter.', ADDRESS, '', by('exaddr')),
  groups('Engine Id', 'a line for each engine id of the exporters.', TABLE, 'engine_id', by('engine_id')),
  groups('Engine Type', 'a line for each engine type of the exporters.', TABLE, 'engine_type', by('engine_type')),
  groups('Source Tag', 'a line for each source tag.', HASH, 'Src Tag', by('src_tag'), { symbols: 'tag' }),
  groups('Destination Tag', 'a line for each destination tag.', HASH, 'Dst Tag', by('dst_tag'), { symbols: 'tag' }),
  groups(
    'Source/Destination Tag',
    'a line for each pair of source and destination tag.',
    TAG_PAIR,
    '',
    by('src_tag', 'dst_tag'),
    { symbols: 'tag' },
  ),
];
