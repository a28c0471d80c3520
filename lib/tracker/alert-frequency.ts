/** When a tracking's alert sends messages (reference section 5.8): one row for each choice of the form. */
import type { Seconds } from './period.js';

export interface AlertFrequency {
  /** As the definition has it. */
  readonly name: string;
  /** As the form offers it. */
  readonly title: string;
  /** What a value is compared with: the tracking's threshold, or what was usual before. */
  readonly against: 'threshold' | 'before' | 'time of day';
  /** Misses in a row that a message needs. */
  readonly misses: number;
  /** Least time between two messages, unless the tracking recovered in between and this is 0. */
  readonly repeat: Seconds;
  /** Parameter that holds the number of observations and the factor. */
  readonly parameter?: SigmaParameter;
}

export type SigmaParameter = 'sigma_type_1' | 'sigma_type_2' | 'sigma_type_3' | 'sigma_type_day';

const HOUR: Seconds = 3600;
const DAY: Seconds = 86_400;

const runs = [3, 6, 12].flatMap((misses): AlertFrequency[] => [
  {
    name: `daily${misses}`,
    title: `${misses} misses in a row - once a day`,
    against: 'threshold',
    misses,
    repeat: DAY,
  },
  {
    name: `eachtime${misses}`,
    title: `${misses} misses in a row - each time`,
    against: 'threshold',
    misses,
    repeat: 0,
  },
]);

/** A deviation lasts as long as it is unusual: it is told of once an hour, where the original sent mail every 5 minutes. */
const sigmas = (['sigma_type_1', 'sigma_type_2', 'sigma_type_3'] as const).map((parameter, index): AlertFrequency => {
  const name = `sigma${index + 1}`;
  const title = `Sigma type ${index + 1} - far from the values just before`;
  return { name, title, against: 'before', misses: 1, repeat: HOUR, parameter };
});

export const ALERT_FREQUENCIES: readonly AlertFrequency[] = [
  { name: 'daily', title: 'Single miss - once a day', against: 'threshold', misses: 1, repeat: DAY },
  { name: 'eachtime', title: 'Single miss - each time', against: 'threshold', misses: 1, repeat: 0 },
  ...runs,
  ...sigmas,
  {
    name: 'sigmaday',
    title: 'Sigma by time of day - a half hour far from that of the days before',
    against: 'time of day',
    misses: 1,
    repeat: HOUR,
    parameter: 'sigma_type_day',
  },
];

/** Undefined for `none`, for nothing, and for what no version knows. */
export function findAlertFrequency(name: string): AlertFrequency | undefined {
  return ALERT_FREQUENCIES.find((row) => row.name === name);
}
