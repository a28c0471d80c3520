import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collector } from '../../lib/tracker/collector.js';
import { archiveTracking, createTracking, restartTracking } from '../../lib/tracker/create.js';
import { PERIOD } from '../../lib/tracker/period.js';
import { rrdFile } from '../../lib/tracker/tracking-rrd.js';
import { GOLDEN } from '../web/site.js';
import { TrackerSite } from './site.js';
import { aTracking } from './trackings.js';

const START = 1_749_942_000;
/** When the period that ends at START is collected. */
const NOW = START + 1800 + 42;

describe('a tracking as it comes and goes', () => {
  let site: TrackerSite;
  beforeEach(() => {
    site = new TrackerSite({ flow_data_directory: `${GOLDEN}flows` });
  });
  afterEach(() => {
    site.remove();
  });
  const some = { label: 'All', fields: { device_name: 'edge1' } };

  it('has a definition and an RRD from the beginning, which the Collector fills', async () => {
    const tracking = await createTracking(site.configuration, aTracking(some), NOW);
    assert.match(tracking.definition, /^filter-primitive start_flows[^]*filter-definition Flow_Filter/);
    await new Collector(site).pass(START);
    const values = site.values(tracking, START - 600, START);
    assert.deepEqual(
      [...values.values()].map((value) => value > 0),
      [true, true],
    );
    assert.ok(!site.lines.join().includes('missing'));
  });

  it('is there once where two ask for the same label at the same time', async () => {
    const both = await Promise.allSettled([0, 1].map(() => createTracking(site.configuration, aTracking(some), NOW)));
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = both.find((each) => each.status === 'rejected');
    assert.equal((refused?.reason as { code?: unknown }).code, 'taken');
    assert.deepEqual(readdirSync(site.configuration.filter_directory), ['all.fil']);
  });

  it('never goes on in an RRD that another has left', async () => {
    const { rrdtool_directory } = site.configuration;
    writeFileSync(join(rrdtool_directory, 'all.rrd'), 'of one that was removed');
    writeFileSync(join(rrdtool_directory, 'all~2.archive'), 'of another');
    const tracking = await createTracking(site.configuration, aTracking(some), NOW);
    assert.equal(tracking.id, 'all~3');
    await assert.rejects(createTracking(site.configuration, aTracking(some), NOW), { code: 'taken' });
    const wrong = aTracking({ label: 'x', fields: { source_port: 'nonsense!' } });
    await assert.rejects(createTracking(site.configuration, wrong, NOW), { code: 'bad-filter' });
    assert.deepEqual(readdirSync(site.configuration.filter_directory), ['all~3.fil']);
  });

  it('leaves an unknown gap between archive and restart, and keeps what was before', async () => {
    const tracking = await createTracking(site.configuration, aTracking(some), NOW);
    const collector = new Collector(site);
    await collector.pass(START);
    const archive = await archiveTracking(site.configuration, tracking);
    assert.ok(existsSync(rrdFile(site.configuration.rrdtool_directory, archive)));
    await collector.pass(START + PERIOD);
    const restarted = await restartTracking(site.configuration, archive, NOW + 4 * PERIOD);
    assert.deepEqual(restarted, tracking);
    await collector.pass(START + 6 * PERIOD);
    const values = site.values(tracking, START - PERIOD, START + 6 * PERIOD);
    assert.deepEqual(
      [...values.values()].map((value) => value > 0),
      [true, false, false, false, false, true, true],
    );
    assert.ok([...values.values()].slice(1, 5).every((value) => Number.isNaN(value)));
  });
});
