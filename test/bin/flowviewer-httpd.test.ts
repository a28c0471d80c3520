/** The server as an operator starts it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpdStatusFiles } from '../../lib/status/httpd-status-file.js';
import { readStatus } from '../../lib/status/status.js';
import { until } from '../capture/wait.js';
import { freePort } from '../free-port.js';
import { Running } from './capturing.js';
import { runProgram } from './program.js';

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/status`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe('flowviewer-httpd', () => {
  let folder: string;
  let env: Record<string, string>;
  let port: string;
  const log = (): string => readFileSync(join(folder, 'log/flowviewer-httpd.log'), 'utf8');
  const configure = (more = ''): void => {
    const names = ['flow_data', 'work', 'state', 'save', 'filter', 'rrdtool', 'tracker', 'log'];
    const lines = names.map((name) => `${name}_directory = "${join(folder, name)}"\n`);
    const file = join(folder, 'FlowViewer.toml');
    writeFileSync(`${file}.new`, `${lines.join('')}dns_servers = ["none"]\n${more}`);
    renameSync(`${file}.new`, file);
  };
  const status = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'httpd-command-'));
    env = { FLOWVIEWER_CONFIG: join(folder, 'FlowViewer.toml') };
    port = String(await freePort());
    configure();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('runs as a daemon, says what keeps a second one from starting, and ends at TERM with its workers', async () => {
    const pidfile = join(folder, 'pid');
    const access = join(folder, 'access');
    const started = await runProgram('flowviewer-httpd', ['-P', port, '-p', pidfile, '-a', access], '', env);
    assert.deepEqual([started.status, started.stderr], [0, '']);
    const pid = Number(readFileSync(pidfile, 'latin1'));
    try {
      assert.equal(await status('/cgi-bin/FlowViewer/FlowViewer.cgi?secret=%22%0a'), 200);
      const second = await runProgram('flowviewer-httpd', ['-P', port], '', env);
      assert.equal(second.status, 1);
      assert.match(
        second.stderr,
        new RegExp(`cannot listen on 127\\.0\\.0\\.1, port ${port}: another program listens`),
      );
      await until('the line of the access log', () => readFileSync(access, 'utf8') !== '');
      assert.match(
        readFileSync(access, 'utf8'),
        /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/cgi-bin\/FlowViewer\/FlowViewer\.cgi\?secret=%22%0a HTTP\/1\.1" 200 \d+ "-" "node"\n$/,
      );
      assert.match(log(), new RegExp(`^\\S+ \\[${pid}\\] listening on http://127\\.0\\.0\\.1:${port}/\n`));
      renameSync(access, `${access}.1`);
      process.kill(pid, 'SIGHUP');
      await until('the configuration', () => log().includes('the configuration has been read again'));
      assert.equal(await status('/'), 200);
      await until('the new access log', () => existsSync(access) && readFileSync(access, 'utf8').includes('"GET / '));
    } finally {
      process.kill(pid, 'SIGTERM');
    }
    await until('the end', () => !existsSync(pidfile) && !isRunning(pid));
    assert.match(log(), /ends by SIGTERM/);
  });

  it('tells what it does in a status file and as metrics, until it ends', async () => {
    const [state, metrics] = [join(folder, 'state'), join(folder, 'metrics')];
    for (const directory of [state, metrics]) mkdirSync(directory);
    configure(`metrics_directory = "${metrics}"\n`);
    const file = join(state, `.flowviewer-httpd.${port}.status.json`);
    const prometheus = join(metrics, `flowviewer.flowviewer-httpd.${port}.prom`);
    const running = Running.start('flowviewer-httpd', ['-D', '-P', port], env);
    try {
      await running.says(/listening on/);
      await until('the metrics', () => existsSync(prometheus));
      assert.match(readFileSync(prometheus, 'utf8'), new RegExp(`flowviewer_pages_total\\{.*port="${port}".*\\} 0\n`));
      const { program, values } = readStatus(file) ?? {};
      assert.equal(program, 'flowviewer-httpd');
      assert.ok((values?.['workers'] ?? 0) > 0);
      assert.deepEqual(httpdStatusFiles(state), [{ path: file, port: Number(port) }]);
    } finally {
      await running.end();
    }
    assert.deepEqual([file, prometheus].filter(existsSync), []);
  });

  it('goes by a configuration that changes, and keeps what it has if that is wrong', async () => {
    const running = Running.start('flowviewer-httpd', ['-D', '-P', port], env);
    try {
      await running.says(/listening on/);
      assert.equal(await status('/cgi-bin/FlowViewer/FV.cgi'), 200);
      configure('cgi_bin_short = "/flows"\n');
      assert.equal(await status('/flows/FV.cgi'), 200);
      assert.equal(await status('/cgi-bin/FlowViewer/FV.cgi'), 404);
      configure('cgi_bin_short = 7\n');
      assert.equal(await status('/flows/FV.cgi'), 200);
      await running.says(/cgi_bin_short must be[^]*The configuration stays as it was/);
    } finally {
      assert.equal(await running.end(), 0);
    }
  });

  it('starts with no wrong option or configuration', async () => {
    for (const [words, message] of [
      [['-b', 'everywhere'], /-b everywhere: it must be an IPv4 or IPv6 address/],
      [['-P', '70000'], /-P 70000: it must be a whole number from 0 to 65535/],
      [['-P', port, '-a', join(folder, 'nowhere/access')], /cannot write the access log: .*ENOENT/],
    ] as const) {
      const { status, stderr } = await runProgram('flowviewer-httpd', words, '', env);
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
    configure('nothing = 1\n');
    const { status, stderr } = await runProgram('flowviewer-httpd', ['-P', port], '', env);
    assert.equal(status, 1);
    assert.match(stderr, /there is no parameter "nothing"/);
  });

  it('leaves no worker behind when it is killed', async () => {
    const running = Running.start('flowviewer-httpd', ['-D', '-P', port], env);
    await running.says(/listening on/);
    const { pid = 0 } = running.child;
    const workers = (): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number);
    await until('workers', () => workers().length >= 2);
    const pids = workers();
    running.child.kill('SIGKILL');
    await until('their end', () => !pids.some(isRunning));
  });
});
