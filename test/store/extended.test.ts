/** Extended records in the store: beside old archives, as twins, and filtered as a stream. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { openEngine } from '../../lib/store/duckdb.js';
import { RowFilter } from '../../lib/store/row-filter.js';
import { readFooter } from '../../lib/store/twin/footer.js';
import { twinRelation } from '../../lib/store/twin/read.js';
import { batchOf, timedRecord, writeRowFile, type RawRecord } from './row-files.js';
import { makeTwin } from './twins.js';

const S = Date.UTC(2026, 10, 20, 12);

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const flow = (source: string, destination: string, fields: RawRecord): RawRecord =>
  timedRecord(S, S + 1000, 5_000_000, { srcaddr: address(source), dstaddr: address(destination), ...fields });

const OLD = [flow('10.0.0.1', '10.0.0.2', { doctets: 100, dpkts: 1, prot: 6 })];
const NEW = [
  flow('10.0.0.1', '192.0.2.9', { doctets: 5_000_000_000, dpkts: 7, prot: 6, src_vlan: 12 }),
  flow('2001:db8:1::7', '2001:db8:2::8', { doctets: 1500, dpkts: 1, prot: 58, icmp_type: 128, icmp_code: 0 }),
  flow('2001:db8:1:ff::9', '2001:db8:2::8', { doctets: 700, dpkts: 2, prot: 17, src_mac: 0x0200_5e00_5301 }),
];

describe('extended records in the store', () => {
  let folder = '';
  let store: DuckDbStore;
  const paths: Record<'old' | 'new' | 'plain', string> = { old: '', new: '', plain: '' };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'extended-'));
    const device = join(folder, 'edge');
    mkdirSync(device);
    store = new DuckDbStore({ dataDirectory: folder, threads: 1 });
    paths.old = await writeRowFile(device, { version: '5', start: S, records: OLD });
    paths.new = await writeRowFile(device, { version: EXTENDED, start: S, records: NEW });
    paths.plain = await writeRowFile(folder, { version: EXTENDED, start: S, records: NEW.slice(0, 1) });
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const query = (change: Partial<FlowQuery>): FlowQuery => ({
    sources: [{ kind: 'device', name: 'edge' }],
    window: { start: S, end: S + 60_000, rule: 'any' },
    filter: { kind: 'and', of: [] },
    share: 'whole flows',
    select: {
      kind: 'groups',
      dimensions: [{ kind: 'prefix', field: 'srcaddr', bits: 24, bits6: 48 }],
      measures: [{ measure: 'octets' }, { measure: 'flows' }],
    },
    order: [{ by: 'octets', direction: 'descending' }],
    ...change,
  });

  for (const form of ['rows', 'twins'] as const)
    describe(form, () => {
      before(async () => {
        if (form === 'rows') return;
        await makeTwin(paths.old);
        await makeTwin(paths.new);
      });

      it('answer one question together with an archive of version 5', async () => {
        const { rows, totals } = await store.run(query({}));
        assert.deepEqual(rows, [
          ['10.0.0.0/24', 5_000_000_100, 2],
          ['2001:db8:1::/48', 2200, 2],
        ]);
        assert.deepEqual(totals, { octets: 5_000_002_300, flows: 4 });
      });

      it('pass filters of IPv6 prefixes of any length', async () => {
        const octets = async (list: string): Promise<unknown> =>
          (await store.run(query({ filter: readFieldList('srcaddr', list) }))).totals['octets'];
        assert.equal(await octets('2001:db8:1::/48'), 2200);
        assert.equal(await octets('2001:db8:1:ff::/61'), 700);
        assert.equal(await octets('2001:db8:1::/48, -2001:db8:1:ff::/65'), 1500);
        assert.equal(await octets('2001:db8:1::7'), 1500);
        assert.equal(await octets('::/0'), 2200);
        assert.equal(await octets('0.0.0.0/0'), 5_000_000_100);
      });

      it('show fields that only they have, and nothing where the exporter told nothing', async () => {
        const columns = ['srcaddr', 'icmp_type', 'src_vlan', 'src_mac', 'first'] as const;
        const { rows } = await store.run(
          query({ select: { kind: 'flows', columns }, order: [{ by: 'srcaddr', direction: 'ascending' }] }),
        );
        assert.deepEqual(
          rows.map((row) => row.slice(0, 4)),
          [
            ['10.0.0.1', null, null, null],
            ['10.0.0.1', null, 12, '00:00:00:00:00:00'],
            ['2001:db8:1::7', 128, 0, '00:00:00:00:00:00'],
            ['2001:db8:1:ff::9', null, 0, '02:00:5e:00:53:01'],
          ],
        );
        assert.deepEqual(
          rows.map(([, , , , first]) => first),
          [5_000_000 - 13_345, ...Array<number>(3).fill(2 ** 31 - 13_345)],
        );
      });
    });

  it('have twins with the columns of IPv4 alone where there is no IPv6, and footers that say so', async () => {
    const engine = await openEngine({ temporaryDirectory: folder, threads: 1 });
    try {
      const connection = await engine.connect();
      const columnsOf = async (path: string): Promise<string[]> => {
        const result = await connection.run(`SELECT * FROM ${twinRelation(path).toString()} LIMIT 0`);
        return result.columnNames().filter((name) => /addr|nexthop/.test(name));
      };
      const plain = await makeTwin(paths.plain);
      assert.deepEqual((await readFooter(plain)).ipv6, []);
      const short = ['exaddr', 'srcaddr', 'dstaddr', 'nexthop', 'peer_nexthop', 'nat_srcaddr', 'nat_dstaddr'];
      assert.deepEqual(await columnsOf(plain), short);
      const both = await makeTwin(paths.new);
      assert.deepEqual((await readFooter(both)).ipv6, ['srcaddr', 'dstaddr']);
      assert.deepEqual(
        (await columnsOf(both)).filter((name) => !short.includes(name)),
        ['srcaddr_hi', 'srcaddr_lo', 'dstaddr_hi', 'dstaddr_lo'],
      );
    } finally {
      engine.closeSync();
    }
  });

  it('are filtered as a stream by IPv6 prefixes, few or many, and by times', async () => {
    const batch = batchOf(EXTENDED, NEW);
    const many = Array.from({ length: 100 }, (_, index) => `2001:db8:${(index * 2 + 1).toString(16)}::/49`).join(',');
    for (const [list, passing] of [
      ['2001:db8:1::/48', [0, 1, 1]],
      [many, [0, 1, 1]],
      ['10.0.0.0/8', [1, 0, 0]],
    ] as const) {
      const rows = await RowFilter.open(readFieldList('srcaddr', list), recordLayout(EXTENDED));
      assert.deepEqual([...(await rows.passing(batch))], passing, list);
      rows.close();
    }
    const filter = { kind: 'compare', field: 'start_ms', op: 'ge', value: S } as const;
    const rows = await RowFilter.open(filter, recordLayout(EXTENDED));
    assert.deepEqual([...(await rows.passing(batch))], [1, 1, 1]);
    rows.close();
  });
});
