import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS } from '../../lib/report/reports.js';
import { FORMAT_NAMES, REPORT_FORMATS } from '../../lib/web/reportformat.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { inUtc, visit, type Visit } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

async function answer(query: string, options?: Visit): Promise<string> {
  const response = await visit(viewerMain, `${HOUR}&${query}`, options);
  assert.equal(response.status, 200, String(response.body).slice(0, 300));
  return String(response.body);
}

interface Json {
  columns: { key: string; unit: string | null }[];
  rows: Record<string, number | string | null>[];
  totals: Record<string, number>;
}
const json = async (query: string): Promise<Json> => JSON.parse(await answer(`${query}&format=json`)) as Json;

/** Lines of the first table below a heading of docs/api.md, as cells without the marks of code. */
function documented(heading: string): string[][] {
  const [, section = ''] = readFileSync('docs/api.md', 'utf8').split(new RegExp(`^## ${heading}\n`, 'm'));
  const lines = (/(?:^\|.*\n)+/m.exec(section)?.[0] ?? '').trimEnd().split('\n').slice(2);
  return lines.map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '')),
  );
}

describe('a report as plain text', () => {
  inUtc();

  it('begins with what was asked, the zone of its times included', async () => {
    const text = await answer('stat_report=9&source_address=10.0.0.0/8&cutoff_lines=2&format=text');
    const [title, ...lines] = text.split('\n');
    assert.equal(title, 'FlowViewer: Source IP');
    const echo = Object.fromEntries(
      lines.slice(0, lines.indexOf('')).map((line) => line.split(/: +/, 2) as [string, string]), // each has a colon
    );
    assert.deepEqual(echo, {
      Device: 'edge1',
      'Time span': '2025-06-15 00:00:00 – 2025-06-15 01:00:00 UTC (1 h)',
      'Source IPs': '10.0.0.0/8',
      'Include flow if': 'Any part in the time span',
      Count: 'Whole flows, as exported',
      'Cutoff lines': '2',
    });
  });

  it('has the values of the page in columns that line up, with units and totals', async () => {
    const query = 'stat_report=10&cutoff_lines=30&unit_conversion=N';
    const text = await answer(`${query}&format=text`);
    const { rows, totals } = await json(query);
    const lines = text.split('\n');
    const rule = lines.findIndex((line) => line.startsWith('---'));
    const stretches = [...(lines[rule] ?? '').matchAll(/-+/g)].map(({ index, 0: dashes }) => [
      index,
      index + dashes.length,
    ]);
    const cells = (line: string): string[] => stretches.map(([from, to]) => line.slice(from, to).trim());
    const heads = cells(lines[rule - 2] ?? '');
    assert.deepEqual(heads.slice(0, 5), ['Source IP', 'Destination IP', 'Flows', 'Octets', 'Packets']);
    assert.deepEqual(cells(lines[rule - 1] ?? '').slice(5), ['%', 'bit/s', 'octets', 'packets']);
    rows.forEach((row, index) => {
      const shown = cells(lines[rule + 1 + index] ?? '');
      assert.deepEqual(
        [shown[0], shown[1], ...shown.slice(2, 5).map((number) => Number(number.replaceAll(',', '')))],
        [row['srcaddr'], row['dstaddr'], row['flows'], row['octets'], row['packets']],
      );
    });
    const total = cells(lines.find((line) => line.startsWith('Total')) ?? '');
    assert.equal(Number(total[3]?.replaceAll(',', '')), totals['octets']);
    assert.match(text, /^Rows 1–30 of 5,750\n\d+ files, [\d,]+ flows read in [\d.]+ s\n$/m);
    assert.ok(
      lines.every((line) => !line.endsWith(' ')),
      'no blanks at the ends of lines',
    );
  });

  it('follows the choice of units, and gives zones to times', async () => {
    assert.match(await answer('stat_report=12&format=text'), /^tcp \(6\) .* \d+\.\d\d GB /m);
    assert.match(await answer('print_report=5&cutoff_lines=1&format=text'), /^UTC +UTC/m);
  });

  it('is made of every report, also without flows', async function () {
    this.timeout(240_000); // every report there is, on a busy machine
    for (const { menu, id, title } of REPORTS) {
      const text = await answer(`${menu}=${id}&cutoff_lines=2&format=text`);
      assert.ok(text.startsWith(`FlowViewer: ${title}\n`), title);
      assert.match(text, /^-+ {2}-|^No flows matched\.$/m, title); // the data have no IPv6
      assert.doesNotMatch(text, /undefined|NaN|\[object/);
    }
    assert.match(await answer('stat_report=9&source_address=192.0.2.1&format=text'), /\nNo flows matched\.\n/);
  });

  it('shows no octets that would command a terminal', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fv-names-'));
    try {
      const file = join(directory, 'names');
      writeFileSync(file, 'edge1:103:up\u001b[2Jlink\n');
      const text = await answer('stat_report=17&resolve_addresses=Y&format=text', {
        configuration: { interface_names_file: file },
      });
      assert.match(text, /^up\?\[2Jlink \(103\) /m);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('names wrong fields on a line each, with status 400', async () => {
    const response = await visit(viewerMain, `${HOUR}&source_address=10.1&dest_port=x&format=text`);
    assert.equal(response.status, 400);
    assert.match(response.headers['Content-Type'] ?? '', /^text\/plain; charset=utf-8$/);
    assert.match(String(response.body), /^source_address: "10\.1" is not .*\ndest_port: .*\n$/);
  });
});

describe('docs/api.md', () => {
  inUtc();

  it('lists the formats that there are, and the page links each', async () => {
    assert.deepEqual(['html', ...documented('Formats').map(([name]) => name)], FORMAT_NAMES);
    const html = await answer('stat_report=12');
    for (const [name, type] of documented('Formats').map(([first = '', , last = '']) => [first, last] as const)) {
      assert.match(html, new RegExp(`href="[^"]*format=${name}"`), name);
      const response = await visit(viewerMain, `${HOUR}&stat_report=12&format=${name}`);
      assert.equal(response.headers['Content-Type'], type);
    }
    assert.deepEqual(Object.keys(REPORT_FORMATS), FORMAT_NAMES.slice(1));
  });

  it('lists the members of the JSON that is sent', async () => {
    const sent = Object.keys(await json('stat_report=12'));
    assert.deepEqual(
      documented('JSON').map(([name]) => name),
      sent,
    );
  });

  it('lists columns and units of every report as they are sent, in JSON and CSV', async function () {
    this.timeout(240_000); // every report there is, on a busy machine
    const columns = documented('Columns');
    const reports = documented('Reports');
    assert.equal(reports.length, REPORTS.length);
    let answered = 0;
    for (const [parameter = '', , keys = ''] of reports) {
      const query = `${parameter}&cutoff_lines=2&flow_analysis=1&resolve_addresses=N`;
      const { columns: sent, rows } = await json(query);
      assert.deepEqual(
        sent.map(({ key }) => key),
        keys.split(', '),
        parameter,
      );
      for (const row of rows) assert.deepEqual(Object.keys(row), keys.split(', '), parameter);
      answered += rows.length;
      for (const { key, unit } of sent)
        assert.ok(
          columns.some(([name, , its]) => name === key && its === (unit ?? '')),
          `${parameter}: ${key} in ${unit}`,
        );
      const [heading] = (await answer(`${query}&format=csv`)).split('\r\n');
      assert.equal(heading, keys.replaceAll(', ', ','), parameter);
    }
    assert.ok(answered > reports.length, 'most have rows');
  });

  it('says of which unit each value of the Summary is', async () => {
    const { rows } = await json('stat_report=99');
    assert.ok(rows.length > 14);
    for (const { item, unit } of rows) assert.ok(typeof unit === 'string' && unit !== '', String(item));
    assert.deepEqual(rows[1], { item: 'total_octets', value: rows[1]?.['value'], unit: 'octets' });
  });

  it('lists no parameter that is not understood: each changes the form, or is refused', async () => {
    for (const [name = ''] of documented('Parameters')) {
      const response = await visit(viewerMain, `${HOUR}&stat_report=12&${name}=%01&format=json`);
      const { errors = [] } = JSON.parse(String(response.body)) as { errors?: { field?: string }[] };
      assert.equal(response.status, 400, name);
      assert.ok(
        errors.some(({ field }) => field === name),
        name,
      );
    }
  });
});
