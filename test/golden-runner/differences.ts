/**
 * Where our commands differ from the originals on purpose: each with its reason, and with what holds instead where that
 * can be said.
 */

export interface Difference {
  readonly cases: RegExp;
  /** What is not compared with the corpus. */
  readonly aspect: 'stdout' | 'stderr' | 'all';
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    cases: /^bad\//,
    aspect: 'stderr',
    reason:
      'our messages name the file, the octet and what would be right; the warning about a missing checksum is new',
  },
  {
    cases: /^bad\/order7\./,
    aspect: 'all',
    reason: 'a byte order that is neither little nor big is refused instead of taken for little',
  },
  {
    cases: /^header\/legacy-v5\.be$/,
    aspect: 'stdout',
    reason: 'big-endian files of stream version 1 are marked as translated, too',
  },
];

/** What differs on purpose in one case. */
export function differencesOf(id: string): readonly Difference['aspect'][] {
  return DIFFERENCES.filter(({ cases }) => cases.test(id)).map(({ aspect }) => aspect);
}
