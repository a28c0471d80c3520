/** What a graph's templates show. */
import type { Configuration } from '../config/configuration.js';
import type { ThemeName } from '../graph/colours.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { Picture } from '../graph/picture.js';
import type { GraphQuestion } from '../graph/graphquestion.js';
import { GRAPH_TYPES } from '../graph/graphtype.js';
import { SPLIT_RANKS, SPLITS } from '../graph/splitby.js';
import { STATISTICS } from '../graph/statistics.js';
import { formatRate } from '../graph/unit.js';
import type { Names } from '../report/names.js';
import { formatCount, formatNumber } from './format.js';
import { graphSettings } from './graphecho.js';
import { GRAPH_FORMATS, type GraphFormatName } from './graphformat.js';
import { liveData } from './graphlive.js';
import { GraphLinks } from './graphlinks.js';
import type { GraphNames } from './graphnames.js';
import { linesTable, type LinesTable } from './graphlines.js';
import { partsTable, type PartsTable } from './graphparts.js';
import { statisticsView, type StatisticsView } from './graphstatistics.js';
import { namesLater, type NamesLater } from './pendingnames.js';
import { filters, sourceOf, spanText } from './reportecho.js';
import { type Link, type ReportStart } from './reportpage.js';

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
  readonly statistics: StatisticsView;
  readonly splits: readonly { readonly label: string; readonly total: Link; readonly peak: Link }[];
  readonly parts?: PartsTable;
  readonly lines?: LinesTable;
  readonly foot: string;
  /** How names come that are not known yet; absent where all are. */
  readonly later?: NamesLater;
}

/** What stands above the graph, and is known without it. */
export function graphStart(question: GraphQuestion, configuration: Configuration): ReportStart {
  const links = new GraphLinks(question, configuration);
  const formats = Object.entries(GRAPH_FORMATS) as [GraphFormatName, { readonly label: string }][]; // its keys are these
  return {
    title: question.type.label,
    source: sourceOf(question, configuration),
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
    settings: graphSettings(question, configuration),
    filters: filters(question, links),
    menu: 'Other graph of the same flows',
    reports: GRAPH_TYPES.map(({ value, label: title }) => ({
      label: title,
      href: links.changed({ graph_type: value, sort: '' }),
      current: value === question.type.value,
    })),
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
    alt: `${question.type.axis} of ${sourceOf(question, configuration)}, ${spanText(question.window, configuration.date_format)}. ${stated.join(', ')}.`,
    live: liveData(answer, configuration, names),
    zoom: new GraphLinks(question, configuration).changed({}),
  };
}

/** @param pictures none where no flow matched. @param seconds how long the store took */
export function graphPage(
  answer: GraphAnswer,
  configuration: Configuration,
  named: GraphNames,
  seconds: number,
  pictures: Pictures | undefined,
): GraphPage {
  const { question, values, scanned, gaps } = answer;
  const { names } = named;
  const links = new GraphLinks(question, configuration);
  const [files, flows] = [formatCount(scanned.files, 'file'), formatCount(scanned.flows, 'flow')];
  const isEmpty = values.every((value) => value === 0);
  const where = `${files} of ${sourceOf(question, configuration)} with ${flows}, ${spanText(question.window, configuration.date_format)}`;
  const advice = 'Choose another time span or device, or remove a filter.';
  const recorded = gaps.map((gap) => spanText(gap, configuration.date_format));
  const gapNote = `No flow at all is recorded for ${recorded.slice(0, 5).join('; ')}${recorded.length > 5 ? ` and ${recorded.length - 5} more spans` : ''}.`;
  const parts = partsTable(answer, configuration, links, named);
  const lines = linesTable(answer, configuration, named, links);
  return {
    ...(pictures ? { picture: pictureView(answer, pictures, configuration, names) } : {}),
    notes: [...answer.notes, ...(gaps.length > 0 && !isEmpty ? [gapNote] : [])],
    empty: isEmpty ? [`No flows matched. Searched: ${where}.`, advice] : [],
    statistics: statisticsView(answer),
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
    ...(named.left > 0 && !isEmpty ? { later: namesLater(named.left, links.changed({}), configuration) } : {}),
  };
}
