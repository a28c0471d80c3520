/** From value to value: when an alert sends a message, and when it tells that all is well again (reference section 5.8). */
import type { AlertRule, Bounds } from './alert-rule.js';
import { PERIOD, type Seconds } from './period.js';

/** What must be remembered of the values so far. */
export interface AlertState {
  /** Misses in a row that end with the last miss. */
  readonly run: number;
  /** Of these, the one that lies farthest out. */
  readonly worst: number;
  /** End of the last period that was a miss; 0 for none. */
  readonly lastMiss: Seconds;
  /** End of the period of the last message; 0 for none. */
  readonly lastNotified: Seconds;
  /** Whether a message has been sent that no recovery followed. */
  readonly alarm: 'raised' | 'quiet';
  /** Ends of the periods of the messages of the last hour. */
  readonly sent: readonly Seconds[];
}

export const QUIET: AlertState = { run: 0, worst: 0, lastMiss: 0, lastNotified: 0, alarm: 'quiet', sent: [] };

/** One value with what it is compared with. */
export interface Observation {
  /** End of the period. */
  readonly end: Seconds;
  /** Undefined if it is not known. */
  readonly value: number | undefined;
  /** Undefined if there is not enough history to tell. */
  readonly bounds: Bounds | undefined;
}

/** A reason for a message. */
export interface AlertEvent {
  readonly kind: 'exceeded' | 'not met' | 'recovered';
  /** The periods that it is about. */
  readonly start: Seconds;
  readonly end: Seconds;
  /** The value that lies farthest out; of a recovery, the one that is within bounds again. */
  readonly value: number;
  readonly bounds: Bounds;
}

export interface Step {
  readonly state: AlertState;
  readonly event: AlertEvent | undefined;
}

const HOUR: Seconds = 3600;

function isMiss(value: number, { least, most }: Bounds): boolean {
  return value > most || value < least;
}

function missed(rule: AlertRule, state: AlertState, end: Seconds, value: number, bounds: Bounds): Step {
  const goesOn = state.run > 0 && end - state.lastMiss <= PERIOD;
  const run = goesOn ? state.run + 1 : 1;
  const above = value > bounds.most;
  const worst = goesOn ? (above ? Math.max(state.worst, value) : Math.min(state.worst, value)) : value;
  const sent = state.sent.filter((time) => end - time < HOUR);
  const { misses, repeat } = rule.frequency;
  const isDue = run >= misses && (state.lastNotified === 0 || end - state.lastNotified >= repeat);
  const next = { ...state, run, worst, lastMiss: end, sent };
  if (!isDue || sent.length >= rule.mostPerHour) return { state: next, event: undefined };
  return {
    // a run that was told of begins anew where each is told of
    state: { ...next, run: repeat === 0 ? 0 : run, lastNotified: end, alarm: 'raised', sent: [...sent, end] },
    event: { kind: above ? 'exceeded' : 'not met', start: end - run * PERIOD, end, value: worst, bounds },
  };
}

/**
 * The next value. One that is not known, or that cannot be judged, is neither a miss nor a recovery; a run does not go on across it. An observation
 * that is not newer than the last miss changes nothing.
 */
export function nextAlert(rule: AlertRule, state: AlertState, { end, value, bounds }: Observation): Step {
  if (value === undefined || !bounds || end <= state.lastMiss) return { state, event: undefined };
  if (isMiss(value, bounds)) return missed(rule, state, end, value, bounds);
  const next: AlertState = { ...state, run: 0, worst: 0, alarm: 'quiet' };
  if (state.alarm === 'quiet') return { state: state.run === 0 ? state : next, event: undefined };
  return { state: next, event: { kind: 'recovered', start: end - PERIOD, end, value, bounds } };
}
