/** Reads the suppress files of the configuration. */
import { readFile } from 'node:fs/promises';
import type { Configuration } from '../config/configuration.js';
import { readSuppressed, type Suppressed } from '../report/suppress.js';

const FILES = [
  { ending: 'src', address: 'srcaddr' },
  { ending: 'dst', address: 'dstaddr' },
] as const;

/** What both files leave out. A file that cannot be read is a problem; none is where no name is configured. */
export async function readSuppressFiles({ scan_suppress }: Configuration): Promise<Suppressed> {
  if (scan_suppress === '') return { filter: { kind: 'or', of: [] }, problems: [] };
  const read = FILES.map(async ({ ending, address }): Promise<Suppressed> => {
    const file = `${scan_suppress}.${ending}`;
    try {
      return readSuppressed(await readFile(file, 'utf8'), address, file);
    } catch (error) {
      const problem = `${file} leaves nothing out, because it cannot be read (${String(error)}): see scan_suppress in the configuration.`;
      return { filter: { kind: 'or', of: [] }, problems: [problem] };
    }
  });
  const lists = await Promise.all(read);
  return {
    filter: { kind: 'or', of: lists.map(({ filter }) => filter) },
    problems: lists.flatMap(({ problems }) => problems),
  };
}
