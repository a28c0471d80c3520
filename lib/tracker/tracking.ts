/** Trackings and groups of them, as their definitions say. */
import type { Seconds } from './period.js';
import type { TrackedField } from './stored-keys.js';
import type { TrackingType } from './tracking-type.js';

/** A change of the criteria, or of a group. */
export interface Revision {
  /** Whether graphs show it. */
  readonly notate: 'Y' | 'N';
  readonly time: Seconds;
  readonly comment: string;
}

/** What the definitions of trackings and of groups have in common. */
interface Defined {
  /** Stem of the names of all its files. */
  readonly id: string;
  /** An archived one is neither collected nor drawn. */
  readonly state: 'active' | 'archived';
  readonly label: string;
  /** The general comment. */
  readonly comment: string;
  readonly revisions: readonly Revision[];
  /** What else the definition says, in its order: kept when it is written again. */
  readonly others: readonly (readonly [key: string, value: string])[];
}

/** When mail is sent, and what the sender remembers (reference section 5.8): texts as they stand in the file. */
export interface Alert {
  readonly threshold: string;
  readonly frequency: string;
  readonly destination: string;
  readonly lastNotified: string;
  readonly consecutive: string;
}

export interface Tracking extends Defined {
  readonly kind: 'tracking';
  readonly type: TrackingType;
  /** Device and lists as typed, by the names of the form. */
  readonly fields: Readonly<Record<TrackedField, string>>;
  /** Values are multiplied by it; used above 1. */
  readonly multiplier: string;
  readonly alert: Alert;
  /** The flow-nfilter definition as it stands in the file; empty for none. */
  readonly definition: string;
}

/** A tracking's place in a group: 101, 102, … above the axis, 201, 202, … below, from the axis outwards. */
export interface Component {
  readonly position: number;
  readonly label: string;
  /** Name of a colour. */
  readonly colour: string;
}

export interface Group extends Defined {
  readonly kind: 'group';
  readonly components: readonly Component[];
}

/** The factor of a tracking's values. */
export function multiplierOf({ multiplier }: Pick<Tracking, 'multiplier'>): number {
  const factor = Number(multiplier);
  return factor > 1 && Number.isFinite(factor) ? factor : 1;
}
