/** The init script as an operator runs it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TrackerSite } from '../tracker/site.js';

describe('init.d/FlowTracker', () => {
  let site: TrackerSite;
  before(() => {
    site = new TrackerSite();
    const { filter_directory, rrdtool_directory, tracker_directory, log_directory } = site.configuration;
    const values = { filter_directory, rrdtool_directory, tracker_directory, log_directory };
    const lines = Object.entries(values).map(([name, value]) => `${name} = "${value}"\n`);
    writeFileSync(join(site.directory, 'FlowViewer.toml'), lines.join(''));
    const user = process.getuid?.() ?? 0;
    writeFileSync(
      join(site.directory, 'defaults'),
      `RUN_AS=${user}\nPIDFILES=${site.directory}\nPATH=${resolve('build/bin')}:$PATH\nexport FLOWVIEWER_CONFIG=${site.directory}/FlowViewer.toml\n`,
    );
  });
  after(() => {
    call('stop');
    site.remove();
  });
  const call = (action: string) => {
    const env = { ...process.env, FLOWTRACKER_DEFAULTS: join(site.directory, 'defaults') };
    const { status, stdout, stderr } = spawnSync('init.d/FlowTracker', [action], { env, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };
  const pid = (name: string) => Number(readFileSync(join(site.directory, `${name}.pid`), 'latin1'));

  it('starts both daemons once, tells whether they run, restarts and stops them', () => {
    assert.deepEqual(call('status'), {
      status: 3,
      said: 'FlowTracker_Collector does not run\nFlowTracker_Grapher does not run\n',
    });
    assert.deepEqual(call('start'), { status: 0, said: '' });
    const first = pid('FlowTracker_Collector');
    assert.equal(call('start').status, 0);
    assert.equal(pid('FlowTracker_Collector'), first);
    assert.deepEqual(call('status'), { status: 0, said: 'FlowTracker_Collector runs\nFlowTracker_Grapher runs\n' });
    assert.equal(call('reload').status, 0);
    assert.deepEqual(call('restart'), { status: 0, said: '' });
    assert.notEqual(pid('FlowTracker_Collector'), first);
    assert.deepEqual(call('stop'), { status: 0, said: '' });
    assert.ok(!existsSync(join(site.directory, 'FlowTracker_Grapher.pid')));
    assert.equal(call('status').status, 3);
    assert.equal(call('dance').status, 2);
  });
});
