/** Reports that nobody waits for any longer, as real processes: they end at once and leave nothing behind. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { flowFileName } from '../../lib/ftfile/names.js';
import { CgiRunner } from '../../lib/web/server/cgi-runner.js';
import { createWebServer } from '../../lib/web/server/web-server.js';
import { writeManyFlows } from '../store/many-flows.js';
import { temporaryFolder } from '../temporary-folder.js';

const CGI_BIN = new URL('../../cgi-bin/', import.meta.url).pathname;
const S = Date.UTC(2025, 5, 14, 12);
/** Pairs of addresses: more than fit into 64 MiB. */
const QUERY =
  'device_name=edge&start_date=2025-06-14&start_time=11:00:00&end_date=2025-06-14&end_time=13:00:00&stat_report=10&format=json';
const FLOWS = 6_000_000;

describe('a report that is no longer wanted', () => {
  const folder = temporaryFolder('cancel');
  const work = join(folder, 'work');
  const environment = {
    PATH: process.env['PATH'] ?? '',
    TZ: 'UTC',
    FLOWVIEWER_CONFIG: join(folder, 'FlowViewer.toml'),
  };

  before(async () => {
    for (const name of ['flows', 'flows/edge', 'work']) mkdirSync(join(folder, name));
    const twin = join(
      folder,
      'flows/.columns/edge',
      `${flowFileName({ state: 'closed', version: '5', start: S })}.parquet`,
    );
    await writeManyFlows(twin, S, 0, FLOWS);
    writeFileSync(
      environment.FLOWVIEWER_CONFIG,
      `flow_data_directory = "${folder}/flows"\nwork_directory = "${work}"\ndate_format = "YMD"\ndns_servers = ["none"]\nquery_memory = 64\nquery_threads = 1\n`,
    );
  });

  function start(query = QUERY): ChildProcess {
    const env = { ...environment, REQUEST_METHOD: 'GET', QUERY_STRING: query };
    return spawn(join(CGI_BIN, 'FlowViewer_Main.cgi'), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** Waits until a report has begun to write to its work directory. */
  async function spilled(): Promise<string> {
    for (;;) {
      const found = readdirSync(work).find((name) => hasFiles(join(work, name)));
      if (found !== undefined) return join(work, found);
      await sleep(10);
    }
  }

  it('takes long, and spills', async () => {
    const child = start();
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const directory = await spilled();
    assert.equal(directory, join(work, `query-${child.pid}`));
    await once(child, 'close');
    assert.match(text, new RegExp(`"flows": ?${FLOWS}`));
    assert.deepEqual(readdirSync(work), []);
  });

  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    it(`ends on ${signal}, and leaves no file`, async () => {
      const child = start();
      await spilled();
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null]; // what the event carries
      assert.equal(code, 1);
      assert.deepEqual(readdirSync(work), []);
    });

  it('ends when nobody reads its page any longer, and leaves no file', async () => {
    const child = start(QUERY.replace('&format=json', '')); // a page tells how far it has come
    await spilled();
    child.stdout?.destroy();
    const [code] = (await once(child, 'close')) as [number | null]; // what the event carries
    assert.equal(code, 1);
    assert.deepEqual(readdirSync(work), []);
  });

  it('leaves files only when it is killed, until the next report begins', async () => {
    const child = start();
    const left = await spilled();
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.ok(existsSync(left));
    const next = start();
    assert.notEqual(await spilledBeside(left), left);
    assert.ok(!existsSync(left));
    next.kill('SIGTERM');
    await once(next, 'close');
    assert.deepEqual(readdirSync(work), []);
  });

  async function spilledBeside(other: string): Promise<string> {
    for (;;) {
      const found = await spilled();
      if (found !== other) return found;
      await sleep(10);
    }
  }

  it('ends when the client of the embedded server goes away', async () => {
    const web = createWebServer({
      routes: () => ({ scripts: '/cgi', files: [], home: '/cgi/FlowViewer.cgi' }),
      runner: new CgiRunner({
        directory: CGI_BIN,
        environment,
        silenceMs: 60_000,
        graceMs: 5000,
        concurrency: { running: 4, waiting: 4 },
        log: () => undefined,
      }),
      maximumBody: 1000,
      log: () => undefined,
    });
    await new Promise<void>((resolve) => web.server.listen(0, '127.0.0.1', resolve));
    const { port } = web.server.address() as AddressInfo; // it listens on TCP
    const asked = request({ port, host: '127.0.0.1', path: `/cgi/FlowViewer_Main.cgi?${QUERY}` });
    asked.on('error', () => undefined);
    asked.end();
    const directory = await spilled();
    const pid = Number(directory.slice(directory.lastIndexOf('-') + 1));
    asked.destroy();
    while (isRunning(pid)) await sleep(10);
    assert.deepEqual(readdirSync(work), []);
    await web.close();
  });
});

function hasFiles(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false; // it has just been removed
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
