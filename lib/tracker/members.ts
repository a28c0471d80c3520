/** The trackings that a group is made of. */
import type { Member } from './group-graph.js';
import { rrdFile } from './tracking-rrd.js';
import type { Group, Tracking } from './tracking.js';

/** Trackings by their labels: an active one rather than an archive of the same label. */
export function trackingsByLabel(trackings: readonly Tracking[]): ReadonlyMap<string, Tracking> {
  const ordered = trackings.toSorted((one, other) => Number(one.state === 'active') - Number(other.state === 'active'));
  return new Map(ordered.map((tracking) => [tracking.label, tracking]));
}

/** @param directory of the RRDs */
export function membersOf(
  { components }: Pick<Group, 'components'>,
  byLabel: ReadonlyMap<string, Tracking>,
  directory: string,
): Member[] {
  return components.map((component) => {
    const tracking = byLabel.get(component.label);
    return { component, tracking, file: tracking && rrdFile(directory, tracking) };
  });
}
