/** The Summary as its template shows it: a list of values, and one table for each distribution. */
import type { Answer } from '../report/answer.js';
import { DISTRIBUTIONS, distributionClasses } from '../report/distribution.js';
import { SUMMARY_ITEMS } from '../report/summary.js';
import type { DrillDown } from './drill.js';
import { formatNumber, formatPercent } from './format.js';

export interface SummaryView {
  readonly items: readonly { readonly title: string; readonly value: string; readonly unit: string }[];
  readonly distributions: readonly {
    readonly title: string;
    readonly unit: string;
    readonly classes: readonly {
      readonly label: string;
      readonly share: string;
      readonly bar: number;
      /** Address of the flows of the class, where there are some. */
      readonly href?: string;
    }[];
  }[];
}

/** @param drillDown makes the addresses that the classes lead to */
export function summaryView({ rows, question }: Answer, drillDown: DrillDown): SummaryView {
  const values = new Map(rows.map(([key, value]) => [key, value]));
  const shown = (key: string): string => {
    const value = values.get(key);
    return typeof value === 'number' ? formatNumber(value, 4) : '–';
  };
  const star = question.presentation.multiplier > 1 ? ' *' : '';
  return {
    items: SUMMARY_ITEMS.map(({ key, title, unit, multiplied }) => ({
      title: title + (multiplied ? star : ''),
      value: shown(key),
      unit,
    })),
    distributions: DISTRIBUTIONS.map((distribution) => ({
      title: distribution.title,
      unit: distribution.unit,
      classes: distributionClasses(distribution).map(({ label, range }) => {
        const share = Number(values.get(distribution.key + label) ?? 0) * 100;
        const [sign, limit] = label.startsWith('>') ? ['>', range.lo - 1] : ['≤', range.hi];
        const text = `${sign} ${formatNumber(limit)}`;
        const ends = range.hi === Number.MAX_SAFE_INTEGER ? `${range.lo}:` : `${range.lo}:${range.hi}`;
        const href = share > 0 ? { href: drillDown.toClass(distribution.key, ends) } : {};
        return { label: text, share: formatPercent(share), bar: share, ...href };
      }),
    })),
  };
}
