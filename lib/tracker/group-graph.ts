/** The graph of a group: trackings stacked above and below the axis (reference sections 5.7 and 5.9). */
import type { Configuration } from '../config/configuration.js';
import { fileWord, legend, marks, remark, span } from './graph-frame.js';
import type { GraphWindow } from './graph-windows.js';
import { ownColours } from './colour-table.js';
import { colourOf } from './palette.js';
import type { Seconds } from './period.js';
import type { Component, Group, Tracking } from './tracking.js';
import { DATA_SOURCE } from './tracking-rrd.js';

/** Positions from here on are below the axis. */
export const BELOW = 200;

/** A component, and the tracking that it names if there is one. */
export interface Member {
  readonly component: Component;
  readonly tracking: Tracking | undefined;
  /** Of its RRD. */
  readonly file: string | undefined;
}

/** Each side is stacked on its own: the first of a side is not put onto the other side's. */
export function groupElements(
  { revisions }: Group,
  members: readonly Member[],
  window: GraphWindow,
  now: Seconds,
  configuration: Configuration,
): string[] {
  const own = ownColours(configuration);
  const begun = { above: false, below: false };
  const elements = members.flatMap(({ component: { label, colour, position }, file }, place): string[] => {
    if (file === undefined) return [`COMMENT:   ${legend(`${label} (there is no such tracking)`)}\\l`];
    const side = position < BELOW ? 'above' : 'below';
    const stack = begun[side] ? ':STACK' : '';
    begun[side] = true;
    const shown = side === 'above' ? `value${place}` : `negative${place}`;
    return [
      `DEF:value${place}=${fileWord(file)}:${DATA_SOURCE}:AVERAGE`,
      ...(side === 'above' ? [] : [`CDEF:negative${place}=value${place},-1,*`]),
      `COMMENT:   `,
      `AREA:${shown}#${colourOf(colour, configuration.rrd_area, place, own)}:${legend(label)}\\l${stack}`,
    ];
  });
  const axis = begun.below ? [`HRULE:0#${configuration.rrd_line}`] : [];
  return [
    remark(window, now, configuration),
    ...elements,
    ...axis,
    ...marks(revisions, span(window, now), configuration),
  ];
}
