/** Pages over what exporters tell that no field stands for: elements by their names. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFilterFile } from '../../lib/cfg/filter-file.js';
import { packPairs, type Pair } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { readFilter } from '../../lib/report/filterform.js';
import { DEFINITION, withoutTimes } from '../../lib/tracker/definition-text.js';
import { definitionOf } from '../../lib/tracker/tracking-filter.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import type { Handler } from '../../lib/web/http.js';
import { savePage } from '../../lib/web/savepage.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { aTracking } from '../tracker/trackings.js';
import { sendForm } from './sent-form.js';
import { inUtc, visit, type Visit } from './site.js';

const S = Date.UTC(2025, 5, 15, 0, 10);
const HOUR = 'device_name=mixed&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

const text = (value: string): Uint8Array => Buffer.from(value);
/** 2026-11-20 12:00:00.000001 UTC as NTP has it, cut to the 21 bits that are sent of a fraction. */
const microsecond = new Uint8Array(8);
new DataView(microsecond.buffer).setUint32(0, Date.UTC(2026, 10, 20, 12) / 1000 + 2_208_988_800);
new DataView(microsecond.buffer).setUint32(4, 4096);

const LISTS: readonly (readonly Pair[])[] = [
  [
    { owner: 0, id: 25, value: Uint8Array.of(0, 64) },
    { owner: 0, id: 82, value: text('Gi0/1\0\0') },
    { owner: 0, id: 130, value: Uint8Array.of(192, 0, 2, 77) },
    { owner: 0, id: 365, value: Uint8Array.of(0, 0, 0x5e, 0, 0x53, 1) },
  ],
  [
    { owner: 0, id: 25, value: Uint8Array.of(0, 200) },
    { owner: 0, id: 82, value: text('a, "b" & c') },
    { owner: 9, id: 1, value: Uint8Array.of(0xab, 0xcd) },
  ],
  [
    { owner: 0, id: 82, value: text('Te1/2') },
    { owner: 0, id: 311, value: Uint8Array.of(0x3e, 0x80, 0, 0) },
    { owner: 0, id: 271, value: microsecond },
  ],
  [],
];

/** Flow n has 10 to the power of n octets; that of the old file 10,000. */
const octetsOf = (flows: readonly number[]): number => flows.reduce((sum, flow) => sum + 10 ** flow, 0);
const OLD = 4;

const PASSING: readonly (readonly [list: string, flows: readonly number[]])[] = [
  ['minimumIpTotalLength=64', [0]],
  ['MINIMUMiptotallength>64', [1]],
  ['minimumIpTotalLength >= 0x40', [0, 1]],
  ['minimumIpTotalLength!=64', [1]],
  ['-minimumIpTotalLength=64', [1, 2, 3, OLD]],
  ['minimumIpTotalLength=60:64', [0]],
  ['minimumIpTotalLength=65:', [1]],
  ['samplingProbability<0.3', [2]],
  ['samplingProbability=0.2:0.25 & -samplingProbability=1e-3', [2]],
  ['minFlowStartMicroseconds=2026-11-20T12:00:00.000001Z', [2]],
  ['minFlowStartMicroseconds>2026-11-20T13:00:00.000000+01:00', [2]],
  ['minFlowStartMicroseconds=2026-11-20T12:00:00.000002Z:', []],
  ['staMacAddress=00:00:5e:00:00:00/24', [0]],
  ['interfaceName=Gi0*', [0]],
  ['interfaceName=*1/2*', [2]],
  ['interfaceName=Gi0*, interfaceName=Te1/2', [0, 2]],
  ['interfaceName!=Te1/2', [0, 1]],
  ['interfaceName="a, \\"b\\" & c"', [1]],
  ['interfaceName=Gi0* & minimumIpTotalLength<65, , & exporterIPv4Address=192.0.2.72/29', [0]],
  ['interfaceName=*/* & -minimumIpTotalLength=64', [2]],
  ['-interfaceName=Te1/2, interfaceName=*1*, -interfaceName=Gi0/1', [2]],
  ['exporterIPv4Address=192.0.2.77', [0]],
  ['exporterIPv4Address=192.0.2.64/29', []],
  ['e9id1=0xabcd', [1]],
  ['e9id1>255', [1]],
];

const WRONG: readonly (readonly [list: string, why: RegExp])[] = [
  ['interfaceNme=x', /"interfaceNme" is no element that is known: did you mean "interfaceName"/],
  ['minimumIpTotal=1', /did you mean "minimumIpTotalLength"/],
  ['qqqq=1', /"qqqq" is no element that is known: one without a name is written e9id1/],
  ['minimumIpTotalLength', /"minimumIpTotalLength" is no test of an element: write its name, =, !=,/],
  ['minimumIpTotalLength=', /"minimumIpTotalLength=" is no test of an element/],
  [
    'minimumIpTotalLength=eth0',
    /"minimumIpTotalLength=eth0" is no test .* it is a whole number, and = takes a range, too, as 64:128\./,
  ],
  ['interfaceName>eth0', /it is a text, which = and != take as it is, and = with \*/],
  ['exporterIPv4Address=192.0.2.0/33', /it is an address, for which = takes an address or a prefix/],
  ['flowEndReason=3', /"flowEndReason" is a field of its own: enter it under "End Reason"\./],
  ['-SOURCEipv4address=192.0.2.1', /enter it under "Source IPs"/],
  ['icmpTypeCodeIPv4=8', /enter it under "ICMP Type" and "ICMP Code"/],
  ['flowDurationMilliseconds>1', /enter it under "Flow Time \(ms\)"/],
  ['flowStartMilliseconds>1', /"flowStartMilliseconds" is the flow's own ".+", which cannot be asked for here/],
  ['minFlowStartMicroseconds>=2026-11-20T12:00:00', /it is a time in whole microseconds, written with its zone/],
  ['samplingProbability=often', /it is a number as -1\.5 or 2e6/],
  ['dataRecordsReliability>true', /it is true or false/],
  ['staMacAddress=00:00:5e', /it is a MAC address, for which = takes/],
  ['interfaceName="a\\q"', /has no whole text in quotes/],
];

describe('pages over elements without a field', () => {
  inUtc();
  let flow_data_directory = '';
  before(async () => {
    flow_data_directory = mkdtempSync(join(tmpdir(), 'elements-'));
    const device = join(flow_data_directory, 'mixed');
    mkdirSync(device);
    const flow = (index: number) =>
      timedRecord(S, S + 60_000, 5_000_000, { srcaddr: 0x0a000001 + index, prot: 6, dpkts: 1, doctets: 10 ** index });
    const pairs = LISTS.map((list) => (list.length > 0 ? packPairs(list) : undefined));
    await writeRowFile(device, { version: EXTENDED, start: S, records: LISTS.map((_, index) => flow(index)), pairs });
    await writeRowFile(device, { version: '5', start: S, records: [flow(OLD)] });
  });
  after(() => {
    rmSync(flow_data_directory, { recursive: true });
  });

  const page = async (query: string, handler: Handler = viewerMain, status = 200): Promise<string> => {
    const response = await visit(handler, query, { configuration: { flow_data_directory } });
    assert.equal(response.status, status, String(response.body).slice(0, 300));
    return String(response.body);
  };
  const asked = (list: string): string => `${HOUR}&${new URLSearchParams({ elements: list }).toString()}`;

  it('filter by numbers, texts, addresses and octets, beside old flows', async () => {
    for (const [list, flows] of PASSING) {
      const { totals } = JSON.parse(await page(`${asked(list)}&stat_report=9&format=json`)) as {
        readonly totals: Record<string, number>;
      };
      assert.equal(totals['octets'], octetsOf(flows), list);
    }
  });

  it('are printed flow by flow, by name, with nothing where nothing was told', async () => {
    const { rows } = JSON.parse(await page(`${HOUR}&print_report=33&sort=octets&format=json`)) as {
      readonly rows: readonly Record<string, unknown>[];
    };
    assert.deepEqual(
      rows.map((row) => [row['octets'], row['elements']]),
      [
        [
          1,
          'minimumIpTotalLength=64 interfaceName=Gi0/1 exporterIPv4Address=192.0.2.77 staMacAddress=00:00:5e:00:53:01',
        ],
        [10, 'minimumIpTotalLength=200 interfaceName="a, \\"b\\" & c" e9id1=0xabcd'],
        [100, 'interfaceName=Te1/2 samplingProbability=0.25 minFlowStartMicroseconds=2026-11-20T12:00:00.000001Z'],
        [1000, null],
        [10_000, null],
      ],
    );
    const html = await page(`${asked('interfaceName=Te1/2')}&print_report=33`);
    assert.match(html, />interfaceName=Te1\/2 sampling/);
    assert.match(await page(`${HOUR}&print_report=33&format=csv`), /interfaceName=""a, \\""b/);
  });

  it('say at the field what is wrong, and what resembles a name that nobody knows', async () => {
    for (const [list, why] of WRONG) {
      const [error] = readFilter(aTracking({ fields: { elements: list } }).fields).errors;
      assert.equal(error?.field, 'elements', list);
      assert.match(error.message, why);
    }
    const html = await page(`${asked('interfaceNme=x')}&stat_report=9`, viewerMain, 400);
    assert.match(html, /<a href="#f-elements">Other Elements<\/a>: &#34;interfaceNme&#34; is no element/);
    assert.match(html, /name="elements" value="interfaceNme=x"/);
    assert.match(html, /<details class="more" open>\s*<summary>VLAN, MAC, MPLS/);
  });

  it('are in the echo of the filter, in its links, in graphs and in saved filters', async () => {
    const list = 'interfaceName=Gi0*, minimumIpTotalLength<=64';
    const html = await page(`${asked(list)}&stat_report=10`);
    assert.match(html, /Other Elements/);
    assert.ok(html.includes('interfaceName=Gi0*, minimumIpTotalLength&lt;=64'));
    assert.match(html, /elements=interfaceName%3DGi0/);
    const graph = await page(`${asked(list)}&bucket_size=300&format=json`, grapherMain);
    assert.match(graph, /10\.0\.0\.1/);
    assert.doesNotMatch(graph, /10\.0\.0\.2/);
    const saves = mkdtempSync(join(tmpdir(), 'saves-'));
    try {
      const at = (handler: Handler, query: string, more: Visit = {}) =>
        visit(handler, query, { ...more, configuration: { flow_data_directory, save_directory: saves } });
      const form = await at(savePage, `action=name_filter&${new URLSearchParams({ elements: list }).toString()}`);
      assert.equal((await sendForm(at, savePage, form, { name: 'gi' })).status, 303);
      const opened = String((await at(viewerForm, 'saved_filter=gi.filter')).body);
      assert.ok(opened.includes('name="elements" value="interfaceName=Gi0*, minimumIpTotalLength&lt;=64"'));
    } finally {
      rmSync(saves, { recursive: true });
    }
  });

  it('are in the definitions of trackings, as flow-nfilter has them', () => {
    const definitionFor = (list: string): string =>
      withoutTimes(definitionOf(aTracking({ fields: { elements: list } }))).text;
    const definition = definitionFor('interfaceName=Gi0*, minimumIpTotalLength<=64 & -e9id1=0xabcd');
    assert.match(definition, /type element\n {2}permit interfaceName begins Gi0\n {2}default deny/);
    assert.match(definition, /type element\n {2}deny e9id1 eq 0xabcd\n {2}default permit/);
    for (const [list] of PASSING.filter(([each]) => !/[,&]|^-/.test(each))) {
      const { filter } = readFilter(aTracking({ fields: { elements: list } }).fields);
      assert.ok(filter.kind === 'and', list);
      const read = readFilterFile({ file: 'x', text: definitionFor(list) }).filter(DEFINITION);
      const nothing = { kind: 'or', of: [] };
      const block = { kind: 'and', of: [{ kind: 'or', of: [...filter.of, nothing] }] };
      assert.deepEqual(read, { kind: 'or', of: [block] }, list);
    }
    assert.match(definitionFor('interfaceName="a  b"'), /^# flow-nfilter cannot say/);
  });

  it('have the names of a site that has its own', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cfg-'));
    writeFileSync(join(directory, 'element.cfg'), '9 1 siteName unsigned16\n');
    const program = `import { readElementList } from './build/lib/cfg/element-list.js';
      process.stdout.write(readElementList('siteName>=7').elements.join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { FLOW_TOOLS_CFGDIR: directory },
    });
    rmSync(directory, { recursive: true });
    assert.equal(stdout, '9.1');
  });
});
