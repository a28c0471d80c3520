/** Where a query continues on disk: one directory for each process, which no process leaves behind for long. */
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^query-(\d+)$/;
/** What DuckDB calls its files; nothing else is ever removed. */
const SPILLED = /^duckdb_temp_/;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // it lives, and is another user's
  }
}

/** The directory of this process in `parent`. It is made by who needs it. */
export function workDirectory(parent: string): string {
  return join(parent, `query-${process.pid}`);
}

/** Removes a query's directory and the files in it; one that is not there, or holds other files, is left. */
export function removeWorkDirectory(directory: string): void {
  try {
    for (const name of readdirSync(directory)) if (SPILLED.test(name)) rmSync(join(directory, name), { force: true });
    rmdirSync(directory);
  } catch {
    // it has never been made, or is of another user
  }
}

/** Removes what processes that were killed have left: a query that ends removes its own. */
export function removeAbandonedWork(parent: string): void {
  let names: string[];
  try {
    names = readdirSync(parent);
  } catch {
    return; // who needs it will say so
  }
  for (const name of names) {
    const pid = Number(NAME.exec(name)?.[1] ?? process.pid);
    if (pid !== process.pid && !isAlive(pid)) removeWorkDirectory(join(parent, name));
  }
}
