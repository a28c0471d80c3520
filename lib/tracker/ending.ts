/** What the files of definitions end in. */

/** Whether an archive is a group, its content says. */
export const ENDINGS = { '.fil': 'tracking', '.grp': 'group', '.archive': 'archive' } as const;

export type Ending = keyof typeof ENDINGS;

export function isEnding(text: string): text is Ending {
  return Object.hasOwn(ENDINGS, text);
}
