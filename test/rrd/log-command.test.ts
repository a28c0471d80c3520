import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exporterLine } from '../../lib/capture/statistics.js';
import type { Exporter } from '../../lib/netflow/exporters.js';

const START = 1_743_292_800;

/** A line of a log as flow-capture writes it, `minutes` after START. */
function line(minutes: number, flows: number, startup = START): string {
  const exporter: Exporter = {
    source: 0xc0000201,
    port: 2055,
    dVersion: 5,
    aggregation: 0,
    datagrams: flows / 10,
    flows,
    lost: 0,
    resets: 0,
    misordered: 0,
    duplicates: 0,
  } as unknown as Exporter; // prettier-ignore -- what the line shows, and no more
  const time = { now: START + 60 * minutes, startup };
  return `Mar 30 00:00:00 host flow-capture[1]: ${exporterLine(time, exporter, 0xc000020a, 0)}\n`;
}

describe('flow-log2rrd', function () {
  this.timeout(60_000);
  const file = '192.0.2.1_192.0.2.10_5.rrd';
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'log2rrd-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function run(input: string): void {
    const argv = [resolve('build/bin/flow-log2rrd.js'), '-p', directory];
    const { status, stderr } = spawnSync(process.execPath, argv, { input, encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  }

  /** Rates of each 5 minutes up to `minutes` after START; flows, pkts, lost. */
  function rates(minutes: number): string[] {
    const range = ['-s', String(START), '-e', String(START + 60 * minutes - 1)];
    const text = execFileSync('rrdtool', ['fetch', join(directory, file), 'AVERAGE', ...range], { encoding: 'utf8' });
    return text.split('\n').filter((each) => /^\d+:/.test(each)).map((each) => each.split(/\s+/).slice(1).map(Number).join(' ')); // prettier-ignore
  }

  it('puts the counters of each exporter into a file of its own', () => {
    run([0, 5, 10].map((at) => line(at, 300 * at)).join('') + line(5, 1).replace('d_ver=5', 'd_ver=9'));
    assert.deepEqual(readdirSync(directory).sort(), [file, '192.0.2.1_192.0.2.10_9.rrd']);
    assert.deepEqual(rates(10), ['5 0.5 0', '5 0.5 0']);
    const info = execFileSync('rrdtool', ['info', join(directory, file)], { encoding: 'utf8' });
    assert.match(info, /ds\[lost\]\.type = "COUNTER"/);
    assert.deepEqual([...info.matchAll(/\.rows = (\d+)/g)].map(([, rows]) => rows), ['2016', '365']); // prettier-ignore
  });

  it('may read the same log again, and a longer one', () => {
    const log = line(0, 0) + line(5, 1500);
    run(log);
    run(log);
    run(log + line(10, 3000));
    assert.deepEqual(rates(10), ['5 0.5 0', '5 0.5 0']);
  });

  it('does not take the restart of a capture for a counter that ran over', () => {
    const restart = START + 60 * 7;
    run(line(0, 0) + line(5, 1500) + line(10, 900, restart) + line(15, 2400, restart));
    const [before, across, after] = rates(15);
    assert.deepEqual([before, after], ['5 0.5 0', '5 0.5 0']);
    assert.equal(across, 'NaN NaN NaN');
  });

  it('has the datagrams that flow-fanout could not send', () => {
    run(line(0, 0).replace('filter_drops=0', 'send_nobufs=3'));
    assert.match(execFileSync('rrdtool', ['info', join(directory, file)], { encoding: 'utf8' }), /ds\[nobufs\]/);
  });

  it('passes over all other lines, and stays in its directory', () => {
    run(`Mar 30 host sshd: STAT: nothing\n\nSTAT: now=x src_ip=1 dst_ip=2 d_ver=3 flows=1\n`);
    assert.deepEqual(readdirSync(directory), []);
    run('STAT: now=1743292800 src_ip=..:evil dst_ip=..:x d_ver=5 flows=1 pkts=1 lost=0\n');
    assert.equal(readdirSync(directory).length, 1);
  });
});
