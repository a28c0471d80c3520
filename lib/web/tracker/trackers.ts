/** What the pages of FlowTracker share: definitions, addresses, faults as pages. */
import { directoryError, makeOwnDirectory } from '../../config/own-directory.js';
import { LockedError } from '../../command/lock.js';
import { RrdError } from '../../rrd/rrdtool.js';
import { Catalogue, type Definitions } from '../../tracker/catalogue.js';
import { DefinitionError, type DefinitionErrorCode } from '../../tracker/definition-error.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { audited } from '../audit.js';
import { refuseForm } from '../csrf.js';
import { HttpError } from '../httperror.js';
import type { Handler, Request, Response, Site } from '../http.js';
import { respondSaveError, respondSentences } from '../saverefusal.js';

type TrackerScript =
  `FlowTracker${'' | '_Main' | '_Management' | '_Group' | '_Dumper' | '_Display' | '_DisplayPublic' | '_Dashboard'}.cgi`;

export function trackerLink(
  { configuration }: Pick<Site, 'configuration'>,
  script: TrackerScript,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(parameters).toString();
  return `${configuration.cgi_bin_short}/${script}${query === '' ? '' : `?${query}`}`;
}

const STATUS: Readonly<Record<DefinitionErrorCode, number>> = {
  unreadable: 500,
  'no-label': 400,
  'no-type': 500,
  'bad-name': 400,
  taken: 409,
  'bad-filter': 400,
  'no-source': 400,
};

/** Faults of the file system that the operator mends. */
const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR']);

/** The directory of the configuration that an error of the file system is about. */
function namedDirectory(error: unknown, { configuration }: Site): unknown {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return error;
  const { code, path } = error;
  if (!REFUSED.has(String(code))) return error;
  const { filter_directory, rrdtool_directory, tracker_directory } = configuration;
  const directories = Object.entries({ filter_directory, rrdtool_directory, tracker_directory });
  const [parameter, directory] = directories.find(([, each]) => String(path).startsWith(each)) ?? [];
  if (parameter === undefined || directory === undefined) return error;
  return directoryError(error, 'be written to', parameter, directory);
}

/** A page whose faults are sentences, and whose changes are logged. */
export function withTrackerErrors(handler: Handler): Handler {
  return (request, site) =>
    audited(request, site, async () => {
      try {
        return await handler(request, site);
      } catch (error) {
        return respondTrackerError(error, site);
      }
    });
}

function respondTrackerError(error: unknown, site: Site): Response {
  if (error instanceof DefinitionError) return respondSentences(STATUS[error.code], [error.message], site);
  if (error instanceof RrdError) {
    console.error(error.message);
    return respondSentences(500, [`${error.message}.`], site);
  }
  if (error instanceof LockedError)
    return respondSentences(503, [`${error.path} is in use for too long by process ${error.pid}. Try again.`], site);
  return respondSaveError(namedDirectory(error, site), site);
}

/** All definitions; the directory is made if it is missing. */
export function readTrackers({ configuration }: Site): Promise<Definitions> {
  makeOwnDirectory('filter_directory', configuration.filter_directory);
  return new Catalogue(configuration.filter_directory).read();
}

/** Archives too. @throws HttpError 404 */
export function findTracker({ trackings, groups }: Definitions, id: string): Tracking | Group {
  const found = [...trackings, ...groups].find((each) => each.id === id);
  if (!found) throw new HttpError(404, `There is no tracking or group "${id}". It may have been removed.`);
  return found;
}

/** Labels in use. */
export function labelsOf({ trackings, groups }: Definitions): ReadonlySet<string> {
  return new Set([...trackings, ...groups].map(({ label }) => label));
}

/** A parameter of the body, or of the address. */
export function parameter({ form, query }: Request, name: string): string {
  return form.get(name) ?? query.get(name) ?? '';
}

/** @throws HttpError 403 unless a page of this site sent the form for this action */
export function checkForm(request: Request, site: Site, action: string): void {
  const refused = refuseForm(request, site, action);
  if (refused !== undefined) throw new HttpError(403, refused);
}
