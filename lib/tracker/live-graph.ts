/** One graph of a tracking or group, drawn for whoever asks: of any moment, in any size, of groups not yet saved too. */
import { existsSync } from 'node:fs';
import type { Configuration } from '../config/configuration.js';
import { drawRrd } from '../rrd/rrdtool.js';
import type { Definitions } from './catalogue.js';
import { frameOptions, span } from './graph-frame.js';
import type { GraphWindow } from './graph-windows.js';
import { groupElements } from './group-graph.js';
import { membersOf, trackingsByLabel } from './members.js';
import type { Seconds } from './period.js';
import { withRrd } from '../rrd/with-rrd.js';
import { knownValues, trackingElements } from './tracking-graph.js';
import { rrdFile } from './tracking-rrd.js';
import { TRACKING_TYPES } from './tracking-type.js';
import type { Group, Tracking } from './tracking.js';

export interface LiveGraph {
  readonly window: GraphWindow;
  /** End of the graph. */
  readonly now: Seconds;
  /** With the size of the plot, `rrd_width` and `rrd_height`. */
  readonly configuration: Configuration;
}

interface Shown {
  readonly axis: string;
  readonly elements: readonly string[];
}

/** Undefined where there is nothing to draw: a tracking without an RRD, a group without components that have one. */
async function shown(
  definition: Tracking | Group,
  { trackings }: Pick<Definitions, 'trackings'>,
  { window, now, configuration }: LiveGraph,
): Promise<Shown | undefined> {
  const directory = configuration.rrdtool_directory;
  if (definition.kind === 'tracking') {
    const file = rrdFile(directory, definition);
    if (!existsSync(file)) return undefined;
    const known = await withRrd((rrd) => knownValues(rrd, file, window, now, configuration));
    const elements = trackingElements(definition, file, window, now, configuration, known);
    return { axis: TRACKING_TYPES[definition.type].axis, elements };
  }
  const drawable = trackings.filter((tracking) => existsSync(rrdFile(directory, tracking)));
  const members = membersOf(definition, trackingsByLabel(drawable), directory);
  const last = members.findLast(({ tracking }) => tracking)?.tracking;
  if (!last) return undefined;
  return {
    axis: TRACKING_TYPES[last.type].axis,
    elements: groupElements(definition, members, window, now, configuration),
  };
}

/**
 * The picture as PNG; undefined where there is nothing to draw yet.
 * @param definitions where the components of a group are
 * @throws RrdError
 */
export async function drawLive(
  definition: Tracking | Group,
  definitions: Pick<Definitions, 'trackings'>,
  graph: LiveGraph,
): Promise<Buffer | undefined> {
  const what = await shown(definition, definitions, graph);
  if (!what) return undefined;
  const { window, now, configuration } = graph;
  const { start, end } = span(window, now);
  const options = frameOptions(definition, window, what.axis, configuration);
  return drawRrd(['--start', String(start), '--end', String(end), ...options, ...what.elements]);
}
