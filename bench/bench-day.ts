/** The day whose flows are measured on: a Wednesday at the edge of a campus. */
import { DEVICES, type Device } from '../lib/demo/network.js';
import type { FlowOrder } from '../lib/demo/make-flows.js';

/** Seconds since 1970, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const DAY: Span = { start: Date.UTC(2025, 5, 11) / 1000, end: Date.UTC(2025, 5, 12) / 1000 };

/** Files of five minutes, as operators have them; of an hour where so few flows would leave those empty. */
export function fileSpans(flows: number): Span[] {
  const length = flows < 100_000 ? 3600 : 300;
  return Array.from({ length: (DAY.end - DAY.start) / length }, (_, file) => ({
    start: DAY.start + file * length,
    end: DAY.start + (file + 1) * length,
  }));
}

/** A /24 for each of 64 floors: 15,000 users. */
const FLOORS = Array.from({ length: 64 }, (_, floor) => `10.1.${64 + floor}.0/24`);

const [OFFICE] = DEVICES;

/** The demonstration's head office, grown to the size that has many flows: 100,000 hosts instead of 12,000. */
const CAMPUS: Device = {
  ...OFFICE,
  name: 'campus',
  groups: {
    ...OFFICE.groups,
    ...(OFFICE.groups.users && { users: { ...OFFICE.groups.users, networks: FLOORS, hosts: 15_000 } }),
  },
  outside: { servers: 30_000, clients: 55_000 },
};

export const DEVICE = CAMPUS.name;

/** So many flows of the day; always the same ones. */
export function dayOf(flows: number): FlowOrder {
  return { flows, ...DAY, device: CAMPUS };
}
