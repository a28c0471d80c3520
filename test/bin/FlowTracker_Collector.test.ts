/** The daemon as an operator starts it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../capture/wait.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { readStatus } from '../../lib/status/status.js';
import { trackerStatusFile } from '../../lib/tracker/status-file.js';
import { floorToPeriod, PERIOD } from '../../lib/tracker/period.js';
import { TrackerSite } from '../tracker/site.js';
import { runProgram } from './program.js';
import { Running } from './capturing.js';

describe('FlowTracker_Collector', () => {
  let site: TrackerSite;
  let env: Record<string, string>;
  const log = (): string => readFileSync(join(site.configuration.log_directory, 'FlowTracker_Collector.log'), 'utf8');
  const configure = (more = ''): void => {
    const { flow_data_directory, filter_directory, rrdtool_directory, log_directory, work_directory } =
      site.configuration;
    const values = { flow_data_directory, filter_directory, rrdtool_directory, log_directory, work_directory };
    const lines = Object.entries(values).map(([name, value]) => `${name} = "${value}"\n`);
    writeFileSync(join(site.directory, 'FlowViewer.toml'), lines.join('') + more);
  };
  beforeEach(() => {
    site = new TrackerSite();
    env = { FLOWVIEWER_CONFIG: join(site.directory, 'FlowViewer.toml') };
    configure();
  });
  afterEach(() => {
    site.remove();
  });

  it('stores the periods up to half an hour ago, and says so in its log', async () => {
    const end = floorToPeriod(Date.now() / 1000 - 1800);
    const start = end - 2 * PERIOD;
    const tracking = await site.add({ label: 'All', fields: { device_name: 'router' } }, start);
    const record = timedRecord((start + 10) * 1000, (start + 20) * 1000, 1e6, { doctets: 37_500, dpkts: 1 });
    const later = timedRecord((start + 310) * 1000, (start + 3000) * 1000, 1e6, { doctets: 1, dpkts: 1 });
    const directory = join(site.configuration.flow_data_directory, 'router');
    await writeRowFile(directory, { version: '5', start: start * 1000, records: [record, later] });
    const { status, stderr } = await runProgram('FlowTracker_Collector', ['-o'], '', env);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^FlowTracker_Collector: start: period/);
    assert.match(log(), /^\S+Z \[\d+\] end: 1 trackings \(1 bps\), values: [23] positive/m);
    assert.equal(site.values(tracking, start, end).get(start + PERIOD), 1000);
  });

  it('prints how long its passes took, day by day', async () => {
    const none = await runProgram('FlowTracker_Collector', ['-s'], '', env);
    assert.deepEqual([none.status, /cannot read the log/.test(none.stderr)], [1, true]);
    const line = (day: string, took: string): string =>
      `${day}T10:00:00+02:00 [7] end: 2 trackings (2 bps), values: 2 positive, 0 zero, 0 unknown, took: ${took} seconds\n`;
    const lines = [
      '2025-06-14 not ours\n',
      line('2025-06-14', '0.50'),
      line('2025-06-15', '1.00'),
      line('2025-06-15', '302.00'),
    ];
    const label = '2025-06-15T10:00:00+02:00 [7] end: took: 9.00 seconds: 1 (x): 0 bps\n';
    writeFileSync(join(site.configuration.log_directory, 'FlowTracker_Collector.log'), [...lines, label].join(''));
    const { status, stdout } = await runProgram('FlowTracker_Collector', ['-s'], '', env);
    assert.equal(status, 0);
    assert.deepEqual(
      String(stdout)
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(/ +/)),
      [
        ['2025-06-14', '1', '0.50', '0.50', '0'],
        ['2025-06-15', '2', '151.50', '302.00', '1'],
      ],
    );
  });

  it('runs as a daemon, alone, and ends at TERM', async () => {
    const pidfile = join(site.directory, 'pid');
    const started = await runProgram('FlowTracker_Collector', ['-p', pidfile], '', env);
    assert.equal(started.status, 0, started.stderr);
    const pid = Number(readFileSync(pidfile, 'latin1'));
    try {
      const second = await runProgram('FlowTracker_Collector', ['-o'], '', env);
      assert.equal(second.status, 1);
      assert.match(second.stderr, new RegExp(`another FlowTracker_Collector, process ${pid}, works on .*rrds already`));
      const third = await runProgram('FlowTracker_Collector', [], '', env);
      assert.deepEqual([third.status, /another FlowTracker_Collector/.test(third.stderr)], [1, true]);
      await until('the first pass', () => /end: 0 trackings/.test(log()));
      const { program, pid: told } = readStatus(trackerStatusFile('FlowTracker_Collector', site.configuration)) ?? {};
      assert.deepEqual([program, told], ['FlowTracker_Collector', pid]);
    } finally {
      process.kill(pid, 'SIGTERM');
    }
    await until(
      'the end',
      () =>
        !existsSync(pidfile) &&
        !existsSync(trackerStatusFile('FlowTracker_Collector', site.configuration)) &&
        !existsSync(join(site.configuration.rrdtool_directory, '.FlowTracker_Collector.lock')),
    );
  });

  it('reads the configuration again at HUP, and keeps what it has if that is wrong', async () => {
    const running = Running.start('FlowTracker_Collector', ['-D'], env);
    try {
      await running.says(/end: 0 trackings/);
      configure('log_collector_short = "perhaps"\n');
      running.child.kill('SIGHUP');
      await running.says(/log_collector_short must be true or false.* The configuration stays as it was/);
      configure('log_collector_short = false\n');
      running.child.kill('SIGHUP');
      await running.says(/the configuration has been read again/);
    } finally {
      assert.equal(await running.end(), 0);
    }
  });

  it('says what is wrong with its configuration or directories, and does not start', async () => {
    configure('collection_offset = "half an hour"\n');
    const wrong = await runProgram('FlowTracker_Collector', [], '', env);
    assert.deepEqual([wrong.status, /collection_offset must be a whole number/.test(wrong.stderr)], [1, true]);
    configure(`\n`);
    writeFileSync(join(site.directory, 'file'), '');
    site = Object.assign(site, {
      configuration: { ...site.configuration, log_directory: join(site.directory, 'file') },
    });
    configure();
    const unwritable = await runProgram('FlowTracker_Collector', [], '', env);
    assert.equal(unwritable.status, 1);
    assert.match(unwritable.stderr, /cannot write to the log in .*file \(log_directory\)/);
  });
});
