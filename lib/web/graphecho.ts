/** What a graph's page says about what was asked: how its values and lines were chosen. */
import type { Configuration } from '../config/configuration.js';
import type { GraphQuestion } from '../graph/graphquestion.js';
import { SPLIT_RANKS } from '../graph/splitby.js';
import { FLOW_SELECT } from '../report/formfield.js';
import type { Names } from '../report/names.js';
import { formatNumber } from './format.js';
import { filterTexts, label, sourceOf, spanText, type Setting } from './reportecho.js';

/** What has no effect is left out. */
export function graphSettings(question: GraphQuestion, { date_format }: Configuration): Setting[] {
  const { form, size, presentation, compare, split } = question;
  const { multiplier } = presentation;
  return [
    { label: 'Sample time', value: size.label },
    { label: 'Include flow if', value: label(FLOW_SELECT, form.flow_select) },
    { label: 'Split by', value: split ? `${split.by.label}, ${label(SPLIT_RANKS, split.rank).toLowerCase()}` : '' },
    { label: 'Compared with', value: compare ? spanText(compare.window, date_format) : '' },
    { label: 'Sampling', value: multiplier === 1 ? '' : `× ${formatNumber(multiplier, 9)}` },
  ].filter(({ value }) => value !== '');
}

/** Everything that was asked, in the order of a page: source, time span, filters, settings. */
export function graphAskedFor(question: GraphQuestion, configuration: Configuration, names: Names): Setting[] {
  return [
    { label: 'Device', value: sourceOf(question, configuration) },
    { label: 'Time span', value: spanText(question.window, configuration.date_format) },
    ...filterTexts(question, names),
    ...graphSettings(question, configuration),
  ];
}
