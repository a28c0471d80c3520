import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewerMain } from '../../lib/web/viewermain.js';
import { inUtc, visit, type Visit } from './site.js';

const ALL =
  'device_name=edge1&start_date=2025-06-14&start_time=22:30:00&end_date=2025-06-15&end_time=01:30:00&stat_report=30';
/** Sends SYNs to 113 addresses and gets no answer. */
const KNOCKER = '185.249.77.13';
/** Tries 260 ports of one server. */
const PORT_SCANNER = '10.141.9.46';

type Row = Readonly<Record<string, string | number>>;

async function ask(configuration: Visit['configuration'] = {}, more = ''): Promise<{ rows: Row[]; notes: string[] }> {
  const response = await visit(viewerMain, `${ALL}${more}&format=json`, { configuration });
  assert.equal(response.status, 200, String(response.body));
  return JSON.parse(String(response.body)) as { rows: Row[]; notes: string[] };
}

const sources = async (configuration?: Visit['configuration'], more?: string) =>
  (await ask(configuration, more)).rows.map(({ srcaddr }) => srcaddr);

async function page(more = '', configuration: Visit['configuration'] = {}): Promise<string> {
  const response = await visit(viewerMain, ALL + more, { configuration });
  assert.equal(response.status, 200, String(response.body));
  return String(response.body);
}

describe('detect scanning', () => {
  inUtc();

  it('lists who scans hosts and who scans ports, once each, with all their flows', async () => {
    const { rows } = await ask();
    const seen = rows.map(({ srcaddr, scan, destinations, ports, attempts, flows, packets }) => ({
      ...{ srcaddr, scan, destinations, ports, attempts, flows, packets },
    }));
    assert.deepEqual(seen, [
      { srcaddr: KNOCKER, scan: 'hosts', destinations: 113, ports: 1, attempts: 476, flows: 476, packets: 476 },
      { srcaddr: PORT_SCANNER, scan: 'ports', destinations: 10, ports: 262, attempts: 270, flows: 449, packets: 80181 },
    ]);
  });

  it('tells when a scanner was first and last seen', async () => {
    const [knocker] = (await ask()).rows;
    const listed = await visit(
      viewerMain,
      `${ALL.replace('stat_report=30', 'print_report=5')}&source_address=${KNOCKER}&cutoff_lines=1000&format=json`,
    );
    const flows = (JSON.parse(String(listed.body)) as { rows: Row[] }).rows;
    const times = (key: string) => flows.map((flow) => String(flow[key])).sort();
    assert.equal(flows.length, 476);
    assert.deepEqual([knocker?.['first'], knocker?.['last']], [times('start')[0], times('end').at(-1)]);
  });

  it('does not call the busiest hosts scanners, though they reach more addresses', async () => {
    const busy = await sources({ scan_flows: 'all', scan_hosts: 200 });
    assert.deepEqual(busy, ['10.141.8.104', '192.168.79.184', '10.140.2.58', '198.51.100.97', PORT_SCANNER]);
    const found = await sources();
    assert.deepEqual(
      busy.filter((source) => found.includes(source)),
      [PORT_SCANNER],
    );
  });

  it('means more than so many addresses or ports, to the last one', async () => {
    assert.deepEqual(await sources({ scan_hosts: 112, scan_ports: 261 }), [KNOCKER, PORT_SCANNER]);
    assert.deepEqual(await sources({ scan_hosts: 112, scan_ports: 262 }), [KNOCKER]);
    assert.deepEqual(await sources({ scan_hosts: 113, scan_ports: 261 }), [PORT_SCANNER]);
  });

  it('says which rules it goes by', async () => {
    const { notes } = await ask({ scan_hosts: 50 });
    assert.match(notes.join(), /more than 50 addresses \(scan_hosts\).*more than 64 ports below 1024.*SYN or FIN/);
  });

  it('counts only flows that pass the filter', async () => {
    assert.deepEqual(await sources({}, '&protocols=6'), [KNOCKER, PORT_SCANNER]);
    assert.deepEqual(await sources({}, '&protocols=17'), []);
    assert.deepEqual(await sources({}, '&source_if=12'), []);
  });

  it('leads from a scanner to its flows', async () => {
    const link = /<a href="([^"]*)">185\.249\.77\.13<\/a>/.exec(await page())?.[1] ?? '';
    const query = new URL(link.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), 'http://x/').searchParams;
    assert.equal(query.get('print_report'), '5');
    assert.equal(query.get('source_address'), KNOCKER);
    const flows = await visit(viewerMain, query.toString());
    assert.match(String(flows.body), /Flows 1–100 of 476/);
  });

  it('says that nobody scanned, where flows passed but showed no scan', async () => {
    assert.match(await page('&protocols=17'), /No source scanned, as far as these flows show/);
    assert.match(await page('&protocols=99'), /No flows matched/);
  });

  it('has what other hosts sent as others, and the total', async () => {
    const html = await page('&unit_conversion=N');
    assert.match(html, /<tfoot>\s*<tr><th scope="row" colspan="4">Others</);
    assert.match(html, />29,173</);
  });

  describe('with suppress files', () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), 'scan-'))));
    after(() => {
      rmSync(folder, { recursive: true });
    });
    const suppressed = (src: string, dst = '') => {
      const scan_suppress = join(folder, 'dscan.suppress');
      writeFileSync(`${scan_suppress}.src`, src);
      writeFileSync(`${scan_suppress}.dst`, dst);
      return { scan_suppress };
    };

    it('leaves out sources and destinations, whole networks too', async () => {
      assert.deepEqual(await sources(suppressed(`# our own\n${KNOCKER} - - -\n`)), [PORT_SCANNER]);
      assert.deepEqual(await sources(suppressed('185.249.0.0/16 - - -')), [PORT_SCANNER]);
      assert.deepEqual(await sources(suppressed('', '198.51.100.125 - - -\n')), [KNOCKER]);
    });

    it('leaves out only what all conditions of a line name', async () => {
      const { rows } = await ask(suppressed(`${KNOCKER} 17 - -\n${PORT_SCANNER} 6 - 0:900\n`));
      assert.deepEqual(
        rows.map(({ srcaddr }) => srcaddr),
        [KNOCKER],
      );
      assert.deepEqual(await sources(suppressed(`${KNOCKER} 6 - 9`)), [KNOCKER, PORT_SCANNER]);
    });

    it('still counts all flows of those it lists', async () => {
      const { rows } = await ask(suppressed('', '198.51.100.0/27 - - -'));
      const knocker = rows.find(({ srcaddr }) => srcaddr === KNOCKER);
      assert.equal(knocker?.['flows'], 476);
      assert.ok(Number(knocker['attempts']) < 476 && Number(knocker['destinations']) < 113);
    });

    it('says which line or file it cannot read, and what that means', async () => {
      const { notes } = await ask(suppressed('10.0.0.1 - -\nhost - - -\n', '10.0.0.2 tcpp - -'));
      assert.match(notes.join('\n'), /dscan\.suppress\.src line 1 leaves nothing out: it must have an address/);
      assert.match(notes.join('\n'), /dscan\.suppress\.src line 2 leaves nothing out: .*host/);
      assert.match(notes.join('\n'), /dscan\.suppress\.dst line 1 leaves nothing out: .*tcpp/);
      const missing = await ask({ scan_suppress: join(folder, 'nothing') });
      assert.match(missing.notes.join('\n'), /nothing\.src leaves nothing out, because it cannot be read/);
    });
  });
});
