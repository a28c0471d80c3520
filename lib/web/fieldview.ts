/** A field of a form as its template shows it, and what fields are chosen from, hinted at and called. */
import { BUCKET_SIZES } from '../graph/bucketsize.js';
import { GRAPH_TYPES } from '../graph/graphtype.js';
import { COMPARISONS, GRAPH_WIDTHS, SPLIT_RANKS, SPLITS, STATISTICS_FROM } from '../graph/splitby.js';
import {
  FLOW_ANALYSIS,
  FLOW_SELECT,
  FLOW_SHARE,
  FORM_FIELDS,
  PIE_CHARTS,
  RESOLVE_ADDRESSES,
  SORT_FIELD,
  UNIT_CONVERSION,
  type Choice,
  type FormFieldName,
} from '../report/formfield.js';
import type { Report } from '../report/report.js';
import { REPORTS } from '../report/reports.js';

export interface FieldView {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly error?: string;
  /** Ids of the elements that describe it, for aria-describedby. */
  readonly describedBy?: string;
  /** With groups or choices it is a list to choose from, else a box to type in. */
  readonly groups?: readonly { readonly label: string; readonly choices: readonly Choice[] }[];
  readonly choices?: readonly Choice[];
  /** Id of a list of suggestions. */
  readonly list?: string;
}

/** Time spans that one button asks for; each value is a start that ends now, or says where it ends. */
export const RANGES: readonly Choice[] = [
  { value: '-15m', label: 'Last 15 min' },
  { value: '-1h', label: 'Last hour' },
  { value: '-2h', label: 'Last 2 h' },
  { value: '-24h', label: 'Last 24 h' },
  { value: 'last 7 days', label: 'Last 7 days' },
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'last week', label: 'Last week' },
];

/** Fields that are chosen from a list. */
export const CHOICES: Readonly<Partial<Record<FormFieldName, readonly Choice[]>>> = {
  flow_select: FLOW_SELECT,
  flow_share: FLOW_SHARE,
  sort_field: SORT_FIELD,
  pie_charts: PIE_CHARTS,
  resolve_addresses: RESOLVE_ADDRESSES,
  unit_conversion: UNIT_CONVERSION,
  flow_analysis: FLOW_ANALYSIS,
  graph_type: GRAPH_TYPES,
  bucket_size: BUCKET_SIZES,
  stats_method: STATISTICS_FROM,
  split: [{ value: '', label: 'Nothing' }, ...SPLITS],
  split_rank: SPLIT_RANKS,
  compare: COMPARISONS,
  graph_multiplier: GRAPH_WIDTHS,
};

export const HINTS: Readonly<Partial<Record<FormFieldName, string>>> = {
  start_time: 'HH:MM:SS',
  end_time: 'HH:MM:SS',
  prefix_length: 'recorded',
  cutoff_octets: 'no limit',
  sampling_multiplier: '1',
};

function reportMenu(label: string, isIn: (report: Report) => boolean) {
  const choices = REPORTS.filter(isIn).map(({ menu, id, title }) => ({
    value: menu === 'print_report' ? `print-${id}` : String(id),
    label: title,
  }));
  return { label, choices };
}

const isNewer = (report: Report): boolean => report.kind === 'groups' && report.exports === 'newer';

export const REPORT_MENUS = [
  reportMenu('Statistics Reports', (report) => report.menu === 'stat_report' && !isNewer(report)),
  reportMenu('Statistics of What Newer Exports Tell', isNewer),
  reportMenu('Printed Reports', ({ menu }) => menu === 'print_report'),
];

/** Labels of all fields, for messages too. */
export const LABELS: ReadonlyMap<string, string> = new Map(FORM_FIELDS.map(({ name, label }) => [name, label]));
