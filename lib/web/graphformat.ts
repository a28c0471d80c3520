/** What a graph can be had as besides a page. */
import { formatIdentity } from './format.js';
import type { Configuration } from '../config/configuration.js';
import type { ThemeName } from '../graph/colours.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { Picture } from '../graph/picture.js';
import type { FieldError } from '../report/fielderror.js';
import type { GraphNames } from './graphnames.js';
import type { Setting } from './reportecho.js';
import { renderCsvErrors, renderCsvTable } from './render/csv.js';
import { renderGraphJson } from './render/graphjson.js';
import { graphTable } from './render/graphtable.js';
import { renderGraphText } from './render/graphtext.js';
import { withNameColumns } from './render/namecolumns.js';
import { renderJsonErrors } from './render/json.js';
import { renderTextErrors } from './render/text.js';

export interface GraphFormat {
  /** What the link on the page says. */
  readonly label: string;
  readonly type: string;
  /** Ending of the file's name. */
  readonly ending: string;
  readonly as: 'file' | 'page';
  /** What it is for, for the documentation: a phrase. */
  readonly purpose: string;
  readonly answer: (answer: GraphAnswer, context: GraphContext) => string | Uint8Array | Promise<string | Uint8Array>;
  readonly errorType?: string;
  readonly errors: (errors: readonly (FieldError | { readonly message: string })[]) => string;
}

export interface GraphContext {
  readonly configuration: Configuration;
  readonly named: GraphNames;
  readonly theme: ThemeName;
  /** How long the store took. */
  readonly seconds: number;
  /** Everything that was asked, in words. */
  readonly echo: readonly Setting[];
}

/** Loads what draws while the store works: 60 ms that nobody waits for then. */
export function preparePictures(configuration: Configuration): void {
  setImmediate(() => {
    const load = async (): Promise<void> => {
      const { registerFonts } = await import('../graph/fonts.js');
      registerFonts(configuration);
      await import('../graph/picture.js');
    };
    load().catch(() => undefined); // who draws hears of it
  });
}

/** The picture of a graph; what draws is loaded only here. */
export async function drawGraph(
  answer: GraphAnswer,
  { configuration, named: { names }, theme }: Omit<GraphContext, 'seconds' | 'echo'>,
): Promise<Picture> {
  const { drawPicture } = await import('../graph/picture.js');
  const kind = answer.question.split?.by.kind ?? 'text';
  const nameOf = (value: string | number): string => names(kind, value) ?? formatIdentity(kind, value);
  return drawPicture(answer, { configuration, theme, nameOf });
}

const CSV = 'text/csv; charset=utf-8; header=present';

/** By the value of the parameter `format`. */
export const GRAPH_FORMATS = {
  csv: {
    label: 'CSV',
    type: CSV,
    ending: 'csv',
    as: 'file',
    purpose: 'one line for each bucket, for spreadsheets (RFC 4180)',
    answer: (answer) => renderCsvTable(graphTable(answer)),
    errors: renderCsvErrors,
  },
  lines: {
    label: 'Lines as CSV',
    type: CSV,
    ending: 'csv',
    as: 'file',
    purpose: 'the lines below the graph, for spreadsheets (RFC 4180)',
    answer: ({ question, lines = [] }, { named: { names } }) =>
      renderCsvTable(withNameColumns({ question, columns: question.lines?.columns ?? [], rows: lines }, names)),
    errors: renderCsvErrors,
  },
  json: {
    label: 'JSON',
    type: 'application/json; charset=utf-8',
    ending: 'json',
    as: 'page',
    purpose: 'an object for programs: buckets, statistics, parts and lines',
    answer: (answer, { named: { names } }) => renderGraphJson(answer, names),
    errors: renderJsonErrors,
  },
  text: {
    label: 'Text',
    type: 'text/plain; charset=utf-8',
    ending: 'txt',
    as: 'page',
    purpose: 'statistics, parts, lines and values below what was asked, for terminals and mails',
    answer: renderGraphText,
    errors: renderTextErrors,
  },
  png: {
    label: 'Picture',
    type: 'image/png',
    ending: 'png',
    as: 'page',
    purpose: 'the picture, light or with `theme=dark` dark',
    answer: async (answer, context) => (await drawGraph(answer, context)).png,
    errorType: 'text/plain; charset=utf-8',
    errors: renderTextErrors,
  },
} as const satisfies Readonly<Record<string, GraphFormat>>;

/** Those that are kept with a saved graph: texts, made at once. */
export const SAVED_FORMATS = [
  'csv',
  'lines',
  'json',
  'text',
] as const satisfies readonly (keyof typeof GRAPH_FORMATS)[];

export type GraphFormatName = keyof typeof GRAPH_FORMATS;

/** Every value of the parameter `format`. */
export const GRAPH_FORMAT_NAMES: readonly ('html' | GraphFormatName)[] = [
  'html',
  ...(Object.keys(GRAPH_FORMATS) as GraphFormatName[]), // its keys are these
];
