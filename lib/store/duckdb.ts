/** DuckDB, loaded when the first question is asked: form pages never need it. */
import { createRequire } from 'node:module';
import type { DuckDBInstance } from '@duckdb/node-api';

export type DuckDb = typeof import('@duckdb/node-api');

let loaded: DuckDb | undefined;

/** The module. `require` takes half the time that `import` does for its 150 CommonJS files, and each CGI process pays it. */
export function duckDb(): DuckDb {
  // the types of a required module are not known to the compiler; these are the package's own
  loaded ??= createRequire(import.meta.url)('@duckdb/node-api') as DuckDb;
  return loaded;
}

export interface EngineOptions {
  /** Octets that DuckDB may use before it spills; default 80 % of the machine's memory. */
  readonly memoryLimit?: number;
  /** Directory to spill to; made when needed, emptied when the engine is closed. */
  readonly temporaryDirectory: string;
  /** Default: one per processor core. */
  readonly threads?: number;
  /** Whether statements keep the order of rows that nothing else orders; default `any`, which saves memory. */
  readonly rowOrder?: 'kept' | 'any';
}

/**
 * Bits of group keys up to which groups have their places in an array instead of a hash table, which takes a third of the time:
 * one port, and one more bit because DuckDB counts a key that may be null as wider.
 */
const ARRAY_OF_GROUPS = 17;

/**
 * Settings of a data base that holds nothing of its own. It never reaches for the network. They are not locked here,
 * because that would forbid a connection to count its progress; no statement is made of typed text.
 */
export function engineSettings(options: EngineOptions): Readonly<Record<string, string>> {
  const { memoryLimit, temporaryDirectory, threads, rowOrder } = options;
  return {
    temp_directory: temporaryDirectory,
    preserve_insertion_order: String(rowOrder === 'kept'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    perfect_ht_threshold: String(ARRAY_OF_GROUPS),
    ...(memoryLimit !== undefined && { memory_limit: `${memoryLimit}B` }),
    ...(threads !== undefined && { threads: String(threads) }),
  };
}

/** An engine of which all the API is wanted; queries take an `Engine`. A statement cannot change its settings. */
export function openEngine(options: EngineOptions): Promise<DuckDBInstance> {
  return duckDb().DuckDBInstance.create(':memory:', { ...engineSettings(options), lock_configuration: 'true' });
}
