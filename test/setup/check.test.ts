/** flowviewer-check against chains that are broken at one link each. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { captureStatusFile } from '../../lib/capture/status-values.js';
import { defaultConfiguration, type Configuration } from '../../lib/config/configuration.js';
import { parseConfiguration } from '../../lib/config/load.js';
import { flowFileName } from '../../lib/ftfile/names.js';
import { lack } from '../../lib/setup/check/directories.js';
import { checkPage } from '../../lib/setup/check/page.js';
import { rrdtoolFinding } from '../../lib/setup/check/rrdtool.js';
import { STEPS } from '../../lib/setup/check/steps.js';
import { WEB_SERVER } from '../../lib/setup/check/web-server.js';
import { firstBroken, walk } from '../../lib/setup/check/walk.js';
import { statusText, type Status } from '../../lib/status/status.js';
import { createDefinition } from '../../lib/tracker/save.js';
import { runProgram } from '../bin/program.js';
import { INPUT } from '../ftfile/golden.js';
import { aTracking } from '../tracker/trackings.js';
import { fakeServer } from '../names/name-server.js';

const HOUR = 3_600_000;
const IS_ROOT = process.getuid?.() === 0;
const OURSELVES = userInfo().username;

type Pages = Record<string, { status: number; body: string }>;
const WHOLE: Pages = {
  '/cgi-bin/FlowViewer/FV.cgi': { status: 200, body: '<!doctype html><title>FlowViewer</title>' },
  '/FlowViewer/FlowViewer.css': { status: 200, body: '/* FlowViewer: the style */' },
};

/** A reply without records (RFC 1035 section 4.1.1). */
function flagged(question: Buffer, ...flags: readonly [number, number]): Uint8Array {
  const reply = Buffer.from(question);
  reply.set(flags, 2);
  return reply;
}

describe('flowviewer-check', () => {
  let folder: string;
  let server: Server;
  let pages: Pages;
  const at = (...names: string[]): string => join(folder, ...names);

  before(async () => {
    server = createServer((request, response) => {
      const { status, body } = pages[request.url ?? ''] ?? { status: 404, body: 'none' };
      response.writeHead(status).end(body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  after(() => {
    server.close();
  });
  beforeEach(() => {
    pages = { ...WHOLE };
    folder = mkdtempSync(join(tmpdir(), 'fv-check-'));
    chmodSync(folder, 0o755);
    for (const name of ['flows/R1', 'work', 'state', 'saves', 'bin']) mkdirSync(at(name), { recursive: true });
    // what runs has a search path of its own, with an rrdtool that is right
    symlinkSync(process.execPath, at('bin/node'));
    rrdtool('1.7.2');
    capture('R1', Date.now() - 60_000);
    configure({});
  });
  afterEach(() => {
    chmodSync(at('flows'), 0o755);
    rmSync(folder, { recursive: true });
  });

  function rrdtool(version: string): void {
    rmSync(at('bin/rrdtool'), { force: true });
    writeFileSync(at('bin/rrdtool'), `#!/bin/sh\necho 'RRDtool ${version}  Copyright'\n`, { mode: 0o755 });
  }

  /** A flow file that starts then. */
  function capture(device: string, start: number): string {
    mkdirSync(at('flows', device), { recursive: true });
    const whole = Math.floor(start / 1000) * 1000;
    const path = at('flows', device, flowFileName({ state: 'closed', version: '5', start: whole }));
    copyFileSync(`${INPUT}/v5.z6.le.ft`, path);
    utimesSync(path, whole / 1000, whole / 1000);
    return path;
  }

  function configure(parameters: Record<string, unknown>): void {
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const all = {
      flow_data_directory: at('flows'),
      work_directory: at('work'),
      state_directory: at('state'),
      save_directory: at('saves'),
      filter_directory: at('filters'),
      rrdtool_directory: at('rrds'),
      tracker_directory: at('graphs'),
      FlowViewer_server: `127.0.0.1:${port}`,
      dns_servers: ['none'],
      ...parameters,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    writeFileSync(at('FlowViewer.toml'), lines.join(''));
  }

  async function check(...options: string[]) {
    const words = options.includes('-u') ? options : ['-u', OURSELVES, ...options];
    const env = { PATH: at('bin'), FLOWVIEWER_CONFIG: at('FlowViewer.toml') };
    const { status, stdout, stderr } = await runProgram('flowviewer-check', words, '', env);
    return { status, text: stdout.toString(), messages: stderr };
  }

  /** The chain is broken, first at that link, which is told with what to do. */
  async function assertBroken(title: string, message: RegExp, ...options: string[]): Promise<string> {
    const { status, text, messages } = await check(...options);
    assert.equal(status, 1, text + messages);
    assert.match(text, new RegExp(`^BROKEN {2}${title}$`, 'm'));
    assert.match(messages, new RegExp(`the first broken link is "${title}": `));
    assert.match(messages, message);
    return text;
  }

  it('walks every link, and says that all hold', async () => {
    const { status, text, messages } = await check();
    assert.equal(status, 0, text + messages);
    for (const { title } of STEPS) assert.match(text, new RegExp(`^(ok|note) +${title}$`, 'm'));
    assert.match(text, /^ok {6}Configuration$/m);
    assert.match(text, new RegExp(`^Checked with the permissions of the user ${OURSELVES}\\.$`, 'm'));
    assert.match(text, /Every link holds\.\n$/);
    const quiet = await check('-q');
    assert.deepEqual([quiet.status, quiet.text, quiet.messages], [0, '', '']);
  });

  it('begins with the configuration: every wrong line, and nothing else is tried', async () => {
    writeFileSync(at('FlowViewer.toml'), 'N = 9\nmaximum_days = 0\n');
    const text = await assertBroken('Configuration', /toml:1: N must be one of/);
    assert.match(text, /toml:2: maximum_days must be a whole number/);
    for (const { title } of STEPS) assert.match(text, new RegExp(`^- +${title}$`, 'm'));
    await assertBroken('Configuration', /there is no such file/, '-f', at('none.toml'));
  });

  it('names a directory of flow files that is not there, and a site without devices', async () => {
    configure({ flow_data_directory: at('nowhere') });
    const text = await assertBroken('Directories of flow files', /nowhere does not exist\.\n.*mkdir -p/);
    assert.match(text, /^- {6} Flow files, recent and readable$/m);
    configure({ flow_data_directory: at('work') });
    await assertBroken('Directories of flow files', /There is no device in .*work yet\.\n.*-w .*\/NAME/);
    configure({ devices: ['R1', 'R2'] });
    await assertBroken('Directories of flow files', /The directory of R2 .* does not exist/);
  });

  it('names directories that the user of the web server may not read or write', async () => {
    const user = IS_ROOT ? 'nobody' : OURSELVES;
    chmodSync(at('flows'), 0o000);
    if (IS_ROOT) for (const name of ['work', 'state', 'saves']) chmodSync(at(name), 0o777);
    const unreadable = new RegExp(`flows cannot be read by the user ${user} \\(EACCES\\)`);
    await assertBroken('Directories of flow files', unreadable, '-u', user);
    chmodSync(at('flows'), 0o755);
    chmodSync(at('work'), 0o555);
    const unwritable = new RegExp(`work_directory .* cannot be written to by the user ${user}.*\\n.*chown ${user}`);
    await assertBroken('Directories that pages write to', unwritable, '-u', user);
    chmodSync(at('work'), 0o755);
  });

  it('names a directory that cannot be made, and lets one be made at first use', async () => {
    writeFileSync(at('file'), '');
    configure({ state_directory: at('file/state'), save_directory: at('saves/a/b') });
    const text = await assertBroken('Directories that pages write to', /state_directory .*\(ENOTDIR\)/);
    assert.match(text, /save_directory .*saves\/a\/b will be made at first use\./);
    assert.match(text, /-> Something in its path is a file: set state_directory in the configuration/);
  });

  it('names directories of trackings that pages cannot make or write to', async () => {
    writeFileSync(at('file'), '');
    for (const parameter of ['filter_directory', 'rrdtool_directory', 'tracker_directory']) {
      configure({ [parameter]: at('file/trackings') });
      const why = new RegExp(
        `${parameter} .*file/trackings cannot be written to .*\\n.*set ${parameter} in the config`,
      );
      await assertBroken('Directories that pages write to', why);
    }
  });

  it('names a disk that is full', async function () {
    assert.equal(lack({ bavail: 255, bsize: 4096 }), 'ENOSPC');
    assert.equal(lack({ bavail: 256, bsize: 4096 }), undefined);
    mkdirSync(at('small'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', at('small')], { stdio: 'ignore' });
    } catch {
      this.skip(); // a disk of limited size takes a mount, and that takes root
    }
    try {
      configure({ work_directory: at('small'), state_directory: at('small/state') });
      const text = await assertBroken(
        'Directories that pages write to',
        /work_directory .*\(ENOSPC\)\.\n.*make room on it/,
      );
      assert.match(text, /state_directory .*\(ENOSPC\)/);
    } finally {
      execFileSync('umount', ['-l', at('small')]);
    }
  });

  it('names flow files that are old, and notes one silent router beside others', async () => {
    rmSync(at('flows'), { recursive: true });
    capture('R1', Date.now() - 3 * HOUR);
    await assertBroken('Flow files, recent and readable', /R1: .* starts .*, 3 h (\d+ s )?ago\.\n.*flow-capture runs/);
    mkdirSync(at('flows/R2'));
    await assertBroken('Flow files, recent and readable', /R1: .* starts/);
    capture('R3', Date.now() - 60_000);
    const { status, text } = await check();
    assert.equal(status, 0, text);
    assert.match(text, /^note {4}Flow files, recent and readable$/m);
    assert.match(text, /R2 has no flow file of the last 7 days\./);
  });

  it('names daemons that died, hang, or lose something, and notes trackings that nobody collects', async () => {
    const title = 'Daemons, alive and losing nothing';
    const status = (changes: Partial<Status>): void => {
      const values = { datagrams: 100, flows: 3000, lost: 9, kernelDrops: 9, free: 1e12 };
      const recent = { since: Date.now() - HOUR, values: { datagrams: 100, lost: 0, kernelDrops: 0 } };
      const told: Status = {
        ...{ program: 'flow-capture', pid: process.pid, every: 15, labels: {} },
        ...{ started: Date.now() - 2 * HOUR, written: Date.now(), values, recent },
        ...changes,
      };
      writeFileSync(captureStatusFile(at('flows/R1')), statusText(told));
    };
    status({});
    assert.match((await check()).text, /flow-capture of R1: process \d+ runs and loses nothing\./);
    status({ recent: { since: Date.now() - HOUR, values: { lost: 1200 } } });
    const lossy = await check();
    assert.equal(lossy.status, 0, lossy.text + lossy.messages);
    assert.match(lossy.text, new RegExp(`^note {4}${title}$`, 'm'));
    assert.match(lossy.text, /R1: 1,200 flows were lost between the routers and this program since \S+Z?\./);
    status({ recent: { since: Date.now() - HOUR, values: { kernelDrops: 1 } } });
    await assertBroken(title, /R1: 1 datagram was dropped by the kernel since .*\n.*rmem_max/);
    status({ values: { free: 1000 } });
    await assertBroken(title, /R1: 1,000 octets are left on the disk of the flow files\.\n.*-E/);
    status({ written: Date.now() - HOUR });
    await assertBroken(title, /R1: process \d+ has told nothing since .*\n.*It hangs/);
    status({ pid: 2 ** 22 + 1 }); // above any process id of Linux
    await assertBroken(title, /R1: process 4194305 is gone; .*\n.*init\.d\/flow-capture start/);
    writeFileSync(captureStatusFile(at('flows/R1')), 'nonsense');
    await assertBroken(title, /is no status file/);
    rmSync(captureStatusFile(at('flows/R1')));
    mkdirSync(at('filters'));
    await createDefinition(at('filters'), aTracking({ label: 'Mine' }), new Set());
    configure({ filter_directory: at('filters') });
    const alone = await check();
    assert.equal(alone.status, 0, alone.text + alone.messages);
    assert.match(alone.text, /FlowTracker_Collector does not run, though it has 1 active tracking to follow\./);
  });

  it('names a flow file that is none', async () => {
    writeFileSync(capture('R1', Date.now() - 30_000), 'not a flow file');
    await assertBroken('Flow files, recent and readable', /cannot be read: .*ft-v05.*\n.*flow-header says more/);
  });

  it('notes files without columnar twins, and flows that do not come', async () => {
    capture('R1', Date.now() - 5 * HOUR);
    const { status, text } = await check();
    assert.equal(status, 0, text);
    assert.match(text, /R1: of 1 file of the last day 1 has none/);
    assert.match(text, /-> Run flow-parquet .*R1/);
    assert.match(text, /0 flows in the last hour, from \d+ files\./); // the flows in the file are of another year
  });

  it('names an rrdtool that is missing or too old', async () => {
    rrdtool('1.3.8');
    await assertBroken('rrdtool, for trackings', /rrdtool 1\.3\.8 is older than 1\.4\.\n.*apt-get install rrdtool/);
    rmSync(at('bin/rrdtool'));
    await assertBroken('rrdtool, for trackings', /rrdtool is not installed\./);
    assert.equal(rrdtoolFinding('RRDtool 1.10.0').state, 'holds');
    assert.equal(rrdtoolFinding('nonsense').state, 'broken');
  });

  it('names a name server that does not answer, and notes one beside another that does', async () => {
    const silent = await fakeServer(() => []);
    const refused = await fakeServer((question) => [flagged(question, 0x81, 0x05)]);
    const none = await fakeServer((question) => [flagged(question, 0x81, 0x83)]);
    try {
      configure({ dns_servers: [silent.text] });
      await assertBroken('Name servers, for names of hosts', /127\.0\.0\.1 does not answer.*\n.*dns_servers/);
      configure({ dns_servers: [refused.text] });
      await assertBroken('Name servers, for names of hosts', /127\.0\.0\.1 answers/);
      configure({ dns_servers: [silent.text, none.text] });
      const { status, text } = await check();
      assert.equal(status, 0, text);
      assert.match(text, /^note +Name servers, for names of hosts$/m);
      configure({ dns_servers: ['ns.example'] });
      await assertBroken('Name servers, for names of hosts', /"ns\.example" of dns_servers is not asked/);
    } finally {
      await Promise.all([silent.close(), refused.close(), none.close()]);
    }
  });

  it('names mail that cannot be sent where an alert needs it, and notes it where none does', async () => {
    const title = 'Mail, for alerts';
    mkdirSync(at('filters'));
    const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 100 });
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => {
        resolve((listening.address() as AddressInfo).port); // it listens on TCP
      });
    });
    const smtp = { mail_transport: 'smtp', mail_server: '127.0.0.1', mail_port: port, mail_tls: 'no' };
    const set = (mail: Record<string, unknown>): void => {
      configure({ filter_directory: at('filters'), ...mail });
    };
    const states = async (state: 'ok  ' | 'note'): Promise<void> => {
      const { status, text, messages } = await check();
      assert.equal(status, 0, text + messages);
      assert.match(text, new RegExp(`^${state} +${title}$`, 'm'));
    };
    try {
      set({ sendmail_path: at('bin/sendmail') });
      await states('note');
      const alert = { frequency: 'daily', threshold: '1', destination: 'noc@example.net' };
      await createDefinition(at('filters'), aTracking({ alert }), new Set());
      await assertBroken(title, /sendmail \(sendmail_path\) cannot be run \(ENOENT\)/);
      set({ mail_transport: 'none' });
      await assertBroken(title, /mail_transport is "none"/);
      set(smtp);
      await states('ok  ');
    } finally {
      await new Promise<void>((resolve) => server.close(resolve));
    }
    await assertBroken(title, /The mail server 127\.0\.0\.1, port \d+, cannot be used: .*ECONNREFUSED/);
  });

  it('names a web server that is not there, does not run scripts, refuses, or is another', async () => {
    const title = 'The web server, executing scripts';
    const page = '/cgi-bin/FlowViewer/FV.cgi';
    const sheet = '/FlowViewer/FlowViewer.css';
    const cases: readonly [Pages, RegExp][] = [
      [{ [page]: { status: 200, body: '#!/usr/bin/env node\n' } }, /does not run it\.\n.*a2enmod cgid/],
      [{ [page]: { status: 403, body: '' } }, /with status 403\.\n.*Require/],
      [{ [page]: { status: 404, body: '' } }, /with status 404\.\n.*ScriptAlias/],
      [{ [page]: { status: 500, body: '' } }, /with status 500\.\n.*error log/],
      [{ [page]: { status: 200, body: 'It works!' } }, /something else than a page of FlowViewer/],
      [{ [sheet]: { status: 404, body: '' } }, /FlowViewer\.css with status 404\.\n.*Alias \/FlowViewer\//],
      [{ [sheet]: { status: 200, body: 'body {}' } }, /is not the style sheet/],
    ];
    const configuration = parseConfiguration(readFileSync(at('FlowViewer.toml'), 'utf8'), 'x');
    const context = { configuration, now: Date.now(), asker: 'command', signal: new AbortController().signal } as const;
    for (const [wrong, message] of cases) {
      pages = { ...WHOLE, ...wrong };
      const broken = (await WEB_SERVER.check(context)).find(({ state }) => state === 'broken');
      assert.ok(broken?.state === 'broken', String(message));
      assert.match(`${broken.text}\n${broken.fix}`, message);
    }
    pages = { ...WHOLE, [page]: { status: 200, body: '#!/usr/bin/env node\n' } };
    await assertBroken(title, /does not run it/);
    pages = { ...WHOLE, [page]: { status: 401, body: '' } };
    const { status, text } = await check();
    assert.equal(status, 0, text);
    assert.match(text, /asks for a password.*FlowViewer_Check\.cgi/);
    configure({ FlowViewer_server: '127.0.0.1:1' });
    await assertBroken(title, /at http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\.\n.*systemctl start/);
  });

  it('refuses to be another user where it is not root, and users that there are not', async () => {
    const { status, messages } = await check('-u', 'no-such-user');
    assert.equal(status, 1);
    assert.match(messages, IS_ROOT ? /there is no user no-such-user/ : /only root can/);
  });

  it('goes on behind a link that fails in an unexpected way, and leaves out what needs it', async () => {
    const configuration = { ...defaultConfiguration(), flow_data_directory: at('flows') };
    const context = { configuration, now: Date.now(), asker: 'page', signal: new AbortController().signal } as const;
    const step = (id: string, needs: string[], check: () => Promise<never[]>) => ({ id, title: id, needs, check });
    const links = await walk(
      [
        step('one', [], () => Promise.reject(new Error('it fell over'))),
        step('two', ['one'], () => Promise.resolve([])),
        step('three', ['two'], () => Promise.resolve([])),
        step('four', [], () => Promise.resolve([])),
      ],
      context,
    );
    assert.deepEqual(
      links.map(({ state }) => state),
      ['broken', 'not checked', 'not checked', 'holds'],
    );
    assert.equal(firstBroken(links)?.text, 'it fell over');
  });

  it('has steps that need only steps before them', () => {
    STEPS.forEach(({ needs }, index) => {
      for (const need of needs)
        assert.ok(
          STEPS.slice(0, index).some(({ id }) => id === need),
          need,
        );
    });
  });

  it('is a page as well, which tells no more than the command', async () => {
    const shown = async (changes: Partial<Configuration>): Promise<string> => {
      const site = { now: Date.now, signal: new AbortController().signal, patience: Infinity };
      const { body } = await checkPage(request, { ...site, configuration: { ...configuration, ...changes } });
      return typeof body === 'string' ? body : assert.fail('the page comes in pieces');
    };
    const request = {
      method: 'GET',
      path: '',
      query: new URLSearchParams(),
      form: new URLSearchParams(),
      headers: {},
      remoteAddress: '',
    } as const;
    const configuration = {
      ...defaultConfiguration(),
      flow_data_directory: at('flows'),
      work_directory: at('work'),
      state_directory: at('state'),
      save_directory: at('saves/<b>'),
      filter_directory: at('filters'),
      rrdtool_directory: at('rrds'),
      tracker_directory: at('graphs'),
      dns_servers: ['none'],
      left_title: 'secret-title',
    };
    writeFileSync(at('state/secret'), 'very secret');
    const whole = await shown({});
    assert.match(whole, /Every link between the routers and this page holds\.|The first broken link: rrdtool/);
    assert.match(whole, /It made this page\./);
    assert.ok(whole.includes('saves/&lt;b&gt; will be made at first use'));
    assert.ok(!whole.includes('very secret'));
    const page = await shown({ flow_data_directory: at('nowhere') });
    assert.match(page, /<h2>The first broken link: Directories of flow files<\/h2>/);
    assert.match(page, /Flow files, recent and readable: not checked/);
  });
});
