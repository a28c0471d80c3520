/** Crypto-PAn with a key that may lie in a file and change from time to time (reference section 5.13). */
import { readFileSync } from 'node:fs';
import type { Ms } from '../flow/time.js';
import { CryptoPan, parseKey } from './cryptopan.js';
import { CfgError } from './error.js';
import { fromLocalClocks, toLocalClocks } from './local-time.js';

const DAY = 86_400_000;

/** When a key file is read again: each `interval` from a time of day on. */
export interface KeyRefresh {
  readonly interval: Ms;
  /** On local clocks, ms since midnight. */
  readonly offset: Ms;
}

export type KeySource =
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'file'; readonly path: string; readonly refresh?: KeyRefresh };

/** The last moment at which the key was due, at or before `now`. */
function lastDue(now: Ms, { interval, offset }: KeyRefresh): Ms {
  const midnight = fromLocalClocks(Math.floor(toLocalClocks(now) / DAY) * DAY);
  return now - ((((now - midnight - offset) % interval) + interval) % interval);
}

export class Anonymizer {
  #pan: CryptoPan;
  #due: Ms;

  /** @throws CfgError if the key file cannot be read */
  constructor(
    private readonly source: KeySource,
    now: Ms,
  ) {
    this.#pan = new CryptoPan(keyOf(source));
    this.#due = nextDue(source, now);
  }

  /** The present cipher; reads the key file again if that is due. */
  at(now: Ms): CryptoPan {
    if (now >= this.#due) {
      this.#pan = new CryptoPan(keyOf(this.source));
      this.#due = nextDue(this.source, now);
    }
    return this.#pan;
  }
}

function nextDue(source: KeySource, now: Ms): Ms {
  return source.kind === 'file' && source.refresh ? lastDue(now, source.refresh) + source.refresh.interval : Infinity;
}

function keyOf(source: KeySource): Uint8Array {
  if (source.kind === 'key') return source.key;
  let text: string;
  try {
    text = readFileSync(source.path, 'latin1');
  } catch (cause) {
    throw new CfgError('unreadable', `key file ${source.path} cannot be read.`, [], { cause });
  }
  const key = parseKey(text);
  if (!key) throw new CfgError('syntax', `key file ${source.path} must hold 64 hexadecimal digits.`);
  return key;
}
