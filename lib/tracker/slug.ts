/** Names of files for labels, which are free text (reference section 5.2). */

/** Longest, in UTF-16 units: with an ending and in UTF-8 it still is a file name. */
const LONGEST = 60;

/**
 * The stem that the original makes of a label, where that is harmless: letters, digits, `_`, `-`, `+`, `=`, `@` and `~`.
 * Any other character becomes `-`, so that the name leads nowhere, hides nothing, and means the same to every program.
 */
export function slugOf(label: string): string {
  const stem = label
    .normalize('NFC')
    .trim()
    .replace(/[&/().]/g, '-')
    .replace(/\s+/g, '_')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[^\p{L}\p{N}\p{M}_+=@~-]/gu, '-')
    .slice(0, LONGEST)
    .replace(/[\ud800-\udbff]$/, '');
  return /^[\p{L}\p{N}_]/u.test(stem) ? stem : `_${stem}`;
}

/** What tells labels apart that have one slug. */
export function numberedSlug(label: string, number: number): string {
  return number < 2 ? slugOf(label) : `${slugOf(label)}~${number}`;
}

/** True if a file name's stem stays within its directory: what definitions found there may be called. */
export function isStem(stem: string): boolean {
  return stem !== '' && !stem.startsWith('.') && !/[/\0\n\r]/.test(stem);
}
