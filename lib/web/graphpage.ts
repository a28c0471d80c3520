/** What a graph's templates show. */
import type { Configuration } from '../config/configuration.js';
import { partColours, type ThemeName } from '../graph/colours.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { Picture } from '../graph/picture.js';
import type { GraphQuestion } from '../graph/graphquestion.js';
import { GRAPH_TYPES } from '../graph/graphtype.js';
import { SPLIT_RANKS, SPLITS } from '../graph/splitby.js';
import { STATISTICS, type Statistics } from '../graph/statistics.js';
import { formatRate } from '../graph/unit.js';
import { FLOW_SELECT } from '../report/formfield.js';
import { narrowed } from '../report/conjuncts.js';
import type { Names } from '../report/names.js';
import { formatNumber, formatPercent } from './format.js';
import { GRAPH_FORMATS, type GraphFormatName } from './graphformat.js';
import { liveData } from './graphlive.js';
import { GraphLinks } from './graphlinks.js';
import type { GraphNames } from './graphnames.js';
import { linesTable, type LinesTable } from './graphlines.js';
import { filters, label, sourceOf, spanText } from './reportecho.js';
import { counted, type Link, type ReportStart } from './reportpage.js';

/** A number in words, with what it is exactly. */
interface Value {
  readonly text: string;
  readonly exact: string;
}

export interface GraphPage {
  /** Absent where no flow matched. */
  readonly picture?: {
    readonly light: string;
    readonly dark: string;
    readonly width: number;
    readonly height: number;
    /** The statistics in words, for those who do not see the picture. */
    readonly alt: string;
    /** JSON for the script. */
    readonly live: string;
    /** Address of the same graph, whose time span the script changes. */
    readonly zoom: string;
  };
  readonly notes: readonly string[];
  /** Whole sentences where no flow matched. */
  readonly empty: readonly string[];
  readonly statistics: {
    readonly method: string;
    readonly spans: readonly string[];
    readonly rows: readonly { readonly label: string; readonly values: readonly Value[]; readonly change?: string }[];
  };
  readonly splits: readonly { readonly label: string; readonly total: Link; readonly peak: Link }[];
  readonly parts?: {
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
  };
  readonly lines?: LinesTable;
  readonly foot: string;
}

function settings({ form, size, presentation, window, compare }: GraphQuestion, configuration: Configuration) {
  const { multiplier } = presentation;
  return [
    { label: 'Sample time', value: size.label },
    { label: 'Include flow if', value: label(FLOW_SELECT, form.flow_select) },
    { label: 'Compared with', value: compare ? spanText(compare.window, configuration.date_format) : '' },
    { label: 'Sampling', value: multiplier === 1 ? '' : `× ${formatNumber(multiplier, 9)}` },
  ].filter(({ value }) => value !== '' && window.end > 0);
}

/** What stands above the graph, and is known without it. */
export function graphStart(question: GraphQuestion, configuration: Configuration): ReportStart {
  const links = new GraphLinks(question, configuration);
  const formats = Object.entries(GRAPH_FORMATS) as [GraphFormatName, { readonly label: string }][]; // its keys are these
  return {
    title: question.type.label,
    source: sourceOf(question),
    span: spanText(question.window, configuration.date_format),
    actions: [
      { label: 'Change this graph', href: links.typedForm() },
      { label: 'Text report', href: links.report() },
      ...formats
        .filter(([name]) => name !== 'lines' || question.lines)
        .map(([name, format]) => ({ label: format.label, href: links.changed({}, name) })),
    ],
    earlier: { label: 'Earlier', href: links.shifted(-1) },
    later: { label: 'Later', href: links.shifted(1) },
    settings: settings(question, configuration),
    filters: filters(question, links),
    menu: 'Other graph of the same flows',
    reports: GRAPH_TYPES.map(({ value, label: title }) => ({
      label: title,
      href: links.changed({ graph_type: value, sort: '' }),
      current: value === question.type.value,
    })),
  };
}

function statisticsView(answer: GraphAnswer, configuration: Configuration): GraphPage['statistics'] {
  const { question, statistics, compare } = answer;
  const { unit } = question.type;
  const value = (from: Statistics | undefined, key: keyof Statistics): Value =>
    from
      ? { text: formatRate(from[key], unit), exact: `${formatNumber(from[key], 6)} ${unit}` }
      : { text: '–', exact: '' };
  const change = (key: keyof Statistics): string => {
    const [now, before] = [statistics?.[key], compare?.statistics?.[key]];
    if (now === undefined || !before) return '';
    const percent = (100 * (now - before)) / before;
    return `${percent > 0 ? '+' : ''}${formatNumber(percent, 1)} %`;
  };
  const count = statistics?.count ?? 0;
  const method = question.statistics === 'All' ? 'all values' : 'nonzero values only';
  return {
    method: `Over ${formatNumber(count)} of ${counted(answer.values.length, 'value')}: ${method}`,
    spans: [
      'This time span',
      ...(question.compare
        ? [`${question.compare.label}, ${spanText(question.compare.window, configuration.date_format)}`]
        : []),
    ],
    rows: STATISTICS.map(({ key, label: title }) => ({
      label: title,
      values: [value(statistics, key), ...(compare ? [value(compare.statistics, key)] : [])],
      ...(compare ? { change: change(key) } : {}),
    })),
  };
}

function partsView(
  { question, parts }: GraphAnswer,
  { analyze_colors }: Configuration,
  links: GraphLinks,
  names: Names,
  country: GraphNames['country'],
): GraphPage['parts'] {
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

export type Pictures = Readonly<Record<ThemeName, Picture>>;

function pictureView(answer: GraphAnswer, pictures: Pictures, configuration: Configuration, names: Names) {
  const { question, statistics } = answer;
  const address = ({ png }: Picture): string => `data:image/png;base64,${png.toString('base64')}`;
  const stated = STATISTICS.map(({ key, label: title }) =>
    statistics ? `${title} ${formatRate(statistics[key], question.type.unit)}` : '',
  );
  return {
    light: address(pictures.light),
    dark: address(pictures.dark),
    width: pictures.light.width,
    height: pictures.light.height,
    alt: `${question.type.axis} of ${sourceOf(question)}, ${spanText(question.window, configuration.date_format)}. ${stated.join(', ')}.`,
    live: liveData(answer, configuration, names),
    zoom: new GraphLinks(question, configuration).changed({}),
  };
}

/** @param pictures none where no flow matched. @param seconds how long the store took */
export function graphPage(
  answer: GraphAnswer,
  configuration: Configuration,
  { names, country }: GraphNames,
  seconds: number,
  pictures: Pictures | undefined,
): GraphPage {
  const { question, values, scanned, gaps } = answer;
  const links = new GraphLinks(question, configuration);
  const [files, flows] = [counted(scanned.files, 'file'), counted(scanned.flows, 'flow')];
  const isEmpty = values.every((value) => value === 0);
  const where = `${files} of ${sourceOf(question)} with ${flows}, ${spanText(question.window, configuration.date_format)}`;
  const advice = 'Choose another time span or device, or remove a filter.';
  const recorded = gaps.map((gap) => spanText(gap, configuration.date_format));
  const gapNote = `No flow at all is recorded for ${recorded.slice(0, 5).join('; ')}${recorded.length > 5 ? ` and ${recorded.length - 5} more spans` : ''}.`;
  const parts = partsView(answer, configuration, links, names, country);
  const lines = linesTable(answer, configuration, names, links);
  return {
    ...(pictures ? { picture: pictureView(answer, pictures, configuration, names) } : {}),
    notes: [...answer.notes, ...(gaps.length > 0 && !isEmpty ? [gapNote] : [])],
    empty: isEmpty ? [`No flows matched. Searched: ${where}.`, advice] : [],
    statistics: statisticsView(answer, configuration),
    splits: SPLITS.map(({ value, label: title }) => {
      const [total, peak] = SPLIT_RANKS.map((rank) => ({
        label: rank.label,
        href: links.changed({ split: value, split_rank: rank.value, sort: '' }),
      })) as [Link, Link]; // one for each of the two
      return { label: title, total, peak };
    }),
    ...(parts ? { parts } : {}),
    ...(lines ? { lines } : {}),
    foot: `${files}, ${flows} read in ${formatNumber(seconds, 2)} s`,
  };
}
