import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { captureStatusFile } from '../../lib/capture/status-values.js';
import { isCandidateName } from '../../lib/ftfile/names.js';
import { readStatus } from '../../lib/status/status.js';
import { filesBelow, range, readFlows, v5Datagrams } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { GOLDEN } from '../netflow/golden.js';
import { freePort } from '../free-port.js';
import { runToEnd, Running, send } from './capturing.js';

describe('flow-capture', () => {
  let directory: string;
  let port: number;
  let running: Running | undefined;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'flow-capture-'));
    port = await freePort();
  });
  afterEach(async () => {
    await running?.kill();
    running = undefined;
    rmSync(directory, { recursive: true });
    rmSync(`/var/log/flow-capture.${port}.log`, { force: true });
  });

  async function start(...options: string[]): Promise<Running> {
    running = Running.start('flow-capture', ['-D', '-w', directory, ...options, `127.0.0.1/0/${port}`]);
    await running.says(/receive buffer/);
    return running;
  }
  const names = () => filesBelow(directory).map((path) => basename(path));
  const flowsOf = async () => {
    const paths = filesBelow(directory).filter((path) => isCandidateName(basename(path)));
    const files = await Promise.all(paths.map((path) => readFlows(path)));
    return { files, numbers: files.flatMap(({ numbers }) => numbers) };
  };
  /** The same while files may be renamed or removed: then not yet. */
  const flowsSoFar = async () => {
    try {
      return (await flowsOf()).numbers;
    } catch (error) {
      if (error instanceof Error && error.message.includes('ENOENT')) return [];
      throw error;
    }
  };
  /** Sends numbered flows and waits until readers see them. */
  async function capture(first: number, count: number): Promise<void> {
    await send(v5Datagrams(first, count), port);
    await until('flows readable', async () => (await flowsSoFar()).includes(first + count - 1));
  }

  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const)
    it(`closes its file and exits with 0 at ${signal}`, async () => {
      const { end } = await start().then((process) => ({ end: () => process.end(signal) }));
      await send(v5Datagrams(0, 1000), port);
      assert.equal(await end(), 0);
      const { files, numbers } = await flowsOf();
      assert.deepEqual(numbers, range(0, 1000));
      const [file] = files;
      assert.ok(file && files.length === 1);
      assert.match(
        relative(directory, file.path),
        /^(\d{4})\/\1-\d\d\/\1-\d\d-\d\d\/ft-v05\.\1-\d\d-\d\d\.\d{6}[+-]\d{4}$/,
      );
      assert.deepEqual([file.header.flags, file.header.flows, file.damage], [3, 1000, []]);
      assert.equal(existsSync(join(directory, '.flow-capture.lock')), false);
      assert.match(running?.stderr ?? '', /SOCKET: .* pkts=34 corrupt=0 lost=0 .* kernel_drops=0 write_drops=0/);
    });

  it('shows flows to readers within seconds, compressed too', async () => {
    await start();
    await capture(0, 100); // and that they can be read; the file goes on for minutes
    assert.match(names()[0] ?? '', /^tmp-/);
    const { files } = await flowsOf();
    assert.deepEqual([files[0]?.header.flags, files[0]?.damage], [2, []]);
  });

  it('begins a new file at HUP, and runs the program of -R on the old one', async () => {
    writeFileSync(join(directory, 'hook'), '#!/bin/sh\necho "$1" >> hooked\nexit 3\n');
    chmodSync(join(directory, 'hook'), 0o755);
    const process = await start('-R', 'hook', '-N', '-1', '-z', '0');
    await capture(0, 50);
    process.child.kill('SIGHUP');
    await process.says(/Child \d+ exit_status=3/);
    const closed = names().filter((name) => name.startsWith('ft-'));
    assert.equal(closed.length, 1);
    await capture(50, 50);
    assert.equal(await process.end(), 0);
    await until('second run', () => readFileSync(join(directory, 'hooked'), 'utf8').split('\n').length === 3);
    const { files } = await flowsOf();
    assert.deepEqual(
      files.map(({ numbers }) => numbers),
      [range(0, 50), range(50, 50)],
    );
    assert.deepEqual(
      readFileSync(join(directory, 'hooked'), 'utf8').trim().split('\n'),
      files.map(({ path }) => relative(directory, path)),
    );
  });

  it('tells what it has counted in a status file and as metrics, until it ends', async () => {
    const metrics = mkdtempSync(join(tmpdir(), 'flow-capture-metrics-'));
    process.env['FLOW_TOOLS_METRICSDIR'] = metrics;
    try {
      await start();
      const file = captureStatusFile(directory);
      await until('the first status', () => existsSync(file));
      await capture(0, 300);
      await until('the datagrams in the status', () => {
        running?.child.kill('SIGHUP'); // which writes it now
        return readStatus(file)?.values['datagrams'] === 10;
      });
      const { program, pid, labels, values = {}, recent } = readStatus(file) ?? {};
      assert.deepEqual([program, pid], ['flow-capture', running?.child.pid]);
      assert.deepEqual(labels, { directory, port: String(port) });
      assert.deepEqual(
        ['flows', 'corrupt', 'lost', 'kernelDrops', 'writeDrops', 'exporters'].map((key) => values[key]),
        [300, 0, 0, 0, 0, 1],
      );
      assert.ok((values['free'] ?? 0) > 0);
      assert.equal(recent?.values['flows'], 300);
      const [name = ''] = readdirSync(metrics);
      assert.match(name, new RegExp(`^flowviewer\\.flow-capture\\.[\\w.-]+\\.${port}\\.prom$`));
      const line = `flowviewer_flows_total{program="flow-capture",directory="${directory}",port="${port}"} 300\n`;
      assert.ok(readFileSync(join(metrics, name), 'utf8').includes(line));
      assert.equal(await running?.end(), 0);
      assert.ok(!existsSync(file));
      assert.deepEqual(readdirSync(metrics), []);
    } finally {
      delete process.env['FLOW_TOOLS_METRICSDIR'];
      rmSync(metrics, { recursive: true });
    }
  });

  it('completes what a kill left behind', async () => {
    const killed = await start();
    await capture(0, 500);
    assert.equal(await killed.end('SIGKILL'), 'SIGKILL');
    assert.match(names().join(), /^tmp-v05[^,]*$/);
    const next = await start();
    await next.says(/completed .*: 500 flows/);
    await capture(500, 500);
    assert.equal(await next.end(), 0);
    const { files, numbers } = await flowsOf();
    assert.deepEqual(numbers, range(0, 1000));
    for (const { path, damage, header } of files) {
      assert.match(basename(path), /^ft-/);
      assert.deepEqual([damage, header.flags, header.flows], [[], 3, 500]);
    }
  });

  it('believes one exporter if told so', async () => {
    running = Running.start('flow-capture', ['-D', '-w', directory, `127.0.0.1/127.0.0.2/${port}`]);
    await running.says(/receive buffer/);
    await send(v5Datagrams(900, 30), port);
    await send(v5Datagrams(0, 30), port, '127.0.0.2');
    await running.says(/New exporter: time=\d+ src_ip=127\.0\.0\.2 dst_ip=127\.0\.0\.1 d_version=5/);
    assert.equal(await running.end(), 0);
    assert.match(running.stderr, /Unexpected PDU: src_ip=127\.0\.0\.1 not configured/);
    const { files, numbers } = await flowsOf();
    assert.deepEqual([numbers, files[0]?.header.corrupt], [range(0, 30), 1]);
  });

  it('takes a datagram without records for a sign of life', async () => {
    const process = await start();
    await send([readFileSync(`${GOLDEN}/pdu/count-zero/000.bin`)], port);
    await process.says(/New exporter/);
    await until('file', () => names().length === 1);
    assert.equal(await process.end(), 0);
    const { files } = await flowsOf();
    assert.deepEqual([files[0]?.header.flows, files[0]?.header.corrupt], [0, 0]);
  });

  const refused: [reason: string, make: () => Buffer, log: RegExp][] = [
    ['too short', () => Buffer.from([0, 5, 0]), /not enough bytes/],
    ['of an unknown version', () => Buffer.from([0, 11, 0, 1]), /version 11; 1, 5 to 8, 9 and 10 are understood/],
    ['with too many records', () => Buffer.from([0, 5, 0, 31]), /too many pdus \(31\) in record, max 30/],
    [
      'of a wrong length',
      () => Buffer.concat([v5Datagrams(0, 1)[0] ?? Buffer.alloc(0), Buffer.alloc(4)]),
      /expected 72 got 76/,
    ],
    ['of an unknown aggregation', () => golden8(22, 15), /aggregation method 15 is unknown/],
    ['of an unknown aggregation version', () => golden8(23, 1), /aggregation version 1 is not supported/],
  ];
  function golden8(at: number, value: number): Buffer {
    const datagram = readFileSync(`${GOLDEN}/pdu/v8.1/000.bin`);
    datagram[at] = value;
    return datagram;
  }
  it('refuses bad datagrams with the reason, and goes on', async () => {
    const process = await start();
    await send([...refused.map(([, make]) => make()), ...v5Datagrams(0, 10)], port);
    await process.says(/New exporter/);
    assert.equal(await process.end(), 0);
    for (const [reason, , log] of refused) assert.match(process.stderr, log, reason);
    const { files, numbers } = await flowsOf();
    assert.deepEqual([numbers, files[0]?.header.corrupt], [range(0, 10), refused.length]);
  });

  it('keeps to its limits at the start and while it runs', async () => {
    for (const index of [0, 1, 2, 3])
      copyFileSync(`${GOLDEN}/dir/ft-split.${index}`, join(directory, `ft-old.${index}`));
    const process = await start('-e', '3', '-N', '0');
    await process.says(/remove\/1 .*ft-old\.0/);
    await capture(0, 10);
    process.child.kill('SIGHUP');
    await process.says(/remove\/1 .*ft-old\.1/);
    assert.equal(names().filter((name) => name.startsWith('ft-')).length, 3);
    assert.equal(await process.end(), 0);
  });

  it('serves a directory once', async () => {
    await start();
    const second = await runToEnd('flow-capture', [
      '-D',
      '-w',
      directory,
      '-p',
      '-',
      `127.0.0.1/0/${await freePort()}`,
    ]);
    assert.equal(second.status, 1);
    assert.match(second.stderr, /\.flow-capture\.lock is held by process \d+/);
  });

  describe('as a daemon', () => {
    const daemon = (...options: string[]) =>
      runToEnd('flow-capture', ['-w', directory, '-p', 'pid', ...options, `127.0.0.1/0/${port}`]);
    const pidfile = () => join(directory, `pid.${port}`);
    const isAlive = (pid: number) => {
      try {
        return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'latin1')); // nobody may ask for its status
      } catch {
        return false;
      }
    };

    it('is ready when its starter ends, and ends cleanly', async () => {
      const { status, stderr } = await daemon('-z', '0');
      assert.equal(status, 0, stderr);
      const pid = Number(readFileSync(pidfile(), 'utf8').replace(/\n$/, ''));
      try {
        assert.ok(isAlive(pid));
        await send(v5Datagrams(0, 300), port);
        const again = await runToEnd('flow-capture', ['-w', tmpdir(), '-p', 'pid', `127.0.0.1/0/${port}`]);
        assert.equal(again.status, 1);
        assert.match(again.stderr, /cannot listen on 127\.0\.0\.1\/\d+: .*EADDRINUSE/);
      } finally {
        process.kill(pid, 'SIGTERM');
      }
      await until('end', () => !isAlive(pid));
      assert.equal(existsSync(pidfile()), false);
      assert.deepEqual((await flowsOf()).numbers, range(0, 300));
    });

    it('tells its starter what is wrong', async () => {
      const missing = await runToEnd('flow-capture', ['-w', join(directory, 'none'), '-p', '-', `127.0.0.1/0/${port}`]);
      assert.equal(missing.status, 1);
      assert.match(missing.stderr, /flow-capture: cannot use the working directory .*none: .*ENOENT/);
      const unwritable = await daemon('-p', 'none/pid');
      assert.equal(unwritable.status, 1);
      assert.match(unwritable.stderr, /ENOENT.*none\/pid/);
      assert.deepEqual(names(), []);
    });
  });

  it('says what is wrong with its options, or how to use it', async () => {
    const strange = await runToEnd('flow-capture', ['-A', '1', '-w', directory, `0/0/${port}`]);
    assert.equal(strange.status, 1);
    assert.match(strange.stderr, /^flow-capture: invalid option -- 'A'\nUsage: flow-capture/);
    const help = await runToEnd('flow-capture', ['-h']);
    assert.equal(help.status, 0);
    assert.match(help.stderr, /^Usage: flow-capture/);
  });

  it('makes columnar twins of its files with -P', async () => {
    const base = directory;
    directory = join(base, 'core');
    mkdirSync(directory);
    try {
      const process = await start('-P', 'yes', '-N', '0');
      await capture(0, 300);
      process.child.kill('SIGHUP');
      const twins = () => filesBelow(base).filter((path) => path.includes('.columns') && path.endsWith('.parquet'));
      const finished = () => twins().filter((path) => !basename(path).startsWith('.'));
      await until('a twin', () => finished().length === 1);
      assert.doesNotMatch(readFileSync(`/proc/${process.child.pid ?? 0}/maps`, 'latin1'), /duckdb/);
      await capture(300, 100);
      assert.equal(await process.end(), 0);
      await until('both twins', () => finished().length === 2 && twins().length === 2);
      const { stdout } = await runToEnd('flow-cat', [...finished()]);
      const { numbers } = await readFlows(Readable.from([stdout]));
      assert.deepEqual(
        [...numbers].sort((one, other) => one - other),
        range(0, 400),
      );
      assert.doesNotMatch(process.stderr, /twin/);
    } finally {
      directory = base;
    }
  });
});
