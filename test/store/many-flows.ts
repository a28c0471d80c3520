/** Twins of very many flows, made within DuckDB, because nobody waits for as many rows. */
import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { recordLayout } from '../../lib/flow/layout.js';
import type { Ms } from '../../lib/flow/time.js';
import { openEngine } from '../../lib/store/duckdb.js';
import { footerTexts } from '../../lib/store/twin/footer.js';
import { rowPath } from '../../lib/store/twin/path.js';
import { fieldColumns } from '../../lib/store/twin/schema.js';

/** Of one second: every flow has another pair of addresses. */
const VALUES: Readonly<Record<string, string>> = {
  srcaddr: 'number',
  dstaddr: 'number * 2654435761 % 4294967296',
  doctets: '100 + number % 1000',
  dpkts: '1',
  prot: '6',
};

/**
 * Writes a twin whose row file is gone.
 * @param first number of the first flow: it makes the addresses
 */
export async function writeManyFlows(twin: string, start: Ms, first: number, flows: number): Promise<void> {
  const engine = await openEngine({ temporaryDirectory: '/nonexistent', threads: 1 });
  const connection = await engine.connect();
  mkdirSync(dirname(twin), { recursive: true });
  const values: Record<string, string> = { ...VALUES, unix_secs: String(start / 1000) };
  const columns = fieldColumns(recordLayout('5')).map(
    ({ name, type }) => `CAST(${values[name] ?? '0'} AS ${type}) AS ${name}`,
  );
  const texts = footerTexts({
    source: basename(rowPath(twin) ?? ''),
    size: 0n,
    mtimeNs: 0n,
    version: '5',
    flows,
    range: { start, end: start },
    ipv6: [],
    header: new Uint8Array(1),
  });
  const footer = Object.entries(texts).map(([key, text]) => `'${key}': '${text}'`);
  await connection.run(
    `COPY (SELECT ${columns.join(', ')} FROM range(${first}, ${first + flows}) AS all_flows(number)) TO '${twin}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${footer.join(', ')}})`,
  );
  connection.closeSync();
  engine.closeSync();
}
