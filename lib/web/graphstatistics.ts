/** The statistics of a graph in words, beside those of the span that it is compared with. */
import type { GraphAnswer } from '../graph/graphanswer.js';
import { STATISTICS, type Statistics } from '../graph/statistics.js';
import { formatRate } from '../graph/unit.js';
import { formatCount, formatNumber } from './format.js';

/** A number in words, with what it is exactly. */
export interface Value {
  readonly text: string;
  readonly exact: string;
}

export interface StatisticsView {
  readonly method: string;
  readonly spans: readonly string[];
  readonly rows: readonly { readonly label: string; readonly values: readonly Value[]; readonly change?: string }[];
}

/** From here on a percentage is hard to read. */
const MANY = 10;

/** With differences in percent, or how many times as much, where two spans are compared. */
export function statisticsView(answer: GraphAnswer): StatisticsView {
  const { question, statistics, compare } = answer;
  const { unit } = question.type;
  const value = (from: Statistics | undefined, key: keyof Statistics): Value =>
    from
      ? { text: formatRate(from[key], unit), exact: `${formatNumber(from[key], 6)} ${unit}` }
      : { text: '–', exact: '' };
  const change = (key: keyof Statistics): string => {
    const [now, before] = [statistics?.[key], compare?.statistics?.[key]];
    if (now === undefined || !before) return '';
    const times = now / before;
    if (times >= MANY) return `× ${formatNumber(times, times < 100 ? 1 : 0)}`;
    const percent = 100 * (times - 1);
    return `${percent > 0 ? '+' : ''}${formatNumber(percent, 1)} %`;
  };
  const count = statistics?.count ?? 0;
  const method = question.statistics === 'All' ? 'all values' : 'nonzero values only';
  return {
    method: `Over ${formatNumber(count)} of ${formatCount(answer.values.length, 'value')}: ${method}`,
    spans: ['This time span', ...(question.compare ? [question.compare.label] : [])],
    rows: STATISTICS.map(({ key, label: title }) => ({
      label: title,
      values: [value(statistics, key), ...(compare ? [value(compare.statistics, key)] : [])],
      ...(compare ? { change: change(key) } : {}),
    })),
  };
}
