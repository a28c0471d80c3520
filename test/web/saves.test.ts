import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Configuration } from '../../lib/config/configuration.js';
import { grapherForm } from '../../lib/web/grapherform.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import type { Handler } from '../../lib/web/http.js';
import { savePage } from '../../lib/web/savepage.js';
import { savedPage } from '../../lib/web/savedpage.js';
import { savesPage } from '../../lib/web/savespage.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { plain, sendForm } from './sent-form.js';
import { GOLDEN, inUtc, visit, type Visit, type WholeResponse } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';
const EVIL = '"><script>alert(1)</script>';
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('what is saved', () => {
  inUtc();
  let folder: string;
  let configuration: Partial<Configuration>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-saves-'));
    configuration = {
      work_directory: join(folder, 'work'),
      state_directory: join(folder, 'state'),
      save_directory: join(folder, 'saves'),
    };
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const at = (handler: Handler, query: string, options: Visit = {}): Promise<WholeResponse> =>
    visit(handler, query, { ...options, configuration: { ...configuration, ...options.configuration } });
  const page = async (handler: Handler, query: string, options: Visit = {}): Promise<string> => {
    const response = await at(handler, query, options);
    assert.equal(response.status, 200, String(response.body));
    return String(response.body);
  };
  const files = (): string[] => (existsSync(join(folder, 'saves')) ? readdirSync(join(folder, 'saves')).sort() : []);

  /** The query of the first link with a text. */
  function link(html: string, text: string): string {
    const [, href = ''] = new RegExp(`<a [^>]*?href="[^"?]*\\?([^"]*)"[^>]*>${text}<`).exec(html) ?? [];
    assert.notEqual(href, '', `a link ${text}`);
    return plain(href);
  }

  const send = (handler: Handler, shown: WholeResponse, typed?: Record<string, string>): Promise<WholeResponse> =>
    sendForm(at, handler, shown, typed);

  const location = ({ headers }: WholeResponse): string => (headers['Location'] ?? '').replace(/^[^?]*\??|#.*$/g, '');

  async function saveReport(query: string, name: string): Promise<string> {
    const html = await page(viewerMain, query);
    const saved = await send(savePage, await at(savePage, link(html, 'Save report')), { name });
    assert.equal(saved.status, 303, String(saved.body));
    return new URLSearchParams(location(saved)).get('report') ?? '';
  }

  async function saveFilter(query: string, name: string): Promise<WholeResponse> {
    return send(savePage, await at(savePage, `action=name_filter&${query}`), { name });
  }

  /** The rows of the first table, as texts. */
  const rowsOf = (html: string): string[][] => {
    const body = /<tbody>([^]*?)<\/tbody>/.exec(html)?.[1] ?? '';
    return [...body.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<td[^>]*>([^]*?)<\/td>/g)].map(([, cell = '']) => plain(cell.replace(/<[^>]*>/g, '')).trim()),
    );
  };

  describe('a graph', () => {
    const GRAPH = `${HOUR}&graph_type=bpsa&bucket_size=60&split=srcaddr&detail_lines=5&compare=day&resolve_addresses=N`;

    /** Sums of floats differ in their last digits from one run to the next. */
    const rounded = (text: string): string => text.replace(/\d+\.\d+/g, (number) => Number(number).toPrecision(9));

    async function saveGraph(html: string): Promise<string> {
      const form = await at(savePage, link(html, 'Save graph'));
      assert.match(String(form.body), /<h1>Save this graph<\/h1>/);
      const saved = await send(savePage, form, { name: 'Uplink' });
      assert.equal(saved.status, 303, String(saved.body));
      return location(saved);
    }

    it('opens with its pictures, statistics, parts, lines and values when its flows are gone', async () => {
      const data = join(folder, 'flows');
      cpSync(join(GOLDEN, 'flows'), data, { recursive: true });
      configuration = { ...configuration, flow_data_directory: data };
      const html = await page(grapherMain, GRAPH);
      const csv = await page(grapherMain, `${GRAPH}&format=csv`);
      const lines = await page(grapherMain, `${GRAPH}&format=lines`);
      const shownPictures = [...html.matchAll(/data:image\/png;base64,([\w+/=]+)"/g)].map(([, octets]) => octets);
      const query = await saveGraph(html);
      rmSync(data, { recursive: true });
      const saved = await page(savedPage, query);
      assert.match(saved, /<h1>Uplink<\/h1>/);
      assert.match(saved, /Bits\/Second - Analysis by Source IP, edge1<\/span> <strong>2025-06-15 00:00:00 –/);
      const tables = (of: string): string[][] =>
        [...of.matchAll(/<tbody>([^]*?)<\/tbody>/g)].map(([, body = '']) =>
          [...body.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
            cell.replace(/<[^>]*>/g, '').trim(),
          ),
        );
      assert.equal(tables(html).length, 3, 'statistics, parts, lines');
      assert.deepEqual(tables(saved), tables(html));
      assert.doesNotMatch(saved, /data:image|data-zoom|graph-data|graph\.js/);
      const pictures = [...saved.matchAll(/(?:src|srcset)="\?([^"]*picture=[^"]*)"/g)];
      assert.equal(shownPictures.length, 2, 'light and dark');
      const octets = [];
      for (const [, address = ''] of pictures) {
        const { status, headers, body } = await at(savedPage, plain(address));
        assert.equal(status, 200);
        assert.equal(headers['Content-Type'], 'image/png');
        octets.push(Buffer.from(body as Uint8Array).toString('base64'));
      }
      assert.deepEqual(octets, shownPictures);
      assert.equal(rounded(await page(savedPage, `${query}&format=csv`)), rounded(csv));
      assert.equal(await page(savedPage, `${query}&format=lines`), lines);
      assert.match(await page(savedPage, `${query}&format=text`), /^FlowGrapher: Bits\/Second - Analysis\n/);
      assert.match(await page(savedPage, link(saved, 'JSON')), /"parts":\[\{"value":/);
    });

    it('sorts its lines, and nothing else, without the flows', async () => {
      const query = await saveGraph(await page(grapherMain, GRAPH));
      const saved = await page(savedPage, query);
      const bodies = (html: string): string[] => [...html.matchAll(/<tbody>([^]*?)<\/tbody>/g)].map(([body]) => body);
      const lengths = (html: string): number[] =>
        [...(bodies(html).at(-1) ?? '').matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) =>
          Number(plain([...row.matchAll(/<td[^>]*>([^<]*)/g)][2]?.[1] ?? '')),
        );
      const byLength = await page(savedPage, link(saved, 'Len'));
      assert.equal(lengths(saved).length, 5);
      assert.deepEqual(
        lengths(byLength),
        lengths(saved).sort((a, b) => b - a),
      );
      assert.deepEqual(bodies(byLength).slice(0, -1), bodies(saved).slice(0, -1));
    });

    it('is drawn again where the result is not kept any more, and leads to its question and its form', async () => {
      const html = await page(grapherMain, GRAPH);
      rmSync(join(folder, 'work'), { recursive: true });
      const saved = await page(savedPage, await saveGraph(html));
      assert.match(saved, /picture=light\.png/);
      assert.match(saved, /href="[^"]*FlowGrapher_Main\.cgi\?[^"]*">Ask again</);
      assert.match(await page(grapherForm, link(saved, 'Open in the form')), /value="bpsa" selected/);
      assert.match(await page(savesPage, ''), /Uplink/);
    });

    it('without flows is saved as what was searched', async () => {
      const saved = await page(
        savedPage,
        await saveGraph(await page(grapherMain, `${GRAPH}&source_address=10.255.255.255`)),
      );
      assert.match(saved, /No flows matched\./);
      assert.doesNotMatch(saved, /picture=/);
    });

    it('gives its filter, which opens in its form and in that of reports', async () => {
      const html = await page(grapherMain, `${GRAPH}&source_address=10.0.0.0/8`);
      const saved = await send(savePage, await at(savePage, link(html, 'Save filter')), { name: 'private' });
      assert.equal(saved.status, 303);
      const form = await page(grapherForm, '');
      assert.match(await page(grapherForm, link(form, 'private')), /name="source_address"[^>]*value="10\.0\.0\.0\/8"/);
      assert.match(await page(viewerForm, link(form, 'private')), /name="source_address"[^>]*value="10\.0\.0\.0\/8"/);
    });
  });

  describe('a report', () => {
    it('opens exactly as it was when the flows are gone, in every format', async () => {
      const data = join(folder, 'flows');
      cpSync(join(GOLDEN, 'flows'), data, { recursive: true });
      configuration = { ...configuration, flow_data_directory: data };
      const query = `${HOUR}&stat_report=12&source_address=10.0.0.0/8&cutoff_lines=3`;
      const shown = await page(viewerMain, query);
      const csv = await page(viewerMain, `${query}&format=csv`);
      const json = await page(viewerMain, `${query}&format=json`);
      const id = await saveReport(query, 'Protocols – Köln');
      rmSync(data, { recursive: true });
      const saved = await page(savedPage, `report=${id}`);
      assert.ok(rowsOf(shown).length > 1);
      assert.deepEqual(rowsOf(saved), rowsOf(shown));
      const [foot] = /<tfoot>[^]*?<\/tfoot>/.exec(shown) ?? [];
      assert.ok(foot && saved.includes(foot), 'totals and others too');
      assert.match(saved, /<h1>Protocols – Köln<\/h1>/);
      assert.match(saved, /IP Protocol, edge1<\/span> <strong>2025-06-15 00:00:00 – 2025-06-15 01:00:00 UTC \(1 h\)/);
      assert.match(saved, /<dt>Source IPs<\/dt><dd>10\.0\.0\.0\/8<\/dd>/);
      assert.equal(await page(savedPage, `report=${id}&format=csv`), csv);
      assert.equal(await page(savedPage, `report=${id}&format=json`), json);
      assert.match(await page(savedPage, `report=${id}&format=text`), /^FlowViewer: IP Protocol/);
    });

    it('is what was seen, though flows have come or gone since', async () => {
      const data = join(folder, 'flows');
      cpSync(join(GOLDEN, 'flows'), data, { recursive: true });
      configuration = { ...configuration, flow_data_directory: data };
      const html = await page(viewerMain, `${HOUR}&stat_report=12`);
      rmSync(data, { recursive: true });
      mkdirSync(join(data, 'edge1'), { recursive: true });
      const saved = await send(savePage, await at(savePage, link(html, 'Save report')), { name: 'seen' });
      assert.deepEqual(rowsOf(await page(savedPage, location(saved))), rowsOf(html));
    });

    it('is asked for again where the result is not kept any more, and the page says so', async () => {
      const html = await page(viewerMain, `${HOUR}&stat_report=12`);
      rmSync(join(folder, 'work'), { recursive: true });
      const form = await at(savePage, link(html, 'Save report'));
      assert.match(String(form.body), /not kept any more: saving asks the same question again/);
      const saved = await send(savePage, form, { name: 'again' });
      assert.deepEqual(rowsOf(await page(savedPage, location(saved))), rowsOf(html));
      const none = await at(savePage, 'action=name_report&result=0123456789abcdef0123456789abcdef');
      assert.equal(none.status, 404);
    });

    it('leads nowhere in its answer, but sorts by its headings without the flows', async () => {
      const id = await saveReport(`${HOUR}&stat_report=9&cutoff_lines=20&unit_conversion=N`, 'sorted');
      const saved = await page(savedPage, `report=${id}`);
      const links = [...(/<table[^]*<\/table>/.exec(saved)?.[0] ?? '').matchAll(/<a href="([^"]*)"/g)].map(
        ([, href]) => href,
      );
      assert.ok(links.length > 3);
      assert.ok(
        links.every((href) => href?.startsWith(`?report=${id}&amp;sort=`)),
        links.join(' '),
      );
      const packets = (html: string) => rowsOf(html).map((row) => Number((row[3] ?? '').replaceAll(',', '')));
      const byPackets = await page(savedPage, link(saved, 'Packets'));
      assert.match(byPackets, /aria-sort="descending"><a href="[^"]*sort=packets">Packets/);
      assert.equal(byPackets.match(/aria-sort/g)?.length, 1);
      assert.deepEqual(
        packets(byPackets),
        packets(saved).sort((a, b) => b - a),
      );
      assert.deepEqual(
        packets(await page(savedPage, link(byPackets, 'Packets'))),
        packets(saved).sort((a, b) => a - b),
      );
      assert.deepEqual(rowsOf(await page(savedPage, `report=${id}&sort=nothing`)), rowsOf(saved));
    });

    it('may be the Summary, single flows or an empty answer', async () => {
      for (const query of [
        `${HOUR}&stat_report=99`,
        `${HOUR}&print_report=5&cutoff_lines=7`,
        `${HOUR}&stat_report=9&dest_port=1`,
      ]) {
        const html = await page(viewerMain, query);
        const saved = await page(savedPage, `report=${await saveReport(query, 'x')}`);
        const texts = (of: string) =>
          [...of.matchAll(/<(?:td|dd|p class="caption"|section class="empty")[^>]*>([^]*?)<\/(?:td|dd|p|section)>/g)]
            .map(([, text = '']) =>
              text
                .replace(/<[^>]*>/g, '')
                .replace(/×/g, '')
                .trim(),
            )
            .filter(Boolean);
        const own = new Set(texts(saved));
        assert.deepEqual(
          texts(html).filter((text) => !own.has(text)),
          [],
          query,
        );
      }
    });

    it('keeps its pie chart, wherever the scripts are by then', async () => {
      const query = `${HOUR}&stat_report=12&pie_charts=1`;
      const pies = (html: string) =>
        [...html.matchAll(/(?:src|srcset)="([^"]*_Pie\.cgi[^"]*)"/g)].map(([, src = '']) => src);
      const shown = pies(await page(viewerMain, query));
      assert.ok(shown.length > 1);
      const address = `report=${await saveReport(query, 'pie')}`;
      assert.deepEqual(pies(await page(savedPage, address)), shown);
      const moved = await page(savedPage, address, { configuration: { cgi_bin_short: '/other' } });
      assert.deepEqual(
        pies(moved),
        shown.map((src) => src.replace('/cgi-bin/FlowViewer/', '/other/')),
      );
    });

    it('asks its question again, of the same span or until now, and hands it to the form', async () => {
      const id = await saveReport(`${HOUR}&stat_report=9&flow_select=3&protocols=6`, 'again');
      const saved = await page(savedPage, `report=${id}`);
      const again = Object.fromEntries(new URLSearchParams(link(saved, 'Ask again')));
      const { start_date, start_time, end_date, end_time, flow_select, protocols, stat_report } = again;
      assert.deepEqual(
        [start_date, start_time, end_date, end_time, flow_select, protocols, stat_report],
        ['2025-06-15', '00:00:00', '2025-06-15', '01:00:00', '3', '6', '9'],
      );
      const now = new URLSearchParams(link(saved, 'Ask until now'));
      assert.deepEqual([now.get('start_date'), now.get('end_date'), now.get('start_time')], ['-3600s', 'now', '']);
      assert.match(await page(viewerForm, link(saved, 'Open in the form')), /<option value="3" selected>/);
      const relative = await saveReport('device_name=edge1&start_date=-90m&stat_report=9', 'relative');
      const until = new URLSearchParams(link(await page(savedPage, `report=${relative}`), 'Ask until now'));
      assert.equal(until.get('start_date'), '-90m');
    });

    it('is listed newest first with what was asked, size and time with its zone, and at the foot of every page', async () => {
      await saveReport(`${HOUR}&stat_report=12`, 'older');
      const late = { now: Date.UTC(2025, 5, 16) };
      const html = await page(viewerMain, `${HOUR}&stat_report=9`, late);
      const form = await at(savePage, link(html, 'Save report'), late);
      const cookie = (form.headers['Set-Cookie'] ?? '').split(';')[0] ?? '';
      const hidden = [...String(form.body).matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
      const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, plain(value)]));
      const body = new URLSearchParams({ ...fields, name: 'newer' }).toString();
      await at(savePage, '', { method: 'POST', form: body, headers: { cookie }, ...late });
      const list = await page(savesPage, '');
      assert.ok(list.indexOf('>newer<') > 0 && list.indexOf('>newer<') < list.indexOf('>older<'));
      assert.match(list, /FlowViewer, IP Protocol, edge1, 2025-06-15 00:00:00 – 2025-06-15 01:00:00 UTC/);
      assert.match(list, /<td class="when">2025-06-16 00:00:00 UTC<\/td><td class="amount">\d+\.\d\d KB/);
      for (const handler of [viewerForm, viewerMain]) {
        assert.match(await page(handler, HOUR), /<summary>Saved reports<\/summary>[^]*>newer<[^]*>older</);
        const off = await page(handler, HOUR, { configuration: { use_bottom_pulldowns: false } });
        assert.ok(!off.includes('newer') && !off.includes('All saved reports'));
      }
    });

    it('is removed after a question, and renamed', async () => {
      const id = await saveReport(`${HOUR}&stat_report=12`, 'first');
      const list = await page(savesPage, '');
      const renamed = await send(savesPage, await at(savesPage, link(list, 'Rename')), { name: 'second' });
      assert.equal(renamed.status, 303);
      assert.match(await page(savedPage, `report=${id}`), /<h1>second<\/h1>/);
      const question = await at(savesPage, link(list, 'Remove'));
      assert.match(String(question.body), /Remove the report “second”\?/);
      assert.deepEqual(files(), [`${id}.report`], 'the question alone removes nothing');
      assert.equal((await send(savesPage, question)).status, 303);
      assert.deepEqual(files(), []);
      assert.equal((await at(savedPage, `report=${id}`)).status, 404);
    });

    it('is a file that a person can read without this program', async () => {
      const id = await saveReport(`${HOUR}&stat_report=12`, 'plain');
      const octets = readFileSync(join(folder, 'saves', `${id}.report`));
      const end = octets.indexOf(10);
      const head = JSON.parse(octets.toString('utf8', 0, end)) as Record<string, unknown>;
      assert.equal(head['name'], 'plain');
      const document = JSON.parse(gunzipSync(octets.subarray(end + 1)).toString('utf8')) as { data: { csv: string } };
      assert.match(document.data.csv, /^prot,/);
    });

    it('that is damaged is named, and does not hide the others', async () => {
      const id = await saveReport(`${HOUR}&stat_report=12`, 'good');
      const bad = '20250101T000000Z-00000000';
      const octets = readFileSync(join(folder, 'saves', `${id}.report`));
      writeFileSync(join(folder, 'saves', `${bad}.report`), octets.subarray(0, octets.length - 100));
      writeFileSync(join(folder, 'saves', '20250101T000000Z-00000001.report'), 'nothing');
      const response = await at(savedPage, `report=${bad}`);
      assert.equal(response.status, 500);
      assert.match(String(response.body), /what follows its first line is damaged/);
      assert.equal((await at(savedPage, 'report=20250101T000000Z-00000001')).status, 404);
      assert.equal((await page(savesPage, '')).match(/<th scope="row">/g)?.length, 2);
    });
  });

  describe('a filter', () => {
    it('is saved without its time span under any name, listed, opened in the form and run', async () => {
      const query = `${HOUR}&stat_report=9&source_address=10.0.0.0/8,+-10.1.0.0/16&flow_select=4`;
      const saved = await saveFilter(query, 'Köln / 東京: "<b>"');
      assert.equal(saved.status, 303, String(saved.body));
      const list = await page(savesPage, location(saved));
      assert.match(list, /class="current"><th scope="row"><a [^>]*>Köln \/ 東京: &#34;&lt;b&gt;&#34;<\/a>/);
      assert.match(list, /Source IP, edge1, Source IPs 10\.0\.0\.0\/8, -10\.1\.0\.0\/16/);
      const form = await page(viewerForm, '');
      const [, href = ''] = /<summary>Saved filters<\/summary>[^]*?<a href="[^"?]*\?([^"]*)"/.exec(form) ?? [];
      const opened = new URLSearchParams(plain(href));
      assert.equal(opened.get('source_address'), '10.0.0.0/8, -10.1.0.0/16');
      assert.ok(!opened.has('start_date') && !opened.has('end_time'));
      assert.match(await page(viewerForm, opened.toString()), /value="10\.0\.0\.0\/8, -10\.1\.0\.0\/16"/);
      const run = await at(
        viewerMain,
        `${link(list, 'Run')}&start_date=2025-06-15&start_time=00:00&end_date=2025-06-15&end_time=01:00`,
      );
      assert.match(String(run.body), /<dt>Include flow if<\/dt><dd>Entirely in the time span<\/dd>/);
    });

    it('may be thousands of addresses long: its name stands in the address', async () => {
      const list = Array.from({ length: 3000 }, (_, n) => `10.${n >> 8}.${n & 255}.0/24`).join(',');
      const form = new URLSearchParams({
        action: 'name_filter',
        device_name: 'edge1',
        source_address: list,
      }).toString();
      const asked = await at(savePage, '', { method: 'POST', form });
      assert.equal((await send(savePage, asked, { name: 'long' })).status, 303);
      const href = link(await page(savesPage, ''), 'long');
      assert.equal(href, 'saved_filter=long.filter');
      assert.ok((await page(viewerForm, href)).includes(list));
      const asked2 = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(HOUR)), source_address: list });
      const posted = await at(viewerMain, '', { method: 'POST', form: asked2.toString() });
      const id = await saveReport(location(posted), 'long');
      rmSync(join(folder, 'work'), { recursive: true });
      const saved = await page(savedPage, `report=${id}`);
      assert.equal(link(saved, 'Ask again'), `saved_report=${id}`);
      assert.ok((await page(viewerForm, link(saved, 'Open in the form'))).includes(list));
      const filter = await at(savePage, link(saved, 'Save filter'));
      assert.ok(String(filter.body).includes(encodeURIComponent(list)));
    });

    it('whose name is taken, empty or too long is refused with the reason, and what was typed stays', async () => {
      await saveFilter(`${HOUR}&protocols=6`, 'web');
      for (const [name, status, reason] of [
        ['web', 409, /There is a filter &#34;web&#34; already\. Choose another name/],
        ['  ', 400, /A name is missing/],
        ['x'.repeat(81), 400, /has 81 characters/],
      ] as const) {
        const refused = await saveFilter(`${HOUR}&protocols=17`, name);
        assert.equal(refused.status, status);
        assert.match(String(refused.body), reason);
        assert.ok(String(refused.body).includes(`name="name" value="${name}"`));
        assert.match(String(refused.body), /aria-invalid="true" aria-describedby="e-name"/);
      }
      assert.deepEqual(files(), ['web.filter']);
      assert.match(readFileSync(join(folder, 'saves', 'web.filter'), 'utf8'), /protocols=6/);
    });

    it('is renamed, but not to a name that is taken, and removed', async () => {
      await saveFilter('protocols=6', 'one');
      await saveFilter('protocols=17', 'two');
      const taken = await send(savesPage, await at(savesPage, 'action=rename_filter&id=one.filter'), { name: 'two' });
      assert.equal(taken.status, 409);
      await send(savesPage, await at(savesPage, 'action=rename_filter&id=one.filter'), { name: 'three' });
      assert.deepEqual(files(), ['three.filter', 'two.filter']);
      await send(savesPage, await at(savesPage, 'action=remove_filter&id=two.filter'));
      assert.deepEqual(files(), ['three.filter']);
    });
  });

  describe('limits and failures', () => {
    it('refuses more than the configuration allows, in number and in size', async () => {
      await saveFilter('protocols=6', 'one');
      configuration = { ...configuration, maximum_saves: 1, maximum_save_space: 0 };
      const full = await saveFilter('protocols=7', 'two');
      assert.equal(full.status, 507);
      assert.match(String(full.body), /There are 1 saved filters, and at most 1 are allowed \(maximum_saves\)/);
      const html = await page(viewerMain, `${HOUR}&stat_report=12`);
      const large = await send(savePage, await at(savePage, link(html, 'Save report')), { name: 'large' });
      assert.match(String(large.body), /at most 0 are allowed \(maximum_save_space\)/);
    });

    it('says which directory cannot be made or written to, by which user, and what to do; reports do without', async () => {
      writeFileSync(join(folder, 'file'), '');
      configuration = { ...configuration, save_directory: join(folder, 'file', 'saves') };
      const refused = await saveFilter('protocols=6', 'one');
      assert.equal(refused.status, 500);
      const { username } = await import('node:os').then(({ userInfo }) => userInfo());
      assert.match(
        String(refused.body),
        new RegExp(`file/saves \\(save_directory\\) cannot be read by the user ${username}`),
      );
      assert.match(String(refused.body), /set save_directory in the configuration to another place/);
      assert.match(await page(viewerMain, `${HOUR}&stat_report=12`), /<table/);
    });

    it('refuses results that are too large to be shown again, with what to do', async () => {
      const query = 'device_name=edge1&start_date=2025-06-01&end_date=2025-06-30&print_report=5&cutoff_lines=50000';
      const html = await page(viewerMain, query);
      assert.ok(rowsOf(html).length > 20_000);
      const refused = await send(savePage, await at(savePage, link(html, 'Save report')), { name: 'large' });
      assert.match(String(refused.body), /more than 20000 rows/);
    });
  });

  describe('what others send', () => {
    it('changes nothing by an address, without a token, or with that of another form', async () => {
      const id = await saveReport(`${HOUR}&stat_report=12`, 'kept');
      await saveFilter('protocols=6', 'kept');
      const before = files();
      for (const action of ['remove_report', 'remove_filter', 'rename_report', 'rename_filter']) {
        const target = action.endsWith('report') ? id : 'kept.filter';
        await at(savesPage, `action=${action}&id=${target}&name=x`);
        const form = new URLSearchParams({ action, id: target, name: 'x' }).toString();
        assert.equal((await at(savesPage, '', { method: 'POST', form })).status, 403);
        const other = await at(savePage, 'action=name_filter&protocols=6');
        assert.equal((await send(savesPage, other, { action, id: target, name: 'x' })).status, 403);
      }
      for (const action of ['save_filter', 'save_report']) {
        const form = new URLSearchParams({ action, name: 'x', query: HOUR }).toString();
        assert.equal((await at(savePage, '', { method: 'POST', form })).status, 403);
        assert.equal((await at(savePage, `action=${action}&name=x&query=protocols=6`)).status, 403);
      }
      assert.deepEqual(files(), before);
    });

    it('reaches nothing outside the directory, nor what lies in it under another name', async () => {
      mkdirSync(join(folder, 'saves'));
      writeFileSync(
        join(folder, 'secret.filter'),
        JSON.stringify({ format: 'FlowViewer saved filter', version: 1, name: 's', query: 'a=b', saved: 1 }),
      );
      writeFileSync(join(folder, 'secret.svf'), '<!-- BEGIN FILTERING\nprotocols: 6\n<END FILTERING -->\n');
      symlinkSync(join(folder, 'secret.filter'), join(folder, 'saves', 'link.filter'));
      symlinkSync('/etc/passwd', join(folder, 'saves', 'FlowViewer_save_101112AB'));
      symlinkSync(folder, join(folder, 'saves', 'FlowMonitor_save_101112AB'));
      writeFileSync(join(folder, 'saves', '.hidden.filter'), '');
      const ids = [
        ...[
          '../secret.filter',
          '../secret.svf',
          '/etc/passwd',
          '..',
          '.',
          '',
          'link.filter',
          '.hidden.filter',
          'a\0b.filter',
        ],
        ...[
          'FlowViewer_save_101112AB',
          'FlowMonitor_save_101112AB',
          '20250101_101112_../../x.html',
          '../20250101_101112_x.html',
        ],
        ...['x'.repeat(5000), '%2e%2e%2fsecret.filter', 'FlowViewer_SavedFilters:1', '../FlowViewer_SavedFilters:1'],
      ];
      for (const id of ids) {
        const encoded = encodeURIComponent(id);
        for (const [handler, query] of [
          [savedPage, `report=${encoded}`],
          [savedPage, `report=${encoded}&picture=../secret.svf`],
          [viewerForm, `saved_filter=${encoded}`],
          [savesPage, `action=remove_filter&id=${encoded}`],
          [savesPage, `action=remove_report&id=${encoded}`],
          [savesPage, `action=rename_report&id=${encoded}`],
        ] as const) {
          const { status, body } = await at(handler, query);
          assert.equal(status, 404, `${query}: ${String(body).slice(0, 200)}`);
        }
        const form = await at(savesPage, '');
        assert.equal(form.status, 200);
      }
      await saveFilter('protocols=6', '../../escaped');
      assert.ok(
        files().some((name) => /^_____escaped~|^______escaped~|^_+\.*_*escaped~/.test(name)),
        files().join(),
      );
      assert.deepEqual(readdirSync(folder).sort(), ['saves', 'secret.filter', 'secret.svf', 'state']);
    });

    it('is text wherever it is shown', async () => {
      const id = await saveReport(`${HOUR}&stat_report=12`, EVIL);
      await saveFilter(`protocols=6&device_name=${encodeURIComponent(EVIL)}`, EVIL);
      const pages = [
        await page(savesPage, ''),
        await page(savedPage, `report=${id}&sort=${encodeURIComponent(EVIL)}`),
        await page(viewerForm, ''),
        await page(savesPage, `action=remove_report&id=${id}`),
        await page(savePage, `action=name_filter&source_address=${encodeURIComponent(EVIL)}`),
      ];
      for (const action of [EVIL, 'name_report']) {
        pages.push(
          String((await at(savePage, `action=${encodeURIComponent(action)}&result=${encodeURIComponent(EVIL)}`)).body),
        );
      }
      pages.push(String((await at(savedPage, `report=${encodeURIComponent(EVIL)}`)).body));
      pages.push(String((await at(savedPage, `report=${id}&format=${encodeURIComponent(EVIL)}`)).body));
      for (const html of pages) assert.ok(!html.includes('<script'), html);
    });
  });

  describe('by FlowViewer 4 and older', () => {
    const SET = (more: string) =>
      `<!-- BEGIN FILTERING PARAMETERS\n${more}device_name: edge1\nstart_date: 2025-06-15\nstart_time: 00:00:00\nend_date: 2025-06-15\nend_time: 01:00:00\nsource_addresses: 10.0.0.0/8\nstat_report: 9\nflow_select: 1\n<END FILTERING PARAMETERS -->\n`;

    beforeEach(() => {
      const saves = join(folder, 'saves');
      mkdirSync(join(saves, 'FlowMonitor_save_101112CD'), { recursive: true });
      writeFileSync(join(saves, 'web_servers.svf'), SET('filter_title: Web servers\n'));
      writeFileSync(
        join(saves, 'FlowViewer_save_101112AB'),
        `${SET('Description: Talkers <i>\ncreate_time: 1300000000\n')}Src Host : Flows : Octets\n10.0.0.9 ^ 3 ^ 1.50 KB\n10.0.0.10 ^ 20 ^ 2.00 MB\n`,
      );
      writeFileSync(join(saves, 'FlowViewer_save_101112AB.png'), PNG);
      writeFileSync(
        join(saves, 'FlowGrapher_save_101113AB'),
        `${SET('Description: Graph\ncreate_time: 1300000001\n')}1 3.2 10.0.0.1 80 10.0.0.2 443 1 100 2 0.1\n`,
      );
      writeFileSync(
        join(saves, '20100305_101500_peak_hour.html'),
        `<html><script>alert(1)</script><pre> Device: MYROUTER\n</pre></html>`,
      );
      writeFileSync(join(saves, '20100305_101500_peak_hour.png'), 'not a picture');
      writeFileSync(
        join(saves, 'FlowMonitor_save_101112CD', 'uplink.fil'),
        'filter-primitive x\n input: monitor_label: Uplink\n input: Description: Before the move\n input: create_time: 1310000000\n input: source_addresses: 10.0.0.0/8\n',
      );
      writeFileSync(join(saves, 'FlowMonitor_save_101112CD', 'Daily.png'), PNG);
      writeFileSync(join(saves, 'FlowViewer_SavedFilters'), '1^Old web^device_name=edge1&dest_ports=80\n');
    });

    it('is listed with ours', async () => {
      const list = await page(savesPage, '');
      const names = [...list.matchAll(/<th scope="row"><a [^>]*>([^<]*)<\/a> <span class="aside">older version/g)];
      assert.deepEqual(
        names.map(([, name]) => name),
        ['Before the move', 'Graph', 'Talkers &lt;i&gt;', 'peak_hour', 'Old web', 'Web servers'],
      );
    });

    it('opens: statistics as a table that sorts, all else as text, pictures beside', async () => {
      const talkers = await page(savedPage, 'report=FlowViewer_save_101112AB');
      assert.match(talkers, /<h1>Talkers &lt;i&gt;<\/h1>/);
      assert.match(talkers, /Source IP, edge1<\/span> <strong>2025-06-15 00:00:00 – 2025-06-15 01:00:00</);
      assert.deepEqual(rowsOf(talkers), [
        ['10.0.0.9', '3', '1.50 KB'],
        ['10.0.0.10', '20', '2.00 MB'],
      ]);
      assert.deepEqual(
        rowsOf(await page(savedPage, link(talkers, 'Octets'))).map(([host]) => host),
        ['10.0.0.10', '10.0.0.9'],
      );
      assert.match(talkers, /<img src="\?report=FlowViewer_save_101112AB&amp;picture=FlowViewer_save_101112AB\.png"/);
      const picture = await at(savedPage, 'report=FlowViewer_save_101112AB&picture=FlowViewer_save_101112AB.png');
      assert.deepEqual([picture.status, picture.headers['Content-Type']], [200, 'image/png']);
      assert.match(
        await page(savedPage, 'report=FlowGrapher_save_101113AB'),
        /<pre class="original">1 3\.2 10\.0\.0\.1 80/,
      );
      const old = await page(savedPage, 'report=20100305_101500_peak_hour.html');
      assert.ok(old.includes('Device: MYROUTER') && !old.includes('alert'));
      assert.equal(
        (await at(savedPage, 'report=20100305_101500_peak_hour.html&picture=20100305_101500_peak_hour.png')).status,
        500,
      );
      const snapshot = await page(savedPage, 'report=FlowMonitor_save_101112CD');
      assert.match(snapshot, /picture=Daily\.png/);
      assert.equal((await at(savedPage, 'report=FlowMonitor_save_101112CD&picture=Daily.png')).status, 200);
      assert.equal((await at(savedPage, 'report=FlowMonitor_save_101112CD&picture=uplink.fil')).status, 404);
    });

    it('asks its question again', async () => {
      const saved = await page(savedPage, 'report=FlowViewer_save_101112AB');
      const again = await at(viewerMain, link(saved, 'Ask again'));
      assert.equal(again.status, 200);
      assert.match(String(again.body), /<dt>Source IPs<\/dt><dd>10\.0\.0\.0\/8/);
      assert.match(
        await page(viewerForm, 'saved_filter=web_servers.svf'),
        /name="source_address" value="10\.0\.0\.0\/8"/,
      );
      assert.match(await page(viewerForm, 'saved_filter=FlowViewer_SavedFilters%3A1'), /name="dest_port" value="80"/);
    });

    it('is found at its old addresses, and what they cannot do is said', async () => {
      assert.match(await page(savedPage, 'Main_Only^filter_hash=SV_FlowViewer_save_101112AB'), /<h1>Talkers/);
      assert.match(await page(savedPage, 'Main_Only%5Efilter_hash=PV_20100305_101500_peak_hour.html'), /<h1>peak_hour/);
      assert.match(await page(savedPage, '^filter_hash=SV_FlowMonitor_save_101112CD_uplink'), /<h1>Before the move/);
      const form = await page(viewerForm, 'Main_Only^filter_hash=FL_web_servers^DDDedge1');
      assert.match(form, /name="source_address" value="10\.0\.0\.0\/8"/);
      assert.match(await page(viewerForm, 'Main_Only^filter_hash='), /<form/);
      assert.match(await page(savesPage, 'Main_Only^ListFilters'), /Web servers/);
      const removal = await page(savesPage, 'Main_Only^RemoveFilter^web_servers.svf');
      assert.match(removal, /Remove the filter “Web servers”\?/);
      assert.ok(files().includes('web_servers.svf'));
      for (const [handler, query] of [
        [savedPage, 'Main_Only^filter_hash=FV_101112AB'],
        [viewerForm, 'Main_Only^filter_hash=FG_101112AB'],
        [savePage, 'Main_Only^save_report^FV_101112AB'],
      ] as const) {
        const response = await at(handler, query);
        assert.equal(response.status, 410);
        assert.match(String(response.body), /older FlowViewer/);
      }
    });

    it('is removed with its pictures; filters get names of our kind', async () => {
      await send(savesPage, await at(savesPage, 'action=remove_report&id=FlowViewer_save_101112AB'));
      await send(savesPage, await at(savesPage, 'action=remove_report&id=FlowMonitor_save_101112CD'));
      await send(savesPage, await at(savesPage, 'action=rename_filter&id=web_servers.svf'), { name: 'Web' });
      assert.deepEqual(files(), [
        '20100305_101500_peak_hour.html',
        '20100305_101500_peak_hour.png',
        'FlowGrapher_save_101113AB',
        'FlowViewer_SavedFilters',
        'Web.filter',
      ]);
      assert.equal(
        (await send(savesPage, await at(savesPage, 'action=remove_filter&id=FlowViewer_SavedFilters:1'))).status,
        409,
      );
      const again = await saveFilter('protocols=1', 'Old web');
      assert.equal(again.status, 409, 'its name counts as taken');
    });
  });
});
