/** What the Grapher drew, so that it draws only what has changed. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DIRECTORY_MODE, FILE_MODE } from '../config/modes.js';

/** In the directory of the graphs. */
const FILE = '.drawn.json';

/** By definition and window: what tells one picture from the next. */
type Marks = Record<string, Record<string, string>>;

function isMarks(value: unknown): value is Marks {
  const isRecord = (each: unknown): boolean => typeof each === 'object' && each !== null && !Array.isArray(each);
  return isRecord(value) && Object.values(value as object).every(isRecord);
}

/** A file that is missing or spoilt means that all is drawn anew. */
export class Drawn {
  #marks: Marks = {};

  constructor(private readonly directory: string) {}

  async read(): Promise<void> {
    try {
      const value: unknown = JSON.parse(await readFile(join(this.directory, FILE), 'utf8'));
      this.#marks = isMarks(value) ? value : {};
    } catch {
      this.#marks = {};
    }
  }

  is(id: string, window: string, mark: string): boolean {
    return this.#marks[id]?.[window] === mark;
  }

  set(id: string, window: string, mark: string): void {
    (this.#marks[id] ??= {})[window] = mark;
  }

  /**
   * @param ids of those that still are
   * @throws Error of the file system
   */
  async write(ids: ReadonlySet<string>): Promise<void> {
    const kept = Object.fromEntries(Object.entries(this.#marks).filter(([id]) => ids.has(id)));
    const path = join(this.directory, FILE);
    await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
    await writeFile(`${path}.new`, JSON.stringify(kept), { mode: FILE_MODE });
    await rename(`${path}.new`, path);
  }
}
