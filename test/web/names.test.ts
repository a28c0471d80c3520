import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import { parseAddress } from '../../lib/flow/address.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { reverseName } from '../../lib/names/reverse-name.js';
import { cutName } from '../../lib/web/cutname.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import { namesAnswer } from '../../lib/web/namesanswer.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { killPrograms } from '../e2e/program.js';
import { fakeServer, Nsd } from '../names/name-server.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { inUtc, visit } from './site.js';
import { temporaryFolder } from '../temporary-folder.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

const SIX = parseAddress('2001:db8::53') ?? assert.fail();

/** Of the golden flows: the source with most octets. */
let talker = '';

interface Json {
  readonly columns: readonly { readonly key: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly notes: readonly string[];
}

describe('names on pages', () => {
  inUtc();
  const folder = temporaryFolder('names');
  let nsd: Nsd;
  let nth = 0;
  let configuration: Partial<Configuration>;

  before(async () => {
    const [top] = (await json('stat_report=9&cutoff_lines=1&resolve_addresses=N')).rows;
    talker = String(top?.['srcaddr']);
    const reverse = reverseName(parseAddress(talker) ?? assert.fail(talker));
    nsd = await Nsd.start(join(folder, 'nsd'), {
      '8.b.d.0.1.0.0.2.ip6.arpa': [`${reverseName(SIX)}. IN PTR six.example.`],
      'in-addr.arpa': [`${reverse}. IN PTR talker.with-a-long-name.example.`],
      example: [`talker IN A ${talker}`, 'talker IN A 192.0.2.7', 'talker IN AAAA 2001:db8::7'],
      'asn.test': [
        'AS64620 TXT "64620 | DE | ripencc | 2010-01-01 | EXAMPLE-AS - Example <b>Networks</b>, DE"',
        '13.77.249.185.origin TXT "64620 64621 | 185.249.77.0/24 | NL | ripencc | 2010-01-01"',
        '1.2.0.192.origin TXT "64500 | 192.0.2.0/24 | FR | ripencc | 2010-01-01"',
      ],
    });
  });
  after(async () => {
    await nsd.stop();
    killPrograms();
  });
  beforeEach(() => {
    const work = join(folder, String(++nth));
    mkdirSync(work);
    configuration = { work_directory: work, dns_servers: [nsd.text], as_names_zone: 'asn.test' };
  });

  async function page(query: string, more: Partial<Configuration> = {}): Promise<string> {
    const { status, body } = await visit(viewerMain, `${HOUR}&${query}`, {
      configuration: { ...configuration, ...more },
    });
    assert.equal(status, 200, String(body).slice(0, 2000));
    return String(body);
  }
  async function json(query: string, more: Partial<Configuration> = {}): Promise<Json> {
    return JSON.parse(await page(`${query}&format=json`, more)) as Json;
  }
  async function refusal(query: string, more: Partial<Configuration> = {}): Promise<string> {
    const { status, body } = await visit(viewerMain, `${HOUR}&${query}`, {
      configuration: { ...configuration, ...more },
    });
    assert.equal(status, 400);
    return String(body).replaceAll('&#34;', '"');
  }

  it('shows names of IPv6 hosts by ip6.arpa, in reports, printed flows and graphs', async () => {
    const start = Date.UTC(2025, 5, 15, 0, 10);
    const device = join(folder, 'six', 'edge1');
    mkdirSync(device, { recursive: true });
    const counted = { dstaddr: 1, prot: 6, dpkts: 1, doctets: 1000 };
    const record = timedRecord(start, start + 60_000, 5_000_000, { ...counted, srcaddr: SIX });
    await writeRowFile(device, { version: EXTENDED, start, records: [record] });
    const more = { flow_data_directory: join(folder, 'six') };
    for (const report of ['stat_report=9', 'print_report=5']) {
      const { rows } = await json(`${report}&resolve_addresses=Y`, more);
      assert.deepEqual([rows[0]?.['srcaddr'], rows[0]?.['srcaddr_name']], ['2001:db8::53', 'six.example'], report);
      assert.match(await page(`${report}&resolve_addresses=Y&names=now`, more), />six\.example</);
    }
    const query = `${HOUR}&split=srcaddr&resolve_addresses=Y&names=now`;
    const graph = await visit(grapherMain, query, { configuration: { ...configuration, ...more } });
    assert.match(String(graph.body), />six\.example</);
  });

  it('shows names of hosts with their addresses, cut on the left, and addresses where those are wanted', async () => {
    const html = await page('stat_report=9&cutoff_lines=3&names=now', { dns_column_width: 12 });
    assert.match(
      html,
      new RegExp(`title="talker.with-a-long-name.example"><a [^>]*>…name.example</a> <span class="aside">${talker}<`),
    );
    const plain = await page('stat_report=9&cutoff_lines=3&resolve_addresses=N');
    assert.ok(!plain.includes('talker') && !plain.includes('data-name') && !plain.includes('<script'));
  });

  it('gives names to CSV and JSON in columns of their own', async () => {
    const { rows } = await json('stat_report=9&cutoff_lines=1');
    assert.equal(rows[0]?.['srcaddr_name'], 'talker.with-a-long-name.example');
    assert.match(await page('stat_report=9&cutoff_lines=1&format=csv'), /^srcaddr,srcaddr_name,/);
  });

  it('does not wait for a server that is slow: the page has what a script needs to fill names in', async () => {
    const slow = await fakeServer(() => []);
    try {
      const html = await page('stat_report=9&cutoff_lines=5', { dns_servers: [slow.text] });
      assert.match(html, new RegExp(`data-name="address ${talker}"><a [^>]*>${talker}</a>`));
      assert.match(
        html,
        /<p class="names" id="names" role="status" data-from="\/cgi-bin\/FlowViewer\/FlowViewer_Names\.cgi" data-most="64"><span>5 names not known yet\.<\/span>/,
      );
      assert.match(html, /<a href="\?[^"]*names=now">Names now<\/a>/);
      assert.match(html, /<script src="\/FlowViewer\/js\/names\.js" defer><\/script>/);
    } finally {
      await slow.close();
    }
  });

  it('answers a script with the names it asks for, escaped as JSON', async () => {
    const ask = async (query: string) => visit(namesAnswer, query, { configuration });
    const { status, headers, body } = await ask(`address=${talker}&as=64620&as=1&address=192.0.2.1&country=Y`);
    assert.equal(status, 200);
    assert.match(headers['Content-Type'] ?? '', /^application\/json/);
    assert.deepEqual(JSON.parse(String(body)), {
      names: {
        [`address ${talker}`]: { text: 'talker.with-a-long-name.example' },
        'as 64620': { text: 'EXAMPLE-AS', title: 'EXAMPLE-AS - Example <b>Networks</b>, DE' },
      },
      countries: { '192.0.2.1': 'FR' },
      origins: { '192.0.2.1': 64500 },
    });
    for (const wrong of ['address=x', 'as=-1', 'address=', `address=${'1'.repeat(100)}`])
      assert.equal((await ask(wrong)).status, 400, wrong);
    const many = Array.from({ length: 65 }, (_, at) => `address=192.0.2.${at}`).join('&');
    assert.equal((await ask(many)).status, 400);
  });

  it('names autonomous systems by the file, else by the DNS', async () => {
    const html = await page('stat_report=19&cutoff_lines=1000&names=now');
    assert.match(
      html,
      /title="EXAMPLE-AS - Example &lt;b&gt;Networks&lt;\/b&gt;, DE"><a [^>]*>EXAMPLE-AS<\/a> <span class="aside">64620</,
    );
    const file = join(folder, 'as-names');
    writeFileSync(file, '64620\tOur own network\n');
    const own = await page('stat_report=19&cutoff_lines=1000&names=now', { as_names_file: file });
    assert.match(own, />Our own network<\/a> <span class="aside">64620</);
  });

  it('has the country of hosts behind them, with flow analysis', async () => {
    const { columns } = await json('stat_report=9&cutoff_lines=1&flow_analysis=1');
    assert.deepEqual(
      columns.slice(0, 3).map(({ key }) => key),
      ['srcaddr', 'srcaddr_name', 'country'],
    );
    const without = await json('stat_report=9&cutoff_lines=1&flow_analysis=0');
    assert.ok(!without.columns.some(({ key }) => key === 'country'));
  });

  it('has the country and the AS of scanners, by number and name', async () => {
    const scans = 'start_date=2025-06-14&start_time=22:30:00&stat_report=30';
    const { rows } = await json(scans);
    const [knocker] = rows;
    assert.deepEqual(
      [knocker?.['srcaddr'], knocker?.['country'], knocker?.['origin_as'], knocker?.['origin_as_name']],
      ['185.249.77.13', 'NL', 64620, 'EXAMPLE-AS'],
    );
    const html = await page(`${scans}&names=now`);
    assert.match(
      html,
      /<td class="country">NL<\/td>\s*<td class="as" title="EXAMPLE-AS - Example &lt;b&gt;Networks&lt;\/b&gt;, DE">EXAMPLE-AS <span class="aside">64620</,
    );
    assert.ok(!(await json(scans, { as_names_zone: '' })).columns.some(({ key }) => key === 'origin_as'));
  });

  it('names exporters, ports and protocols from the configuration and files', async () => {
    const file = join(folder, 'services');
    writeFileSync(file, '# own\nsecure-web 443/tcp\n7900 our backup\n');
    const services = { services_file: file };
    assert.match(await page('stat_report=5', services), />secure-web<\/a> <span class="aside">443</);
    const [exporter] = (await json('stat_report=27&cutoff_lines=1')).rows;
    const exporters = { exporters: [`${String(exporter?.['exaddr'])}:Main Router`] };
    assert.match(await page('stat_report=27', exporters), />Main Router<\/a> <span class="aside">/);
    const alone = HOUR.replace('device_name=edge1', `exporter=${String(exporter?.['exaddr'])}`);
    for (const format of ['', '&format=text']) {
      const { body } = await visit(viewerMain, `${alone}&stat_report=12${format}`, {
        configuration: { ...configuration, ...exporters },
      });
      assert.ok(String(body).includes(`exporter Main Router (${String(exporter?.['exaddr'])})`), String(body));
    }
    const rows = await json('stat_report=5&dest_port=secure-web', services);
    assert.deepEqual(rows.rows[0]?.['dstport'], 443);
    assert.match(await page('stat_report=5&dest_port=our%20backup', services), /<dd>our backup = 7900 /);
    assert.match(await refusal('stat_report=5&dest_port=no-such-port', services), /"no-such-port" is neither a number/);
  });

  it('says where a file of names cannot be read, but not where the system has none', async () => {
    const missing = { services_file: '/nonexistent/ports' };
    assert.match(
      (await json('stat_report=5', missing)).notes.join(),
      /Ports are shown by number, because.*services_file/,
    );
    assert.deepEqual((await json('stat_report=9&cutoff_lines=1', missing)).notes, []);
  });

  it('takes the name of a host for a filter, with all its addresses, and says which', async () => {
    const html = await page('stat_report=9&source_address=talker.example');
    assert.match(html, /<dd>talker\.example = [^<]*\b192\.0\.2\.7\b/);
    assert.match(html, /<dd>talker\.example = [^<]*2001:db8::7/);
    const [row, ...others] = (await json('stat_report=9&source_address=talker.example')).rows;
    assert.deepEqual([row?.['srcaddr'], others.length], [talker, 0]);
    const without = await json('stat_report=9&cutoff_lines=1000&source_address=-talker.example%20%26%2010.0.0.0/8');
    assert.ok(without.rows.length > 0 && without.rows.every(({ srcaddr }) => srcaddr !== talker));
    assert.match(html, /source_address=talker\.example/, 'links keep the name');
  });

  it('says of a host that has no address, and of a name server that does not answer, what to do', async () => {
    assert.match(
      await refusal('stat_report=9&source_address=nobody.example'),
      /"nobody\.example" has no address in the DNS: check its spelling, or write its address/,
    );
    const dead = await fakeServer(() => []);
    assert.match(
      await refusal('stat_report=9&source_address=talker.example', { dns_servers: [dead.text] }),
      /"talker\.example" cannot be looked up, because the name server 127\.0\.0\.1 does not answer: check/,
    );
    await dead.close();
    assert.match(
      await refusal('stat_report=9&source_address=talker.example', { dns_servers: ['none'] }),
      /"talker\.example" cannot be looked up, because no name server is configured: check/,
    );
  });

  it('takes interfaces by name, and names those given by number', async () => {
    const html = await page('stat_report=17&source_if=server%20room');
    assert.match(html, /<dd>server room = 103 /);
    assert.deepEqual(
      (await json('stat_report=17&source_if=Server%20Room')).rows.map(({ input }) => input),
      [103],
    );
    assert.match(await page('stat_report=17&source_if=-103'), /<dd>-103 \(Server Room\) /);
    const file = join(folder, 'exporter-interfaces');
    const [exporter] = (await json('stat_report=27&cutoff_lines=1')).rows;
    const address = String(exporter?.['exaddr']);
    writeFileSync(file, `${address}:103:Behind The Exporter\n`);
    const query = HOUR.replace('device_name=edge1', `device_name=&exporter=${address}`);
    const { body } = await visit(viewerMain, `${query}&stat_report=17`, {
      configuration: { ...configuration, exporter_interfaces_file: file },
    });
    assert.match(String(body), />Behind The Exporter<\/a> <span class="aside">103</);
  });

  it('goes on without a cache, and says why', async () => {
    const work = String(configuration.work_directory);
    writeFileSync(join(work, 'names.mdb'), 'no data base');
    const html = await page('stat_report=9&cutoff_lines=1&names=now');
    assert.match(html, /names\.mdb is damaged: delete it/);
    assert.match(html, />talker\.with-a-long-name\.example</);
  });

  it('cuts hosts on the left and others on the right', () => {
    const widths = { dns_column_width: 10, asn_width: 5 };
    assert.deepEqual(cutName('address', 'a.host.example', undefined, widths), {
      text: '…st.example',
      title: 'a.host.example',
    });
    assert.deepEqual(cutName('as', 'EXAMPLE', 'EXAMPLE - x', widths), { text: 'EXAMP…', title: 'EXAMPLE - x' });
    assert.deepEqual(cutName('port', 'a-very-long-port-name', undefined, widths), { text: 'a-very-long-port-name' });
  });
});
