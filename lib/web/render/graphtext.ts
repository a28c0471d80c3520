/** A graph as plain text: what was asked, its statistics, parts and lines, and at last the value of each bucket. */
import type { Configuration } from '../../config/configuration.js';
import type { GraphAnswer } from '../../graph/graphanswer.js';
import type { Column } from '../../report/column.js';
import type { Cell } from '../../store/store.js';
import { formatCount, formatMoment, formatNumber } from '../format.js';
import type { GraphContext } from '../graphformat.js';
import { linesTable } from '../graphlines.js';
import { GraphLinks } from '../graphlinks.js';
import { partsTable, type PartsTable } from '../graphparts.js';
import { statisticsView, type StatisticsView } from '../graphstatistics.js';
import { graphTable } from './graphtable.js';
import { cellText, echoLines, printable, sideOf, tableLines, type TextColumn } from './texttable.js';

const left = (heading: string): TextColumn => ({ heading, unit: '', side: 'left' });
const right = (heading: string, unit = ''): TextColumn => ({ heading, unit, side: 'right' });

function statisticsLines({ method, spans, rows }: StatisticsView): string[] {
  const compared = spans.length > 1;
  const columns = [left(''), ...spans.map((span) => right(span)), ...(compared ? [right('Change')] : [])];
  const texts = rows.map(({ label, values, change }) => [
    label,
    ...values.map(({ text }) => text),
    ...(compared ? [change ?? ''] : []),
  ]);
  return [...tableLines(columns, texts), '', method];
}

function partsLines({ caption, heading, hasOrigins, rows }: PartsTable): string[] {
  const columns = [
    left(heading),
    ...(hasOrigins ? [left('Country'), left('AS')] : []),
    right('Mean'),
    right('95th Pct.'),
    right('Peak'),
    right('Share', '%'),
  ];
  const texts = rows.map(({ name, aside, country, as, mean, pct95, peak, share }) => [
    printable(aside === undefined ? name : `${name} (${aside})`),
    ...(hasOrigins
      ? [country, as ? printable(as.aside === undefined ? as.text : `${as.text} (${as.aside})`) : '']
      : []),
    mean.text,
    pct95.text,
    peak.text,
    share,
  ]);
  return [...tableLines(columns, texts), '', caption];
}

function valueLines(answer: GraphAnswer, { date_format }: Configuration): string[] {
  const { columns, rows } = graphTable(answer);
  const text = (value: Cell, { kind }: Column): string =>
    kind === 'time' ? formatMoment(Number(value), date_format) : formatNumber(Number(value), 3);
  const heads = columns.map(({ title, unit = '', kind }) => ({ heading: title, unit, side: sideOf(kind) }));
  return tableLines(
    heads,
    rows.map((row) => columns.map((column, index) => text(row[index] ?? null, column))),
  );
}

export function renderGraphText(
  answer: GraphAnswer,
  { configuration, named, seconds, echo }: Omit<GraphContext, 'theme'>,
): string {
  const { question, notes, scanned, values } = answer;
  const links = new GraphLinks(question, configuration);
  const parts = partsTable(answer, configuration, links, named);
  const lines = linesTable(answer, configuration, named, links);
  const heads = (lines?.headings ?? []).map(({ title, unit = '' }, index) => ({
    heading: title,
    unit,
    side: sideOf(question.lines?.columns[index]?.kind ?? 'text'),
  }));
  const isEmpty = values.every((value) => value === 0);
  return [
    `FlowGrapher: ${question.type.label}`,
    ...echoLines(echo),
    '',
    ...notes.flatMap((note) => [`Note: ${printable(note)}`, '']),
    ...(isEmpty ? ['No flows matched.'] : statisticsLines(statisticsView(answer))),
    '',
    ...(parts ? [...partsLines(parts), ''] : []),
    ...(lines
      ? [
          ...tableLines(
            heads,
            lines.rows.map((row) => row.map(cellText)),
          ),
          '',
          lines.caption,
          '',
        ]
      : []),
    ...(isEmpty ? [] : [...valueLines(answer, configuration), '']),
    `${formatCount(scanned.files, 'file')}, ${formatCount(scanned.flows, 'flow')} read in ${formatNumber(seconds, 2)} s`,
    '',
  ].join('\n');
}
