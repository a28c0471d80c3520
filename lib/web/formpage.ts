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
  RESOLVE_ADDRESSES,
  SORT_FIELD,
  UNIT_CONVERSION,
  type Choice,
  type FormFieldName,
} from '../report/formfield.js';
import { REPORTS } from '../report/reports.js';
import type { Devices } from './devices.js';

export interface FieldView {
  readonly name: FormFieldName;
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

export interface FormPage {
  readonly action: string;
  readonly reset: string;
  readonly problem?: string;
  readonly errors: readonly { readonly id: string; readonly label: string; readonly message: string }[];
  readonly field: (name: FormFieldName) => FieldView;
  readonly criteria: Readonly<Record<Criterion['side'], readonly FieldView[]>>;
  readonly ranges: readonly Choice[];
  readonly exporters: readonly Choice[];
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
  resolve_addresses: RESOLVE_ADDRESSES,
  unit_conversion: UNIT_CONVERSION,
  flow_analysis: FLOW_ANALYSIS,
};

const HINTS: Readonly<Partial<Record<FormFieldName, string>>> = {
  start_time: 'HH:MM:SS',
  end_time: 'HH:MM:SS',
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
  return names.includes(chosen) && names.length === 1 ? known : [{ value: '', label: '–' }, ...known];
}

/** @param errors one per wrong field at most is shown beside it; all are listed on top */
export function formPage(
  form: Form,
  configuration: Configuration,
  devices: Devices,
  errors: readonly FieldError[] = [],
): FormPage {
  const { date_format, cgi_bin_short, exporters } = configuration;
  const date = dateFormatShown(date_format);
  const field = (name: FormFieldName): FieldView => {
    const id = `f-${name}`;
    const error = errors.find((candidate) => candidate.field === name)?.message;
    const hint = name === 'start_date' || name === 'end_date' ? date : HINTS[name];
    const choices = name === 'device_name' ? deviceChoices(devices, form.device_name) : CHOICES[name];
    return {
      name,
      id,
      label: LABELS.get(name) ?? name,
      value: form[name],
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
    action: `${cgi_bin_short}/FlowViewer_Main.cgi`,
    reset: `${cgi_bin_short}/FlowViewer.cgi`,
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
    exporters: exporters.map((entry) => {
      const [, value = entry, label = entry] = /^(.+):([^:]*)$/.exec(entry) ?? [];
      return { value, label };
    }),
  };
}
