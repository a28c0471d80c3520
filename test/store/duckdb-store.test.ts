import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowQuery } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { StoreError } from '../../lib/store/store-error.js';
import { flowFileName } from '../../lib/ftfile/names.js';
import { writeManyFlows } from './many-flows.js';
import { describeStore } from './store-suite.js';
import { timedRecord, writeRowFile } from './row-files.js';

describeStore('DuckDbStore', (dataDirectory) => new DuckDbStore({ dataDirectory, threads: 2 }));

describe('DuckDbStore with little memory', () => {
  const S = Date.UTC(2025, 5, 14, 12);
  let folder = '';
  let temporaryDirectory = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'duckdb-'));
    temporaryDirectory = join(folder, 'spill');
    mkdirSync(join(folder, 'edge'));
    const records = Array.from({ length: 400_000 }, (_, index) =>
      timedRecord(S + (index % 1000), S + 2000, 5_000_000, { srcaddr: index, dstaddr: index ^ 0xffff, doctets: index }),
    );
    await writeRowFile(join(folder, 'edge'), { version: '5', start: S, records });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const asked: FlowQuery = {
    sources: [{ kind: 'device', name: 'edge' }],
    window: { start: S, end: S + 60_000, rule: 'any' },
    filter: { kind: 'and', of: [] },
    share: 'whole flows',
    select: {
      kind: 'flows',
      columns: [
        'srcaddr',
        'dstaddr',
        'nexthop',
        'doctets',
        'dpkts',
        'first',
        'last',
        'sysuptime',
        'unix_secs',
        'start_ms',
      ],
    },
    order: [{ by: 'doctets', direction: 'descending' }],
    limit: 1,
    offset: 399_000,
  };

  it('spills to its temporary directory and leaves nothing there', async () => {
    const store = new DuckDbStore({ dataDirectory: folder, memoryLimit: 32 * 2 ** 20, temporaryDirectory, threads: 1 });
    const { rows, rowCount } = await store.run(asked);
    assert.deepEqual(rows[0]?.slice(0, 4), ['0.0.3.231', '0.0.252.24', '0.0.0.0', 999]);
    assert.equal(rowCount, 400_000);
    await store.close();
    assert.deepEqual(existsSync(temporaryDirectory) ? readdirSync(temporaryDirectory) : [], []);
  });

  it('spills groups of a large twin beside a small row file', async () => {
    const name = flowFileName({ state: 'closed', version: '5', start: S + 10_000 });
    const small = [timedRecord(S, S + 2000, 5_000_000, { srcaddr: 1 })];
    mkdirSync(join(folder, 'mixed'));
    await writeRowFile(join(folder, 'mixed'), { version: '5', start: S, records: small });
    await writeManyFlows(join(folder, '.columns/mixed', `${name}.parquet`), S + 10_000, 1000, 1_000_000);
    const store = new DuckDbStore({ dataDirectory: folder, memoryLimit: 64 * 2 ** 20, temporaryDirectory, threads: 2 });
    const { rows, rowCount } = await store.run({
      sources: [{ kind: 'device', name: 'mixed' }],
      window: { start: S, end: S + 60_000, rule: 'any' },
      filter: { kind: 'and', of: [] },
      share: 'whole flows',
      select: {
        kind: 'groups',
        dimensions: [
          { kind: 'field', field: 'srcaddr' },
          { kind: 'field', field: 'dstaddr' },
        ],
        measures: [{ measure: 'flows' }, { measure: 'octets' }, { measure: 'packets' }],
      },
      order: [{ by: 'octets', direction: 'descending' }],
      limit: 1,
    });
    assert.deepEqual(rows[0]?.slice(2), [1, 1099, 1]);
    assert.equal(rowCount, 1_000_001);
    await store.close();
  });

  it('says so when neither memory nor disk suffice', async () => {
    const store = new DuckDbStore({
      dataDirectory: folder,
      memoryLimit: 32 * 2 ** 20,
      temporaryDirectory: '/dev/null/none',
      threads: 1,
    });
    await assert.rejects(store.run(asked), (error) => error instanceof StoreError && error.code === 'out-of-space');
    await store.close();
  });
});
