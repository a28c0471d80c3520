/** Printed reports whose fields NetFlow version 5 lacks, against what flow-print shows of the same file. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { viewerMain } from '../../lib/web/viewermain.js';
import { GOLDEN, inUtc, visit } from './site.js';

const FT = fileURLToPath(new URL('../../../test/golden/ft/', import.meta.url));
const WINDOW = 'start_date=2025-03-01&end_date=2025-04-30&cutoff_lines=5000&resolve_addresses=N';

type Row = Readonly<Record<string, string | number | null>>;

const hex = (value: unknown, digits: number) => Number(value).toString(16).padStart(digits, '0');

describe('printed reports of other records', () => {
  inUtc();
  let flows: string;
  before(() => {
    flows = mkdtempSync(join(tmpdir(), 'printed-'));
    for (const [device, name, version] of [
      ['tagged', 'v1005', 'v1005'],
      ['catalyst', 'v7', 'v07'],
    ] as const) {
      mkdirSync(join(flows, device));
      copyFileSync(`${FT}input/${name}.z6.le.ft`, join(flows, device, `ft-${version}.2025-03-30.000000+0000`));
    }
  });
  after(() => {
    rmSync(flows, { recursive: true });
  });

  async function rows(query: string): Promise<{ rows: Row[]; notes: string[] }> {
    const configuration = { flow_data_directory: flows };
    const response = await visit(viewerMain, `${WINDOW}&${query}&format=json`, { configuration });
    assert.equal(response.status, 200, String(response.body));
    return JSON.parse(String(response.body)) as { rows: Row[]; notes: string[] };
  }

  const printed = (name: string): string[][] =>
    readFileSync(`${FT}expect/${name}`, 'utf8')
      .split('\n')
      .filter((line) => /^[0-9]/.test(line))
      .map((line) => line.trim().split(/\s+/));

  it('show both tags, as flow-print does', async () => {
    const { rows: shown, notes } = await rows('device_name=tagged&print_report=9');
    const lines = shown.map((row) => [
      `0x${hex(row['src_tag'], 8)}`,
      `0x${hex(row['dst_tag'], 8)}`,
      ...['srcaddr', 'dstaddr', 'octets', 'packets'].map((key) => String(row[key])),
    ]);
    assert.equal(lines.length, 200);
    assert.deepEqual(lines, printed('print/v1005.f9.txt'));
    assert.deepEqual(notes, []);
  });

  it('show all that a Catalyst exports, as flow-print does', async () => {
    const { rows: shown } = await rows('device_name=catalyst&print_report=24');
    const time = (value: unknown) => new Date(String(value)).toISOString().slice(0, 23).split('T');
    const lines = shown.map((row) => [
      hex(row['input'], 4),
      row['srcaddr'],
      hex(row['output'], 4),
      row['dstaddr'],
      hex(row['prot'], 2),
      ...['srcport', 'dstport', 'packets', 'octets'].map((key) => String(row[key])),
      ...time(row['start']),
      ...time(row['end']),
      row['exaddr'],
      row['router_sc'],
      (Number(row['active']) / 1000).toFixed(3),
      String(row['octets_per_packet'] ?? 0),
      hex(row['tos'], 2),
      hex(row['tcp_flags'], 2),
      ...['src_as', 'dst_as'].map((key) => String(row[key])),
    ]);
    assert.equal(lines.length, 60);
    assert.deepEqual(lines, printed('print/v7.f24.txt'));
  });

  it('show tags as hexadecimal numbers on the page', async () => {
    const configuration = { flow_data_directory: flows };
    const { body } = await visit(viewerMain, `${WINDOW}&device_name=tagged&print_report=9`, { configuration });
    assert.match(String(body), /<td class="tag" title="65538">0x10002<\/td>/);
  });

  it('say which fields records lack, instead of showing nothing', async () => {
    const configuration = { flow_data_directory: `${GOLDEN}flows` };
    const query = `device_name=edge1&start_date=2025-06-15&end_date=2025-06-15&end_time=01:00:00&print_report=9`;
    const { body } = await visit(viewerMain, query, { configuration });
    assert.match(String(body), /have no field &#34;src_tag&#34;/);
    assert.match(String(body), /Flows 1–100 of/);
  });

  it('show a Catalyst’s fields of NetFlow version 5 too, with the exporter', async () => {
    const query = `device_name=edge1&start_date=2025-06-15&end_date=2025-06-15&end_time=01:00:00&print_report=24&format=json&cutoff_lines=1`;
    const { body } = await visit(viewerMain, query);
    const { rows: shown } = JSON.parse(String(body)) as { rows: Row[] };
    assert.equal(shown[0]?.['exaddr'], '172.31.255.9');
    assert.equal(shown[0]['router_sc'], null);
  });
});
