/** Text of the DNS as text that a page may show: whoever owns an address writes what its name is. */

/** Longest host name (RFC 1035 section 2.3.4), in characters. */
const LONGEST_HOST = 253;

/** Longest description that is kept, in characters. */
const LONGEST_DESCRIPTION = 255;

const looksLikeAddress = (text: string): boolean => /^[\d.]+$/.test(text) || text.includes(':');

/**
 * A host name from an answer: without the dot at its end, at most 253 characters, `?` for each that is not printable
 * ASCII (names of other scripts come as `xn--…`).
 * @returns undefined for an empty one, and for one that looks like an address, which would deceive
 */
export function hostNameText(answer: string): string | undefined {
  const text = answer
    .slice(0, LONGEST_HOST + 1)
    .replace(/\.$/, '')
    .replace(/[^\x21-\x7e]/gu, '?')
    .slice(0, LONGEST_HOST);
  return text === '' || looksLikeAddress(text) ? undefined : text;
}

/**
 * A line of text from an answer: at most 255 characters, blanks run together, `?` for each that is no letter, digit,
 * punctuation mark, symbol or blank. What turns the direction of writing or stacks marks on a letter is among those.
 */
export function descriptionText(answer: string): string {
  const text = answer.slice(0, 4 * LONGEST_DESCRIPTION).replace(/\s+/gu, ' ');
  return Array.from(text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').trim())
    .slice(0, LONGEST_DESCRIPTION)
    .join('');
}
