/** The ` input: KEY: VALUE` lines of definitions (reference sections 6.2 and 6.3). */
import type { Revision } from './tracking.js';

export interface InputLines {
  /** In the order of the file; of a repeated key the last. */
  readonly values: ReadonlyMap<string, string>;
  readonly revisions: readonly Revision[];
  /** All other lines. */
  readonly rest: readonly string[];
}

/** Keys of versions before 4.5, and what they are called since. */
const RENAMED: Readonly<Record<string, string>> = {
  tracking_type: 'monitor_type',
  tracking_label: 'monitor_label',
  tracking_status: 'monitor_status',
};

function readRevision(text: string): Revision | undefined {
  const [, notate, time, comment = ''] = /^\s*([YN])\s*\|\s*(\d{1,12})\s*\|(.*)$/i.exec(text) ?? [];
  if (notate === undefined || time === undefined) return undefined;
  return { notate: notate.toUpperCase() === 'Y' ? 'Y' : 'N', time: Number(time), comment: comment.trim() };
}

/** A value is all that follows its key, also where it has a colon. */
export function parseInputLines(text: string): InputLines {
  const values = new Map<string, string>();
  const revisions: Revision[] = [];
  const rest: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', value = ''] =
      /^\s*input:\s*(\w+)\s*:(.*)$/.exec(line) ?? /^\s*(revision):(.*)$/.exec(line) ?? [];
    if (key === '') rest.push(line);
    else if (key === 'revision') {
      const revision = readRevision(value);
      if (revision) revisions.push(revision);
    } else values.set(RENAMED[key] ?? key, value.trim());
  }
  return { values, revisions, rest };
}

/** A text without what would end its line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

export function formatInputLines(
  values: Iterable<readonly [key: string, value: string]>,
  revisions: readonly Revision[],
): string {
  const lines = [...values].map(([key, value]) => ` input: ${key}: ${oneLine(value)}\n`);
  for (const { notate, time, comment } of revisions)
    lines.push(` input: revision: ${notate}|${time}|${oneLine(comment)}\n`);
  return lines.join('');
}
