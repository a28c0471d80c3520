/** Where the demonstration's flows come from. */
import type { Child } from './child.js';
import type { Interface } from './network.js';
import type { Places } from './places.js';
import type { ProgressTarget } from '../command/progress-line.js';
import type { DemoSettings } from './settings.js';

export interface DemoRun {
  readonly settings: DemoSettings;
  readonly places: Places;
  /** What to write once everything runs. */
  readonly welcome: string;
  /** Fires when the demonstration is to end. */
  readonly stop: AbortSignal;
  readonly output: ProgressTarget;
}

export interface TrafficSource {
  readonly devices: readonly { readonly name: string; readonly interfaces: readonly Interface[] }[];
  /** @throws CommandError that says what is missing on this machine */
  check(): void;
  /**
   * Starts the collectors and the flows, writes the welcome, and goes on until it is to stop. Whatever it started has ended when
   * it settles.
   * @throws ChildEndedError if one of its programs ends; the signal's reason
   */
  run(run: DemoRun): Promise<void>;
}

/**
 * Does some work until the signal fires or one of the children ends by itself.
 * @param work settles when the signal it is given fires
 */
export async function workBeside(
  children: readonly Child[],
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const halt = new AbortController();
  const working = work(AbortSignal.any([stop, halt.signal]));
  try {
    await Promise.race([working, ...children.map(({ failed }) => failed)]);
  } finally {
    halt.abort();
    await working.catch(() => undefined); // told above, unless a child was first
  }
}
