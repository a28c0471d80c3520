/**
 * One filter over the same flows, typed into the form and given to the commands: every report of the table must show what
 * `flow-nfilter | flow-stat` shows, or, where flow-stat has no such format, add up to its totals.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS } from '../../lib/report/reports.js';
import type { Report } from '../../lib/report/report.js';
import { STAT_FORMATS } from '../../lib/stat/formats.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { runProgram } from '../bin/program.js';
import { GOLDEN, inUtc, visit } from './site.js';

/** All flows of the golden set, by any rule. */
const SPAN = 'device_name=edge1&start_date=2025-06-14&start_time=12:00:00&end_date=2025-06-15&end_time=12:00:00';
const FORM = `${SPAN}&source_address=10.140.0.0/22, -10.140.1.0/24, 198.51.100.0/25&protocols=6,17,132&dest_port=1:50000`;
const FILTER_CFG = `
filter-primitive sources
  type ip-address-prefix
  deny 10.140.1/24
  permit 10.140.0/22
  permit 198.51.100/25
  default deny
filter-primitive protocols
  type ip-protocol
  permit 6,17,132
  default deny
filter-primitive ports
  type ip-port
  permit 1-50000
  default deny
filter-definition same
  match ip-source-address sources
  match ip-protocol protocols
  match ip-destination-port ports
`;

type Row = Readonly<Record<string, string | number | null>>;
type Sums = readonly [flows: number, octets: number, packets: number];

interface Table {
  readonly rows: readonly Row[];
  readonly totals: Readonly<Record<string, number>>;
}

/** 10.140/22 as the pages have it: 10.140.0.0/22. */
function wholePrefix(text: string): string {
  const [address = '', length] = text.split('/');
  if (length === undefined) return text;
  return `${[...address.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${length}`;
}

const added = (rows: readonly Sums[]): Sums =>
  rows.reduce<Sums>(([flows, octets, packets], row) => [flows + row[0], octets + row[1], packets + row[2]], [0, 0, 0]);

describe('the form and the commands', function () {
  this.timeout(240_000);
  inUtc();
  let filtered: Uint8Array;
  let totals: Sums;

  const command = async (name: string, words: readonly string[], input: Uint8Array) => {
    const { status, stdout, stderr } = await runProgram(name, [...words], input, { TZ: 'UTC' });
    assert.equal(status, 0, String(stderr));
    return stdout;
  };
  const stat = async (format: number): Promise<string[]> =>
    Buffer.from(await command('flow-stat', ['-f', String(format)], filtered))
      .toString()
      .split('\n');

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
    const definitions = join(folder, 'filter.cfg');
    writeFileSync(definitions, FILTER_CFG);
    const all = await command('flow-cat', [`${GOLDEN}flows/edge1`], Buffer.alloc(0));
    filtered = await command('flow-nfilter', ['-f', definitions, '-F', 'same'], all);
    rmSync(folder, { recursive: true });
    const lines = await stat(0);
    const value = (title: string): number =>
      Number(
        lines
          .find((line) => line.startsWith(title))
          ?.split(':')
          .at(-1),
      );
    totals = [value('Total Flows'), value('Total Octets'), value('Total Packets')];
    assert.ok(totals[0] > 1000 && totals[0] < 20_000, String(totals));
  });

  async function ask(report: Report): Promise<Table> {
    const query = `${FORM}&${report.menu}=${report.id}&cutoff_lines=100000&resolve_addresses=N&format=json`;
    const response = await visit(viewerMain, query);
    assert.equal(response.status, 200, String(response.body));
    return JSON.parse(String(response.body)) as Table;
  }

  const sums = (row: Row): Sums => [Number(row['flows']), Number(row['octets']), Number(row['packets'])];

  async function listed(format: number): Promise<Record<string, Sums>> {
    const rows = (await stat(format)).filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(
      rows.map((line) => {
        const cells = line.trim().split(/\s+/);
        const [flows = NaN, octets = NaN, packets = NaN] = cells.slice(-3).map(Number);
        return [cells.slice(0, -3).map(wholePrefix).join(' '), [flows, octets, packets]] as const;
      }),
    );
  }

  for (const report of REPORTS) {
    const name = `${report.menu === 'print_report' ? 'printed ' : ''}${report.id}, ${report.title}`;
    it(`agree on report ${name}`, async () => {
      const { rows, totals: all } = await ask(report);
      if (report.kind === 'flows') {
        assert.deepEqual(added(rows.map((row) => [1, Number(row['octets']), Number(row['packets'])])), totals);
        return;
      }
      if (report.kind === 'summary') {
        const item = (key: string) => Number(rows.find((row) => row['item'] === key)?.['value']);
        assert.deepEqual([item('total_flows'), item('total_octets'), item('total_packets')], totals);
        return;
      }
      if (report.family) {
        assert.deepEqual(rows, []);
        return;
      }
      if (report.detects) {
        assert.deepEqual(sums(all), totals);
        return;
      }
      if (report.exports === 'newer') {
        const [own = { key: '' }] = report.keys.slice(-1);
        assert.ok(rows.every((row) => row[own.key] === null));
        assert.deepEqual([added(rows.map(sums)), sums(all)], [totals, totals]);
        return;
      }
      if (report.menu === 'print_report') {
        assert.deepEqual([added(rows.map(sums)), sums(all)], [totals, totals]);
        return;
      }
      assert.equal(STAT_FORMATS[report.id]?.kind, 'groups');
      const keyOf = (row: Row) => report.keys.map(({ key }) => String(row[key])).join(' ');
      const expected = await listed(report.id);
      assert.ok(Object.keys(expected).length > 0);
      assert.deepEqual(Object.fromEntries(rows.map((row) => [keyOf(row), sums(row)])), expected);
      if (!report.protocols) assert.deepEqual(sums(all), totals);
      const shares = rows.reduce((sum, row) => sum + Number(row['share']), 0);
      const sides = report.keys.some(({ dimension }) => dimension.kind === 'either') ? 2 : 1;
      assert.ok(Math.abs(shares - 100 * sides) < 1e-6, `shares add up to ${shares}`);
      for (const row of rows)
        assert.equal(row['avg_rate'], Math.floor((Number(row['octets']) * 8) / 86_400), 'mean rate of the span');
    });
  }
});
