/** A graph as JSON: the members of one table, which the documentation of the format is made of too. */
import type { GraphAnswer } from '../../graph/graphanswer.js';
import type { Statistics } from '../../graph/statistics.js';
import type { Names } from '../../report/names.js';
import { formatIso } from '../../report/zone.js';
import { graphTable } from './graphtable.js';
import { JSON_VERSION, jsonObject, jsonRows } from './json.js';
import { withNameColumns } from './namecolumns.js';

interface GraphMember {
  readonly name: string;
  /** What it holds, for the documentation: sentences. */
  readonly doc: string;
  /** Undefined where the graph has none. */
  readonly json: (answer: GraphAnswer, names: Names) => string | undefined;
}

const columnsJson = (columns: readonly { key: string; title: string; unit?: string }[]): string =>
  JSON.stringify(columns.map(({ key, title, unit }) => ({ key, title, unit: unit ?? null })));

function spanJson({ start, end }: { readonly start: number; readonly end: number }): string {
  return JSON.stringify({ start: formatIso(start), end: formatIso(end) });
}

const statisticsJson = (statistics: Statistics | undefined): string => JSON.stringify(statistics ?? null);

/** Members of the object, in order. */
export const GRAPH_JSON_MEMBERS: readonly GraphMember[] = [
  { name: 'version', doc: 'Version of this format, a number.', json: () => String(JSON_VERSION) },
  { name: 'graph', doc: 'Type of the graph.', json: ({ question }) => JSON.stringify(question.type.label) },
  { name: 'unit', doc: 'Unit of the values.', json: ({ question }) => JSON.stringify(question.type.unit) },
  {
    name: 'window',
    doc: '`start` and `end` of the time span, RFC 3339 with the offset of the zone. The start belongs to it, the end does not.',
    json: ({ question }) => spanJson(question.window),
  },
  {
    name: 'bucket_seconds',
    doc: 'Length of time that each value is the mean of; the last one ends with the window.',
    json: ({ question }) => String(question.size.length / 1000),
  },
  {
    name: 'columns',
    doc: 'An array with `key`, `title` and `unit` of each column.',
    json: (answer) => columnsJson(graphTable(answer).columns),
  },
  {
    name: 'rows',
    doc: 'An array of objects, one for each bucket: its start, the mean per second, where asked for the one it is compared with, and of each part.',
    json: (answer) => jsonRows(graphTable(answer)),
  },
  {
    name: 'statistics',
    doc: '`method` (All or Nonzeroes), then `max`, `pct95`, `avg`, `min` and the `count` of values looked at, or null where there is none.',
    json: ({ question, statistics }) =>
      `{"method":${JSON.stringify(question.statistics)},"values":${statisticsJson(statistics)}}`,
  },
  {
    name: 'compare',
    doc: 'Where asked for: the earlier window and its statistics.',
    json: ({ question, compare }) =>
      compare && question.compare
        ? `{"window":${spanJson(question.compare.window)},"statistics":${statisticsJson(compare.statistics)}}`
        : undefined,
  },
  {
    name: 'parts',
    doc: 'Where the graph is split: of each part its `value` (null: all others), its `name` or null, `mean` over the whole window, `share` in percent, `peak` and 95th percentile (`pct95`, of the values that `method` says).',
    json: ({ question, parts }: GraphAnswer, names: Names): string | undefined => {
      const seconds = (question.window.end - question.window.start) / 1000;
      return (
        parts &&
        JSON.stringify(
          parts.map(({ value, total, share, peak, pct95 }) => ({
            value: value === null ? null : String(value),
            name: value === null || !question.split ? null : (names(question.split.by.kind, value) ?? null),
            mean: total / seconds,
            share,
            peak,
            pct95,
          })),
        )
      );
    },
  },
  {
    name: 'gaps',
    doc: 'An array of `start` and `end` of times for which no flow at all has been recorded.',
    json: ({ gaps }) => `[${gaps.map(spanJson).join(',')}]`,
  },
  {
    name: 'lines',
    doc: 'Where asked for: `columns` and `rows` of the largest or smallest flows below the graph.',
    json: ({ question, lines }: GraphAnswer, names: Names): string | undefined => {
      if (!lines || !question.lines) return undefined;
      const table = withNameColumns({ question, columns: question.lines.columns, rows: lines }, names);
      return `{"columns":${columnsJson(table.columns)},"rows":${jsonRows(table)}}`;
    },
  },
  {
    name: 'notes',
    doc: 'An array of sentences: damaged files, times that were understood in a special way, and the like.',
    json: ({ notes }) => JSON.stringify(notes),
  },
];

export function renderGraphJson(answer: GraphAnswer, names: Names): string {
  const members = GRAPH_JSON_MEMBERS.flatMap(({ name, json }) => {
    const text = json(answer, names);
    return text === undefined ? [] : [[name, text] as const];
  });
  return `${jsonObject(members)}\n`;
}
