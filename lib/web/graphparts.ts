/** The table of the parts that a graph is split into, as its template shows it. */
import { partColours } from '../graph/colours.js';
import type { Configuration } from '../config/configuration.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import { formatRate } from '../graph/unit.js';
import { narrowed } from '../report/conjuncts.js';
import { formatNumber, formatPercent } from './format.js';
import type { GraphLinks } from './graphlinks.js';
import type { GraphNames } from './graphnames.js';
import type { Value } from './graphstatistics.js';

export interface PartsTable {
  readonly caption: string;
  readonly heading: string;
  readonly hasCountries: boolean;
  readonly rows: readonly {
    readonly name: string;
    readonly aside?: string;
    readonly colour: string;
    readonly country: string;
    readonly href?: string;
    readonly mean: Value;
    readonly peak: Value;
    readonly share: string;
    readonly bar: number;
  }[];
}

/** Undefined where the graph is not split, or has no values. */
export function partsTable(
  { question, parts }: GraphAnswer,
  { analyze_colors }: Configuration,
  links: GraphLinks,
  { names, country }: Pick<GraphNames, 'names' | 'country'>,
): PartsTable | undefined {
  const { split, type, window } = question;
  if (!split || !parts) return undefined;
  const { kind, criterion } = split.by;
  const seconds = (window.end - window.start) / 1000;
  const rate = (value: number): Value => ({
    text: formatRate(value, type.unit),
    exact: `${formatNumber(value, 6)} ${type.unit}`,
  });
  const unsplit = { split: '', sort: '' };
  const listed = (text: string): string => text.replace(/\/0$/, ''); // a recorded length of 0 leaves the address whole
  const rest = parts.flatMap(({ value }) => (value === null ? [] : [`-${listed(String(value))}`])).join(', ');
  const before = links.form[criterion];
  const colours = partColours(parts.length, analyze_colors);
  return {
    caption: `The largest by ${split.rank === 'peak' ? 'their highest value' : 'total'}`,
    heading: split.by.label,
    hasCountries: country !== undefined,
    rows: parts.map(({ value, total, share, peak }, index) => {
      const name = value === null ? 'All Others' : (names(kind, value) ?? String(value));
      const text =
        value === null
          ? before === ''
            ? rest
            : `${before} & ${rest}`
          : narrowed(criterion, before, listed(String(value)));
      return {
        name,
        ...(value !== null && name !== String(value) ? { aside: String(value) } : {}),
        colour: colours[index] ?? '',
        country: value === null ? '' : (country?.(value) ?? ''),
        href: links.changed({ ...unsplit, [criterion]: text }),
        mean: rate(total / seconds),
        peak: rate(peak),
        share: formatPercent(share),
        bar: Math.min(100, share),
      };
    }),
  };
}
