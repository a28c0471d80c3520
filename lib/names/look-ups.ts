/** Looks many things up at once: first in the cache, then in the DNS, and no longer than the caller will wait. */
import type { DnsClient, DnsOutcome } from './dns-client.js';
import type { CacheEntry, LookUp, NameCache } from './name-cache.js';
import { questionOf, textOf, type Zones } from './questions.js';

/** By kind and key. */
export class FoundTexts {
  readonly #texts = new Map<string, string | undefined>();
  /** What the cache threw: the texts are there all the same. */
  cacheError: unknown;

  set({ kind, key }: LookUp, text: string | undefined): void {
    this.#texts.set(`${kind}:${key}`, text);
  }

  /** The text, null where there is none, undefined where that is not known yet. */
  get({ kind, key }: LookUp): string | null | undefined {
    const id = `${kind}:${key}`;
    return this.#texts.has(id) ? (this.#texts.get(id) ?? null) : undefined;
  }
}

export interface LookUpContext {
  readonly cache?: NameCache;
  readonly client: DnsClient;
  readonly zones: Zones;
  readonly now: () => number;
}

export interface LookUpLimits {
  /** How long answers of the DNS are waited for, ms. */
  readonly within: number;
  /** Questions to the DNS at most; what is beyond them stays unknown. */
  readonly most: number;
}

const SECOND = 1000;
/** Bounds of how long an answer is kept, in seconds: a name server may say nonsense. */
const FOUND_TTL = { least: 60, most: 86_400 } as const;
const NONE_TTL = { least: 60, usual: 900, most: 3600 } as const;
/** So that the next page does not wait for the same dead server, and the one after that asks again. */
const FAILED_TTL = 60;

const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most));

/** What the cache keeps of an outcome. */
export function entryOf(lookUp: LookUp, outcome: DnsOutcome, now: number): CacheEntry {
  switch (outcome.kind) {
    case 'found': {
      const ttl = between(FOUND_TTL.least, outcome.ttl, FOUND_TTL.most);
      return { value: textOf(lookUp, outcome.data), expires: now + ttl * SECOND };
    }
    case 'none': {
      const ttl = between(NONE_TTL.least, outcome.ttl ?? NONE_TTL.usual, NONE_TTL.most);
      return { value: undefined, expires: now + ttl * SECOND };
    }
    case 'failed':
      return { value: undefined, expires: now + FAILED_TTL * SECOND };
  }
}

/** Those that the cache does not know; the others are put into `found`. */
function unknownOf(lookUps: Iterable<LookUp>, { cache, now }: LookUpContext, found: FoundTexts): LookUp[] {
  const unknown: LookUp[] = [];
  const at = now();
  for (const lookUp of lookUps) {
    if (found.get(lookUp) !== undefined) continue;
    let entry: CacheEntry | undefined;
    try {
      entry = cache?.get(lookUp, at);
    } catch (error) {
      found.cacheError = error;
    }
    if (entry) found.set(lookUp, entry.value);
    else unknown.push(lookUp);
  }
  return unknown;
}

/**
 * Looks things up. Answers go to the cache, also that there is none. Closes the client, because whoever has waited once
 * waits no more.
 */
export async function lookUp(
  lookUps: Iterable<LookUp>,
  context: LookUpContext,
  { within, most }: LookUpLimits,
): Promise<FoundTexts> {
  const { cache, client, zones, now } = context;
  const found = new FoundTexts();
  const answers: [LookUp, CacheEntry][] = [];
  let state: 'waiting' | 'over' = 'waiting';
  const asked = unknownOf(lookUps, context, found).flatMap((each) => {
    const question = questionOf(each, zones);
    if (!question) found.set(each, undefined);
    return question ? [{ each, question }] : [];
  });
  const all = Promise.all(
    asked.slice(0, most).map(async ({ each, question }) => {
      const entry = entryOf(each, await client.ask(question), now());
      if (state === 'over') return; // it was cut short
      found.set(each, entry.value);
      answers.push([each, entry]);
    }),
  );
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, within)))]);
  clearTimeout(timer);
  state = 'over';
  client.close();
  await all;
  try {
    if (answers.length > 0) cache?.put(answers, now());
  } catch (error) {
    found.cacheError = error;
  }
  return found;
}
