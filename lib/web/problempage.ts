/** The page shown where no page can be made: wrong method, unusable configuration, a fault. Needs no configuration. */
import type { Response } from './http.js';
import { respondHtml } from './respond.js';
import { renderView } from './view.js';

/** @param sentences what happened and what to do */
export function problemPage(
  status: number,
  sentences: readonly string[],
  headers?: Readonly<Record<string, string>>,
): Response {
  return respondHtml(status, renderView('problem', { status, sentences }), headers);
}
