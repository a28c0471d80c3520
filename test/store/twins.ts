/** Makes columnar twins of the row files that a test has written. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { FlowFileError } from '../../lib/ftfile/error.js';
import { parseFlowFileName } from '../../lib/ftfile/names.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { openEngine } from '../../lib/store/duckdb.js';
import type { FlowStore, Result, RunControl } from '../../lib/store/store.js';
import { TwinError } from '../../lib/store/twin/error.js';
import { twinPath } from '../../lib/store/twin/path.js';
import { writeTwin } from '../../lib/store/twin/write.js';

let engine: Promise<DuckDBInstance> | undefined;

/** Makes a closed row file's twin and returns its path. */
export async function makeTwin(row: string): Promise<string> {
  engine ??= openEngine({ temporaryDirectory: join(tmpdir(), `spill-${process.pid}`), threads: 1, rowOrder: 'kept' });
  const twin = twinPath(row);
  await writeTwin(await engine, row, twin);
  return twin;
}

/** The closed row files below a directory. */
export function closedRowFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : closedRowFiles(path);
    return parseFlowFileName(entry.name)?.state === 'closed' ? [path] : [];
  });
}

/** Makes the twins that are missing; a damaged file gets none, nor a link to nowhere. `alone`: row files with a twin are removed. */
export async function makeTwins(directory: string, rows: 'beside' | 'alone'): Promise<void> {
  for (const row of closedRowFiles(directory)) {
    try {
      if (!existsSync(twinPath(row))) await makeTwin(row);
      if (rows === 'alone') rmSync(row);
    } catch (error) {
      const isBad = error instanceof TwinError || error instanceof FlowFileError;
      if (!isBad && existsSync(row)) throw error; // a link to nowhere is in the directory too
    }
  }
}

/** Asks a store after making twins of all files. */
export class TwinningStore implements FlowStore {
  constructor(
    private readonly store: FlowStore,
    private readonly dataDirectory: string,
    private readonly rows: 'beside' | 'alone',
  ) {}

  #made = Promise.resolve();

  /** Queries that are asked at once wait for the same twins: a row file must not be removed while another reads it. */
  async run(query: FlowQuery, control?: RunControl): Promise<Result> {
    if (existsSync(this.dataDirectory))
      this.#made = this.#made.catch(() => undefined).then(() => makeTwins(this.dataDirectory, this.rows));
    await this.#made;
    return this.store.run(query, control);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
