import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { openStore } from '../../lib/store/open.js';
import type { FlowStore } from '../../lib/store/store.js';
import { Collector } from '../../lib/tracker/collector.js';
import { PERIOD } from '../../lib/tracker/period.js';
import { rrdFile, type PeriodValue } from '../../lib/tracker/tracking-rrd.js';
import type { Tracking } from '../../lib/tracker/tracking.js';
import { GOLDEN } from '../web/site.js';
import { isClose, TrackerSite } from './site.js';
import type { aTracking } from './trackings.js';

const START = 1_749_942_000;
const END = 1_749_949_200;

interface GoldenTracking {
  readonly some: Parameters<typeof aTracking>[0];
  /** Rate by the end of its period. */
  readonly exact: ReadonlyMap<number, number>;
}

function goldenTrackings(): GoldenTracking[] {
  const [, ...rows] = readFileSync(`${GOLDEN}trackings.tsv`, 'utf8').split('\n').filter(Boolean);
  return rows.map((row) => {
    const [, label = '', type, parameters, , , expected] = row.split('\t');
    const { sampling_multiplier: multiplier = '', ...fields } = Object.fromEntries(new URLSearchParams(parameters));
    const [, ...lines] = readFileSync(`${GOLDEN}${expected}`, 'utf8').split('\n').filter(Boolean);
    const exact = lines.map((line) => line.split(',').map(Number)).map(([, end, rate]) => [end!, rate!] as const);
    return { some: { label, type: type as Tracking['type'], fields, multiplier }, exact: new Map(exact) };
  });
}

describe('the Collector', () => {
  const golden = goldenTrackings();
  let site: TrackerSite;
  beforeEach(() => {
    site = new TrackerSite({ flow_data_directory: `${GOLDEN}flows`, exporter_directory: `${GOLDEN}flows/edge1` });
  });
  afterEach(() => {
    site.remove();
  });
  const collector = (): Collector => new Collector(site);

  async function addGolden(): Promise<Map<Tracking, GoldenTracking>> {
    const added = new Map<Tracking, GoldenTracking>();
    for (const one of golden) added.set(await site.add(one.some, START), one);
    return added;
  }
  function assertGolden(added: ReadonlyMap<Tracking, GoldenTracking>): void {
    for (const [tracking, { exact }] of added) {
      const values = site.values(tracking, START, END);
      assert.equal(values.size, 24);
      for (const [end, value] of values)
        assert.ok(isClose(value, exact.get(end)!), `${tracking.label} at ${end}: ${value}, not ${exact.get(end)}`);
    }
  }

  it('stores the exact mean of every period: prorated, 300 seconds, with decimals, as every type means it', async () => {
    const added = await addGolden();
    const running = collector();
    for (let end = START + PERIOD; end <= START + 6 * PERIOD; end += PERIOD) await running.pass(end);
    assert.ok(site.lines.every((line) => /^(start|end): /.test(line)));
    await running.pass(END); // the rest is caught up with
    assertGolden(added);
  });

  it('catches up on every period that was missed, block by block, with the same values', async () => {
    const added = await addGolden();
    const configuration = { ...site.configuration, recreate_cat_length: 3000 };
    await new Collector({ configuration, log: site.log }).pass(END);
    assertGolden(added);
  });

  it('lets nobody wait for a tracking whose past is long', async () => {
    const old = await site.add({ ...golden[0]!.some, label: 'an old one' }, START - 30 * 86_400);
    const recent = await site.add(golden[0]!.some, START);
    const configuration = { ...site.configuration, recreate_cat_length: 604_800 };
    const running = new Collector({ configuration, log: site.log });
    const end = START + 3 * PERIOD;
    await running.pass(end, { isLate: () => true });
    const values = () => [old, recent].map((tracking) => [...site.values(tracking, START, end).values()]);
    const isKnown = (value: number) => !Number.isNaN(value);
    assert.deepEqual(
      values().map((each) => each.some(isKnown)),
      [false, true],
    );
    await running.pass(end);
    assert.deepEqual(values()[0], values()[1]);
    assert.ok(values()[0]!.every(isKnown));
  });

  it('asks one question for all trackings of a source that are up to date', async () => {
    await addGolden();
    await site.add({ label: 'by exporter', fields: { exporter: '172.31.255.9' } }, START);
    const asked: FlowQuery[] = [];
    const store = async (configuration: Configuration): Promise<FlowStore> => {
      const real = await openStore(configuration);
      const run: FlowStore['run'] = (query, control) => {
        asked.push(query);
        return real.run(query, control);
      };
      return { run, close: () => real.close() };
    };
    await new Collector({ configuration: site.configuration, log: site.log, store }).pass(START + PERIOD);
    const measures = asked.map(({ sources, select }) => [
      sources[0]!.kind,
      'measures' in select && select.measures.length,
    ]);
    assert.deepEqual(measures.sort(), [
      ['device', 13],
      ['directory', 2],
    ]);
    assert.match(site.lines.at(-1)!, /^end: 13 trackings/);
  });

  it('goes on from where an RRD ends, and never stores a period twice', async () => {
    const [one] = [...(await addGolden()).keys()];
    await collector().pass(END - PERIOD);
    await collector().pass(END - PERIOD);
    await collector().pass(END - 2 * PERIOD);
    await collector().pass(END);
    assert.ok([...site.values(one!, START, END).values()].every((value) => value > 0));
    assert.ok(!site.lines.some((line) => line.includes('illegal attempt')));
  });

  it('lets no broken tracking stop the others, and names it in the log', async () => {
    const good = await site.add(golden[0]!.some, START);
    const filter = await site.add(
      { label: 'bad list', fields: { device_name: 'edge1', source_address: 'nonsense/99' } },
      START,
    );
    const rrd = await site.add({ label: 'bad\nRRD', fields: { device_name: 'edge1' } }, START);
    writeFileSync(rrdFile(site.configuration.rrdtool_directory, rrd), 'no RRD');
    await site.add({ label: 'no device', fields: { device_name: 'nowhere' } }, START);
    await site.add({ label: 'odd device', fields: { device_name: '../flows/edge1' } }, START);
    writeFileSync(join(site.configuration.filter_directory, 'broken.fil'), 'nothing');
    await collector().pass(START + PERIOD);
    assert.ok([...site.values(good, START, START + PERIOD).values()].every((value) => value > 0));
    assert.ok(Number.isNaN(site.values(filter, START, START + PERIOD).get(START + PERIOD)));
    const log = site.lines.join('\n');
    assert.match(log, /^bad list: Source IPs: .*nonsense\/99/m);
    assert.match(log, /^bad RRD: rrdtool last: reached EOF/m);
    assert.match(log, /^nowhere: There is no directory .*nowhere/m);
    assert.match(log, /^\.\.\/flows\/edge1: .* cannot be the name of a device/m);
    assert.match(log, /^.*broken\.fil has no line "input: monitor_label/m);
    assert.match(log, /^end: 1 trackings/m);
  });

  it('makes a missing RRD anew, and takes no notice of archives', async () => {
    const one = await site.add(golden[0]!.some);
    const gone = await site.add({ ...golden[1]!.some, label: 'archive' }, START);
    const { filter_directory } = site.configuration;
    writeFileSync(join(filter_directory, 'archive.archive'), readFileSync(join(filter_directory, 'archive.fil')));
    rmSync(join(filter_directory, 'archive.fil'));
    await collector().pass(START + PERIOD);
    assert.match(site.lines.join('\n'), /^All traffic: .*all_traffic\.rrd is missing: a new one is made$/m);
    assert.ok(
      isClose(site.values(one, START, START + PERIOD).get(START + PERIOD)!, golden[0]!.exact.get(START + PERIOD)!),
    );
    assert.ok(Number.isNaN(site.values(gone, START, START + PERIOD).get(START + PERIOD)));
  });

  it('does not know what nobody captured, and stores 0 where there was only other traffic', async () => {
    const before = 1_749_938_400; // the flow files begin an hour and a half before START, at 22:30
    const all = await site.add(golden[0]!.some, before - 900);
    const none = await site.add(golden.at(-1)!.some, before - 900);
    await collector().pass(START);
    const values = site.values(all, before - 900, START);
    assert.deepEqual(
      [...values].filter(([, value]) => Number.isNaN(value)).map(([end]) => end),
      [...values.keys()].filter((end) => end <= 1_749_940_200),
    );
    assert.ok([...site.values(none, 1_749_940_200, START).values()].every((value) => value === 0));
  });

  it('leaves a period to a later pass while its files cannot be read', async () => {
    const flows = join(site.directory, 'some');
    const day = join(flows, 'edge1', '2025-06-14');
    mkdirSync(day, { recursive: true });
    const configuration = { ...site.configuration, flow_data_directory: flows };
    const one = await site.add(golden[0]!.some, START);
    const names = readdirSync(`${GOLDEN}flows/edge1/2025/2025-06/2025-06-14`).filter((name) =>
      /^ft-.*\.2[23]/.test(name),
    );
    for (const name of names) mkdirSync(join(day, name)); // what is no file cannot be read, not even by root
    const running = new Collector({ configuration, log: site.log });
    await running.pass(START + PERIOD);
    assert.match(site.lines.join('\n'), /^edge1: \d+ flow files cannot be read/m);
    assert.ok(Number.isNaN(site.values(one, START, START + PERIOD).get(START + PERIOD)));
    rmSync(day, { recursive: true });
    cpSync(`${GOLDEN}flows/edge1/2025/2025-06/2025-06-14`, day, { recursive: true });
    await running.pass(START + 2 * PERIOD);
    const values = site.values(one, START, START + 2 * PERIOD);
    for (const [end, value] of values) assert.ok(isClose(value, golden[0]!.exact.get(end)!), `${end}: ${value}`);
  });

  it('logs labels and values where it is asked to, and tells who watches', async () => {
    const tracking = await site.add(golden[0]!.some, START);
    const seen: [string, PeriodValue][] = [];
    const configuration = { ...site.configuration, log_collector_long: true };
    const onValue = ({ label }: Tracking, value: PeriodValue): void => void seen.push([label, value]);
    await new Collector({ configuration, log: site.log, onValue }).pass(START + 2 * PERIOD);
    assert.deepEqual(
      seen.map(([label, { end }]) => [label, end]),
      [
        ['All traffic', START + PERIOD],
        ['All traffic', START + 2 * PERIOD],
      ],
    );
    const [start, first] = site.lines;
    assert.match(start!, /^start: period 1749942300 \(.*\) to 1749942600 \(/);
    assert.match(
      first!,
      /^All traffic: 1749942300 \(.*\): 80776589\.44\d+ bps, type bps, .*all_traffic\.rrd, amount 30291\d+/,
    );
    assert.match(
      site.lines.at(-1)!,
      /^end: 1 trackings \(1 bps\), values: 2 positive, 0 zero, 0 unknown, took: [\d.]+ seconds$/,
    );
    assert.ok(tracking.id === 'all_traffic');
  });
});
