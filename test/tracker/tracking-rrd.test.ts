import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { addValues, growArchives, lastUpdate, rrdFile, rrdStart } from '../../lib/tracker/tracking-rrd.js';
import { TrackerSite } from './site.js';

const START = 1_750_000_200;

describe('the RRD of a tracking', () => {
  let site: TrackerSite;
  let rrd: RrdProcess;
  beforeEach(() => {
    site = new TrackerSite();
    rrd = new RrdProcess();
  });
  afterEach(async () => {
    await rrd.close();
    site.remove();
  });

  it('has the step, source and archives of the original: 50 hours, 14 days, 64 days and 3 years, averages and greatest', async () => {
    const tracking = await site.add({}, START);
    const file = rrdFile(site.configuration.rrdtool_directory, tracking);
    const text = execFileSync('rrdtool', ['info', file], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    const info = new Map(text.split('\n').map((line) => line.split(' = ') as [string, string]));
    const of = (...keys: string[]) => keys.map((key) => info.get(key));
    assert.deepEqual(of('step', 'last_update'), ['300', String(START)]);
    assert.deepEqual(
      of('ds[flowbits].type', 'ds[flowbits].minimal_heartbeat', 'ds[flowbits].min', 'ds[flowbits].max'),
      ['"GAUGE"', '600', 'NaN', 'NaN'],
    );
    const shapes = [
      ['1', '600'],
      ['6', '700'],
      ['24', '775'],
      ['288', '1100'],
    ];
    for (const [at, [kind, shape]] of ['"AVERAGE"', '"MAX"']
      .flatMap((each) => shapes.map((one) => [each, one] as const))
      .entries()) {
      assert.deepEqual(of(`rra[${at}].cf`, `rra[${at}].pdp_per_row`, `rra[${at}].rows`), [kind, ...shape]);
      assert.equal(Number(info.get(`rra[${at}].xff`)), 0.5);
    }
    assert.ok(!info.has('rra[8].cf'));
  });

  it('leaves a gap unknown, and keeps the first value after it, whatever its length', async () => {
    for (const gap of [300, 600, 900, 40 * 86_400]) {
      const tracking = await site.add({ label: `gap of ${gap}` }, START);
      const file = rrdFile(site.configuration.rrdtool_directory, tracking);
      await addValues(rrd, file, START, [{ end: START + 300, value: 0.1 }]);
      const end = START + 300 + gap + 300;
      const words = await addValues(rrd, file, START + 300, [
        { end, value: 7 },
        { end: end + 300, value: undefined },
        { end: end + 600, value: 0 },
      ]);
      assert.deepEqual(words.slice(-3), [`${end}:7`, `${end + 300}:U`, `${end + 600}:0`]);
      assert.equal(await lastUpdate(rrd, file), end + 600);
      const values = site.values(tracking, end - 300 - Math.min(gap, 3000), end + 600);
      const known = [...values].filter(([, value]) => !Number.isNaN(value));
      assert.deepEqual(known, [
        [end, 7],
        [end + 600, 0],
      ]);
    }
  });

  it('begins 40 minutes before a tracking is made, where a period does', () => {
    assert.equal(rrdStart(START + 123), START - 2400);
    assert.equal(rrdStart(START - 1), START - 2700);
  });

  it('of an older version gets the days of three years, and keeps its values', async () => {
    const tracking = await site.add({});
    const file = rrdFile(site.configuration.rrdtool_directory, tracking);
    const shapes = ['1:600', '6:700', '24:775', '288:797'];
    const archives = ['AVERAGE', 'MAX'].flatMap((kind) => shapes.map((shape) => `RRA:${kind}:0.5:${shape}`));
    await rrd.run('create', file, '--start', String(START), '--step', '300', 'DS:flowbits:GAUGE:600:U:U', ...archives);
    const days = Array.from({ length: 4 * 288 }, (_, index) => ({ end: START + (index + 1) * 300, value: index }));
    await addValues(rrd, file, START, days);
    const daily = async (): Promise<string[]> =>
      rrd.run(
        'fetch',
        file,
        'MAX',
        '--resolution',
        '86400',
        '--start',
        String(START),
        '--end',
        String(START + 4 * 86_400),
      );
    const [rows, before] = [
      async () => (await rrd.run('info', file)).filter((line) => /rows = /.test(line)),
      await daily(),
    ];
    await growArchives(rrd, file);
    assert.deepEqual(
      (await rows()).map((line) => Number(line.split('= ')[1])),
      [600, 700, 775, 1100, 600, 700, 775, 1100],
    );
    assert.deepEqual(await daily(), before);
    const { mtimeMs } = statSync(file);
    await growArchives(rrd, file);
    assert.equal(statSync(file).mtimeMs, mtimeMs, 'nothing is written a second time');
    assert.ok(new Set(before).size > 2);
  });
});
