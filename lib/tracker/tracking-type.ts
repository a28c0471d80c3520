/** What a tracking follows (reference sections 5.1, 5.6 and 12.3): one row for each type. */
import type { CounterName } from '../query/query.js';

interface TypeRow {
  /** As the form offers it. */
  readonly title: string;
  /** Left of the graph. */
  readonly axis: string;
  /** Behind numbers. */
  readonly unit: 'bps' | 'pps' | 'fps';
  readonly measure: CounterName;
  /** What one of the measure counts for: a rate is measure · factor / seconds. */
  readonly factor: number;
  /** Names in definitions of older versions. */
  readonly formerly: readonly string[];
}

/**
 * Mean rates over a period. Octets and packets of a flow are spread evenly over its life; `fpsi` counts a flow where it
 * starts; `fpsa` is how many flows live at a time, on average.
 */
export const TRACKING_TYPES = {
  bps: {
    title: 'Bits/Second',
    axis: 'Bits per Second',
    unit: 'bps',
    measure: 'octets',
    factor: 8,
    formerly: ['Individual', 'Individual-bps', 'Individual-bps-prorated'],
  },
  pps: {
    title: 'Packets/Second',
    axis: 'Packets per Second',
    unit: 'pps',
    measure: 'packets',
    factor: 1,
    formerly: ['Individual-pps', 'Individual-pps-prorated'],
  },
  fpsi: {
    title: 'Flows Initiated/Second',
    axis: 'Flows per Second',
    unit: 'fps',
    measure: 'starts',
    factor: 1,
    formerly: ['Individual-fps'],
  },
  fpsa: {
    title: 'Flows Active/Second',
    axis: 'Flows per Second',
    unit: 'fps',
    measure: 'active',
    factor: 1 / 1000,
    formerly: ['Individual-fps-prorated'],
  },
} as const satisfies Readonly<Record<string, TypeRow>>;

export type TrackingType = keyof typeof TRACKING_TYPES;

export const TRACKING_TYPE_NAMES = Object.keys(TRACKING_TYPES) as TrackingType[]; // the table's own keys

/** The type that a definition names, in whatever version's words; undefined for none. */
export function findTrackingType(text: string): TrackingType | undefined {
  return TRACKING_TYPE_NAMES.find((name) => {
    const row: TypeRow = TRACKING_TYPES[name];
    return name === text || row.formerly.includes(text);
  });
}
