/** The one place where files of the save directory are opened: no name leads out of it, no link is followed. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { directoryError, makeOwnDirectory } from '../config/own-directory.js';
import { writeWhole, type Keeping } from '../config/write-whole.js';
import { SaveError } from './save-error.js';

export interface SaveFile {
  /** Name within the directory. */
  readonly file: string;
  readonly octets: number;
  /** Time of last change, ms since 1970. */
  readonly changed: number;
}

/** A name of one file: neither a way to another directory nor one that the directory gives to unfinished files. */
function isPlain(file: string): boolean {
  return file !== '' && !file.startsWith('.') && !/[/\0]/.test(file) && Buffer.byteLength(file) <= 255;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ELOOP' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENXIO';
}

export class SaveDirectory {
  /** @param parameter that names the directory in the configuration, for messages */
  constructor(
    readonly path: string,
    readonly parameter = 'save_directory',
  ) {}

  /**
   * Names of the files that may be meant; none where the directory is not there yet.
   * @throws DirectoryError where it cannot be read
   */
  names(): string[] {
    try {
      return readdirSync(this.path).filter(isPlain);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw directoryError(error, 'be read', this.parameter, this.path);
    }
  }

  /** Size and time of a regular file, undefined if it is none. */
  look(file: string): SaveFile | undefined {
    if (!isPlain(file)) return undefined;
    const found = lstatSync(join(this.path, file), { throwIfNoEntry: false });
    return found?.isFile() ? { file, octets: found.size, changed: found.mtimeMs } : undefined;
  }

  /** Whether that is a directory of this one, such as the original made for the graphs of a tracking. */
  holdsDirectory(file: string): boolean {
    return isPlain(file) && (lstatSync(join(this.path, file), { throwIfNoEntry: false })?.isDirectory() ?? false);
  }

  /** A directory within this one, by its plain name. */
  below(file: string): SaveDirectory {
    if (!this.holdsDirectory(file)) throw new SaveError('missing', 'There is nothing saved under that address.');
    return new SaveDirectory(join(this.path, file), this.parameter);
  }

  /**
   * Octets of a regular file from its beginning.
   * @param most octets read; a file that is longer is cut there
   * @throws SaveError `missing`, DirectoryError where it may not be read
   */
  read(file: string, most: number): Buffer {
    const missing = new SaveError('missing', 'There is nothing saved under that address: it may have been removed.');
    if (!isPlain(file)) throw missing;
    let opened: number;
    try {
      opened = openSync(join(this.path, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (isMissing(error)) throw missing;
      throw directoryError(error, `give the file ${file} to be read`, this.parameter, this.path);
    }
    try {
      const found = fstatSync(opened);
      if (!found.isFile()) throw missing;
      const octets = Buffer.alloc(Math.min(found.size, most));
      let at = 0;
      while (at < octets.length) {
        const count = readSync(opened, octets, at, octets.length - at, at);
        if (count === 0) break;
        at += count;
      }
      return octets.subarray(0, at);
    } finally {
      closeSync(opened);
    }
  }

  /**
   * Writes a file as a whole; the directory is made if it is not there.
   * @param taken what happens where the name is taken: with `refuse` the result tells
   * @throws DirectoryError
   */
  write(
    file: string,
    content: string | Uint8Array,
    taken: 'replace' | 'refuse',
    keeping: Keeping = 'lasting',
  ): 'written' | 'taken' {
    if (!isPlain(file)) throw new SaveError('name', 'That name cannot be one of a file.');
    makeOwnDirectory(this.parameter, this.path);
    try {
      writeWhole(join(this.path, file), content, taken, undefined, keeping);
      return 'written';
    } catch (error) {
      if (taken === 'refuse' && (error as NodeJS.ErrnoException).code === 'EEXIST') return 'taken';
      throw directoryError(error, 'be written to', this.parameter, this.path);
    }
  }

  /** Removes a regular file; one that has gone already is no error. @throws DirectoryError */
  remove(file: string): void {
    if (!this.look(file)) return;
    try {
      rmSync(join(this.path, file), { force: true });
    } catch (error) {
      throw directoryError(error, 'be changed', this.parameter, this.path);
    }
  }

  /** Removes a directory and the files in it, but no directories further down. @throws DirectoryError */
  removeDirectory(file: string): void {
    const inside = this.below(file);
    for (const name of inside.names()) inside.remove(name);
    try {
      rmdirSync(inside.path);
    } catch (error) {
      throw directoryError(error, 'be changed', this.parameter, this.path);
    }
  }
}
