/** What was asked in the form: one text per field, read from URL parameters and written back as them. */
import type { CriterionName } from './criterion.js';
import { saysItsEnd } from './relative.js';
import { ALL_DEVICES } from './sources.js';
import { FORM_FIELDS, type FormFieldName } from './formfield.js';

/** Texts as typed, blanks at the ends removed; an empty one stands for no entry. */
export type Form = Readonly<Record<FormFieldName, string>>;

const NAMES: readonly FormFieldName[] = FORM_FIELDS.map(({ name }) => name);

/** Older names whose list is added to the field's (the original chose interfaces by name in fields of their own). */
const ADDED: Readonly<Record<string, CriterionName>> = { sif_name: 'source_if', dif_name: 'dest_if' };

const TIMES = ['start_date', 'start_time', 'end_date', 'end_time'] as const;

/** The last value of a parameter, since the original kept the last of a repeated name; undefined if it does not occur. */
function lastValue(parameters: URLSearchParams, name: string): string | undefined {
  return parameters.getAll(name).at(-1)?.trim();
}

/** Devices to be asked besides that of `device_name`, as the form has them as boxes to tick. */
const MORE_DEVICES = 'more_devices';

function readDevices(parameters: URLSearchParams): string | undefined {
  const first = lastValue(parameters, 'device_name');
  const names = [first ?? '', ...parameters.getAll(MORE_DEVICES)].map((name) => name.trim()).filter(Boolean);
  if (first === ALL_DEVICES || names.length === 0) return first;
  return [...new Set(names)].join(', ');
}

/** `10` for a statistics report, `print-5` for a printed one: the value of the one list of reports. */
function readReport(parameters: URLSearchParams): string | undefined {
  const report = lastValue(parameters, 'report');
  if (report !== undefined) return report;
  const none = (text: string | undefined): boolean => text === undefined || text === '' || text === '0';
  const statistics = lastValue(parameters, 'stat_report');
  const printed = lastValue(parameters, 'print_report');
  if (!none(statistics) && !none(printed)) return `${statistics} and print-${printed}`;
  if (!none(printed)) return `print-${printed}`;
  return none(statistics) ? undefined : statistics;
}

/** Fields that are more than the last value of their parameter. */
const READERS: Readonly<Partial<Record<FormFieldName, (parameters: URLSearchParams) => string | undefined>>> = {
  report: readReport,
  device_name: readDevices,
};

/**
 * Reads a form from URL parameters. A parameter that does not occur takes its value from `blank`; the time span only if
 * none of its four boxes occurs. If only its start does it ends now, or with the day or span that the start names
 * (`yesterday`, `last week`). `range` stands for such a start.
 */
export function readForm(parameters: URLSearchParams, blank: Form): Form {
  const timed = TIMES.some((name) => parameters.has(name));
  const ended = parameters.has('end_date') || parameters.has('end_time');
  const wholeSpan = saysItsEnd(lastValue(parameters, 'start_date') ?? '', 0);
  const values: Record<string, string> = {};
  for (const name of NAMES) {
    const isTime = TIMES.some((time) => time === name);
    const absent = isTime && timed ? (name === 'end_date' && !ended && !wholeSpan ? 'now' : '') : blank[name];
    const read = READERS[name] ?? ((from: URLSearchParams) => lastValue(from, name));
    values[name] = read(parameters) ?? absent;
  }
  const range = lastValue(parameters, 'range');
  if (range) {
    const end = saysItsEnd(range, 0) ? '' : 'now';
    Object.assign(values, { start_date: range, start_time: '', end_date: end, end_time: '' });
  }
  if (parameters.has('cutoff_lines') && values['cutoff_lines'] === '') values['cutoff_lines'] = '0'; // as the original
  if (parameters.has('exporter') && !parameters.has('device_name')) values['device_name'] = ''; // the exporter alone
  for (const [name, field] of Object.entries(ADDED)) {
    values[field] = [values[field], lastValue(parameters, name)].filter(Boolean).join(', ');
  }
  return values as Form; // every name of the table has just been set
}

/**
 * The same form as URL parameters under the original's names, in the order of the form, without empty fields.
 * @param defaults fields that need not be said because they have these values anyway
 */
export function formParameters(form: Form, defaults: Readonly<Partial<Form>> = {}): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of NAMES) {
    const value = form[name];
    if (value === '' || value === defaults[name]) continue;
    if (name !== 'report') parameters.set(name, value);
    else if (value.startsWith('print-')) parameters.set('print_report', value.slice('print-'.length));
    else parameters.set('stat_report', value);
  }
  return parameters;
}
