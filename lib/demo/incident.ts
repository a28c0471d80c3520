/** What there is to find in the demonstration's traffic: things that happen at certain times, at one device each. */
import type { PoolName } from './endpoints.js';
import { timeOfDay, weekday } from './rhythm.js';

/** One host of a pool: its rank there, 0 for the busiest. */
type Host = readonly [pool: PoolName, rank: number];

/** When an incident happens, and where. */
export interface Timing {
  readonly name: string;
  /** Name of the device that sees it. */
  readonly device: string;
  /** Days of the week, Sunday is 0. */
  readonly days: readonly number[];
  /** Local time of day at which it starts; without an hour it starts every hour. */
  readonly at: { readonly hour?: number; readonly minute: number };
  readonly minutes: number;
}

/** A bulk transfer from one host to another over a few parallel TCP connections. */
export interface Transfer extends Timing {
  readonly from: Host;
  readonly to: Host;
  readonly port: number;
  /** Octets per second for each flow per second that the device exports on average. */
  readonly load: number;
  readonly tos: number;
}

/** Many small flows that nobody answers: scans and attacks. */
export interface Flood extends Timing {
  /** One end is a single host; of the other pool every host has its turn. */
  readonly one: Host;
  readonly many: PoolName;
  readonly direction: 'one to many' | 'many to one';
  readonly prot: number;
  /** Of the service abused; the other port is high. */
  readonly port: number;
  readonly serviceSide: 'source' | 'destination';
  readonly packets: number;
  readonly octets: number;
  /** Flows per second for each that the device exports on average. */
  readonly flows: number;
}

const DAILY = [0, 1, 2, 3, 4, 5, 6] as const;
const WORKING_DAYS = [1, 2, 3, 4, 5] as const;

export const TRANSFERS: readonly Transfer[] = [
  {
    name: 'nightly backup that fills uplink B',
    device: 'MYROUTER',
    days: DAILY,
    at: { hour: 2, minute: 0 },
    minutes: 90,
    from: ['files', 1],
    to: ['offsite', 0],
    port: 873,
    load: 200_000,
    tos: 32,
  },
  {
    name: 'nightly backup of the branch',
    device: 'MYSECONDROUTER',
    days: DAILY,
    at: { hour: 1, minute: 0 },
    minutes: 40,
    from: ['users', 3],
    to: ['files', 1],
    port: 873,
    load: 60_000,
    tos: 32,
  },
  {
    name: 'an upload in the early afternoon',
    device: 'MYROUTER',
    days: WORKING_DAYS,
    at: { hour: 14, minute: 5 },
    minutes: 8,
    from: ['users', 41],
    to: ['servers', 1717],
    port: 443,
    load: 150_000,
    tos: 0,
  },
  {
    name: 'hourly copy of the database',
    device: 'MYROUTER',
    days: DAILY,
    at: { minute: 25 },
    minutes: 4,
    from: ['files', 0],
    to: ['branch', 7],
    port: 5432,
    load: 25_000,
    tos: 0,
  },
];

export const FLOODS: readonly Flood[] = [
  {
    name: 'a scan for remote desktops',
    device: 'MYROUTER',
    days: DAILY,
    at: { hour: 3, minute: 17 },
    minutes: 5,
    one: ['clients', 4321],
    many: 'everyone',
    direction: 'one to many',
    prot: 6,
    port: 3389,
    serviceSide: 'destination',
    packets: 1,
    octets: 44,
    flows: 0.6,
  },
  {
    name: 'an infected computer that looks for others',
    device: 'MYSECONDROUTER',
    days: WORKING_DAYS,
    at: { hour: 11, minute: 20 },
    minutes: 4,
    one: ['users', 77],
    many: 'clients',
    direction: 'one to many',
    prot: 6,
    port: 445,
    serviceSide: 'destination',
    packets: 1,
    octets: 48,
    flows: 0.8,
  },
  {
    name: 'an attack with amplified name answers',
    device: 'MYROUTER',
    days: [3, 6],
    at: { hour: 20, minute: 10 },
    minutes: 3,
    one: ['web', 0],
    many: 'servers',
    direction: 'many to one',
    prot: 17,
    port: 53,
    serviceSide: 'source',
    packets: 3,
    octets: 4210,
    flows: 2.5,
  },
];

/**
 * Seconds since an incident's latest start, or undefined if it has none within its day (its hour, if hourly).
 * @param localSeconds seconds since 1970-01-01 in local time
 */
export function sinceStart(incident: Timing, localSeconds: number): number | undefined {
  if (!incident.days.includes(weekday(localSeconds))) return undefined;
  const { hour, minute } = incident.at;
  const now = timeOfDay(localSeconds);
  const since = hour === undefined ? (now % 3600) - minute * 60 : now - (hour * 60 + minute) * 60;
  return since < 0 ? undefined : since;
}

/** Whether an incident is going on. None runs past midnight, nor an hourly one past its hour. */
export function isOn(incident: Timing, localSeconds: number): boolean {
  const since = sinceStart(incident, localSeconds);
  return since !== undefined && since < incident.minutes * 60;
}
