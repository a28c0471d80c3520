/** Sampled flows: counters are multiplied when they are asked for, and it is said by what. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import { EXTENDED } from '../../lib/flow/version.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { readSamplingRates } from '../../lib/store/sampling-rates.js';
import type { Result } from '../../lib/store/store.js';
import { timedRecord, writeRowFile, type RawRecord } from './row-files.js';
import { makeTwin } from './twins.js';

const S = Date.UTC(2026, 10, 20, 12);

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const flow = (exporter: string, fields: RawRecord): RawRecord =>
  timedRecord(S, S + 10_000, 50_000, { exaddr: address(exporter), doctets: 100, dpkts: 2, ...fields });

describe('sampling', () => {
  let folder = '';
  const stores: DuckDbStore[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sampling-'));
    for (const device of ['told', 'plain', 'old', 'huge', 'twins']) mkdirSync(join(folder, device));
    const told = [
      flow('192.0.2.1', { sampling_rate: 1000, sampling_source: 3, srcport: 1 }),
      flow('192.0.2.2', { sampling_rate: 10, sampling_source: 1, srcport: 2 }),
      flow('192.0.2.3', { sampling_rate: 1, sampling_source: 1, srcport: 3 }),
      flow('2001:db8::4', { srcport: 4 }),
    ];
    await writeRowFile(join(folder, 'told'), { version: EXTENDED, start: S, records: told });
    await makeTwin(await writeRowFile(join(folder, 'twins'), { version: EXTENDED, start: S, records: told }));
    await writeRowFile(join(folder, 'plain'), { version: EXTENDED, start: S, records: [flow('192.0.2.3', {})] });
    const old = [flow('192.0.2.8', { input: 1 }), flow('192.0.2.8', { input: 7 }), flow('192.0.2.9', { input: 7 })];
    await writeRowFile(join(folder, 'old'), { version: '5', start: S, records: old });
    const huge = flow('192.0.2.1', { doctets: 2 ** 62, sampling_rate: 2 ** 32 - 1, sampling_source: 1 });
    await writeRowFile(join(folder, 'huge'), { version: EXTENDED, start: S, records: [huge, huge] });
  });
  after(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });

  const open = (...samplingRates: string[]): DuckDbStore => {
    const store = new DuckDbStore({ dataDirectory: folder, threads: 1, samplingRates });
    stores.push(store);
    return store;
  };
  const query = (device: string, change: Partial<FlowQuery> = {}): FlowQuery => ({
    sources: [{ kind: 'device', name: device }],
    window: { start: S, end: S + 60_000, rule: 'any' },
    filter: { kind: 'and', of: [] },
    share: 'whole flows',
    select: {
      kind: 'groups',
      dimensions: [],
      measures: [{ measure: 'octets' }, { measure: 'packets' }, { measure: 'flows' }],
    },
    order: [],
    ...change,
  });
  const said = ({ notes }: Result): string[] => notes.map(({ text }) => text);

  for (const device of ['told', 'twins'])
    it(`multiplies what was sampled, and says by what, of ${device}`, async () => {
      const result = await open().run(query(device));
      assert.deepEqual(result.totals, { octets: 101_200, packets: 2024, flows: 1012 });
      assert.deepEqual(said(result), [
        'Octets, packets and flows are multiplied by the rate of sampling: 1 in 10 by the record (1 flow record), 1 in 1000 by options of the exporter (1 flow record).',
        'Rates are mixed: what was sampled more sparsely is less exact.',
        'Nobody told a rate for 1 flow record: they count as they are. If they were sampled, set sampling_rates.',
      ]);
    });

  it('says it only of the flows that a question is about', async () => {
    const filter = { kind: 'in', field: 'srcport', ranges: [{ lo: 3, hi: 4 }] } as const;
    const result = await open().run(query('told', { filter }));
    assert.deepEqual(result.totals, { octets: 200, packets: 4, flows: 2 });
    assert.deepEqual(said(result), []);
  });

  it('multiplies in graphs, in rates, in lists of flows and in filters alike', async () => {
    const buckets = await open().run(
      query('told', {
        select: { kind: 'groups', dimensions: [], measures: [{ measure: 'octets' }], bucket: 5000 },
      }),
    );
    assert.deepEqual(
      buckets.rows.map(([, octets]) => octets),
      [50_600, 50_600],
    );
    const filter = { kind: 'compare', field: 'doctets', op: 'gt', value: 999 } as const;
    const flows = await open().run(
      query('told', {
        filter,
        select: { kind: 'flows', columns: ['srcport', 'doctets', 'bps', 'sampling_rate'] },
        order: [{ by: 'srcport', direction: 'ascending' }],
      }),
    );
    assert.deepEqual(flows.rows, [
      [1, 100_000, 80_000, 1000],
      [2, 1000, 800, 10],
    ]);
  });

  it('gives what was exported where that is asked for', async () => {
    const result = await open('* 50').run(query('told', { counters: 'as exported' }));
    assert.deepEqual([result.totals, said(result)], [{ octets: 400, packets: 8, flows: 4 }, []]);
  });

  it('changes and says nothing where no rate is known', async () => {
    for (const device of ['plain', 'old']) assert.deepEqual(said(await open().run(query(device))), [], device);
    assert.deepEqual((await open().run(query('old'))).totals, { octets: 300, packets: 6, flows: 3 });
  });

  it('takes the rate of the configuration for old archives, that of an interface before that of the exporter', async () => {
    const result = await open('192.0.2.8 100', '192.0.2.8 7 10').run(query('old'));
    assert.deepEqual(result.totals, { octets: 10_000 + 1000 + 100, packets: 222, flows: 111 });
    assert.match(said(result)[0] ?? '', /1 in \d+ by the configuration/);
    assert.match(said(result)[2] ?? '', /^Nobody told a rate for 1 flow record/);
    const all = await open('* 2').run(query('old'));
    assert.deepEqual(all.totals, { octets: 600, packets: 12, flows: 6 });
  });

  it('believes records more than the configuration', async () => {
    const result = await open('192.0.2.1 7', '2001:db8::4 3').run(query('told'));
    assert.deepEqual(result.totals['octets'], 100_000 + 1000 + 100 + 300);
    const many = {
      ...query('told'),
      sources: [
        { kind: 'device', name: 'old' },
        { kind: 'device', name: 'told' },
      ],
    } as const;
    assert.deepEqual((await open('192.0.2.8 100').run(many)).totals['octets'], 20_000 + 100 + 101_200);
  });

  it('survives counters and rates that are nonsense', async () => {
    const { totals } = await open().run(query('huge'));
    assert.equal(totals['octets'], 2n ** 63n);
  });

  it('says which entry of the configuration is not understood', async () => {
    const { rates, problems } = readSamplingRates(['192.0.2.1', 'core 10', '192.0.2.1 7', '* 0', '::1 4 2']);
    assert.equal(problems.length, 3);
    assert.deepEqual(
      rates.map(({ rate }) => rate),
      [2, 7],
    );
    assert.match(
      said(await open('core 10').run(query('plain')))[0] ?? '',
      /^"core 10" of sampling_rates is not understood/,
    );
  });
});
