/** What the form's template shows: every field with its value, its hint and what is wrong with it. */
import type { Configuration } from '../config/configuration.js';
import { CRITERIA, type Criterion } from '../report/criterion.js';
import { dateFormatShown } from '../report/dateformat.js';
import type { FieldError } from '../report/fielderror.js';
import type { Form } from '../report/form.js';
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
import { BUCKET_SIZES } from '../graph/bucketsize.js';
import { GRAPH_TYPES } from '../graph/graphtype.js';
import { COMPARISONS, GRAPH_WIDTHS, SPLIT_RANKS, SPLITS, STATISTICS_FROM } from '../graph/splitby.js';
import { namedInterfaces } from '../report/nametables.js';
import { REPORTS } from '../report/reports.js';
import { ALL_DEVICES, devicesOf } from '../report/sources.js';
import type { Devices } from './devices.js';
import { savedFilters } from './savedfilters.js';

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

interface Tool {
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

/** When something would have happened. */
export interface Tried {
  /** Sentences. */
  readonly text: string;
  /** The newest first. */
  readonly rows: readonly {
    readonly from: string;
    /** Absent while it lasts. */
    readonly to?: string;
    readonly what: string;
    readonly worst: string;
    readonly messages: number;
  }[];
}

export interface OwnFields {
  readonly first: readonly FieldView[];
  /** In the place of the time span; absent where there is one. */
  readonly times?: readonly FieldView[];
  readonly settings: readonly FieldView[];
  readonly hidden: Readonly<Record<string, string>>;
  /** A button that tries what is typed, and saves nothing. */
  readonly tries?: { readonly name: string; readonly label: string };
  /** What its fields mean, below them. */
  readonly help?: string;
  /** What came of it. */
  readonly preview?: Tried;
  /** Pages beside the form. */
  readonly links: readonly { readonly label: string; readonly href: string }[];
}

const NO_OWN_FIELDS: OwnFields = { first: [], settings: [], hidden: {}, links: [] };

export interface FormPage {
  readonly tool: Tool;
  /** Address of the other tool's form, which takes what was typed. */
  readonly other: string;
  readonly action: string;
  readonly reset: string;
  /** Address of the page that asks for a filter's name. */
  readonly save: string;
  readonly savedFilters: readonly { readonly name: string; readonly href: string }[];
  /** Fields that no other tool has, and what its form sends besides. */
  readonly own: OwnFields;
  readonly problem?: string;
  readonly errors: readonly { readonly id: string; readonly label: string; readonly message: string }[];
  readonly field: (name: FormFieldName) => FieldView;
  readonly criteria: Readonly<Record<Criterion['side'], readonly FieldView[]>>;
  readonly ranges: readonly Choice[];
  readonly exporters: readonly Choice[];
  /** Devices besides the one in the list, as boxes to tick; empty where there is only one. */
  readonly moreDevices: readonly { readonly value: string; readonly isChosen: boolean }[];
  /** Lists of interfaces by name, which add to the fields of the same side. */
  readonly interfaces: Readonly<Partial<Record<Criterion['side'], FieldView>>>;
}

/** Time spans that one button asks for; each value is a start that ends now, or says where it ends. */
const RANGES: readonly Choice[] = [
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

const HINTS: Readonly<Partial<Record<FormFieldName, string>>> = {
  start_time: 'HH:MM:SS',
  end_time: 'HH:MM:SS',
  prefix_length: 'recorded',
  cutoff_octets: 'no limit',
  sampling_multiplier: '1',
};

const REPORT_MENUS = [
  {
    label: 'Statistics Reports',
    choices: REPORTS.filter(({ menu }) => menu === 'stat_report').map(({ id, title }) => ({
      value: String(id),
      label: title,
    })),
  },
  {
    label: 'Printed Reports',
    choices: REPORTS.filter(({ menu }) => menu === 'print_report').map(({ id, title }) => ({
      value: `print-${id}`,
      label: title,
    })),
  },
];

/** Labels of all fields, for messages too. */
export const LABELS: ReadonlyMap<string, string> = new Map(FORM_FIELDS.map(({ name, label }) => [name, label]));

function deviceChoices({ names }: Devices, chosen: string): Choice[] {
  const known = names.map((name) => ({ value: name, label: name }));
  if (names.length === 1 && names.includes(chosen)) return known;
  const all = names.length > 1 ? [{ value: ALL_DEVICES, label: 'All devices' }] : [];
  return [{ value: '', label: '–' }, ...known, ...all];
}

/** More names than this are offered only of the device that is chosen. */
const MOST_INTERFACES = 400;

/** Reference section 2.6: for each device or exporter its named interfaces, to include and to exclude. */
function interfaceGroups(owners: readonly string[], { interfaces }: Devices): FieldView['groups'] {
  const named = namedInterfaces(interfaces ?? new Map<string, string>());
  const count = [...named.values()].reduce((sum, own) => sum + own.length, 0);
  const shown = [...named].filter(
    ([owner]) => owners.includes(owner) || (owners.length === 0 && count <= MOST_INTERFACES),
  );
  return [
    { title: 'Include', sign: '' },
    { title: 'Exclude', sign: '-' },
  ].flatMap(({ title, sign }) =>
    shown.map(([owner, own]) => ({
      label: `${title}, ${owner}`,
      choices: own.map(({ index, name }) => ({ value: sign + String(index), label: `${index} ${name}` })),
    })),
  );
}

function interfaceField(name: 'sif_name' | 'dif_name', label: string, groups: FieldView['groups']): FieldView {
  return {
    name,
    id: `f-${name}`,
    label,
    value: '',
    choices: [{ value: '', label: '–' }],
    ...(groups ? { groups } : {}),
  };
}

/** @param errors one per wrong field at most is shown beside it; all are listed on top */
export function formPage(
  form: Form,
  configuration: Configuration,
  devices: Devices,
  errors: readonly FieldError[] = [],
  toolName: ToolName = 'viewer',
): FormPage {
  const tool: Tool = TOOLS[toolName];
  const { date_format, cgi_bin_short, exporters } = configuration;
  const date = dateFormatShown(date_format);
  const isAll = form.device_name === ALL_DEVICES;
  const chosen = isAll ? [ALL_DEVICES] : devicesOf(form.device_name, devices.names);
  const [firstDevice = ''] = chosen;
  const groups = interfaceGroups(
    form.device_name === '' && form.exporter !== '' ? [form.exporter] : isAll ? [] : chosen,
    devices,
  );
  const field = (name: FormFieldName): FieldView => {
    const id = `f-${name}`;
    const error = errors.find((candidate) => candidate.field === name)?.message;
    const hint = name === 'start_date' || name === 'end_date' ? date : HINTS[name];
    const choices = name === 'device_name' ? deviceChoices(devices, firstDevice) : CHOICES[name];
    return {
      name,
      id,
      label: LABELS.get(name) ?? name,
      value: name === 'device_name' ? firstDevice : form[name],
      ...(hint ? { hint } : {}),
      ...(error ? { error, describedBy: `e-${name}` } : {}),
      ...(choices ? { choices } : {}),
      ...(name === 'report' ? { groups: REPORT_MENUS } : {}),
      ...(name === 'exporter' && exporters.length > 0 ? { list: 'exporters' } : {}),
    };
  };
  const side = (wanted: Criterion['side']): FieldView[] =>
    CRITERIA.filter((criterion) => criterion.side === wanted).map(({ name, hint }) => ({ ...field(name), hint }));
  return {
    tool,
    other: `${cgi_bin_short}/${tool.other.script}.cgi`,
    action: `${cgi_bin_short}/${tool.script}_Main.cgi`,
    reset: `${cgi_bin_short}/${tool.script}.cgi`,
    save: `${cgi_bin_short}/FlowViewer_Save.cgi`,
    savedFilters: savedFilters(configuration, `${tool.script}.cgi`),
    own: NO_OWN_FIELDS,
    ...(devices.problem ? { problem: devices.problem } : {}),
    errors: errors.map(({ field: name, message }) => ({ id: `f-${name}`, label: LABELS.get(name) ?? name, message })),
    field,
    criteria: {
      source: side('source'),
      destination: side('destination'),
      either: side('either'),
      flow: side('flow'),
      size: side('size'),
    },
    ranges: RANGES,
    moreDevices:
      devices.names.length < 2
        ? []
        : devices.names.map((value) => ({ value, isChosen: value !== firstDevice && chosen.includes(value) })),
    interfaces: groups?.length
      ? {
          source: interfaceField('sif_name', 'Source I/F Name', groups),
          destination: interfaceField('dif_name', 'Destination I/F Name', groups),
        }
      : {},
    exporters: exporters.map((entry) => {
      const [, value = entry, label = entry] = /^(.+):([^:]*)$/.exec(entry) ?? [];
      return { value, label };
    }),
  };
}
