/** A flow file that gives its flows when the test says so: a pipe with the file's name. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export class SlowFile {
  private constructor(
    private readonly path: string,
    private pipe: FileHandle,
    private readonly content: Buffer,
    private given = 0,
  ) {}

  /** Puts a pipe in the place of a flow file. Whoever opens it waits for what `give` gives. */
  static async inPlaceOf(path: string): Promise<SlowFile> {
    const content = readFileSync(path);
    rmSync(path);
    execFileSync('mkfifo', ['-m', '644', path]);
    return new SlowFile(path, await open(path, 'r+'), content); // for reading too, so that opening waits for nobody
  }

  /** Gives part of the file, at most what a pipe holds (64 KiB). */
  async give(octets: number): Promise<void> {
    const part = this.content.subarray(this.given, this.given + octets);
    this.given += part.length;
    await this.pipe.write(part);
  }

  /** Whether a process other than this one has opened it, as far as the system tells this one. */
  isOpened(): boolean {
    const own = String(process.pid);
    return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && pid !== own && openFiles(pid).includes(this.path));
  }

  /** Gives the rest and ends the file. */
  async finish(): Promise<void> {
    await this.give(this.content.length);
    await this.close();
  }

  /** From now on `isLeft` can tell: there is no reader any more but the one that has opened it. */
  async watch(): Promise<void> {
    const writer = await open(this.path, 'w'); // does not wait, since `pipe` reads too
    await this.pipe.close();
    this.pipe = writer;
  }

  /** Whether whoever had opened it has let go of it; gives it another record, so that it looks up from waiting. */
  async isLeft(): Promise<boolean> {
    try {
      await this.give(64);
      return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return true; // the file system throws nothing else
      throw error;
    }
  }

  /** Ends it, perhaps unfinished. */
  async close(): Promise<void> {
    await this.pipe.close();
  }

  /** Puts the whole file back. */
  async restore(): Promise<void> {
    await this.close().catch(() => undefined); // closed already
    rmSync(this.path);
    writeFileSync(this.path, this.content);
  }
}

/** Paths that a process has open; those that it has just closed are left out. */
function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return [];
      }
    });
  } catch {
    return []; // it has ended, or is another user's
  }
}
