/** Accounts for one engine's sequence numbers: what was lost, what came late, what came twice. */

/** A step of this many records or more is a restart of the exporter, not a loss. */
export const RESET_STEP = 1000;

/** More holes than this are not remembered; the oldest is given up as lost. */
const HOLES = 32;

/**
 * How one datagram's number relates to the numbers before it.
 *
 * `step` is the original's judgement, to whose counters the file headers are compatible: `lost` records are missing,
 * or the step is a `reset`, which includes every step backwards.
 *
 * `order` is a judgement that the original lacks: `late` = the records fill a hole that an earlier jump forwards had
 * left, so they were on the way in another order (misordered); `again` = they lie behind the newest and fill no hole,
 * so they were seen before (duplicates). Only datagrams less than `RESET_STEP` records behind the newest can be either.
 */
export interface SequenceVerdict {
  readonly step: 'first' | 'in order' | 'lost' | 'reset';
  readonly order: 'forward' | 'late' | 'again';
  /** The number that the original's rule expected; 0 for the first datagram. */
  readonly expected: number;
  readonly received: number;
  /** The original's difference: for a wrap or a step backwards one less than the distance modulo 2³². */
  readonly missing: number;
}

/** Sequence numbers of one engine of one exporter (reference section 3.5). */
export class EngineSequence {
  /** Next number by the original's rule: after the last datagram, whichever that was. */
  #expected: number | undefined;
  /** Number after the newest record seen. */
  #newest = 0;
  /** Numbers skipped, as [first, length]; oldest first. */
  #holes: [first: number, length: number][] = [];

  /** Takes the number and the record count of an accepted datagram. */
  check(sequence: number, count: number): SequenceVerdict {
    const expected = this.#expected;
    this.#expected = (sequence + count) >>> 0;
    if (expected === undefined) {
      this.#newest = this.#expected;
      return { step: 'first', order: 'forward', expected: 0, received: sequence, missing: 0 };
    }
    const order = this.#order(sequence, count);
    if (sequence === expected) return { step: 'in order', order, expected, received: sequence, missing: 0 };
    const missing = sequence > expected ? sequence - expected : 0xffffffff - expected + sequence;
    return { step: missing < RESET_STEP ? 'lost' : 'reset', order, expected, received: sequence, missing };
  }

  #order(sequence: number, count: number): SequenceVerdict['order'] {
    const ahead = (sequence - this.#newest) | 0; // serial number arithmetic, RFC 1982
    if (ahead < 0 && ahead > -RESET_STEP) return count > 0 && this.#fill(sequence, count) ? 'late' : 'again';
    if (ahead < 0 || ahead >= RESET_STEP) this.#holes = [];
    else if (ahead > 0) {
      this.#holes.push([this.#newest, ahead]);
      if (this.#holes.length > HOLES) this.#holes.shift();
    }
    this.#newest = (sequence + count) >>> 0;
    return 'forward';
  }

  /** Takes the records out of the hole they lie in; false if there is none. */
  #fill(sequence: number, count: number): boolean {
    for (const [at, [first, length]] of this.#holes.entries()) {
      const before = (sequence - first) >>> 0;
      const after = length - before - count;
      if (before >= length || after < 0) continue;
      const rest: [number, number][] = [
        [first, before],
        [(sequence + count) >>> 0, after],
      ];
      this.#holes.splice(at, 1, ...rest.filter(([, left]) => left > 0));
      return true;
    }
    return false;
  }
}
