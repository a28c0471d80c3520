/** The pictures of the tracking pages: the Grapher's where they are current, else drawn now. */
import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { formatIso } from '../../report/zone.js';
import { definitionPath } from '../../tracker/save.js';
import type { Definitions } from '../../tracker/catalogue.js';
import { GRAPH_WINDOWS, type GraphWindow } from '../../tracker/graph-windows.js';
import { graphFile } from '../../tracker/grapher.js';
import { drawLive } from '../../tracker/live-graph.js';
import { membersOf, trackingsByLabel } from '../../tracker/members.js';
import { rrdFile } from '../../tracker/tracking-rrd.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { HttpError } from '../httperror.js';
import type { Response, Site } from '../http.js';
import { respond } from '../respond.js';

export type PictureSize = 'full' | 'thumbnail';

/** @throws HttpError 404 */
export function findWindow(name: string): GraphWindow {
  const found = GRAPH_WINDOWS.find((window) => window.name === name);
  if (!found)
    throw new HttpError(404, `There is no graph "${name}": ${GRAPH_WINDOWS.map((each) => each.name).join(', ')}.`);
  return found;
}

/** Where a definition's values lie: of a group, those of its components. */
function filesOf(
  definition: Tracking | Group,
  { trackings }: Pick<Definitions, 'trackings'>,
  directory: string,
): string[] {
  const members =
    definition.kind === 'group'
      ? membersOf(definition, trackingsByLabel(trackings), directory).flatMap(({ tracking }) => tracking ?? [])
      : [definition];
  return members.map((tracking) => rrdFile(directory, tracking));
}

/**
 * The parameters of a picture's address. One of them changes with values and definition, so that a browser does not show what it has kept
 * of the picture before.
 */
export function pictureParameters(
  definition: Tracking | Group,
  definitions: Pick<Definitions, 'trackings'>,
  window: string,
  { configuration }: Site,
): Record<string, string> {
  const { rrdtool_directory, filter_directory } = configuration;
  const files = [definitionPath(filter_directory, definition), ...filesOf(definition, definitions, rrdtool_directory)];
  const changed = files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const of = Math.floor(Math.max(...changed)).toString(36);
  return { id: definition.id, picture: window, of };
}

/** The Grapher's picture, unless values, definition or the whole RRD are newer than what it shows. */
async function drawn(
  definition: Tracking | Group,
  window: GraphWindow,
  { configuration }: Site,
): Promise<Buffer | undefined> {
  if (definition.kind === 'group' || definition.state === 'archived') return undefined;
  try {
    const file = graphFile(configuration.tracker_directory, definition.id, window);
    const [picture, rrd, text] = await Promise.all([
      stat(file),
      stat(rrdFile(configuration.rrdtool_directory, definition)),
      stat(definitionPath(configuration.filter_directory, definition)),
    ]);
    const isCurrent =
      picture.mtimeMs >= text.mtimeMs &&
      picture.mtimeMs >= rrd.birthtimeMs &&
      picture.mtimeMs + window.resolution * 1000 >= rrd.mtimeMs;
    return isCurrent ? await readFile(file) : undefined;
  } catch {
    return undefined; // it is drawn now, or there is nothing to draw
  }
}

function respondPng(picture: Buffer): Response {
  return respond(200, 'image/png', picture, { 'Cache-Control': 'private, max-age=30' });
}

/** @throws HttpError 404 where there is nothing to draw yet; RrdError */
export async function respondPicture(
  definition: Tracking | Group,
  definitions: Pick<Definitions, 'trackings'>,
  { window, size }: { readonly window: GraphWindow; readonly size: PictureSize },
  site: Site,
): Promise<Response> {
  const known = size === 'full' ? await drawn(definition, window, site) : undefined;
  if (known) return respondPng(known);
  const { thumbnail_width: rrd_width, thumbnail_height: rrd_height } = site.configuration;
  const configuration = { ...site.configuration, ...(size === 'thumbnail' && { rrd_width, rrd_height }) };
  const now = Math.floor(site.now() / 1000);
  const picture = await drawLive(definition, definitions, { window, now, configuration });
  if (!picture)
    throw new HttpError(404, `There are no values of "${definition.label}" yet (${formatIso(now * 1000)}).`);
  return respondPng(picture);
}
