/** The three tools' forms: what each is called, and which fields it has besides those of all. */
import type { FormFieldName } from '../report/formfield.js';

/** Fields that only one of the tools has, and what its form is called. */
export const TOOLS = {
  viewer: {
    script: 'FlowViewer',
    title: 'FlowViewer',
    heading: 'Text report',
    submit: 'Generate Report',
    first: 'report',
    rules: ['flow_select', 'flow_share'],
    settings: [
      'sort_field',
      'prefix_length',
      'pie_charts',
      'cutoff_lines',
      'cutoff_octets',
      'flow_analysis',
      'unit_conversion',
      'resolve_addresses',
      'sampling_multiplier',
    ],
    other: { script: 'FlowGrapher', label: 'Graph instead' },
  },
  grapher: {
    script: 'FlowGrapher',
    title: 'FlowGrapher',
    heading: 'Graph',
    submit: 'Draw Graph',
    first: 'graph_type',
    rules: ['flow_select'],
    settings: [
      'bucket_size',
      'stats_method',
      'split',
      'split_rank',
      'compare',
      'detail_lines',
      'graph_multiplier',
      'resolve_addresses',
      'unit_conversion',
      'sampling_multiplier',
    ],
    other: { script: 'FlowViewer', label: 'Text report instead' },
  },
  tracker: {
    script: 'FlowTracker',
    title: 'FlowTracker',
    heading: 'New tracking',
    submit: 'Create Tracking',
    rules: [],
    settings: ['sampling_multiplier'],
    other: { script: 'FlowGrapher', label: 'Graph instead' },
  },
} as const satisfies Readonly<Record<string, Tool>>;

export interface Tool {
  /** Its form is NAME.cgi, its answer NAME_Main.cgi. */
  readonly script: string;
  readonly title: string;
  readonly heading: string;
  readonly submit: string;
  /** Absent where fields of the tool's own stand there. */
  readonly first?: FormFieldName;
  readonly rules: readonly FormFieldName[];
  readonly settings: readonly FormFieldName[];
  readonly other: { readonly script: string; readonly label: string };
}

export type ToolName = keyof typeof TOOLS;
