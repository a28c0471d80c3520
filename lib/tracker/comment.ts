/** Comments of trackings and groups, and of their revisions: free text, which lists and graphs show. */

/** In characters. A list shows the comments of all trackings, each time it is asked for. */
export const LONGEST_COMMENT = 1000;

/** Why a comment is not taken, as a sentence; undefined if it is. */
export function commentProblem(text: string): string | undefined {
  const { length } = Array.from(text);
  return length > LONGEST_COMMENT
    ? `The comment has ${length} characters, and at most ${LONGEST_COMMENT} are possible.`
    : undefined;
}
