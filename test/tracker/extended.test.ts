/** Trackings over extended records, beside old ones. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress } from '../../lib/flow/address.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { collect } from '../../lib/tracker/collect.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { aTracking } from './trackings.js';

const S = Date.UTC(2026, 10, 20, 12) / 1000;

describe('trackings over extended records', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tracked-'));
    const device = join(folder, 'mixed');
    mkdirSync(device);
    const flow = (source: string, doctets: number, sampling_rate = 0) =>
      timedRecord(S * 1000 + 1000, S * 1000 + 11_000, 5_000_000, {
        srcaddr: parseAddress(source) ?? 0,
        doctets,
        sampling_rate,
        sampling_source: sampling_rate > 0 ? 1 : 0,
      });
    const records = [flow('2001:db8:1::7', 3000), flow('2001:db8:2::7', 600, 10), flow('10.0.0.1', 900)];
    await writeRowFile(device, { version: EXTENDED, start: S * 1000, records });
    await writeRowFile(device, { version: '5', start: S * 1000, records: records.slice(2) });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('count IPv6 by prefixes, both kinds of files, and rates of sampling', async () => {
    const store = new DuckDbStore({ dataDirectory: folder, threads: 1 });
    const lists = ['2001:db8:1::/48', '2001:db8::/32', '10.0.0.0/8', '::/0, 0.0.0.0/0'];
    const followed = lists.map((list) => ({
      tracking: aTracking({ fields: { device_name: 'mixed', source_address: list } }),
      filter: readFieldList('srcaddr', list),
    }));
    try {
      const source = { kind: 'device', name: 'mixed' } as const;
      const { values } = await collect(store, {
        source,
        followed,
        start: S,
        end: S + 300,
        dataDirectory: folder,
        fileLength: 300,
      });
      const rates = values.map((periods) => periods.map(({ value }) => Math.round((value ?? NaN) * 1e6) / 1e6));
      assert.deepEqual(rates, [[80], [240], [48], [288]]);
    } finally {
      await store.close();
    }
  });
});
