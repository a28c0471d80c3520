import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS } from '../../lib/report/reports.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { presentTools } from '../../lib/web/toolpages.js';
import { GOLDEN, goldenConfiguration, inUtc, visit, type Visit } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

async function page(query: string, options?: Visit): Promise<string> {
  const response = await visit(viewerMain, `${HOUR}&${query}`, options);
  assert.equal(response.status, 200, String(response.body).slice(0, 300));
  return String(response.body);
}

interface Json {
  version: number;
  report: string;
  window: { start: string; end: string };
  columns: { key: string; title: string; unit: string | null }[];
  rows: Record<string, number | string | null>[];
  totals: Record<string, number>;
  notes: string[];
}

async function json(query: string, options?: Visit): Promise<Json> {
  return JSON.parse(await page(`${query}&format=json`, options)) as Json;
}

/** Addresses of all links of a page whose text or label matches. */
function links(html: string, text: RegExp): URL[] {
  const found = [...html.matchAll(/<a\b([^>]*)>([^]*?)<\/a>/g)].filter(
    ([whole, , label = '']) => text.test(label) || text.test(/aria-label="([^"]*)"/.exec(whole)?.[1] ?? ''),
  );
  return found.map(
    ([, attributes = '']) =>
      new URL(
        (/href="([^"]*)"/.exec(attributes)?.[1] ?? '').replaceAll('&#38;', '&').replaceAll('&amp;', '&'),
        'http://x/cgi-bin/FlowViewer/FlowViewer_Main.cgi',
      ),
  );
}

const parameters = (url: URL | undefined): Record<string, string> => Object.fromEntries(url?.searchParams ?? []);

describe('a report page', () => {
  inUtc();

  it('shows what was asked: device, span with zone, filters, how flows count', async () => {
    const html = await page('stat_report=9&source_address=10.0.0.0/8&protocols=6');
    assert.match(html, /<h1>Source IP <span class="source">edge1<\/span><\/h1>/);
    assert.match(html, /2025-06-15 00:00:00 – 2025-06-15 01:00:00 UTC \(1 h\)/);
    assert.match(html, /<dt>Source IPs<\/dt><dd>10\.0\.0\.0\/8/);
    assert.match(html, /<dt>Count<\/dt><dd>Whole flows, as exported<\/dd>/);
    assert.match(html, /<dt>Include flow if<\/dt><dd>Any part in the time span<\/dd>/);
  });

  it('has totals, and the rows that were cut off as others', async () => {
    const { rows, totals } = await json('stat_report=9&cutoff_lines=3');
    const html = await page('stat_report=9&cutoff_lines=3&unit_conversion=N');
    assert.match(html, /Rows 1–3 of 430/);
    assert.match(html, />Others \(427 rows\)</);
    const shown = rows.reduce((sum, { octets }) => sum + Number(octets), 0);
    const others = (/Others[^]*?<\/th>([^]*?)<\/tr>/.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, ' ');
    assert.ok(others.includes(((totals['octets'] ?? 0) - shown).toLocaleString('en-US')), others);
    assert.ok(!(await page('stat_report=9&cutoff_lines=1000')).includes('>Others'));
  });

  it('says of a report over either side that rows add up to twice the total', async () => {
    const { rows, totals, notes } = await json('stat_report=11&cutoff_lines=10000');
    const sum = rows.reduce((octets, row) => octets + Number(row['octets']), 0);
    assert.equal(sum, 2 * (totals['octets'] ?? 0));
    assert.match(notes.join(), /twice the total/);
    assert.ok(!(await page('stat_report=11&cutoff_lines=10000')).includes('>Others'));
  });

  it('leads from each value to the flows restricted to it', async () => {
    const html = await page('stat_report=9&cutoff_lines=1&dest_port=443');
    const [drill] = links(html, /^\d+\.\d+\.\d+\.\d+$/);
    assert.equal(drill?.pathname, '/cgi-bin/FlowViewer/FlowViewer_Main.cgi');
    const { source_address, dest_port, stat_report } = parameters(drill);
    assert.ok(source_address && dest_port === '443' && stat_report === '10');
    const next = await page(drill.searchParams.toString());
    assert.ok(links(next, new RegExp(`^${source_address}$`)).every((url) => parameters(url)['print_report'] === '5'));
  });

  it('links every key of every report to an answer that holds flows', async () => {
    // all but those that have no rows here: of IPv6, and of fields that only newer exports have; scans lead on in scan.test.ts
    const asked = REPORTS.filter((report) =>
      report.kind === 'groups' ? !(report.family ?? report.detects ?? report.exports) : report.kind === 'flows',
    );
    assert.ok(asked.length > 25, String(asked.length));
    const followed = new Set<string>();
    for (const { menu, id } of asked) {
      const report = `${menu}=${id}`;
      const html = await page(`${report}&cutoff_lines=2`);
      const row = /<tbody>\s*<tr>([^]*?)<\/tr>/.exec(html)?.[1] ?? '';
      const drills = links(row.replaceAll(/<a class="without"[^]*?<\/a>/g, ''), /./);
      assert.ok(drills.length > 0, report);
      for (const drill of drills) {
        if (followed.has(drill.search)) continue;
        followed.add(drill.search);
        const response = await visit(viewerMain, `${drill.searchParams.toString()}&format=json`);
        assert.equal(response.status, 200, `${report}: ${drill.search}`);
        assert.ok((JSON.parse(String(response.body)) as Json).rows.length > 0, `${report}: ${drill.search}`);
      }
    }
  });

  it('adds to a filter and never widens it, and leaves out a value', async () => {
    const flows = async (url: URL): Promise<number> => {
      const { body } = await visit(viewerMain, `${url.searchParams.toString()}&format=json`);
      return (JSON.parse(String(body)) as Json).totals['flows'] ?? NaN;
    };
    for (const query of [
      'stat_report=24&source_address=10.140.0.0/23,-10.140.1.0/24', // the recorded prefixes are wider or narrower
      'stat_report=11&either_address=10.140.0.0/16',
      'stat_report=7&either_port=443',
      'stat_report=8&dest_address=-10.0.0.0/8',
      'stat_report=17&source_if=12,17',
      'stat_report=22&tos_fields=0/0x0c',
    ]) {
      const { rows, totals } = await json(`${query}&cutoff_lines=1000`);
      const html = await page(`${query}&cutoff_lines=2&resolve_addresses=N`);
      const shown = (/<tbody>([^]*?)<\/tbody>/.exec(html)?.[1] ?? '').split('</tr>');
      const nth = shown.findIndex((row) => row.includes('class="without"')); // not where only that value is left
      const [only] = links(shown[nth] ?? '', /^\d/);
      const [without] = links(shown[nth] ?? '', /^Exclude /);
      assert.ok(only && without, query);
      assert.equal(await flows(only), rows[nth]?.['flows'], query);
      assert.equal(await flows(without), (totals['flows'] ?? NaN) - Number(rows[nth]?.['flows']), query);
    }
  });

  it('leads from a time to the flows of its minute, and from there to those of its second', async () => {
    const html = await page('print_report=5&cutoff_lines=1&sort=start&flow_select=3');
    const [start] = links(html, /^2025-06-15 00:00/);
    assert.deepEqual([parameters(start)['start_time'], parameters(start)['end_time']], ['00:00:00', '00:01:00']);
    const next = String((await visit(viewerMain, start?.searchParams.toString() ?? '')).body);
    const [second] = links(next, /^2025-06-15 00:00/);
    assert.match(parameters(second)['end_time'] ?? '', /^00:00:\d\d$/);
  });

  it('leads from each class of the Summary to its flows', async () => {
    const html = await page('stat_report=99&protocols=6');
    const shares = [
      ...html.matchAll(/<tr><th scope="row" class="amount">(.*?)<\/th><td class="amount percent">([\d.]+|&lt;0\.01)</g),
    ];
    const all = (await json('stat_report=12&protocols=6')).totals['flows'] ?? NaN;
    assert.ok(
      shares.some(([, label = '']) => label.includes('&gt;')),
      'there are flows beyond the last limits',
    );
    for (const [nth, [, label = '', share = '']] of shares.entries()) {
      const [url] = links(label, /./);
      assert.equal(url !== undefined, share !== '0.00', label);
      if (!url || nth % 8 > 0) continue;
      assert.equal(parameters(url)['print_report'], '5');
      const { body } = await visit(viewerMain, `${url.searchParams.toString()}&format=json`);
      const rows = (JSON.parse(String(body)) as Json).totals['rows'] ?? NaN;
      if (share !== '&lt;0.01') assert.equal(((100 * rows) / all).toFixed(2), share, url.search);
    }
  });

  it('leads from an address without a mask to that address, not to all', async () => {
    const html = await page('stat_report=24&cutoff_lines=1000');
    const [drill] = links(html, /^[\d.]+\/0$/);
    assert.match(parameters(drill)['source_address'] ?? '', /^[\d.]+$/);
  });

  it('removes one filter and keeps the rest', async () => {
    const html = await page('stat_report=9&source_address=10.0.0.0/8&protocols=6');
    const [without] = links(html, /^Remove the filter Source IPs$/);
    assert.ok(without && !without.searchParams.has('source_address') && without.searchParams.get('protocols') === '6');
  });

  it('sorts by any heading over all rows, amounts falling and keys rising first', async () => {
    const html = await page('stat_report=9&cutoff_lines=5');
    assert.match(html, /<th scope="col" class="amount octets" aria-sort="descending">/);
    assert.equal(links(html, /^Packets$/)[0]?.searchParams.get('sort'), '-packets');
    assert.equal(links(html, /^Octets$/)[0]?.searchParams.get('sort'), 'octets');
    const [heading] = links(html, /^Source IP$/).filter((url) => url.searchParams.has('sort'));
    assert.equal(heading?.searchParams.get('sort'), 'srcaddr');
    const { rows } = await json('stat_report=9&cutoff_lines=5&sort=octets');
    const all = (await json('stat_report=9&cutoff_lines=10000')).rows
      .map(({ octets }) => Number(octets))
      .sort((a, b) => a - b);
    assert.deepEqual(
      rows.map(({ octets }) => octets),
      all.slice(0, 5),
    );
  });

  it('sorts by octets and packets per flow too, and says of what its shares are', async () => {
    const all = (await json('stat_report=9&cutoff_lines=10000')).rows;
    for (const [key, part] of [
      ['octets_per_flow', 'octets'],
      ['packets_per_flow', 'packets'],
    ] as const) {
      const { rows } = await json(`stat_report=9&cutoff_lines=10000&sort=-${key}`);
      const quotients = (of: Json['rows']) => of.map((row) => Number(row[part]) / Number(row['flows']));
      assert.deepEqual(
        quotients(rows),
        quotients(all).sort((a, b) => b - a),
      );
    }
    const html = await page('stat_report=9&cutoff_lines=5&sort=-octets_per_flow');
    assert.equal(html.match(/aria-sort/g)?.length, 1);
    const [heading] = links(html, /^Octs\/Flow$/);
    assert.equal(heading?.searchParams.get('sort'), 'octets_per_flow');
    assert.equal(links(html, /^Pkts\/Flow$/)[0]?.searchParams.get('sort'), '-packets_per_flow');
    assert.equal(links(html, /^Octets$/)[0]?.searchParams.get('sort'), '-octets');
    assert.match(html, />Share of Octets</);
  });

  it('pages through all rows, each once', async () => {
    const all = (await json('stat_report=19&cutoff_lines=10000')).rows;
    const paged: Json['rows'] = [];
    for (let offset = 0; offset < all.length; offset += 20) {
      paged.push(...(await json(`stat_report=19&cutoff_lines=20&offset=${offset}`)).rows);
    }
    assert.deepEqual(paged, all);
    const html = await page('stat_report=19&cutoff_lines=20&offset=20');
    assert.match(html, /Rows 21–40 of \d+</);
    assert.equal(links(html, /^Last$/)[0]?.searchParams.get('offset'), String(Math.floor((all.length - 1) / 20) * 20));
    assert.equal(links(html, /^Next 20$/)[0]?.searchParams.get('offset'), '40');
    assert.equal(links(html, /^Previous 20$/)[0]?.searchParams.has('offset'), false);
    assert.match(await page('stat_report=19&offset=100000'), /go back to the first/);
  });

  it('adds up by prefixes of any length that is chosen, and leads on from them', async () => {
    const hosts = (await json('stat_report=9&cutoff_lines=10000')).rows;
    for (const bits of [0, 8, 13, 24, 32]) {
      const query = `stat_report=24&prefix_length=${bits}&cutoff_lines=10000`;
      const { rows } = await json(query);
      const expected = new Map<string, number>();
      for (const { srcaddr, octets } of hosts) {
        const value = String(srcaddr)
          .split('.')
          .reduce((sum, part) => sum * 256 + Number(part), 0);
        const network = Math.floor(value / 2 ** (32 - bits)) * 2 ** (32 - bits);
        const text = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.');
        expected.set(`${text}/${bits}`, (expected.get(`${text}/${bits}`) ?? 0) + Number(octets));
      }
      assert.deepEqual(new Map(rows.map(({ src_prefix, octets }) => [String(src_prefix), Number(octets)])), expected);
      const html = await page(`${query}&cutoff_lines=1`);
      assert.match(html, new RegExp(`<dt>Prefix length</dt><dd>${bits}</dd>`));
      const [only] = links(html, new RegExp(`/${bits}$`));
      assert.equal(parameters(only)['source_address'], rows[0]?.['src_prefix']);
    }
    assert.equal(
      (await json('print_report=12&prefix_length=16,48&cutoff_lines=1')).rows[0]?.['src_prefix']?.toString().slice(-3),
      '/16',
    );
    for (const wrong of ['33,4', '129', 'x', '24,129', '1,2,3']) {
      const { status, body } = await visit(viewerMain, `${HOUR}&stat_report=24&prefix_length=${wrong}`);
      assert.equal(status, 400);
      assert.match(String(body), /is not a prefix length: write a number of bits from 0 to 32/);
    }
  });

  it('repeats totals, shares and the others on every page of the rows', async () => {
    const all = await json('stat_report=19&cutoff_lines=10000');
    const paged = await json('stat_report=19&cutoff_lines=20&offset=20');
    assert.deepEqual(paged.totals, all.totals);
    assert.deepEqual(
      paged.rows.map(({ share }) => share),
      all.rows.slice(20, 40).map(({ share }) => share),
    );
    const html = await page('stat_report=19&cutoff_lines=20&offset=20&unit_conversion=N');
    assert.ok(html.includes(`Others (${all.rows.length - 20} rows)`));
    assert.match(html, /Total[^]*?<td class="amount count">/);
  });

  it('offers the other tools that are installed, with the filter', async () => {
    const html = await page('stat_report=9&source_port=443');
    const others = presentTools(goldenConfiguration()).filter(({ script }) => script !== 'FlowViewer.cgi');
    for (const { title, takesFilter } of others) {
      const [link] = links(html, new RegExp(`^Open in ${title}$`));
      assert.deepEqual([link?.pathname, link?.searchParams.get('source_port')], [takesFilter, '443']);
    }
    assert.equal(links(html, /^Open in /).length, others.length);
  });

  it('leads back to the form with everything kept, also what counts from now', async () => {
    const response = await visit(viewerMain, 'device_name=edge1&start_date=-2h&stat_report=9&source_port=443');
    const [change] = links(String(response.body), /^Change this report$/);
    assert.equal(change?.pathname, '/cgi-bin/FlowViewer/FlowViewer.cgi');
    const { start_date, end_date, source_port, stat_report } = parameters(change);
    assert.deepEqual([start_date, end_date, source_port, stat_report], ['-2h', 'now', '443', '9']);
    const [csv] = links(String(response.body), /^CSV$/);
    assert.deepEqual(
      [parameters(csv)['start_date'], parameters(csv)['start_time'], parameters(csv)['format']],
      ['2025-06-14', '23:30:00', 'csv'],
    );
  });

  it('steps to the span before and after, without gap or overlap', async () => {
    const html = await page('stat_report=9');
    const [earlier, later] = [links(html, /Earlier/)[0], links(html, /Later/)[0]];
    assert.deepEqual([parameters(earlier)['start_time'], parameters(earlier)['end_time']], ['23:00:00', '00:00:00']);
    assert.deepEqual([parameters(later)['start_time'], parameters(later)['end_time']], ['01:00:00', '02:00:00']);
  });

  it('shows names of interfaces and protocols where they are asked for, with their numbers', async () => {
    assert.match(await page('stat_report=17&resolve_addresses=Y'), />Server Room<\/a> <span class="aside">103<\/span>/);
    assert.match(await page('stat_report=17&resolve_addresses=N'), />103<\/a>/);
    const { rows } = await json('stat_report=12&resolve_addresses=Y&cutoff_lines=1');
    assert.deepEqual([rows[0]?.['prot'], rows[0]?.['prot_name']], [6, 'tcp']);
  });

  it('says where the names of interfaces cannot be read', async () => {
    const configuration = { interface_names_file: '/nonexistent/names' };
    assert.match(
      await page('stat_report=17&resolve_addresses=Y', { configuration }),
      /Interfaces are shown by index, because.*interface_names_file/,
    );
  });

  it('says that no flow matched, and what was searched', async () => {
    const html = await page('stat_report=9&source_address=192.0.2.1');
    assert.match(html, /No flows matched\. Searched: \d+ files of edge1 with [\d,]+ flows, 2025-06-15 00:00:00/);
    assert.match(html, /Remove a filter above/);
    for (const report of ['stat_report=99', 'print_report=5']) {
      assert.match(await page(`${report}&source_address=192.0.2.1`), /No flows matched/);
    }
  });

  it('says that there are no files for the span', async () => {
    const response = await visit(
      viewerMain,
      'device_name=edge1&start_date=2020-01-01&end_date=2020-01-01&stat_report=9',
    );
    assert.equal(response.status, 200);
    assert.match(String(response.body), /There are no flow files for .*check that flow-capture is running/);
  });

  it('counts only the part inside the span where that is asked for', async () => {
    const edge = 'stat_report=5&source_address=10.140.3.200&dest_port=7900';
    const [whole, inside] = [await json(edge), await json(`${edge}&flow_share=inside`)];
    assert.equal(whole.rows[0]?.['octets'], 1_800_000_000);
    assert.equal(inside.rows[0]?.['octets'], 900_000_000); // from 23:45 to 00:15: half of it
  });

  it('never counts a flow twice in the flows that start in adjacent spans', async () => {
    const flows = async (start: string, end: string): Promise<number> => {
      const query = `device_name=edge1&start_date=${start}&end_date=${end}&start_time=&end_time=00:30&stat_report=12&flow_select=3&format=json`;
      const [startDate = '', startTime = ''] = start.split('T');
      const [endDate = '', endTime = ''] = end.split('T');
      const set = new URLSearchParams(query);
      Object.entries({ start_date: startDate, start_time: startTime, end_date: endDate, end_time: endTime }).forEach(
        ([name, value]) => set.set(name, value),
      );
      const { body } = await visit(viewerMain, set.toString());
      return (JSON.parse(String(body)) as Json).totals['flows'] ?? NaN;
    };
    const [first, second, both] = [
      await flows('2025-06-14T23:00', '2025-06-15T00:00'),
      await flows('2025-06-15T00:00', '2025-06-15T01:00'),
      await flows('2025-06-14T23:00', '2025-06-15T01:00'),
    ];
    assert.equal(first + second, both);
  });
});

describe('JSON and CSV', () => {
  inUtc();

  it('have the agreed shape, times with their zone', async () => {
    const answer = await json('stat_report=10&cutoff_lines=2');
    assert.deepEqual(Object.keys(answer), ['version', 'report', 'window', 'columns', 'rows', 'totals', 'notes']);
    assert.deepEqual(answer.window, { start: '2025-06-15T00:00:00Z', end: '2025-06-15T01:00:00Z' });
    assert.deepEqual(Object.keys(answer.columns[0] ?? {}), ['key', 'title', 'unit']);
    assert.deepEqual(
      Object.keys(answer.rows[0] ?? {}),
      answer.columns.map(({ key }) => key),
    );
    assert.equal(answer.totals['rows'], 5750);
    process.env['TZ'] = 'Europe/Berlin';
    const berlin = await visit(
      viewerMain,
      'device_name=edge1&start_date=2025-06-15&start_time=02:00&end_date=2025-06-15&end_time=03:00&print_report=5&cutoff_lines=1&format=json',
    );
    const { rows, window } = JSON.parse(String(berlin.body)) as Json;
    assert.equal(window.start, '2025-06-15T02:00:00+02:00');
    assert.match(String(rows[0]?.['start']), /^2025-06-15T02:00:00.*\+02:00$/);
  });

  it('have the same columns and values', async () => {
    const { columns, rows } = await json('stat_report=23&resolve_addresses=Y');
    const response = await visit(viewerMain, `${HOUR}&stat_report=23&resolve_addresses=Y&format=csv`);
    assert.match(response.headers['Content-Type'] ?? '', /^text\/csv/);
    assert.match(
      response.headers['Content-Disposition'] ?? '',
      /^attachment; filename="flowviewer_edge1_input-output-interface_20250615T0000\.csv"$/,
    );
    const lines = String(response.body).split('\r\n');
    assert.equal(lines[0], columns.map(({ key }) => key).join(','));
    assert.equal(lines.length, rows.length + 2);
    assert.equal(
      lines[1],
      Object.values(rows[0] ?? {})
        .map((value) => value ?? '')
        .join(','),
    );
  });

  it('name the wrong fields, with status 400', async () => {
    const query = `${HOUR}&source_address=10.1&dest_port=x`;
    const asJson = await visit(viewerMain, `${query}&format=json`);
    assert.equal(asJson.status, 400);
    const { errors } = JSON.parse(String(asJson.body)) as { errors: { field: string; message: string }[] };
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['source_address', 'dest_port'],
    );
    const asCsv = await visit(viewerMain, `${query}&format=csv`);
    assert.equal(asCsv.status, 400);
    assert.match(String(asCsv.body), /^field,message\r\nsource_address,"""10\.1"" is not an address/);
    assert.equal((await visit(viewerMain, `${HOUR}&format=xml`)).status, 400);
  });

  it('keep a text from being taken for a formula, and quote what needs it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fv-names-'));
    try {
      const file = join(directory, 'names');
      writeFileSync(file, 'edge1:103:=HYPERLINK("x")\nedge1:501:a, "b"\n# comment\nedge1:12\n');
      const response = await visit(viewerMain, `${HOUR}&stat_report=17&format=csv`, {
        configuration: { interface_names_file: file },
      });
      assert.match(String(response.body), /\r\n103,"'=HYPERLINK\(""x""\)",/);
      assert.match(String(response.body), /\r\n501,"a, ""b""",/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('what cannot be answered', () => {
  inUtc();

  it('a missing data directory or device directory is named, with what to do', async () => {
    const configuration = { flow_data_directory: '/nonexistent/flows', devices: ['edge1'] };
    const response = await visit(viewerMain, `${HOUR}&stat_report=9`, { configuration });
    assert.equal(response.status, 404);
    assert.match(String(response.body), /\/nonexistent\/flows cannot be opened: set flow_data_directory/);
    const asJson = await visit(viewerMain, `${HOUR}&stat_report=9&format=json`, { configuration });
    assert.match(String(asJson.body), /"errors":\[\{"message":/);
    const gone = await visit(viewerMain, `${HOUR}&device_name=gone&stat_report=9`, {
      configuration: { devices: ['edge1', 'gone'] },
    });
    assert.equal(gone.status, 404);
    assert.match(String(gone.body), /There is no directory .*gone: check the device&#39;s name/);
    const unknown = await visit(viewerMain, `${HOUR}&device_name=unknown&stat_report=9`);
    assert.equal(unknown.status, 400);
    assert.match(String(unknown.body), /There is no device &#34;unknown&#34;\. Choose one of: edge1\./);
  });

  it('a damaged file is named, and all others are read', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fv-damaged-'));
    try {
      cpSync(`${GOLDEN}flows`, directory, { recursive: true });
      const file = join(directory, 'edge1/2025/2025-06/2025-06-15/ft-v05.2025-06-15.003000+0000');
      writeFileSync(file, readFileSync(file).subarray(0, 1000), { flag: 'w' });
      const html = await page('stat_report=12', { configuration: { flow_data_directory: directory } });
      assert.match(html, /<ul class="notes"[^]*ft-v05\.2025-06-15\.003000\+0000/);
      assert.match(html, /<tbody>/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('a report that takes too long is given up, with what to do', async () => {
    const original = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout') ?? {};
    // as if the time were over at once
    Object.defineProperty(AbortSignal, 'timeout', { ...original, value: () => AbortSignal.abort() });
    try {
      const response = await visit(viewerMain, `${HOUR}&stat_report=9`);
      assert.equal(response.status, 503);
      assert.match(String(response.body), /given up after 120 seconds \(query_time_limit\)/);
    } finally {
      Object.defineProperty(AbortSignal, 'timeout', original);
    }
  });

  it('nothing more is done once the client has gone', async () => {
    await assert.rejects(visit(viewerMain, `${HOUR}&stat_report=9`, { signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
  });
});
