/** Pages about what is saved, guarded, with their changes logged: what cannot be found, read or written becomes a page that says so. */
import { DirectoryError } from '../config/own-directory.js';
import { SaveError, type SaveErrorCode } from '../save/save-error.js';
import { audited } from './audit.js';
import { frame } from './frame.js';
import { HttpError } from './httperror.js';
import type { Handler, Response, Site } from './http.js';
import { respondHtml } from './respond.js';
import { renderView } from './view.js';

const STATUS: Readonly<Record<SaveErrorCode, number>> = {
  name: 400,
  taken: 409,
  fixed: 409,
  full: 507,
  missing: 404,
  damaged: 500,
};

export const saveStatus = ({ code }: SaveError): number => STATUS[code];

/** A page with sentences instead of what was asked for. */
export function respondSentences(status: number, sentences: readonly string[], site: Site): Response {
  const head = frame(`Status ${status}`, site.configuration, site.now());
  return respondHtml(status, renderView('problem', { status, sentences, frame: head }));
}

/** The page of an error; throws what is not about saving. */
export function respondSaveError(error: unknown, site: Site): Response {
  if (error instanceof SaveError) return respondSentences(saveStatus(error), [error.message], site);
  if (error instanceof DirectoryError) {
    console.error(error.message);
    return respondSentences(500, [error.message], site);
  }
  if (error instanceof HttpError) return respondSentences(error.status, [error.message], site);
  throw error;
}

export function withSaveErrors(handler: Handler): Handler {
  return (request, site) =>
    audited(request, site, async () => {
      try {
        return await handler(request, site);
      } catch (error) {
        return respondSaveError(error, site);
      }
    });
}
