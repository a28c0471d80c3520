/** Asks the store, within the time that the configuration allows, and puts what went wrong into a sentence. */
import type { FlowQuery } from '../query/query.js';
import type { DuckDbStore } from '../store/duckdb-store.js';
import { openStore } from '../store/open.js';
import type { StoreErrorCode } from '../store/store-error.js';
import type { Progress, Result } from '../store/store.js';
import type { Site } from './http.js';

/** `message` is a whole sentence or more. */
export interface Refused {
  readonly ok: false;
  readonly status: number;
  readonly message: string;
}

export type Ran = { readonly ok: true; readonly result: Result } | Refused;

/** Status of what the store says: the operator's to mend, or the asker's. */
const STATUS: Readonly<Record<StoreErrorCode, number>> = {
  'no-directory': 404,
  'bad-source': 400,
  'unreadable-directory': 500,
  'out-of-space': 503,
  engine: 500,
};

async function refusal(error: unknown, limit: AbortSignal, seconds: number): Promise<Refused> {
  if (limit.aborted) {
    const message = `The report was given up after ${seconds} seconds (query_time_limit). Choose a shorter time span, or filter by fewer addresses.`;
    return { ok: false, status: 503, message };
  }
  const { StoreError } = await import('../store/store-error.js');
  if (!(error instanceof StoreError)) throw error;
  const status = STATUS[error.code];
  if (status >= 500) console.error(error);
  return { ok: false, status, message: error.message };
}

/** What a store may be asked with. */
interface Control {
  readonly signal: AbortSignal;
  readonly progress: (done: Progress) => void;
}

/**
 * Lets work ask the store, within the time that the configuration allows.
 * @param progress gets what the store reports
 * @throws what the store throws when the client has gone, and what has no remedy
 */
export async function withStore<T>(
  site: Site,
  progress: (done: Progress) => void,
  work: (store: DuckDbStore, control: Control) => Promise<T>,
): Promise<{ readonly ok: true; readonly result: T } | Refused> {
  const seconds = site.configuration.query_time_limit;
  const limit = seconds > 0 ? AbortSignal.timeout(seconds * 1000) : new AbortController().signal;
  const store = await openStore(site.configuration);
  let end: 'close' | 'leave' = 'close';
  try {
    const result = await work(store, { signal: AbortSignal.any([site.signal, limit]), progress });
    if (site.afterwards === 'process ends') end = 'leave';
    return { ok: true, result };
  } catch (error) {
    if (site.signal.aborted) throw error;
    return await refusal(error, limit, seconds);
  } finally {
    await store[end]();
  }
}

/** Runs one query. @throws as {@link withStore} */
export function runQuery(query: FlowQuery, site: Site, progress: (done: Progress) => void): Promise<Ran> {
  return withStore(site, progress, (store, control) => store.run(query, control));
}
