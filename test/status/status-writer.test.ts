import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METRICS, metricsOf, type Values } from '../../lib/status/metrics.js';
import { readStatus, type Status } from '../../lib/status/status.js';
import { StatusWriter } from '../../lib/status/status-writer.js';

const MINUTE = 60_000;
const VALUES: Values<'flow-fanout'> = {
  ...{ datagrams: 10, flows: 300, corrupt: 0, lost: 0, resets: 0, misordered: 0, duplicates: 0, exporters: 1 },
  ...{ kernelDrops: undefined, leftOut: 0, saturated: 0, filtered: 0, sendDrops: 0, waiting: 0 },
};

describe('the status of a daemon', () => {
  let folder: string;
  let now: number;
  let values: Values<'flow-fanout'>;
  let said: string[];
  const file = (): string => join(folder, 'status.json');
  const metrics = (): string => join(folder, 'metrics');
  const prom = (): string => join(metrics(), 'flowviewer.flow-fanout.a_b.9991.prom');
  const writer = (): StatusWriter<'flow-fanout'> =>
    new StatusWriter({
      program: 'flow-fanout',
      file: file(),
      metrics: metrics(),
      labels: { directory: '/a b', port: '9991' },
      values: () => values,
      log: (line) => said.push(line),
      now: () => now,
    });
  function read(): Status {
    const status = readStatus(file());
    assert.ok(status);
    return status;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-status-'));
    mkdirSync(metrics());
    [now, values, said] = [Date.UTC(2026, 0, 1), VALUES, []];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has its values, and what the counters grew within the last hour', async () => {
    const status = writer();
    await status.write();
    assert.equal(read().pid, process.pid);
    assert.deepEqual(read().labels, { directory: '/a b', port: '9991' });
    const { kernelDrops, ...known } = VALUES;
    assert.equal(kernelDrops, undefined);
    assert.deepEqual(read().values, known, 'what is not known is absent');
    for (let minute = 1; minute <= 90; minute++) {
      now += MINUTE;
      values = { ...VALUES, datagrams: 10 + minute, waiting: minute };
      await status.write();
    }
    const { recent, values: all, written } = read();
    assert.equal(all['datagrams'], 100);
    assert.equal(recent.values['datagrams'], 60);
    assert.equal(written - recent.since, 60 * MINUTE);
    assert.ok(!('waiting' in recent.values), 'a gauge does not grow');
    now += MINUTE;
    values = { ...VALUES, datagrams: 3 };
    await status.write();
    assert.equal(read().recent.values['datagrams'], 3, 'a counter that fell has begun anew');
  });

  it('is there as a whole or not at all, with modes of its own, and gone when the daemon has ended', async () => {
    const umask = process.umask(0o077);
    try {
      const status = writer().start();
      await status.write();
      assert.deepEqual(
        [file(), prom()].map((path) => statSync(path).mode & 0o777),
        [0o640, 0o644],
      );
      assert.deepEqual(readdirSync(folder).sort(), ['metrics', 'status.json'], 'no temporary file');
      await status.end();
    } finally {
      process.umask(umask);
    }
    assert.deepEqual([...readdirSync(folder), ...readdirSync(metrics())], ['metrics']);
    assert.deepEqual(said, []);
  });

  it('is told as metrics that Prometheus reads', async () => {
    await writer().write();
    const text = readFileSync(prom(), 'utf8');
    for (const line of text.trimEnd().split('\n'))
      assert.match(line, /^(# HELP \w+ .+|# TYPE \w+ (counter|gauge)|\w+\{(\w+="[^"]*",?)+\} [\d.]+)$/);
    assert.match(text, /^flowviewer_flows_total\{program="flow-fanout",directory="\/a b",port="9991"\} 300$/m);
    assert.ok(!text.includes('kernel_dropped'), 'what is not known is absent');
  });

  it('is said once not to be writable, and once more when it was writable again', async () => {
    const status = writer();
    rmSync(metrics(), { recursive: true });
    await status.write();
    await status.write();
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /cannot write the status .*flowviewer\.flow-fanout.*ENOENT/);
    assert.equal(read().values['flows'], 300, 'the other is written all the same');
    mkdirSync(metrics());
    await status.write();
    rmSync(metrics(), { recursive: true });
    await status.write();
    assert.equal(said.length, 2);
  });

  it('is refused where it is something else', () => {
    assert.equal(readStatus(file()), undefined);
    for (const text of ['', '{', '[]', '{"program":"flow-fanout"}', 'x'.repeat(100_000)]) {
      writeFileSync(file(), text);
      assert.throws(() => readStatus(file()), /is no status file/, text.slice(0, 20));
    }
  });
});

describe('the table of metrics', () => {
  it('has names as Prometheus wants them, and one meaning for each', () => {
    const meanings = new Map<string, string>();
    for (const program of Object.keys(METRICS) as (keyof typeof METRICS)[])
      for (const [, { name, kind, help }] of metricsOf(program)) {
        assert.match(name, /^flowviewer_[a-z_]+$/);
        assert.equal(name.endsWith('_total'), kind === 'counter', name);
        assert.equal(meanings.get(name) ?? help, help, name);
        meanings.set(name, help);
      }
  });
});
