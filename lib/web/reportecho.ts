/** What a report page says about what was asked (reference section 2.15): time span, filters, settings. */
import { isCoded } from '../flow/code.js';
import type { Configuration } from '../config/configuration.js';
import { CRITERIA } from '../report/criterion.js';
import { formatDate, formatTime, type DateFormat } from '../report/dateformat.js';
import { FLOW_SELECT, FLOW_SHARE, type Choice } from '../report/formfield.js';
import type { Names } from '../report/names.js';
import type { Question } from '../report/question.js';
import { brief } from '../report/filterform.js';
import { sourceText } from '../report/sources.js';
import { kindOf } from '../report/words.js';
import { formatOffset } from '../report/zone.js';
import { formatLength, formatNumber } from './format.js';
import type { FormChange } from './link.js';

export interface Setting {
  readonly label: string;
  readonly value: string;
}

/** The addresses of a page whose filters can be changed. */
export interface FilterLinks {
  readonly changed: (change: FormChange) => string;
}

export interface FilterSetting extends Setting {
  /** Address of the report without this filter. */
  readonly without: string;
}

/** A time span with its zone, which stands twice where clocks change in between. */
export function spanText({ start, end }: Question['window'], format: DateFormat): string {
  const text = (moment: number): string => `${formatDate(moment, format)} ${formatTime(moment)}`;
  const [from, to] = [formatOffset(start), formatOffset(end)];
  return `${text(start)}${from === to ? '' : ` ${from}`} – ${text(end)} ${to} (${formatLength(end - start)})`;
}

/** What the form calls a value. */
export function label(choices: readonly Choice[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}

/** How flows were chosen and counted; what has no effect is left out. */
export function settings({ form, report, lines, presentation }: Question, names: Names): Setting[] {
  const { multiplier } = presentation;
  const { protocols = [], family, detects } = report.kind === 'groups' ? report : {};
  const prefixed = report.kind === 'groups' && report.keys.some(({ dimension }) => dimension.kind === 'prefix');
  return [
    { label: 'Include flow if', value: label(FLOW_SELECT, form.flow_select) },
    { label: 'Count', value: label(FLOW_SHARE, form.flow_share) },
    { label: 'Only', value: family ?? protocols.map((number) => names('protocol', number) ?? number).join(' and ') },
    { label: 'Prefix length', value: prefixed ? form.prefix_length : '' },
    { label: 'Cutoff lines', value: report.kind === 'summary' ? '' : formatNumber(lines) },
    { label: 'Cutoff octets', value: report.kind === 'groups' && !detects ? form.cutoff_octets : '' },
    { label: 'Sampling', value: multiplier === 1 ? '' : `× ${formatNumber(multiplier, 9)}` },
  ].filter(({ value }) => value !== '');
}

/** Devices or exporter, in words. */
export function sourceOf({ form }: Pick<Question, 'form'>, configuration: Pick<Configuration, 'exporters'>): string {
  return sourceText(form, configuration);
}

/** Everything that was asked, in the order of a page: source, time span, filters, settings. */
export function askedFor(question: Question, configuration: Configuration, names: Names): Setting[] {
  return [
    { label: 'Device', value: sourceOf(question, configuration) },
    { label: 'Time span', value: spanText(question.window, configuration.date_format) },
    ...filterTexts(question, names),
    ...settings(question, names),
  ];
}

/** Also an application in two parts. */
const NUMBERS = /\b(?:(\d+)\.\.(\d+)|\d+)\b/g;

type Filtered = Pick<Question, 'filterTexts'> & Partial<Pick<Question, 'meanings'>>;

/** A filter as it was typed, with what its names meant, or the names of what was given by number. */
function filterText({ meanings }: Filtered, { name, text }: Question['filterTexts'][number], names?: Names): string {
  const criterion = CRITERIA.find((each) => each.name === name);
  const meaning = criterion && meanings?.[criterion.name];
  if (meaning !== undefined) return `${text} = ${brief(meaning)}`;
  const kind = criterion && kindOf(criterion);
  if (kind === undefined || !(kind === 'interface' || kind === 'application' || isCoded(kind))) return text;
  return text.replace(NUMBERS, (number, engine?: string, own?: string) => {
    const value = own === undefined ? Number(number) : Number(engine) * 2 ** 24 + Number(own);
    const found = names?.(kind, value);
    return found === undefined ? number : `${number} (${found})`;
  });
}

/** The filters in words. */
export function filterTexts(question: Filtered, names: Names): Setting[] {
  return question.filterTexts.map((filter) => ({ label: filter.label, value: filterText(question, filter, names) }));
}

/** @param links of the page that has the filters */
export function filters(question: Filtered, links: FilterLinks, names?: Names): FilterSetting[] {
  return question.filterTexts.map((filter) => ({
    label: filter.label,
    value: filterText(question, filter, names),
    without: links.changed({ [filter.name]: '', offset: '' }),
  }));
}
