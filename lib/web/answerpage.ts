/** What the pages of reports and of graphs do alike: formats, names of files, answers that come late or not at all. */
import type { Ms } from '../flow/time.js';
import type { Form } from '../report/form.js';
import { sourceText } from '../report/sources.js';
import { frame } from './frame.js';
import type { Request, Response, Site } from './http.js';
import { reportStream } from './reportstream.js';
import { respondHtml } from './respond.js';
import type { Running } from './running.js';
import type { Refused } from './runquery.js';
import { renderView } from './view.js';

/** The format that is asked for, by default a page; undefined for one that there is not. */
export function requestedFormat<Format extends string>(
  { query, form }: Request,
  names: readonly Format[],
): Format | undefined {
  const format = form.get('format') ?? query.get('format') ?? 'html';
  return names.find((name) => name === format);
}

/** `flowviewer_edge1_source-ip_20250615T0000`: nothing in it needs quoting in a header. @param what it is of */
export function fileName(
  tool: string,
  { form, window }: { readonly form: Form; readonly window: { readonly start: Ms } },
  what: string,
): string {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
  const start = new Date(window.start)
    .toISOString()
    .replace(/[-:]|:\d\d\.\d+Z$/g, '')
    .slice(0, 13);
  return [tool, plain(sourceText(form, { exporters: [] })), plain(what), start].filter(Boolean).join('_');
}

/** A page instead of an answer. @param change address of the form that led here */
export function respondRefused({ status, message }: Refused, site: Site, change: string): Response {
  const head = frame('No answer', site.configuration, site.now());
  return respondHtml(status, renderView('problem', { status, sentences: [message], frame: head, change }));
}

export interface LatePage<T> {
  readonly what: 'report' | 'graph';
  /** The page down to where the answer will stand. */
  readonly start: string;
  /** The rest of it. */
  readonly finish: (result: T, ms: number) => string | Promise<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The page begins now, with how far it is; what goes wrong from here on can no longer have a status of its own. */
export function respondLater<T>(
  running: Running<{ readonly ok: true; readonly result: T } | Refused>,
  { signal }: Site,
  { what, start, finish, headers }: LatePage<T>,
): Response {
  const problem = (error: unknown): string[] => {
    if (signal.aborted) return [`The ${what} was stopped: the web server or its machine is closing. Ask again later.`];
    console.error(error);
    return [`The ${what} could not be made. The reason is in the error log of the web server.`];
  };
  const end = (ran: { readonly ok: true; readonly result: T } | Refused): string | Promise<string> =>
    ran.ok ? finish(ran.result, running.elapsed) : renderView('reportproblem', { sentences: [ran.message] });
  return respondHtml(200, reportStream(running, start, end, problem, signal), headers);
}
