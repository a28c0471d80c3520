/** The daemon as an operator starts it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { floorToPeriod } from '../../lib/tracker/period.js';
import { until } from '../capture/wait.js';
import { TrackerSite } from '../tracker/site.js';
import { Running } from './capturing.js';
import { runProgram } from './program.js';

describe('FlowTracker_Grapher', () => {
  let site: TrackerSite;
  let env: Record<string, string>;
  beforeEach(async () => {
    site = new TrackerSite();
    const { filter_directory, rrdtool_directory, tracker_directory, log_directory } = site.configuration;
    const values = { filter_directory, rrdtool_directory, tracker_directory, log_directory };
    const lines = Object.entries(values).map(([name, value]) => `${name} = "${value}"\n`);
    writeFileSync(join(site.directory, 'FlowViewer.toml'), lines.join(''));
    env = { FLOWVIEWER_CONFIG: join(site.directory, 'FlowViewer.toml') };
    await site.add({ label: 'one' }, floorToPeriod(Date.now() / 1000 - 1800));
  });
  afterEach(() => {
    site.remove();
  });
  const daily = () => join(site.configuration.tracker_directory, 'one', 'daily.png');

  it('draws once what has changed, and with -f everything', async () => {
    const pictures = async (...words: string[]) => {
      const { status, stderr } = await runProgram('FlowTracker_Grapher', ['-o', ...words], '', env);
      assert.equal(status, 0, stderr);
      return Number(/finish: (\d+) pictures/.exec(stderr)?.[1]);
    };
    assert.equal(await pictures(), 5);
    assert.equal(await pictures(), 0);
    assert.equal(await pictures('-f'), 5);
    assert.ok(existsSync(daily()));
    const log = readFileSync(join(site.configuration.log_directory, 'FlowTracker_Grapher.log'), 'utf8');
    assert.equal(log.match(/finish: /g)?.length, 3);
  });

  it('runs alone until TERM', async () => {
    const running = Running.start('FlowTracker_Grapher', ['-D'], env);
    try {
      await until('a picture', () => existsSync(daily()));
      rmSync(daily());
      const second = await runProgram('FlowTracker_Grapher', ['-o'], '', env);
      assert.deepEqual([second.status, /another FlowTracker_Grapher, process \d+/.test(second.stderr)], [1, true]);
    } finally {
      assert.equal(await running.end(), 0);
    }
  });
});
