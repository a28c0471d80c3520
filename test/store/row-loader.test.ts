import { DuckDBInstance } from '@duckdb/node-api';
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRows, type LoadRequest } from '../../lib/store/row-loader.js';
import { writeRowFile } from './row-files.js';

describe('loadRows', () => {
  const request: Omit<LoadRequest, 'segments'> = {
    fields: new Set(['srcport'] as const),
    order: 'file order',
    pairs: 'not read',
    window: undefined,
    signal: undefined,
    opened: [],
    onProgress: () => undefined,
  };

  it('finds a file under its final name that was closed after it had been listed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loader-'));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const records = [{ srcport: 80 }, { srcport: 443 }];
    const path = await writeRowFile(folder, { version: '5', start: Date.UTC(2025, 5, 14), records, state: 'open' });
    renameSync(path, path.replace('tmp-', 'ft-'));
    const loaded = await loadRows(connection, { ...request, segments: [{ kind: 'rows', path, state: 'open' }] });
    const rows = (await connection.runAndReadAll(`SELECT * FROM ${loaded.tables[0]?.from.toString()}`)).getRows();
    assert.deepEqual(
      [rows, loaded.notes],
      [
        [
          [80, 0, 0],
          [443, 0, 1],
        ],
        [],
      ],
    );
    connection.closeSync();
    rmSync(folder, { recursive: true });
  });
});
