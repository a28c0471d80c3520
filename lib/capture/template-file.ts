/** Keeps templates, and what exporters tell of themselves, in a file of the working directory. */
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Ms } from '../flow/time.js';
import { keepState, restoreState } from '../netflow/kept-state.js';
import type { MessageIntake } from '../netflow/message-intake.js';
import type { LimitedLog } from './limited-log.js';

/** In the working directory; no program that scans for flow files looks at it. */
export const TEMPLATE_FILE = '.flow-capture.templates';

/** So often at most; the file of a thousand exporters has a megabyte. */
const INTERVAL: Ms = 10_000;
/** When templates came the last time is worth keeping, too, or they would be too old after a restart. */
const REFRESH: Ms = 3_600_000;

/** A damaged file could be of any size: more than the bounds of the store allow is none of ours. */
const LONGEST = 256 * 2 ** 20;

export class TemplateFile {
  #kept: number;
  #last: Ms = 0;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  /** Reads the file, if there is one. What is wrong with it is logged, and it is ignored then. */
  constructor(
    private readonly path: string,
    private readonly intake: MessageIntake,
    private readonly log: LimitedLog,
    now: Ms,
  ) {
    try {
      const text = readFileSync(path, 'utf8');
      if (text.length > LONGEST) throw new RangeError(`it has ${text.length} octets`);
      restoreState(intake, JSON.parse(text), now);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.say('templates', `${path} is left out, templates have to come anew: ${reason(error)}`);
    }
    this.#kept = intake.changes;
    intake.expire(now);
  }

  /** Writes the file in the background if there is anything new, and some time has passed. */
  turn(now: Ms): void {
    const isNew = this.intake.changes !== this.#kept;
    if (this.#isWriting || now - this.#last < (isNew ? INTERVAL : REFRESH) || (!isNew && !this.#hasTemplates())) return;
    this.#last = now;
    this.#isWriting = true;
    this.#writing = this.#write().finally(() => (this.#isWriting = false));
  }

  /** Writes what is new. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.intake.changes !== this.#kept || this.#hasTemplates()) await this.#write();
  }

  #hasTemplates(): boolean {
    for (const { templates } of this.intake.store.sessions()) if (templates > 0) return true;
    return false;
  }

  async #write(): Promise<void> {
    const { changes } = this.intake;
    const text = JSON.stringify(keepState(this.intake));
    const scratch = `${this.path}.new`;
    try {
      const file = await open(scratch, 'w', 0o644);
      try {
        await file.writeFile(`${text}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(scratch, this.path);
      this.#kept = changes;
    } catch (error) {
      this.log.say('templates', `cannot keep templates in ${this.path}: ${reason(error)}`);
      await rm(scratch, { force: true }).catch(() => undefined);
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
