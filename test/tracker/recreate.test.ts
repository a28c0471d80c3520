import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { LockedError } from '../../lib/command/lock.js';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { Collector } from '../../lib/tracker/collector.js';
import { PERIOD } from '../../lib/tracker/period.js';
import { recreate, type RecreateProgress } from '../../lib/tracker/recreate.js';
import { addValues, rrdFile } from '../../lib/tracker/tracking-rrd.js';
import { GOLDEN } from '../web/site.js';
import { isClose, rrdValues, TrackerSite } from './site.js';

const START = 1_749_942_000;
const END = 1_749_949_200;
const NOW = (END + 1800 + 17) * 1000;

describe('a tracking recreated from the past', () => {
  let site: TrackerSite;
  beforeEach(() => {
    site = new TrackerSite({ flow_data_directory: `${GOLDEN}flows`, recreate_cat_length: 3000 });
  });
  afterEach(() => {
    site.remove();
  });
  /** Of flows alive, which the original lost. */
  const some = { label: 'Active', type: 'fpsa', fields: { device_name: 'edge1', nexthop_ip: '203.0.113.33' } } as const;
  const expected = new Map(
    readFileSync(`${GOLDEN}expected/tracking-t11.csv`, 'utf8')
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((line) => line.split(',').map(Number))
      .map(([, end, exact]) => [end!, exact!]),
  );

  it('has the values that the Collector would have stored, and tells how far it is', async () => {
    const tracking = await site.add(some);
    const told: RecreateProgress[] = [];
    const { configuration } = site;
    await recreate({ tracking, from: START + 17, configuration, now: () => NOW, progress: (done) => told.push(done) });
    const values = site.values(tracking, START, END);
    assert.equal(values.size, 24);
    for (const [end, value] of values) assert.ok(isClose(value, expected.get(end)!), `${end}: ${value}`);
    assert.deepEqual(
      told.map(({ periodsDone, periods }) => [periodsDone, periods]),
      [
        [10, 24],
        [20, 24],
        [24, 24],
      ],
    );
    assert.deepEqual(readdirSync(configuration.rrdtool_directory), ['active.rrd']);
  });

  it('keeps older values, takes the place of what the Collector has stored meanwhile, which then goes on', async () => {
    const tracking = await site.add(some, START - PERIOD);
    const file = rrdFile(site.configuration.rrdtool_directory, tracking);
    const rrd = new RrdProcess();
    await addValues(rrd, file, START - PERIOD, [
      { end: START, value: 77 },
      { end: START + PERIOD, value: 88 },
    ]);
    await rrd.close();
    const { configuration } = site;
    const collector = new Collector(site);
    const late = NOW - 6 * PERIOD * 1000;
    const progress = ({ periodsDone }: RecreateProgress): void => {
      if (periodsDone === 10) assert.ok(rrdValues(file, START, END).get(START + PERIOD) === 88, 'not replaced yet');
    };
    await recreate({ tracking, from: START, configuration, now: () => late, progress });
    await collector.pass(END);
    const values = site.values(tracking, START - PERIOD, END);
    assert.equal(values.get(START), 77);
    for (const [end, value] of values)
      if (end > START) assert.ok(isClose(value, expected.get(end)!), `${end}: ${value}`);
  });

  it('leaves everything as it was when it is given up, or fails', async () => {
    const tracking = await site.add(some);
    const { configuration } = site;
    const request = { tracking, from: START, configuration, now: () => NOW };
    const given = new AbortController();
    const progress = (): void => {
      given.abort();
    };
    await assert.rejects(recreate({ ...request, signal: given.signal, progress }), { name: 'AbortError' });
    assert.deepEqual(readdirSync(configuration.rrdtool_directory), []);
    const elsewhere = { ...tracking, fields: { ...tracking.fields, device_name: 'nowhere' } };
    await assert.rejects(recreate({ ...request, tracking: elsewhere }), { code: 'no-directory' });
    assert.deepEqual(readdirSync(configuration.rrdtool_directory), []);
  });

  it('is not done twice at a time', async () => {
    const tracking = await site.add(some);
    const request = { tracking, from: START, configuration: site.configuration, now: () => NOW };
    const both = await Promise.allSettled([recreate(request), recreate(request)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const failed = both.find((each) => each.status === 'rejected');
    assert.ok(failed?.reason instanceof LockedError);
  });
});
