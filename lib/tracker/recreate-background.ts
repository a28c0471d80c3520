/** Recreating in a process of its own, and how far it is (reference section 5.12): files beside the RRDs say that. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LockedError, takeLock } from '../command/lock.js';
import type { Configuration } from '../config/configuration.js';
import { FILE_MODE } from '../config/modes.js';
import { recreate } from './recreate.js';
import type { Ms } from '../flow/time.js';
import type { Seconds } from './period.js';
import type { Tracking } from './tracking.js';

type Place = Pick<Configuration, 'rrdtool_directory'>;

export interface RecreateState {
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly from: Seconds;
  readonly periodsDone: number;
  /** 0 until it is known. */
  readonly periods: number;
  /** Of a failure, or what the reader of flow files noted: whole sentences. */
  readonly notes: readonly string[];
}

const path = ({ rrdtool_directory }: Place, { id }: Pick<Tracking, 'id'>, what: 'progress' | 'stop'): string =>
  join(rrdtool_directory, `.${id}.recreate-${what}`);

/** Most sentences that are kept. */
const MOST_NOTES = 10;

/** How often a running one looks whether it is to stop, ms. */
const LOOK_MS = 500;

function write(place: Place, tracking: Pick<Tracking, 'id'>, state: RecreateState): void {
  const file = path(place, tracking, 'progress');
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: FILE_MODE });
  renameSync(`${file}.new`, file);
}

function isState(value: unknown): value is RecreateState {
  return typeof value === 'object' && value !== null && 'state' in value && 'periodsDone' in value && 'notes' in value;
}

/** Whether a process works on it. */
function isAlive({ rrdtool_directory }: Place, { id }: Pick<Tracking, 'id'>): boolean {
  const lock = join(rrdtool_directory, `.${id}.recreating`);
  try {
    takeLock(lock)();
    return false;
  } catch (error) {
    return error instanceof LockedError;
  }
}

/** How far the latest recreation is; undefined if there was none, or nobody needs to know any more. */
export function recreateState(place: Place, tracking: Pick<Tracking, 'id'>): RecreateState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path(place, tracking, 'progress'), 'utf8'));
  } catch {
    return undefined;
  }
  if (!isState(value)) return undefined;
  if (value.state !== 'running' || isAlive(place, tracking)) return value;
  return { ...value, state: 'failed', notes: ['Its process has ended before it was done: start it again.'] };
}

/** Asks a running one to stop, or forgets the outcome of one that has ended. */
export function endRecreate(place: Place, tracking: Pick<Tracking, 'id'>): void {
  if (isAlive(place, tracking)) writeFileSync(path(place, tracking, 'stop'), '', { mode: FILE_MODE });
  else forgetRecreate(place, tracking);
}

/** Nothing is left of it. */
export function forgetRecreate(place: Place, tracking: Pick<Tracking, 'id'>): void {
  for (const what of ['progress', 'stop'] as const) rmSync(path(place, tracking, what), { force: true });
}

/**
 * Fills the RRD and keeps account of it. What goes wrong is told by its state.
 * @param onStart called when the work is accounted for
 * @throws LockedError if another process does so already
 */
export async function recreateWithState(
  tracking: Tracking,
  from: Seconds,
  configuration: Configuration,
  now: () => Ms,
  onStart: () => void = () => undefined,
): Promise<RecreateState> {
  const release = takeLock(join(configuration.rrdtool_directory, `.${tracking.id}.recreating`));
  let state: RecreateState = { state: 'running', from, periodsDone: 0, periods: 0, notes: [] };
  const stop = path(configuration, tracking, 'stop');
  rmSync(stop, { force: true });
  const stopped = new AbortController();
  const look = setInterval(() => {
    if (existsSync(stop)) stopped.abort();
  }, LOOK_MS);
  try {
    write(configuration, tracking, state);
    onStart();
    await recreate({
      ...{ tracking, from, configuration, now },
      signal: stopped.signal,
      progress: ({ periodsDone, periods, notes }) => {
        const all = [...new Set([...state.notes, ...notes])].slice(0, MOST_NOTES);
        state = { ...state, periodsDone, periods, notes: all };
        write(configuration, tracking, state);
        if (existsSync(stop)) stopped.abort();
      },
    });
    state = { ...state, state: 'done' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    state = stopped.signal.aborted ? { ...state, state: 'stopped' } : { ...state, state: 'failed', notes: [why] };
  } finally {
    clearInterval(look);
    rmSync(stop, { force: true });
    write(configuration, tracking, state);
    release();
  }
  return state;
}

/**
 * Starts a process that outlives this one.
 * @returns when it runs, or could not be started
 */
export async function startRecreate(tracking: Tracking, from: Seconds, configuration: Configuration): Promise<void> {
  write(configuration, tracking, { state: 'running', from, periodsDone: 0, periods: 0, notes: [] });
  const program = fileURLToPath(new URL('../../bin/FlowTracker_Recreate', import.meta.url));
  const child = spawn(process.execPath, [program, tracking.id, String(from)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await new Promise<void>((resolve) => {
    const failed = (note: string): void => {
      write(configuration, tracking, { state: 'failed', from, periodsDone: 0, periods: 0, notes: [note] });
      resolve();
    };
    child.on('error', ({ message }) => {
      failed(message);
    });
    child.on('exit', (status) => {
      if (status === 0) resolve();
      else failed(`FlowTracker_Recreate ended with status ${status ?? 'unknown'}.`);
    });
    child.on('message', () => {
      resolve();
    });
  });
  child.unref();
  if (child.connected) child.disconnect();
}
