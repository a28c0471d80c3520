/** Makes the twin of a row file: the same records as columns of a Parquet file, in the same order. */
import type { DuckDBInstance } from '@duckdb/node-api';
import type { BigIntStats } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LockedError, takeLock } from '../../command/lock.js';
import type { Sql } from '../../query/sql.js';
import { join as joinSql, sql, textLiteral } from '../../query/sql.js';
import { TwinError } from './error.js';
import { footerTexts, type TwinFooter } from './footer.js';
import { Selector } from '../selection.js';
import { RecordRelation } from './record-relation.js';
import { RecordSurvey } from './record-survey.js';
import { openRowOctets } from './row-octets.js';
import { PAIRS_COLUMN } from '../table-columns.js';
import { storedColumns, twinColumns } from './schema.js';

export interface Written {
  readonly flows: number;
  /** Octets of the row file, and of its twin. */
  readonly rowSize: number;
  readonly twinSize: number;
}

/** Octets of records of one file that are kept in memory: 1 M flows. */
const MOST_KEPT = 64 * 2 ** 20;
/** Of values of one column: longer ones are given up only after a fifth of the time has gone into them, for nothing. */
const LONGEST_DICTIONARY = 4096;
/** Where a value occurs less often than this, a dictionary takes more room than the values. */
const OFTEN = 8;
const longestDictionary = (flows: number): number =>
  Math.max(1, Math.min(LONGEST_DICTIONARY, Math.floor(flows / OFTEN)));

/** What a twin is called until it is whole: a name that nobody reads. */
export function unfinishedPath(twin: string): string {
  return join(dirname(twin), `.${basename(twin)}`);
}

/** Held while a twin is being made. */
export function twinLockPath(twin: string): string {
  return `${unfinishedPath(twin)}.lock`;
}

/**
 * Makes a twin, or makes it anew. Memory: 64 octets per flow up to `memory`, and beyond that a table, which DuckDB spills
 * to disk beyond its limit.
 * @param engine keeps the order of rows, best with one thread; several twins may be made at once
 * @param memory octets of records
 * @throws FlowFileError if the row file is none; TwinError `not-whole`, `old-format`, `changed`, `busy`; the system's or
 *   DuckDB's error if the twin cannot be written. Nothing is left behind, and a twin that was there stays
 */
export async function writeTwin(
  engine: DuckDBInstance,
  rowPath: string,
  twin: string,
  { memory = MOST_KEPT }: { readonly memory?: number } = {},
): Promise<Written> {
  await mkdir(dirname(twin), { recursive: true });
  const unlock = lock(twin, rowPath);
  const unfinished = unfinishedPath(twin);
  try {
    const before = await statusOf(rowPath);
    const flows = await writeUnfinished(engine, rowPath, unfinished, before, memory);
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
  memory: number,
): Promise<number> {
  const row = await openRowOctets(path);
  const { layout, headerOctets: header } = row;
  const connection = await engine.connect(); // has temporary tables of its own
  const times = new Selector(undefined, 'times');
  const survey = new RecordSurvey(layout);
  const records = new RecordRelation(engine, connection, layout, memory);
  try {
    for await (const batch of row.batches()) {
      const selection = times.select(batch);
      survey.add(batch, selection);
      await records.add(batch, selection);
    }
    const { flows, range, ipv6, octetsInUse, hasPairs } = survey;
    const columns = [...twinColumns(layout), ...octetsInUse, ...(hasPairs ? [PAIRS_COLUMN] : [])];
    const { version } = layout;
    const pairs = hasPairs ? ({ pairs: 'column' } as const) : {};
    const footer = { source: basename(path), size, mtimeNs, version, flows, ...range, ipv6, ...pairs, header };
    const stored = storedColumns(layout, columns, new Set(ipv6));
    await records.read(columns, (relation) => connection.run(String(copySql(stored, relation, unfinished, footer))));
    return flows;
  } finally {
    records.abandon();
    connection.closeSync();
  }
}

/** Flows of a file below which size counts more than the time to inflate it, and the levels of zstd on both sides. */
const [FEW_FLOWS, SMALL_LEVEL, QUICK_LEVEL] = [20_000, 3, -1];

/**
 * Of 10 M flows, 197 MB as row files of zlib's level 6, zstd makes 191 MB at level -1, which does not entropy-code what
 * LZ77 leaves, and 169 MB at level 1; LZ4 makes 241 MB. To read two or three columns takes a tenth to a
 * fifth less time at level -1 than at 1, and LZ4 saves as much again. Other sizes of row groups gain nothing, and version 2
 * of the format makes it a sixth larger. Bloom filters are left out, because only columns of few values would have one:
 * addresses and most ports have not. In a file of few flows opening it takes most of the time, and at level -1 it would be larger
 * than its row file.
 */
function copySql(stored: Sql, relation: Sql, path: string, footer: TwinFooter): Sql {
  const texts = Object.entries(footerTexts(footer)).map(
    ([key, text]) => sql`${textLiteral(key)}: ${textLiteral(text)}`,
  );
  return sql`COPY (SELECT ${stored} FROM ${relation}) TO ${textLiteral(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL ${footer.flows < FEW_FLOWS ? SMALL_LEVEL : QUICK_LEVEL}, DICTIONARY_SIZE_LIMIT ${longestDictionary(footer.flows)}, WRITE_BLOOM_FILTER false, USE_TMP_FILE false, KV_METADATA {${joinSql(texts, ', ')}})`;
}
