/** Pages over extended records: IPv6, links from it, and rates of sampling. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { timedRecord, writeRowFile, type RawRecord } from '../store/row-files.js';
import { inUtc, visit } from './site.js';

const S = Date.UTC(2025, 5, 15, 0, 10);
const HOUR = 'device_name=mixed&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const flow = (source: string, destination: string, fields: RawRecord): RawRecord =>
  timedRecord(S, S + 60_000, 5_000_000, {
    srcaddr: address(source),
    dstaddr: address(destination),
    exaddr: address('2001:db8::fe'),
    prot: 6,
    dstport: 443,
    dpkts: 10,
    ...fields,
  });

const RECORDS = [
  flow('2001:db8:1::7', '2001:db8:2::8', { doctets: 9000 }),
  flow('2001:db8:1:1::7', '2001:db8:2::9', { doctets: 100, sampling_rate: 10, sampling_source: 1 }),
  flow('10.0.0.1', '192.0.2.8', { doctets: 500 }),
];

interface Json {
  readonly rows: readonly Record<string, number | string | null>[];
  readonly totals: Record<string, number>;
  readonly notes: readonly string[];
}

describe('pages over extended records', () => {
  inUtc();
  let flow_data_directory = '';
  before(async () => {
    flow_data_directory = mkdtempSync(join(tmpdir(), 'pages-'));
    const device = join(flow_data_directory, 'mixed');
    mkdirSync(device);
    await writeRowFile(device, { version: EXTENDED, start: S, records: RECORDS });
    await writeRowFile(device, { version: '5', start: S, records: RECORDS.slice(2) });
    const exporters = join(flow_data_directory, 'exporters');
    mkdirSync(exporters);
    const from = (exporter: string, fields: RawRecord) =>
      flow('10.0.0.1', '192.0.2.8', { doctets: 100, exaddr: address(exporter), ...fields });
    const sampled = [
      from('192.0.2.1', { sampling_rate: 1000, sampling_source: 3 }),
      from('192.0.2.2', { sampling_rate: 10, sampling_source: 1 }),
      from('192.0.2.3', { sampling_rate: 1, sampling_source: 1 }),
      from('192.0.2.4', {}),
    ];
    await writeRowFile(exporters, { version: EXTENDED, start: S, records: sampled });
  });
  after(() => {
    rmSync(flow_data_directory, { recursive: true });
  });

  const page = async (query: string): Promise<string> => {
    const response = await visit(viewerMain, query, { configuration: { flow_data_directory } });
    assert.equal(response.status, 200, String(response.body).slice(0, 300));
    return String(response.body);
  };
  const json = async (query: string): Promise<Json> => JSON.parse(await page(`${query}&format=json`)) as Json;

  it('show both families and both kinds of files, multiplied, and say so', async () => {
    const { rows, totals, notes } = await json(`${HOUR}&stat_report=9`);
    assert.deepEqual(
      rows.map((row) => [Object.values(row)[0], row['octets']]),
      [
        ['2001:db8:1::7', 9000],
        ['10.0.0.1', 1000],
        ['2001:db8:1:1::7', 1000],
      ],
    );
    assert.equal(totals['octets'], 11_000);
    assert.match(notes.join(' '), /multiplied by the rate of sampling: 1 in 10 by the record \(1 flow record\)/);
    assert.match(await page(`${HOUR}&stat_report=9`), /multiplied by the rate of sampling: 1 in 10/);
  });

  it('say of exporters with and without sampling what was multiplied, by whose word, and what to doubt', async () => {
    const query = HOUR.replace('mixed', 'exporters');
    const expected = [
      'Octets, packets and flows are multiplied by the rate of sampling: 1 in 10 by the record (1 flow record), 1 in 1000 by options of the exporter (1 flow record).',
      'Rates are mixed: what was sampled more sparsely is less exact.',
      'Nobody told a rate for 1 flow record: they count as they are. If they were sampled, set sampling_rates.',
    ];
    const report = await json(`${query}&stat_report=9`);
    assert.equal(report.totals['octets'], 101_200);
    assert.deepEqual(report.notes, expected);
    const html = [await page(`${query}&stat_report=9`)];
    const graph = await visit(grapherMain, `${query}&bucket_size=300`, { configuration: { flow_data_directory } });
    html.push(String(graph.body));
    for (const each of html) for (const note of expected) assert.ok(each.includes(`<li>${note}</li>`), note);
    // of those without sampling alone nothing is said
    const plain = await json(`${query}&stat_report=9&exporter=192.0.2.3`);
    assert.equal(plain.totals['octets'], 100);
    assert.doesNotMatch(plain.notes.join(' '), /sampling/);
  });

  it('lead from an IPv6 address to the flows that have it', async () => {
    const html = await page(`${HOUR}&stat_report=9`);
    const hrefs = [...html.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>2001:db8:1::7</g)].map(([, href = '']) =>
      href.replaceAll('&#38;', '&').replaceAll('&amp;', '&'),
    );
    assert.ok(hrefs[0]);
    const { searchParams } = new URL(hrefs[0], 'http://x/');
    assert.equal(searchParams.get('source_address'), '2001:db8:1::7');
    const { rows, totals } = await json(searchParams.toString());
    assert.equal(totals['octets'], 9000);
    assert.ok(rows.some((row) => Object.values(row).includes('2001:db8:2::8')));
  });

  it('take IPv6 prefixes of any length as filters, and add up by them', async () => {
    const sum = async (filter: string) => (await json(`${HOUR}&stat_report=9&${filter}`)).totals['octets'];
    assert.equal(await sum('source_address=2001:db8:1::/48'), 10_000);
    assert.equal(await sum('source_address=2001:db8:1:1::/63'), 10_000);
    assert.equal(await sum('source_address=2001:db8:1:1::/64'), 1000);
    assert.equal(await sum('dest_address=2001:db8:2::8/125,-2001:db8:2::9'), 9000);
    const { rows } = await json(`${HOUR}&print_report=15`);
    assert.deepEqual(rows.map((row) => Object.values(row)[0]).sort(), ['2001:db8:1:1::/64', '2001:db8:1::/64']);
  });

  it('add up by prefixes of any length of both families, on one page', async () => {
    const prefixes = async (lengths: string) => {
      const { rows } = await json(`${HOUR}&stat_report=24&prefix_length=${encodeURIComponent(lengths)}`);
      return rows.map((row) => [row['src_prefix'], row['octets']]);
    };
    const v4 = ['10.0.0.0/8', 1000];
    assert.deepEqual(await prefixes('8, 47'), [['2001:db8::/47', 10_000], v4]);
    assert.deepEqual(await prefixes('8, 63'), [['2001:db8:1::/63', 10_000], v4]);
    assert.deepEqual(
      (await prefixes('8, 65')).sort(),
      [v4, ['2001:db8:1:1::/65', 1000], ['2001:db8:1::/65', 9000]].sort(),
    );
    assert.deepEqual((await prefixes('8, 128'))[0], ['2001:db8:1::7/128', 9000]);
    assert.deepEqual((await prefixes('8, 0'))[0], ['::/0', 10_000]);
  });

  it('list single flows with their addresses', async () => {
    const { rows } = await json(`${HOUR}&print_report=5&source_address=2001:db8::/32`);
    assert.deepEqual(
      rows.map((row) => Object.values(row).filter((cell) => String(cell).startsWith('2001:db8:2::')).length),
      [1, 1],
    );
  });

  it('draw graphs of IPv6 traffic', async () => {
    const response = await visit(grapherMain, `${HOUR}&source_address=2001:db8::/32&bucket_size=300&format=json`, {
      configuration: { flow_data_directory },
    });
    assert.equal(response.status, 200, String(response.body).slice(0, 300));
    assert.match(String(response.body), /2001:db8:1::7/);
    assert.match(String(response.body), /multiplied by the rate of sampling/);
    const some = async (prefix: string) => {
      const query = `${HOUR}&source_address=${prefix}&bucket_size=300&split=srcaddr&detail_lines=5&format=json`;
      const { body } = await visit(grapherMain, query, { configuration: { flow_data_directory } });
      const { parts } = JSON.parse(String(body)) as { parts: { value: string | null }[] };
      return parts.flatMap(({ value }) => value ?? []);
    };
    assert.deepEqual(await some('2001:db8:1::/63'), ['2001:db8:1::7', '2001:db8:1:1::7']);
    assert.deepEqual(await some('2001:db8:1::/64'), ['2001:db8:1::7']);
    assert.deepEqual(await some('2001:db8:1:1::7/127,-2001:db8:1:1::6'), ['2001:db8:1:1::7']);
  });
});
