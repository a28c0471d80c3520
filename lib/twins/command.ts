/** flow-parquet: makes and keeps the columnar twins of flow files. */
import { constants, setPriority } from 'node:os';
import { dirname, relative } from 'node:path';
import { warn } from '../command/run.js';
import { FlowFileError } from '../ftfile/error.js';
import { TwinError } from '../store/twin/error.js';
import { completeIndex } from '../store/twin/facts.js';
import { removeLeftovers } from '../store/twin/leftovers.js';
import { forEachOf } from './each.js';
import { rowFiles, type RowFile } from './jobs.js';
import { removable, removeRowFile } from './keep-only.js';
import { makeTwins } from './make.js';
import { goneRowFiles, restore } from './restore.js';
import { parquetOptions, type ParquetOptions } from './syntax.js';
import { Telling } from './telling.js';

/** @returns the exit status: 1 if a file was left without what was asked for */
export async function flowParquet(argv: readonly string[]): Promise<number> {
  const options = parquetOptions(argv);
  process.stderr.on('error', () => undefined); // who started this may have ended
  goLast();
  return options.what === 'restore' ? restoreAll(options) : makeAll(options);
}

/** Before any thread is started that works: what captures and answers goes first. */
function goLast(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // a system that does not allow it
  }
}

async function makeAll({ operands, base, which, how, telling, jobs, keepDays }: ParquetOptions): Promise<number> {
  const files = await rowFiles(operands, base);
  const missing = files.filter(({ state }) => which === 'all' || state === 'missing');
  let status = 0;
  const refused = (error: FlowFileError | TwinError): void => {
    if (!(error instanceof TwinError && error.code === 'busy')) status = 1;
  };
  if (how === 'dry run') for (const { path, twin } of missing) warn(`would make ${shown(twin)} of ${path}`);
  else {
    const directories = new Set(files.map(({ twin }) => dirname(twin)));
    for (const directory of directories) await removeLeftovers(directory);
    const told = new Telling(missing, telling);
    await makeTwins(missing, jobs, {
      onMade: (file, written) => {
        told.made(file, written);
      },
      onRefused: (file, error) => {
        told.refused(file, error);
        refused(error);
      },
    });
    told.end();
    // queries can do without, and may not be allowed to write one themselves
    for (const directory of directories) await completeIndex(directory);
  }
  if (keepDays !== undefined) status = Math.max(status, await keepOnly(files, keepDays, how, telling));
  return status;
}

async function keepOnly(
  files: readonly RowFile[],
  days: number,
  how: ParquetOptions['how'],
  telling: ParquetOptions['telling'],
): Promise<number> {
  let status = 0;
  for (const file of await removable(files, days, Date.now())) {
    if (how === 'dry run') warn(`would remove ${file.path}`);
    else
      try {
        await removeRowFile(file);
        if (telling === 'each file') warn(`removed ${file.path}`);
      } catch (error) {
        if (!isOfFile(error)) throw error;
        warn(error.message);
        status = 1;
      }
  }
  return status;
}

async function restoreAll({ operands, how, telling, jobs }: ParquetOptions): Promise<number> {
  let status = 0;
  const gone = await goneRowFiles(operands);
  await forEachOf(gone, jobs, async (file) => {
    if (how === 'dry run') {
      warn(`would make ${file.path} of ${file.twin}`);
      return;
    }
    try {
      const flows = await restore(file);
      if (telling === 'each file') warn(`made ${file.path}: ${flows} flows`);
    } catch (error) {
      if (!isOfFile(error)) throw error;
      warn(error.message);
      status = 1;
    }
  });
  return status;
}

/** From the working directory where it is below it. */
function shown(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}

/** An error that says nothing about other files. */
function isOfFile(error: unknown): error is FlowFileError | TwinError {
  return error instanceof FlowFileError || error instanceof TwinError;
}
