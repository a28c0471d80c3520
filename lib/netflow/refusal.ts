/** Why a datagram was refused, as a value with its place, and the sentence for the log. */

/** Stable codes: counters and rate limits are kept per code. */
export const REFUSAL_CODES = [
  'too-short',
  'unknown-version',
  'count-over-maximum',
  'wrong-length',
  'bad-aggregation-version',
  'bad-aggregation-method',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A datagram that breaks one of the rules of reference section 3.3. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Octet of the datagram where the offending field stands; the datagram's length for a length. */
  readonly offset: number;
  /** The field's value, or the datagram's length in octets. */
  readonly got: number;
  /** What would have been right: the most, or the exact value. Absent where there are several. */
  readonly expected?: number;
  /** The header's version, where it could be read. */
  readonly version?: number;
}

/** `'original'` reproduces a known fault of flow-tools 0.68 where its outputs have to be matched byte for byte. */
export type Defects = 'fixed' | 'original';

const TEXTS: Readonly<Record<RefusalCode, (refusal: Refusal) => string>> = {
  'too-short': () => 'not enough bytes to decode the count and version.',
  'unknown-version': ({ got }) => `ftpdu version not set. (version ${got}; 1, 5 to 8, 9 and 10 are understood)`,
  'count-over-maximum': ({ got, expected }) => `too many pdus (${got}) in record, max ${expected}`,
  'wrong-length': ({ got, expected }) => `pdu received size was wrong.  expected ${expected} got ${got}`,
  'bad-aggregation-version': ({ got }) => `v8 aggregation version ${got} is not supported, only 2`,
  'bad-aggregation-method': ({ got }) => `v8 aggregation method ${got} is unknown, 1 to 14 are known`,
};

/**
 * The reason as flow-capture logs it.
 * @param defects `'original'` gives the original's exact words: with expected and got exchanged in the length message,
 *   nothing about which version was unknown, and the empty text for the reasons that it does not log
 */
export function refusalText(refusal: Refusal, defects: Defects = 'fixed'): string {
  if (defects === 'fixed') return TEXTS[refusal.code](refusal);
  switch (refusal.code) {
    case 'unknown-version':
      return 'ftpdu version not set.';
    case 'wrong-length':
      if (refusal.version === 8) return '';
      return `pdu received size was wrong.  expected ${refusal.got} got ${refusal.expected}`;
    case 'bad-aggregation-version':
    case 'bad-aggregation-method':
      return '';
    default:
      return TEXTS[refusal.code](refusal);
  }
}
