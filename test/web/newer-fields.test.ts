/** Pages over what only newer exports tell: VLAN, MAC, MPLS, NAT, applications and the like. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { InterfaceBook } from '../../lib/interfaces/interface-book.js';
import { INTERFACES_FILE, writeInterfaces } from '../../lib/interfaces/interfaces-file.js';
import { CRITERIA } from '../../lib/report/criterion.js';
import { readFilter } from '../../lib/report/filterform.js';
import { Catalogue } from '../../lib/tracker/catalogue.js';
import { formatTracking, readTracking } from '../../lib/tracker/fil-file.js';
import { parseInputLines } from '../../lib/tracker/input-lines.js';
import { trackingFilter } from '../../lib/tracker/tracking-filter.js';
import type { Handler } from '../../lib/web/http.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import { savePage } from '../../lib/web/savepage.js';
import { trackerForm } from '../../lib/web/tracker/trackerform.js';
import { trackerMain } from '../../lib/web/tracker/trackermain.js';
import { echoOf } from '../../lib/web/tracker/trackingecho.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { timedRecord, writeRowFile, type RawRecord } from '../store/row-files.js';
import { TrackerSite } from '../tracker/site.js';
import { aTracking } from '../tracker/trackings.js';
import { sendForm } from './sent-form.js';
import { goldenConfiguration, inUtc, visit, type Visit } from './site.js';

const S = Date.UTC(2025, 5, 15, 0, 10);
const HOUR = 'device_name=mixed&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const flow = (source: string, doctets: number, fields: RawRecord = {}): RawRecord =>
  timedRecord(S, S + 60_000, 5_000_000, {
    srcaddr: address(source),
    dstaddr: address('192.0.2.8'),
    exaddr: address('192.0.2.1'),
    ...{ input: 3, prot: 6, dstport: 443, dpkts: 10, doctets },
    ...fields,
  });

const LAN: RawRecord = {
  ...{ src_vlan: 100, dst_vlan: 200, src_mac: 0x02005e005301, dst_mac: 0x02005e005302, mpls_label: 16_001 },
  ...{ direction: 0, forwarding_status: 64, application_id: 13 * 2 ** 24 + 453, domain: 7, end_reason: 1 },
  ...{ nat_srcaddr: address('198.51.100.7'), nat_dstaddr: address('192.0.2.8'), nat_srcport: 40_001 },
};

const NEWER = [
  flow('10.0.0.1', 1000, LAN),
  flow('10.0.0.2', 200, { src_vlan: 101, direction: 1, forwarding_status: 129, nat_srcaddr: address('2001:db8::7') }),
  flow('10.0.0.3', 30, { prot: 1, dstport: 0x0800, icmp_type: 8, icmp_code: 0 }),
];
const OLD = [flow('10.0.0.4', 4)];

interface Json {
  readonly rows: readonly Record<string, number | string | null>[];
  readonly totals: Record<string, number>;
  readonly notes: readonly string[];
}

describe('pages over what newer exports tell', () => {
  inUtc();
  let flow_data_directory = '';
  before(async () => {
    flow_data_directory = mkdtempSync(join(tmpdir(), 'pages-'));
    const device = join(flow_data_directory, 'mixed');
    mkdirSync(device);
    await writeRowFile(device, { version: EXTENDED, start: S, records: NEWER });
    await writeRowFile(device, { version: '5', start: S, records: OLD });
  });
  after(() => {
    rmSync(flow_data_directory, { recursive: true });
  });

  const page = async (query: string, handler: Handler = viewerMain, status = 200): Promise<string> => {
    const response = await visit(handler, query, { configuration: { flow_data_directory } });
    assert.equal(response.status, status, String(response.body).slice(0, 300));
    return String(response.body);
  };
  const json = async (query: string): Promise<Json> => JSON.parse(await page(`${query}&format=json`)) as Json;
  const octets = async (filter: string) => (await json(`${HOUR}&stat_report=9&${filter}`)).totals['octets'];

  it('filter by each of their fields', async () => {
    const lists: Record<string, string> = {
      ...{ src_vlan: '100', dst_vlan: '150:250', src_mac: '02:00:5e:00:53:01', dst_mac: '02:00:5e:00:00:00/24' },
      ...{ mpls_label: '16000:', direction: 'ingress', forwarding_status: 'forwarded', end_reason: 'idle' },
      ...{ nat_srcaddr: '198.51.100.0/24', nat_dstaddr: '192.0.2.8', nat_srcport: '40000:40999' },
      ...{ application_id: '13..453', domain: '7' },
    };
    for (const [field, list] of Object.entries(lists))
      assert.equal(await octets(`${field}=${encodeURIComponent(list)}`), 1000, field);
    assert.equal(await octets('nat_srcaddr=2001:db8::/127'), 0);
    assert.equal(await octets('nat_srcaddr=2001:db8::/61'), 200);
    assert.equal(await octets('icmp_type=8&icmp_code=0'), 30);
    assert.equal(await octets('nat_dstport=0'), 1230);
    assert.equal(await octets('sampling_rate=1&sampling_source=nobody'), 1230);
  });

  it('leave out by each of their fields, and keep old flows, which have none of them', async () => {
    assert.equal(await octets('src_vlan=-100'), 234);
    assert.equal(await octets('forwarding_status=-dropped'), 1034);
    assert.equal(await octets('nat_srcaddr=-198.51.100.7'), 234);
    assert.equal(await octets('src_mac=-02:00:5e:00:53:01'), 234);
    assert.equal(await octets('src_vlan=1: %26 -101'), 1000);
    const { notes } = await json(`${HOUR}&stat_report=9&src_vlan=-100`);
    assert.match(notes.join(' '), /version 5 have no field "src_vlan" .* only if that does nothing but exclude/);
  });

  it('have a part of the form of their own, which opens where something is in it', async () => {
    const closed = await page('', viewerForm);
    const summary = '<summary>VLAN, MAC, MPLS';
    assert.match(closed, new RegExp(`<details class="more">\\s*${summary}`));
    const opened = await page('src_vlan=100', viewerForm);
    assert.match(opened, new RegExp(`<details class="more" open>\\s*${summary}`));
    assert.match(opened, /name="src_vlan" value="100"/);
    const wrong = await page(`${HOUR}&stat_report=9&src_mac=nobody&direction=2:1`, viewerMain, 400);
    assert.match(wrong, new RegExp(`<details class="more" open>\\s*${summary}`));
    assert.match(wrong, /<a href="#f-src_mac">Source MAC<\/a>: &#34;nobody&#34; is not a MAC address: write it as/);
    assert.match(wrong, /<a href="#f-direction">Direction<\/a>: The range &#34;2:1&#34; runs backwards/);
  });

  it('have filter fields for all that extended records alone can hold', () => {
    const newer = CRITERIA.filter(({ side, fields }) => side === 'newer' && fields.length > 0);
    assert.equal(newer.length, 18);
    for (const { name, fields, hint } of newer) assert.ok(fields[0] === name && hint !== '', name);
  });

  it('add up by each of their fields, old flows and those that were told nothing of as one', async () => {
    const sums = async (report: number) =>
      (await json(`${HOUR}&stat_report=${report}&resolve_addresses=N`)).rows.map((row) => {
        const values = Object.entries(row);
        const keys = values
          .slice(
            0,
            values.findIndex(([key]) => key === 'flows'),
          )
          .map(([, value]) => value);
        return [...keys, row['octets']];
      });
    const rest = [null, 234];
    assert.deepEqual(await sums(40), [
      [100, 1000],
      [101, 200],
      [null, 34],
    ]);
    assert.deepEqual(await sums(41), [[200, 1000], rest]);
    assert.deepEqual(await sums(42), [
      [100, 200, 1000],
      [101, null, 200],
      [null, null, 34],
    ]);
    assert.deepEqual(await sums(43), [['02:00:5e:00:53:01', 1000], rest]);
    assert.deepEqual(await sums(44), [['02:00:5e:00:53:02', 1000], rest]);
    assert.deepEqual(await sums(45), [
      ['02:00:5e:00:53:01', '02:00:5e:00:53:02', 1000],
      [null, null, 234],
    ]);
    assert.deepEqual(await sums(46), [[16_001, 1000], rest]);
    assert.deepEqual(await sums(47), [[13 * 2 ** 24 + 453, 1000], rest]);
    assert.deepEqual((await sums(48)).slice(0, 2), [
      ['10.0.0.1', '198.51.100.7', 1000],
      ['10.0.0.2', '2001:db8::7', 200],
    ]);
    assert.deepEqual(await sums(49), [
      ['198.51.100.7', 1000],
      ['2001:db8::7', 200],
      [null, 34],
    ]);
    assert.deepEqual(await sums(50), [['192.0.2.8', 1000], rest]);
    assert.deepEqual(await sums(51), [
      [64, 1000],
      [129, 200],
      [null, 34],
    ]);
    assert.deepEqual(await sums(52), [
      [0, 1000],
      [1, 200],
      [null, 34],
    ]);
    assert.deepEqual(await sums(53), [
      [null, null, 1204],
      [8, 0, 30],
    ]);
  });

  it('say what values of their fields are called, and lead to the flows that have them', async () => {
    const links = (html: string, text: string): (string | null)[][] => {
      const found = [...html.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>([^<]*)</g)].filter(
        ([, , shown]) => shown === text,
      );
      return found.map(([, href = '']) => {
        const { searchParams } = new URL(href.replaceAll('&#38;', '&').replaceAll('&amp;', '&'), 'http://x/');
        return ['stat_report', ...CRITERIA.map(({ name }) => name)].flatMap((name) => searchParams.get(name) ?? []);
      });
    };
    const leads: [report: number, text: string, list: string][] = [
      [40, '100', '100'],
      [43, '02:00:5e:00:53:01', '02:00:5e:00:53:01'],
      [46, '16001', '16001'],
      [47, '13..453', '13..453'],
      [49, '198.51.100.7', '198.51.100.7'],
      [51, 'dropped: ACL deny', '129'],
      [52, 'ingress', '0'],
    ];
    for (const [report, text, list] of leads) {
      const html = await page(`${HOUR}&stat_report=${report}&resolve_addresses=Y`);
      assert.deepEqual(links(html, text), [['10', list]], text);
      assert.match(html, />not told</);
    }
    const restricted = await page(`${HOUR}&stat_report=10&src_mac=02:00:5e:00:53:01`);
    assert.match(restricted, />10\.0\.0\.1</);
    assert.doesNotMatch(restricted, />10\.0\.0\.2</);
    const { rows } = await json(`${HOUR}&stat_report=51&resolve_addresses=Y`);
    assert.equal(rows[1]?.['forwarding_status_name'], 'dropped: ACL deny');
  });

  it('are printed flow by flow, with nothing where nothing was told', async () => {
    const { rows } = await json(`${HOUR}&print_report=30&sort=-octets`);
    assert.deepEqual(
      rows.map((row) => [row['src_vlan'], row['src_mac'], row['mpls_label'], row['direction']]),
      [
        [100, '02:00:5e:00:53:01', 16_001, 0],
        [101, null, null, 1],
        [null, null, null, null],
        [null, null, null, null],
      ],
    );
    const nat = (await json(`${HOUR}&print_report=31&sort=-octets`)).rows;
    assert.deepEqual(
      nat.map((row) => [row['nat_srcaddr'], row['nat_srcport']]),
      [
        ['198.51.100.7', 40_001],
        ['2001:db8::7', null],
        [null, null],
        [null, null],
      ],
    );
    const flows = (await json(`${HOUR}&print_report=32&icmp_type=8`)).rows;
    assert.deepEqual(
      flows.map((row) => [row['icmp_type'], row['icmp_code'], row['application_id']]),
      [[8, 0, null]],
    );
    assert.match(await page(`${HOUR}&print_report=32`), /idle/);
  });

  it('draw graphs of the flows that a filter on them leaves', async () => {
    const graph = await page(`${HOUR}&src_vlan=100&bucket_size=300&format=json`, grapherMain);
    assert.match(graph, /10\.0\.0\.1/);
    assert.doesNotMatch(graph, /10\.0\.0\.2/);
  });

  it('name applications and interfaces as exporters do, by themselves, and take the names as filters', async () => {
    const device = join(flow_data_directory, 'mixed');
    const book = new InterfaceBook();
    book.nameApplication('192.0.2.1', 13 * 2 ** 24 + 453, 'ms-<teams>');
    book.name('192.0.2.1', 3, { name: 'to the core' });
    await writeInterfaces(device, book);
    try {
      const names = '&resolve_addresses=Y';
      const html = await page(`${HOUR}&stat_report=47${names}`);
      assert.match(html, />ms-&lt;teams&gt;</);
      assert.match(html, />13\.\.453</);
      const { rows } = await json(`${HOUR}&stat_report=47${names}`);
      assert.equal(rows[0]?.['application_id_name'], 'ms-<teams>');
      assert.equal(await octets(`application_id=${encodeURIComponent('ms-<Teams>')}`), 1000);
      const echoed = await page(`${HOUR}&stat_report=9&application_id=13..453&source_if=3${names}`);
      assert.match(echoed, /13\.\.453 \(ms-&lt;teams&gt;\)/);
      assert.match(echoed, /3 \(to the core\)/);
      assert.match(await page(`${HOUR}&print_report=32${names}`), />ms-&lt;teams&gt;</);
      const [interfaces] = (await json(`${HOUR}&stat_report=17${names}`)).rows;
      assert.equal(interfaces?.['input_name'], 'to the core');
      assert.match(await page('device_name=mixed', viewerForm), /<option value="3">3 to the core<\/option>/);
      for (const [by, text] of [
        ['application_id', 'ms-&lt;teams&gt;'],
        ['input', 'to the core'],
      ] as const) {
        const graph = await page(`${HOUR}&bucket_size=300&split=${by}${names}`, grapherMain);
        assert.ok(graph.includes(`>${text}<`), by);
      }
      const fields = { device_name: 'mixed', application_id: '13..453', source_if: '3', direction: 'ingress' };
      const echo = await echoOf(aTracking({ fields }), 'operators', goldenConfiguration({ flow_data_directory }));
      const texts = echo.map(({ value }) => value);
      for (const text of ['13..453 (ms-<teams>)', '3 (to the core)', 'ingress']) assert.ok(texts.includes(text), text);
    } finally {
      rmSync(join(device, INTERFACES_FILE));
    }
  });

  it('are followed by trackings whose form names applications and interfaces, by number', async () => {
    const device = join(flow_data_directory, 'mixed');
    const book = new InterfaceBook();
    book.nameApplication('192.0.2.1', 13 * 2 ** 24 + 453, 'ms-teams');
    book.name('192.0.2.1', 3, { name: 'to the core' });
    await writeInterfaces(device, book);
    const site = new TrackerSite({ flow_data_directory });
    try {
      const at = (handler: Handler, query: string, more: Visit = {}) =>
        visit(handler, query, {
          ...more,
          configuration: { ...site.configuration, state_directory: join(site.directory, 'state') },
        });
      const typed = {
        device_name: 'mixed',
        monitor_label: 'Teams',
        application_id: '-3..80, MS-Teams',
        source_if: 'to the core',
        source_port: 'https',
      };
      const sent = await sendForm(at, trackerMain, await at(trackerForm, ''), typed);
      assert.equal(sent.status, 303, String(sent.body));
      const [tracking] = (await new Catalogue(site.configuration.filter_directory).read()).trackings;
      const { application_id, source_if, source_port } = tracking?.fields ?? {};
      assert.deepEqual([application_id, source_if, source_port], ['-3..80, 13..453', '3', 'https']);
      const wrong = await sendForm(at, trackerMain, await at(trackerForm, ''), {
        ...typed,
        monitor_label: 'Skype',
        application_id: 'skype',
      });
      assert.equal(wrong.status, 400);
      assert.match(String(wrong.body), /name="application_id" value="skype"/);
    } finally {
      site.remove();
      rmSync(join(device, INTERFACES_FILE));
    }
  });

  it('are carried by saved filters, and by trackings and their files', async () => {
    const list = '100, -101 & 1:';
    const saves = mkdtempSync(join(tmpdir(), 'saves-'));
    try {
      const at = (handler: Handler, query: string, more: Visit = {}) =>
        visit(handler, query, { ...more, configuration: { flow_data_directory, save_directory: saves } });
      const asked = await at(savePage, `action=name_filter&${new URLSearchParams({ src_vlan: list }).toString()}`);
      assert.equal((await sendForm(at, savePage, asked, { name: 'lan' })).status, 303);
      assert.match(String((await at(viewerForm, '')).body), /FlowViewer\.cgi\?src_vlan=100/);
      const opened = String((await at(viewerForm, 'saved_filter=lan.filter')).body);
      assert.match(opened, /name="src_vlan" value="100, -101 &(#38|amp); 1:"/);
    } finally {
      rmSync(saves, { recursive: true });
    }
    const newer = CRITERIA.filter(({ side }) => side === 'newer');
    const fields = Object.fromEntries(newer.map(({ name }, index) => [name, String(index)]));
    const text = formatTracking(aTracking({ fields }));
    const place = { id: 'x', state: 'active', place: 'x.fil' } as const;
    const read = readTracking(parseInputLines(text), place);
    for (const { name } of newer) assert.equal(read.fields[name], fields[name], name);
    const filter = trackingFilter(aTracking({ fields: { src_vlan: list } }));
    assert.deepEqual(filter, readFilter(aTracking({ fields: { src_vlan: list } }).fields).filter);
  });

  it('split graphs', async () => {
    interface Graph {
      readonly parts: readonly { readonly value: string | null; readonly name?: string; readonly total: number }[];
    }
    const split = async (by: string): Promise<unknown> => {
      const query = `${HOUR}&bucket_size=300&split=${by}&detail_lines=2&resolve_addresses=Y`;
      const { parts } = JSON.parse(await page(`${query}&format=json`, grapherMain)) as Graph;
      return parts.map(({ value }) => value);
    };
    assert.deepEqual(await split('src_vlan'), ['100', '101', null]);
    assert.deepEqual(await split('src_mac'), ['02:00:5e:00:53:01', null]);
    assert.deepEqual(await split('nat_srcaddr'), ['198.51.100.7', '2001:db8::7', null]);
    const html = await page(`${HOUR}&bucket_size=300&split=forwarding_status&resolve_addresses=Y`, grapherMain);
    assert.match(html, />dropped: ACL deny</);
    assert.match(await page(`${HOUR}&bucket_size=300&split=application_id`, grapherMain), />13\.\.453</);
  });
});
