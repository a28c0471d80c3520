/** The fields of the form: parameter names, labels and choices; the original's names where it has the field. */
import type { FlowQuery, WindowRule } from '../query/query.js';
import { CRITERIA } from './criterion.js';

/** Reference sections 1.4, 2.2 and 2.3. */
const PLACE_AND_TIME = [
  { name: 'device_name', label: 'Device' },
  { name: 'start_date', label: 'Start Date' },
  { name: 'start_time', label: 'Start Time' },
  { name: 'end_date', label: 'End Date' },
  { name: 'end_time', label: 'End Time' },
] as const;

/** Reference sections 1.4 and 2.7 to 2.14. */
const SETTINGS = [
  { name: 'flow_select', label: 'Include Flow If' },
  { name: 'flow_share', label: 'Count of Each Flow' },
  { name: 'report', label: 'Report' },
  { name: 'prefix_length', label: 'Prefix Length' },
  { name: 'sort_field', label: 'Sort Field' },
  { name: 'sort', label: 'Sorted By' },
  { name: 'pie_charts', label: 'Pie Charts' },
  { name: 'cutoff_lines', label: 'Cutoff Lines' },
  { name: 'cutoff_octets', label: 'Cutoff Octets' },
  { name: 'offset', label: 'Rows Left Out' },
  { name: 'sampling_multiplier', label: 'Sampling Multiplier' },
  { name: 'resolve_addresses', label: 'Resolve Addresses' },
  { name: 'unit_conversion', label: 'Octet Units' },
  { name: 'flow_analysis', label: 'Flow Analysis' },
] as const;

/** What only graphs have: reference sections 4.1 and 4.9. */
const GRAPH_SETTINGS = [
  { name: 'graph_type', label: 'Graph Type' },
  { name: 'bucket_size', label: 'Sample Time' },
  { name: 'stats_method', label: 'Statistics From' },
  { name: 'detail_lines', label: 'Detail Lines' },
  { name: 'split', label: 'Split By' },
  { name: 'split_rank', label: 'Largest In' },
  { name: 'compare', label: 'Compare With' },
  { name: 'graph_multiplier', label: 'Graph Width' },
] as const;

/** In the order of the form. One form serves all tools, so that what was typed can be handed from one to another. */
export const FORM_FIELDS = [...PLACE_AND_TIME, ...CRITERIA, ...SETTINGS, ...GRAPH_SETTINGS];

/** The fields that only graphs have. */
export const GRAPH_FIELDS: ReadonlySet<string> = new Set(GRAPH_SETTINGS.map(({ name }) => name));

export type PlaceAndTimeName = (typeof PLACE_AND_TIME)[number]['name'];
export type FormFieldName = (typeof FORM_FIELDS)[number]['name'];

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** "Include flow if": reference section 2.7. */
export const FLOW_SELECT = [
  { value: '1', label: 'Any part in the time span', rule: 'any' },
  { value: '2', label: 'End time in the time span', rule: 'ends-in' },
  { value: '3', label: 'Start time in the time span', rule: 'starts-in' },
  { value: '4', label: 'Entirely in the time span', rule: 'within' },
] as const satisfies readonly (Choice & { rule: WindowRule })[];

/** What of a flow that crosses an edge of the time span counts. */
export const FLOW_SHARE = [
  { value: 'whole', label: 'Whole flows, as exported', share: 'whole flows' },
  { value: 'inside', label: 'Only the part inside the time span', share: 'part inside window' },
] as const satisfies readonly (Choice & { share: FlowQuery['share'] })[];

export const SORT_FIELD = [
  { value: '1', label: 'Octets', key: 'octets' },
  { value: '2', label: 'Flows', key: 'flows' },
  { value: '3', label: 'Packets', key: 'packets' },
] as const satisfies readonly (Choice & { key: string })[];

/** Reference section 2.13. */
export const PIE_CHARTS = [
  { value: '0', label: 'None', pie: 'none' },
  { value: '1', label: 'With others', pie: 'with others' },
  { value: '2', label: 'Without others', pie: 'without others' },
] as const satisfies readonly (Choice & { pie: string })[];

export const RESOLVE_ADDRESSES = [
  { value: 'Y', label: 'Names' },
  { value: 'N', label: 'Numbers' },
] as const satisfies readonly Choice[];

export const UNIT_CONVERSION = [
  { value: 'Y', label: 'Use units' },
  { value: 'N', label: 'Numeric only' },
] as const satisfies readonly Choice[];

export const FLOW_ANALYSIS = [
  { value: '1', label: 'On' },
  { value: '0', label: 'Off' },
] as const satisfies readonly Choice[];
