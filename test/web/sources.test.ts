import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import { InterfaceBook } from '../../lib/interfaces/interface-book.js';
import { writeInterfaces } from '../../lib/interfaces/interfaces-file.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { GOLDEN, inUtc, visit } from './site.js';

const HOUR = 'start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';
const NAMES = `# devices, then exporters
edge1:12:Office LAN
edge1:0:Null
core:12:Office <LAN>
core:7:Uplink
172.31.255.9:103:Server Room
`;

describe('the sources of a report', () => {
  inUtc();
  let folder: string;
  let configuration: Partial<Configuration>;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-sources-'));
    for (const name of ['edge1', 'core', 'a, b']) symlinkSync(`${GOLDEN}flows/edge1`, join(folder, name));
    const file = join(folder, '.names');
    writeFileSync(file, NAMES);
    configuration = { flow_data_directory: folder, interface_names_file: file };
  });
  after(() => rmSync(folder, { recursive: true }));

  const form = async (query: string): Promise<string> =>
    String((await visit(viewerForm, query, { configuration })).body);
  async function flows(query: string, changes: Partial<Configuration> = {}): Promise<number> {
    const { status, body } = await visit(viewerMain, `${HOUR}&stat_report=12&format=json&${query}`, {
      configuration: { ...configuration, ...changes },
    });
    assert.equal(status, 200, String(body).slice(0, 300));
    return (JSON.parse(String(body)) as { totals: { flows: number } }).totals.flows;
  }

  it('may be several devices at once, or all', async () => {
    const one = await flows('device_name=edge1');
    assert.ok(one > 0);
    for (const query of [
      'device_name=edge1,+core',
      'device_name=edge1&more_devices=core',
      'device_name=&more_devices=core&more_devices=edge1',
    ])
      assert.equal(await flows(query), 2 * one, query);
    assert.equal(await flows('device_name=*'), 3 * one);
    assert.equal(await flows('device_name=edge1&more_devices=edge1'), one);
    assert.equal(await flows('device_name=a,+b'), one, 'a device whose name has a comma');
    const wrong = await visit(viewerMain, `${HOUR}&device_name=edge1,gone`, { configuration });
    assert.equal(wrong.status, 400);
    assert.match(String(wrong.body), /There is no device &#34;gone&#34;/);
  });

  it('are chosen from a list, and more by boxes to tick; both keep what was chosen', async () => {
    const html = await form('device_name=core,edge1');
    assert.match(html, /<option value="core" selected>core<\/option>/);
    assert.match(html, /<details class="more" open>[^]*?name="more_devices" value="edge1" checked>edge1</);
    assert.doesNotMatch(html, /value="core" checked/);
    assert.match(await form('device_name=*'), /<option value="\*" selected>All devices</);
    assert.match(await form('device_name=edge1'), /<details class="more">\s*<summary>More than one device/);
  });

  it('are neither device nor exporter where flow files lie in the data directory itself', async () => {
    const changes = { flow_data_directory: `${GOLDEN}flows/edge1`, no_devices_or_exporters: true };
    assert.equal(await flows('', changes), await flows('device_name=edge1'));
    const response = await visit(viewerMain, `${HOUR}&stat_report=12`, { configuration: changes });
    assert.match(String(response.body), /<span class="source">all flows<\/span>/);
    const blank = String((await visit(viewerForm, '', { configuration: changes })).body);
    assert.doesNotMatch(blank, /class="problem"/);
    assert.doesNotMatch(blank, /<option value="2025"/);
  });

  it('offer their interfaces by name, to include and to exclude', async () => {
    const html = await form('device_name=edge1');
    assert.match(html, /<label for="f-sif_name">/);
    assert.match(html, /<select id="f-dif_name" name="dif_name">\s*<option value="" selected>–<\/option>/);
    assert.match(
      html,
      /<optgroup label="Include, edge1">\s*<option value="12">12 Office LAN<\/option>\s*<option value="0">0 Null/,
    );
    assert.match(
      html,
      /<optgroup label="Exclude, edge1">\s*<option value="-12">12 Office LAN<\/option>\s*<option value="-0">0 Null/,
    );
    assert.doesNotMatch(html, /Uplink/);
    assert.match(
      html,
      /<button formaction="\/cgi-bin\/FlowViewer\/FlowViewer\.cgi">Show interface names of the chosen device</,
    );
    assert.match(await form(''), /Include, core[^]*12 Office &lt;LAN&gt;/);
    assert.equal(await flows('device_name=edge1&sif_name=12'), await flows('device_name=edge1&source_if=12'));
    const both = await flows('device_name=edge1&source_if=17&sif_name=12&dif_name=-103');
    assert.equal(both, await flows('device_name=edge1&source_if=17,12&dest_if=-103'));
  });

  it('show and offer interfaces by the names that exporters tell, as text', async () => {
    const flowsFolder = mkdtempSync(join(folder, '.told-'));
    const device = join(flowsFolder, 'edge9');
    mkdirSync(device);
    for (const name of readdirSync(`${GOLDEN}flows/edge1`))
      symlinkSync(resolve(`${GOLDEN}flows/edge1`, name), join(device, name));
    const book = new InterfaceBook();
    book.name('172.31.255.9', 103, { name: 'eth0 <uplink>', description: 'not shown' });
    await writeInterfaces(device, book);
    const changes = { configuration: { flow_data_directory: flowsFolder, interface_names_file: '' } };
    const { body } = await visit(viewerMain, `${HOUR}&stat_report=17&device_name=edge9&resolve_addresses=Y`, changes);
    assert.match(String(body), />eth0 &lt;uplink&gt;<\/a> <span class="aside">103</);
    assert.match(
      String((await visit(viewerForm, 'device_name=edge9', changes)).body),
      /Include, edge9[^]*103 eth0 &lt;uplink&gt;/,
    );
  });

  it('offer and show interfaces by name for an exporter too', async () => {
    const html = await form('exporter=172.31.255.9');
    assert.match(html, /Include, 172\.31\.255\.9[^]*103 Server Room/);
    assert.doesNotMatch(html, /Include, edge1/);
    const { body } = await visit(viewerMain, `${HOUR}&stat_report=17&exporter=172.31.255.9&resolve_addresses=Y`, {
      configuration: { ...configuration, exporter_directory: `${GOLDEN}flows/edge1` },
    });
    assert.match(String(body), />Server Room<\/a> <span class="aside">103</);
  });

  it('show an interface of several devices by name only where they agree on it', async () => {
    const { body } = await visit(viewerMain, `${HOUR}&stat_report=17&device_name=edge1,core&resolve_addresses=Y`, {
      configuration,
    });
    assert.match(String(body), />12<\/a>/);
    assert.doesNotMatch(String(body), /Office/);
  });

  it('may lie more than 30 days back', async () => {
    const span = 'start_date=2025-05-01&start_time=00:00&end_date=2025-07-20&end_time=00:00'; // 80 days
    const { status, body } = await visit(viewerMain, `${span}&device_name=edge1&stat_report=12&format=json`, {
      configuration,
      now: Date.UTC(2025, 8, 1),
    });
    assert.equal(status, 200);
    const { rows } = JSON.parse(String(body)) as { rows: { flows: number }[] };
    assert.ok(rows.reduce((sum, row) => sum + row.flows, 0) > (await flows('device_name=edge1')));
  });
});
