/** The alert of a tracking as a rule (reference section 5.8). */
import type { Configuration } from '../config/configuration.js';
import { findAlertFrequency, type AlertFrequency, type SigmaParameter } from './alert-frequency.js';
import type { Alert } from './tracking.js';

/** How far from the mean is unusual. */
export interface Sigma {
  /** Observations that the mean is of; with fewer known ones nothing is unusual. */
  readonly observations: number;
  /** Standard deviations from the mean. */
  readonly factor: number;
}

export interface AlertRule {
  readonly frequency: AlertFrequency;
  /** Above 0: values above it are misses; below 0: values below its absolute value. */
  readonly threshold: number;
  readonly sigma: Sigma | undefined;
  /** Most messages in an hour, recoveries not counted. */
  readonly mostPerHour: number;
}

/** What is within bounds: no miss. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export type RuleSettings = Pick<Configuration, SigmaParameter | 'alert_rate_limit'>;

/** Longest sample: 50 hours of 5-minute values are kept. */
const MOST_OBSERVATIONS = 500;

/**
 * `6:2.67`: observations and factor.
 * @returns undefined if it is not two numbers, the first an integer of 2 or more
 */
export function readSigma(text: string): Sigma | undefined {
  const [, observations, factor] = /^\s*(\d{1,4})\s*:\s*(\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const sigma = { observations: Number(observations), factor: Number(factor) };
  return sigma.observations >= 2 && sigma.observations <= MOST_OBSERVATIONS && sigma.factor > 0 ? sigma : undefined;
}

/**
 * The rule, or undefined where the tracking has no alert: no frequency, or no threshold where one is needed.
 * @throws Error if the configuration's sigma cannot be read; it names the parameter
 */
export function alertRule(
  { frequency: name, threshold: text }: Pick<Alert, 'frequency' | 'threshold'>,
  settings: RuleSettings,
): AlertRule | undefined {
  const frequency = findAlertFrequency(name);
  if (!frequency) return undefined;
  const { parameter } = frequency;
  const threshold = Number(text.trim() === '' ? 0 : text);
  const mostPerHour = settings.alert_rate_limit;
  if (parameter === undefined) {
    if (!Number.isFinite(threshold) || threshold === 0) return undefined;
    return { frequency, threshold, sigma: undefined, mostPerHour };
  }
  const sigma = readSigma(settings[parameter]);
  if (!sigma)
    throw new Error(
      `${parameter}: "${settings[parameter]}" is not observations:factor, such as "12:3" (2 to ${MOST_OBSERVATIONS} observations).`,
    );
  return { frequency, threshold: 0, sigma, mostPerHour };
}

/** The bounds of a threshold. */
export function thresholdBounds(threshold: number): Bounds {
  return threshold > 0 ? { least: -Infinity, most: threshold } : { least: -threshold, most: Infinity };
}

/** What rounding may do to a mean of equal values. */
const NOISE = 1e-9;

/**
 * Mean ± factor · standard deviation (with n − 1) of a sample.
 * @param sample undefined where a value is not known
 * @returns undefined unless every observation is known: there is not enough history
 */
export function sigmaBounds(
  sample: readonly (number | undefined)[],
  { observations, factor }: Sigma,
): Bounds | undefined {
  const known = sample.filter((value) => value !== undefined);
  if (known.length < observations) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const width = factor * Math.sqrt(squares / (known.length - 1)) + NOISE * Math.abs(mean);
  return { least: mean - width, most: mean + width };
}
