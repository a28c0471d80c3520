/** By what a graph can be split into its largest parts (reference section 4.9, and more). */
import type { Dimension } from '../query/query.js';
import type { FieldName } from '../flow/field.js';
import type { ColumnKind } from '../report/column.js';
import type { CriterionName } from '../report/criterion.js';
import { KEYS } from '../report/reports.js';

export interface SplitBy {
  /** Of the parameter `split`. */
  readonly value: string;
  readonly label: string;
  readonly dimension: Dimension;
  readonly kind: ColumnKind;
  /** The filter field that takes one of the parts. */
  readonly criterion: CriterionName;
}

function field(name: FieldName): Dimension {
  return { kind: 'field', field: name, as: 'part' };
}

function prefix(name: 'srcaddr' | 'dstaddr'): Dimension {
  return { kind: 'prefix', field: name, bits: 'recorded', as: 'part' };
}

const CLASSIC_SPLITS = [
  ['srcaddr', 'Source IP', field('srcaddr'), 'address', 'source_address'],
  ['dstaddr', 'Destination IP', field('dstaddr'), 'address', 'dest_address'],
  ['srcport', 'Source Port', field('srcport'), 'port', 'source_port'],
  ['dstport', 'Destination Port', field('dstport'), 'port', 'dest_port'],
  ['prot', 'Protocol', field('prot'), 'protocol', 'protocols'],
  ['input', 'Input I/F', field('input'), 'interface', 'source_if'],
  ['output', 'Output I/F', field('output'), 'interface', 'dest_if'],
  ['src_as', 'Source AS', field('src_as'), 'as', 'source_as'],
  ['dst_as', 'Destination AS', field('dst_as'), 'as', 'dest_as'],
  ['src_prefix', 'Source Prefix', prefix('srcaddr'), 'prefix', 'source_address'],
  ['dst_prefix', 'Destination Prefix', prefix('dstaddr'), 'prefix', 'dest_address'],
].map(([value, label, dimension, kind, criterion]) => ({ value, label, dimension, kind, criterion }) as SplitBy); // as the columns above

/** Of what newer exports tell; the keys of the reports of the same names. */
const NEWER_SPLITS = (
  [
    'src_vlan',
    'dst_vlan',
    'src_mac',
    'dst_mac',
    'mpls_label',
    'application_id',
    'nat_srcaddr',
    'nat_dstaddr',
    'forwarding_status',
    'direction',
  ] as const
).map((key): SplitBy => {
  const { title, kind, criterion, dimension } = KEYS[key];
  return { value: key, label: title, dimension: { ...dimension, as: 'part' }, kind, criterion };
});

export const SPLITS: readonly SplitBy[] = [...CLASSIC_SPLITS, ...NEWER_SPLITS];

/** Which parts are the largest: those with the most in the whole time span, or in any one bucket. */
export const SPLIT_RANKS = [
  { value: 'total', label: 'Total' },
  { value: 'peak', label: 'Peak' },
] as const;

/** What else the graph is compared with: the same window some days before. */
export const COMPARISONS = [
  { value: '', label: 'Nothing', days: 0 },
  { value: 'day', label: 'The day before', days: 1 },
  { value: 'week', label: 'The week before', days: 7 },
] as const;

export const STATISTICS_FROM = [
  { value: 'Nonzeroes', label: 'Nonzero values' },
  { value: 'All', label: 'All values' },
] as const;

export const GRAPH_WIDTHS = [
  { value: '1', label: '1' },
  { value: '2', label: '2' },
  { value: '3', label: '3' },
  { value: '4', label: '4' },
] as const;
