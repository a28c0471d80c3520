/** The table of the parts that a graph is split into, as its template shows it. */
import { partColours } from '../graph/colours.js';
import type { Configuration } from '../config/configuration.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import { shownParts } from '../graph/split.js';
import { formatRate } from '../graph/unit.js';
import { narrowed } from '../report/conjuncts.js';
import type { Cell } from '../store/store.js';
import { cutName } from './cutname.js';
import { formatIdentity, formatNumber, formatPercent } from './format.js';
import type { GraphLinks } from './graphlinks.js';
import type { GraphNames } from './graphnames.js';
import type { Value } from './graphstatistics.js';

export interface PartsTable {
  readonly caption: string;
  readonly heading: string;
  /** Countries and autonomous systems of hosts. */
  readonly hasOrigins: boolean;
  readonly rows: readonly {
    readonly name: string;
    readonly aside?: string;
    /** What a script can ask for the name, which is not known yet. */
    readonly pending?: string;
    readonly colour: string;
    readonly country: string;
    /** Name of the AS, or its number. */
    readonly as?: { readonly text: string; readonly title?: string; readonly aside?: string };
    readonly href?: string;
    readonly mean: Value;
    readonly peak: Value;
    readonly pct95: Value;
    readonly share: string;
    readonly bar: number;
  }[];
}

/** Undefined where the graph is not split, or has no values. */
export function partsTable(
  { question, parts }: GraphAnswer,
  configuration: Configuration,
  links: GraphLinks,
  { names, country, originAs, describe, pending }: GraphNames,
): PartsTable | undefined {
  const { split, type, window } = question;
  if (!split || !parts) return undefined;
  const { kind, criterion } = split.by;
  const seconds = (window.end - window.start) / 1000;
  const rate = (value: number): Value => ({
    text: formatRate(value, type.unit),
    exact: `${formatNumber(value, 6)} ${type.unit}`,
  });
  const owner = (host: Cell) => {
    const number = host === null ? undefined : originAs?.(host);
    if (number === undefined) return {};
    const name = names('as', number);
    const as =
      name === undefined
        ? { text: String(number) }
        : { ...cutName('as', name, describe({ kind: 'as' }, number), configuration), aside: String(number) };
    return { as };
  };
  const unsplit = { split: '', sort: '' };
  const listed = (text: string): string => text.replace(/\/0$/, ''); // a recorded length of 0 leaves the address whole
  const rest = parts.flatMap(({ value }) => (value === null ? [] : [`-${listed(String(value))}`])).join(', ');
  const before = links.form[criterion];
  const colours = partColours(parts.length, configuration.analyze_colors);
  return {
    caption: `The largest by ${split.rank === 'peak' ? 'their highest value' : 'total'}`,
    heading: split.by.label,
    hasOrigins: country !== undefined,
    rows: shownParts(parts).map(({ value, total, share, peak, pct95 }, index) => {
      const waits = value === null ? undefined : pending({ kind }, value);
      const plain = formatIdentity(kind, value);
      const name = value === null ? 'All Others' : (names(kind, value) ?? plain);
      const text =
        value === null
          ? before === ''
            ? rest
            : `${before} & ${rest}`
          : narrowed(criterion, before, listed(String(value)));
      return {
        name,
        ...(value !== null && name !== plain ? { aside: plain } : {}),
        ...(waits === undefined ? {} : { pending: waits }),
        colour: colours[index] ?? '',
        country: value === null ? '' : (country?.(value) ?? ''),
        ...owner(value),
        href: links.changed({ ...unsplit, [criterion]: text }),
        mean: rate(total / seconds),
        peak: rate(peak),
        pct95: rate(pct95),
        share: formatPercent(share),
        bar: Math.min(100, share),
      };
    }),
  };
}
