/** Makes the twin of a row file: the same records as columns of a Parquet file, in the same order. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { BigIntStats } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RecordLayout } from '../../flow/layout.js';
import { LockedError, takeLock } from '../../command/lock.js';
import type { Sql } from '../../query/sql.js';
import { identifier, join as joinSql, sql, textLiteral } from '../../query/sql.js';
import { ChunkWriter } from '../chunk-writer.js';
import { Selector } from '../selection.js';
import { TwinError } from './error.js';
import { footerTexts, type TwinFooter } from './footer.js';
import { openRowOctets, type RowOctets } from './row-octets.js';
import { fieldColumns, octetColumns, type TwinColumn } from './schema.js';
import { timeSql } from './time-sql.js';

export interface Written {
  readonly flows: number;
  /** Octets of the row file, and of its twin. */
  readonly rowSize: number;
  readonly twinSize: number;
}

const TABLE = sql`records`;

/** What a twin is called until it is whole: a name that nobody reads. */
export function unfinishedPath(twin: string): string {
  return join(dirname(twin), `.${basename(twin)}`);
}

/** Held while a twin is being made. */
export function twinLockPath(twin: string): string {
  return `${unfinishedPath(twin)}.lock`;
}

/**
 * Makes a twin, or makes it anew. Memory: 64 octets per flow, which DuckDB spills to disk beyond its limit.
 * @param engine keeps the order of rows; several twins may be made at once
 * @throws FlowFileError if the row file is none; TwinError `not-whole`, `old-format`, `changed`, `busy`; the system's or
 *   DuckDB's error if the twin cannot be written. Nothing is left behind, and a twin that was there stays
 */
export async function writeTwin(engine: DuckDBInstance, rowPath: string, twin: string): Promise<Written> {
  await mkdir(dirname(twin), { recursive: true });
  const unlock = lock(twin, rowPath);
  const unfinished = unfinishedPath(twin);
  try {
    const before = await statusOf(rowPath);
    const flows = await writeUnfinished(engine, rowPath, unfinished, before);
    const after = await statusOf(rowPath);
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs || after.ino !== before.ino)
      throw new TwinError('changed', rowPath, 'was changed while its twin was made');
    const twinSize = await sync(unfinished);
    await rename(unfinished, twin);
    await sync(dirname(twin)).catch(() => undefined); // a file system that cannot: the name is there, if not for certain
    return { flows, rowSize: Number(before.size), twinSize };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    unlock();
  }
}

async function statusOf(rowPath: string): Promise<BigIntStats> {
  try {
    return await stat(rowPath, { bigint: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TwinError('changed', rowPath, `is there no more (${why})`, { cause });
  }
}

function lock(twin: string, rowPath: string): () => void {
  try {
    return takeLock(twinLockPath(twin));
  } catch (cause) {
    if (!(cause instanceof LockedError)) throw cause;
    throw new TwinError('busy', rowPath, `process ${cause.pid} is making its twin`, { cause });
  }
}

/** @returns its size, octets */
async function sync(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

type RowStatus = Pick<TwinFooter, 'size' | 'mtimeNs'>;

async function writeUnfinished(
  engine: DuckDBInstance,
  path: string,
  unfinished: string,
  { size, mtimeNs }: RowStatus,
): Promise<number> {
  const connection = await engine.connect(); // has temporary tables of its own
  try {
    const row = await openRowOctets(path);
    const flows = await load(connection, row);
    const { layout, headerOctets: header } = row;
    const kept = [...fieldColumns(layout), ...(await octetsInUse(connection, layout))];
    const range = await timeRange(connection, flows);
    const footer = { source: basename(path), size, mtimeNs, version: layout.version, flows, ...range, header };
    await connection.run(String(copySql(kept, unfinished, footer)));
    return flows;
  } finally {
    connection.closeSync();
  }
}

/** Into a table. @returns the number of flows */
async function load(connection: DuckDBConnection, row: RowOctets): Promise<number> {
  const columns = [...fieldColumns(row.layout), ...octetColumns(row.layout)];
  const definitions = columns.map(({ name, type }) => `${name} ${type}`);
  await connection.run(`CREATE TEMP TABLE ${TABLE.toString()} (${definitions.join(', ')})`);
  const writer = new ChunkWriter(await connection.createAppender(TABLE.toString(), null, 'temp'), columns);
  const selector = new Selector(undefined, 'no times');
  let flows = 0;
  try {
    for await (const batch of row.batches()) {
      writer.write(batch, selector.select(batch), { segment: 0, firstRecord: flows });
      flows += batch.count;
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  writer.close();
  return flows;
}

/** Almost always none. */
async function octetsInUse(connection: DuckDBConnection, layout: RecordLayout): Promise<TwinColumn[]> {
  const columns = octetColumns(layout);
  if (columns.length === 0) return [];
  const greatest = columns.map(({ name }) => sql`max(${identifier(name)})`);
  const [values = []] = await rowsOf(connection, sql`SELECT ${joinSql(greatest, ', ')} FROM ${TABLE}`);
  return columns.filter((_, index) => Number(values[index] ?? 0) > 0);
}

async function timeRange(connection: DuckDBConnection, flows: number): Promise<Pick<TwinFooter, 'range'>> {
  if (flows === 0) return {};
  const [first, last] = [timeSql('first'), timeSql('last')];
  const bounds = sql`SELECT least(min(${first}), min(${last})), greatest(max(${first}), max(${last})) FROM ${TABLE}`;
  const [[start, end] = []] = await rowsOf(connection, bounds);
  return { range: { start: Number(start), end: Number(end) } };
}

async function rowsOf(connection: DuckDBConnection, statement: Sql): Promise<unknown[][]> {
  return (await connection.runAndReadAll(String(statement))).getRows();
}

/**
 * Of 2 M flows, 38.2 MB as a row file of zlib's level 6: zstd's level 1 takes a tenth less time in all than its usual 3 and gives
 * 31.7 MB instead of 30.2. Other sizes of row groups gain nothing, and version 2 of the format makes it a sixth larger.
 */
function copySql(columns: readonly TwinColumn[], path: string, footer: TwinFooter): Sql {
  const names = columns.map(({ name }) => identifier(name));
  const texts = Object.entries(footerTexts(footer)).map(
    ([key, text]) => sql`${textLiteral(key)}: ${textLiteral(text)}`,
  );
  return sql`COPY (SELECT ${joinSql(names, ', ')} FROM ${TABLE}) TO ${textLiteral(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, USE_TMP_FILE false, KV_METADATA {${joinSql(texts, ', ')}})`;
}
