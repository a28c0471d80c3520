import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import supertest from 'supertest';
import { fieldReader } from '../../lib/flow/batch.js';
import { parseFlowFileName } from '../../lib/ftfile/names.js';
import { twinPath } from '../../lib/store/twin/path.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { missingSpans, coveredSpans } from '../../lib/demo/coverage.js';
import { temporaryFolder } from '../temporary-folder.js';

const PROGRAM = fileURLToPath(new URL('../../bin/flowviewer-demo', import.meta.url));
const DEVICES = ['MYROUTER', 'MYSECONDROUTER'] as const;

/** A demonstration that runs, as a user starts it. */
class Demo {
  readonly process: ChildProcess;
  output = '';
  /** Exit status or signal. */
  readonly ended: Promise<number | string>;

  constructor(environment: Readonly<Record<string, string>>) {
    this.process = spawn(PROGRAM, {
      env: { ...process.env, PORT: '0', HOURS: '1', FLOWS: '20', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = once(this.process, 'close').then(([status, signal]) => (status ?? signal) as number | string);
  }

  /** Waits for the address of the page. */
  async url(): Promise<string> {
    const address = /^ +(http:\/\/localhost:\d+)\/$/m;
    await this.until(() => address.test(this.output), 'the address');
    return address.exec(this.output)?.[1] ?? '';
  }

  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 1200; tries++) {
      if (await condition()) return;
      if (this.process.exitCode !== null) break;
      await sleep(50);
    }
    assert.fail(`${what} did not come:\n${this.output}`);
  }

  /** Ids of the processes it started and their names. */
  children(): { pid: number; command: string }[] {
    return processes()
      .filter(({ parent }) => parent === this.process.pid)
      .map(({ pid, command }) => ({ pid, command }));
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | string> {
    this.process.kill(signal);
    return this.ended;
  }
}

/** Every process of the machine that is not a zombie. */
function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

const exists = (pid: number): boolean => processes().some((each) => each.pid === pid);

describe('make demo', function () {
  this.timeout(90_000);
  const folder = temporaryFolder('demo');
  const data = join(folder, 'kept');
  const started: Demo[] = [];
  /** Each in a directory of its own unless told otherwise. */
  const start = (environment: Readonly<Record<string, string>> = {}): Demo => {
    const demo = new Demo({ DATA: join(folder, String(started.length)), ...environment });
    started.push(demo);
    return demo;
  };
  const flowFiles = async (device: string): Promise<string[]> => {
    const names = await readdir(join(data, 'flows', device), { recursive: true });
    return names
      .filter((name) => parseFlowFileName(basename(name)))
      .map((name) => join(data, 'flows', device, name))
      .sort();
  };
  /** Export times of all flows in files of one state, seconds. */
  const exportTimes = async (device: string, state: 'open' | 'closed'): Promise<number[]> => {
    const times: number[] = [];
    for (const path of await flowFiles(device)) {
      if (parseFlowFileName(basename(path))?.state !== state) continue;
      const file = await openFlowFile(path);
      for await (const batch of file.batches()) {
        const read = fieldReader(batch, 'unix_secs');
        for (let index = 0; index < batch.count; index++) times.push(read?.(index) ?? 0);
      }
    }
    return times;
  };

  after(async () => {
    for (const demo of started) if (demo.process.exitCode === null) await demo.stop('SIGKILL');
  });

  describe('once it runs', () => {
    let demo: Demo;
    let url: string;
    before(async () => {
      demo = start({ DATA: data });
      url = await demo.url();
    });
    after(async () => {
      if (demo.process.exitCode === null) await demo.stop();
    });

    it('has made a past for both devices', async () => {
      assert.match(demo.output, /Made the past: [\d,]+ flows in \d+ files/);
      const now = Date.now() / 1000;
      for (const device of DEVICES) {
        const times = await exportTimes(device, 'closed');
        assert.ok(times.length > 0);
        const first = times.reduce((least, time) => Math.min(least, time), Infinity);
        assert.ok(first > now - 3700 && first < now - 3400, `the first flow of ${device} is ${now - first} s old`);
      }
    });

    it('serves the form', async () => {
      const form = await supertest(url).get('/').redirects(3);
      assert.equal(form.status, 200);
      assert.match(form.text, /<form[\s>]/);
      for (const device of DEVICES) assert.ok(form.text.includes(device));
    });

    it('answers the report that it proposes, also as JSON', async () => {
      const [, address = ''] = /^ +(http:\/\/\S+report=\d+)$/m.exec(demo.output) ?? [];
      const page = await supertest(address).get('');
      assert.equal(page.status, 200, address);
      const json = await supertest(`${address}&format=json`).get('');
      assert.equal(json.status, 200);
      const { rows } = JSON.parse(json.text) as { rows: { srcaddr: string; octets: number }[] };
      assert.ok(rows.length > 10 && rows.every(({ srcaddr, octets }) => srcaddr.includes('.') && octets > 0));
    });

    it('serves the style sheet that the form refers to', async () => {
      const form = await supertest(url).get('/').redirects(3);
      const [, sheet = ''] = /<link[^>]+href="([^"]+\.css)"/.exec(form.text) ?? [];
      const { status, type } = await supertest(url).get(sheet);
      assert.deepEqual([status, type], [200, 'text/css']);
    });

    it('captures live flows of both devices', async () => {
      for (const device of DEVICES) {
        const now = Date.now() / 1000;
        await demo.until(async () => (await exportTimes(device, 'open')).some((time) => time >= now), 'a live flow');
      }
    });

    it('makes columnar twins of what it has captured, beside everything else', async () => {
      const wanted = new Set<string>();
      for (const device of DEVICES)
        for (const path of await flowFiles(device)) if (basename(path).startsWith('ft-')) wanted.add(twinPath(path));
      assert.ok(wanted.size > 0);
      await demo.until(() => [...wanted].every((twin) => existsSync(twin)), 'the twins');
    });

    it('keeps a second one from the same directory, and says where the first one is', async () => {
      const second = start({ DATA: data });
      assert.equal(await second.ended, 1);
      assert.match(second.output, /A demonstration runs on .* already at http:\/\/localhost:\d+\/ \(process \d+\)\./);
      assert.ok(second.output.includes(data) && second.output.includes('make demo DATA='));
    });

    it('ends with its children at INT, with status 0', async () => {
      const children = demo.children();
      assert.equal(children.filter(({ command }) => command.includes('flow-capture')).length, 2);
      assert.equal(children.filter(({ command }) => /FlowTracker_(Collector|Grapher)/.test(command)).length, 2);
      assert.equal(await demo.stop('SIGINT'), 0, demo.output);
      for (const { pid, command } of children) assert.ok(!exists(pid), command);
      for (const device of DEVICES) {
        for (const path of await flowFiles(device)) assert.match(basename(path), /^ft-/);
      }
      assert.ok(!existsSync(join(data, 'lock')));
    });

    it('makes only what is missing when it is started again', async () => {
      const before = new Map<string, number>();
      for (const device of DEVICES) before.set(device, (await exportTimes(device, 'closed')).length);
      const again = start({ DATA: data });
      await again.url();
      for (const device of DEVICES) {
        const now = (await exportTimes(device, 'closed')).length;
        assert.ok(now < (before.get(device) ?? 0) * 1.2, `${before.get(device) ?? 0} flows, then ${now}`);
        const end = Math.floor(Date.now() / 1000);
        const covered = await coveredSpans(join(data, 'flows', device), end - 3000);
        assert.deepEqual(missingSpans({ start: end - 3000, end: end - 10 }, covered), []);
      }
      assert.equal(await again.stop('SIGTERM'), 0);
    });
  });

  it('says which port is in use and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const demo = start({ PORT: String(port) });
      assert.equal(await demo.ended, 1);
      assert.match(demo.output, new RegExp(`Port ${port} \\(PORT\\) is in use: choose another one, .*PORT=0`));
    } finally {
      other.close();
    }
  });

  it('says which variable is wrong', async () => {
    const demo = start({ HOURS: 'many' });
    assert.equal(await demo.ended, 1);
    assert.match(demo.output, /HOURS must be a whole number from 0 to 8760, not "many"/);
  });

  it('says that it cannot write to DATA', async () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    const demo = start({ DATA: join(file, 'below') });
    assert.equal(await demo.ended, 1);
    assert.match(demo.output, /Nothing can be written to .*a file\/below \(DATA\): /);
  });

  it('says so when flow-capture ends, shows its log, and ends itself', async () => {
    const demo = start();
    await demo.url();
    const children = demo.children();
    const capture = children.find(({ command }) => command.includes('flows/MYROUTER'));
    assert.ok(capture);
    process.kill(capture.pid, 'SIGKILL');
    assert.equal(await demo.ended, 1);
    assert.match(
      demo.output,
      /flow-capture for MYROUTER was ended by SIGKILL\. The end of .*flow-capture\.MYROUTER\.log:\n.* {2}\S/,
    );
    for (const { pid } of children) assert.ok(!exists(pid));
  });

  it('stops while it makes the past', async () => {
    const demo = start({ HOURS: '2000', FLOWS: '2000' });
    await demo.until(() => demo.output.includes('Making the past'), 'progress');
    assert.equal(await demo.stop('SIGINT'), 0, demo.output);
    assert.match(demo.output, /Stopped\.\n$/);
  });

  it('takes its children along when it is killed', async () => {
    const demo = start({ HOURS: '0' });
    await demo.url();
    const children = demo.children();
    assert.ok(children.length >= 2);
    await demo.stop('SIGKILL');
    for (let tries = 0; tries < 200 && children.some(({ pid }) => exists(pid)); tries++) await sleep(50);
    for (const { pid, command } of children) assert.ok(!exists(pid), command);
  });
});
