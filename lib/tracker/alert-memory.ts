/** What the alerts of trackings remember, a file for each beside the RRDs. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shareWithGroup } from '../config/share.js';
import { writeWhole } from '../config/write-whole.js';
import { QUIET, type AlertState } from './alert-machine.js';
import { isStem } from './slug.js';
import type { Tracking } from './tracking.js';

const DIRECTORY = '.alerts';

interface Remembered {
  /** What was asked for: another rule begins anew. */
  readonly rule: string;
  readonly state: AlertState;
}

function isState(value: unknown): value is AlertState {
  const state = (value ?? {}) as Partial<Record<keyof AlertState, unknown>>; // looked at below
  const numbers = [state.run, state.worst, state.lastMiss, state.lastNotified];
  return (
    numbers.every((each) => Number.isFinite(each)) &&
    (state.alarm === 'raised' || state.alarm === 'quiet') &&
    Array.isArray(state.sent) &&
    state.sent.every((each) => Number.isFinite(each))
  );
}

/** Where there is no file yet: what the original wrote into the definition. */
function inherited({ alert: { lastNotified, consecutive } }: Tracking): AlertState {
  const [lastMiss = 0, run = 0, worst = 0] = consecutive.split('^').map(Number);
  const known = [lastMiss, run, worst].every(Number.isFinite) ? { lastMiss, run, worst } : {};
  const notified = Number(lastNotified);
  return { ...QUIET, ...known, lastNotified: Number.isFinite(notified) ? notified : 0 };
}

export class AlertMemory {
  readonly #directory: string;
  readonly #known = new Map<string, Remembered>();

  /** @param directory of the RRDs */
  constructor(directory: string) {
    this.#directory = join(directory, DIRECTORY);
  }

  recall(tracking: Tracking): AlertState {
    const rule = ruleOf(tracking);
    const known = this.#known.get(tracking.id) ?? this.#read(tracking.id);
    if (known) return known.rule === rule ? known.state : QUIET;
    return inherited(tracking);
  }

  /**
   * Writes what has changed.
   * @throws Error of the file system; the state is kept for this process all the same
   */
  keep(tracking: Tracking, state: AlertState): void {
    const remembered = { rule: ruleOf(tracking), state };
    this.#known.set(tracking.id, remembered);
    if (!isStem(tracking.id)) return;
    if (mkdirSync(this.#directory, { recursive: true, mode: 0o750 }) !== undefined) shareWithGroup(this.#directory);
    writeWhole(join(this.#directory, `${tracking.id}.json`), JSON.stringify(remembered), 'replace');
  }

  /** A file that is missing or spoilt is none. */
  #read(id: string): Remembered | undefined {
    if (!isStem(id)) return undefined;
    try {
      const value: unknown = JSON.parse(readFileSync(join(this.#directory, `${id}.json`), 'utf8'));
      const { rule, state } = (value ?? {}) as Partial<Record<keyof Remembered, unknown>>; // looked at here
      return typeof rule === 'string' && isState(state) ? { rule, state } : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What the alert of a tracking remembers goes with its values. @param directory of the RRDs */
export function forgetAlert(directory: string, { id }: Pick<Tracking, 'id'>): void {
  if (isStem(id)) rmSync(join(directory, DIRECTORY, `${id}.json`), { force: true });
}

/** What a tracking measures and when it is to be told of. */
function ruleOf({ type, multiplier, fields, alert: { threshold, frequency } }: Tracking): string {
  return JSON.stringify([type, multiplier, threshold, frequency, fields]);
}
