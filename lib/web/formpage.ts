/** What the form's template shows: every field with its value, its hint and what is wrong with it. */
import type { Configuration } from '../config/configuration.js';
import { CRITERIA, type Criterion } from '../report/criterion.js';
import { dateFormatShown } from '../report/dateformat.js';
import type { FieldError } from '../report/fielderror.js';
import type { Form } from '../report/form.js';
import type { Choice, FormFieldName } from '../report/formfield.js';
import { ALL_DEVICES, devicesOf } from '../report/sources.js';
import type { Devices } from './devices.js';
import { CHOICES, HINTS, LABELS, RANGES, REPORT_MENUS, type FieldView } from './fieldview.js';
import { TOOLS, type Tool, type ToolName } from './formtools.js';
import { interfaceField, interfaceGroups } from './interfacefields.js';
import { NO_OWN_FIELDS, type OwnFields } from './ownfields.js';
import { savedFilters } from './savedfilters.js';

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

function deviceChoices({ names }: Devices, chosen: string): Choice[] {
  const known = names.map((name) => ({ value: name, label: name }));
  if (names.length === 1 && names.includes(chosen)) return known;
  const all = names.length > 1 ? [{ value: ALL_DEVICES, label: 'All devices' }] : [];
  return [{ value: '', label: '–' }, ...known, ...all];
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
      newer: side('newer'),
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
