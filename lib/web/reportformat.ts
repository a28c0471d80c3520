/** What a report can be had as besides a page: for spreadsheets, programs and terminals. */
import type { Configuration } from '../config/configuration.js';
import type { Answer } from '../report/answer.js';
import type { FieldError } from '../report/fielderror.js';
import type { Setting } from './reportecho.js';
import { renderCsv, renderCsvErrors } from './render/csv.js';
import { renderJson, renderJsonErrors } from './render/json.js';
import { renderText, renderTextErrors } from './render/text.js';
import type { ShownNames } from './shownnames.js';

/** What an answer is shown with. */
export interface RenderContext {
  readonly configuration: Configuration;
  readonly shown: ShownNames;
  /** How long the store took. */
  readonly seconds: number;
  /** Everything that was asked, in words. */
  readonly echo: readonly Setting[];
}

export interface ReportFormat {
  /** What the link on the page says. */
  readonly label: string;
  /** Media type with its charset. */
  readonly type: string;
  /** Whether a browser stores it as a file, or shows it. */
  readonly as: 'file' | 'page';
  /** What it is for, for the documentation: a phrase. */
  readonly purpose: string;
  readonly answer: (answer: Answer, context: RenderContext) => string;
  /** Errors of single fields, or of the whole request (without a field). */
  readonly errors: (errors: readonly (FieldError | { readonly message: string })[]) => string;
}

/** By the value of the parameter `format`. */
export const REPORT_FORMATS = {
  csv: {
    label: 'CSV',
    type: 'text/csv; charset=utf-8; header=present',
    as: 'file',
    purpose: 'a table for spreadsheets, with a line of column keys (RFC 4180)',
    answer: (answer, { shown }) => renderCsv(answer, shown.names),
    errors: renderCsvErrors,
  },
  json: {
    label: 'JSON',
    type: 'application/json; charset=utf-8',
    as: 'page',
    purpose: 'an object for programs',
    answer: (answer, { shown }) => renderJson(answer, shown.names),
    errors: renderJsonErrors,
  },
  text: {
    label: 'Text',
    type: 'text/plain; charset=utf-8',
    as: 'page',
    purpose: 'columns that line up, below what was asked, for terminals and mails',
    answer: renderText,
    errors: renderTextErrors,
  },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type ReportFormatName = keyof typeof REPORT_FORMATS;

/** Every value of the parameter `format`. */
export const FORMAT_NAMES: readonly ('html' | ReportFormatName)[] = [
  'html',
  ...(Object.keys(REPORT_FORMATS) as ReportFormatName[]), // its keys are these
];
