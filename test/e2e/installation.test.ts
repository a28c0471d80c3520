/** The run book of an operator, from `make install` to `make uninstall`, below a temporary directory. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Apache, servingUser } from './apache.js';
import { freePort } from '../free-port.js';
import { udpQueue } from './udp-queue.js';
import { killPrograms } from './program.js';
import { exportPackets } from './softflowd.js';
import { Tee } from './tee.js';
import { traffic } from './traffic.js';
import { until } from './until.js';

const ROOT = join(import.meta.dirname, '../../..');
const MINUTE = 60_000;
/** A user of every Debian system, whom no other test needs, for the daemons that capture. */
const CAPTURER = 'games';
const isRoot = servingUser() !== undefined;

describe('an installation by the run book', function () {
  this.timeout(240_000);
  let root: string;
  let apache: Apache | undefined;
  let ports: readonly [number, number];
  let environment: Record<string, string>;
  const at = (...names: string[]): string => join(root, ...names);

  interface Said {
    readonly status: number | null;
    readonly said: string;
  }
  function run(command: string, argv: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Said {
    const all = { ...process.env, ...environment, ...env };
    const { status, stdout, stderr } = spawnSync(command, argv, { cwd: ROOT, env: all, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  }
  function done(command: string, ...argv: string[]): string {
    const { status, said } = run(command, argv);
    assert.equal(status, 0, `${command} ${argv.join(' ')}: ${said}`);
    return said;
  }
  const capture = (action: string): Said => run(at('etc/init.d/flow-capture'), [action]);
  const tracker = (action: string): Said => run(at('etc/init.d/FlowTracker'), [action]);
  const flowFiles = (device: string, sort: 'ft' | 'tmp'): string[] =>
    readdirSync(at('var/flows', device), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.includes(`/${sort}-v05.`),
    );

  before(async () => {
    process.umask(0o022);
    root = await mkdtemp(join(tmpdir(), 'flowviewer-install-'));
    await chmod(root, 0o755);
    ports = [await freePort(), await freePort()];
    environment = {
      PREFIX: at('usr'),
      ETCDIR: at('etc'),
      VARDIR: at('var'),
      RUNDIR: at('run'),
      CGIBINDIR: at('usr/lib/cgi-bin/FlowViewer'),
      FLOWUSER: CAPTURER,
      SYSTEMCTL_SKIP_REDIRECT: 'yes',
    };
    done('scripts/install');
    // commands start `node` by its name; this one may be where other users cannot go
    await copyFile(process.execPath, at('usr/bin/node'));
  });
  after(async () => {
    await apache?.stop();
    if (existsSync(at('usr/lib/flowviewer'))) for (const stop of [tracker, capture]) stop('stop');
    killPrograms();
    await rm(root, { recursive: true });
  });

  it('gives the web server and the daemons what they need and no more', () => {
    const open = done('find', root, '-perm', '/0002', '!', '-type', 'l');
    assert.equal(open, '', 'anybody may write');
    if (!isRoot) return;
    for (const [folder, owner, mode] of [
      ['flows', CAPTURER, '2750'],
      ['cache/flowviewer', 'www-data', '2770'],
      ['lib/flowviewer', 'www-data', '2770'],
      ['lib/flowviewer/FlowTracker_Filters', 'www-data', '2770'],
      ['log/flowviewer', 'www-data', '2770'],
    ] as const)
      assert.equal(done('stat', '-c', '%U:%G %a', at('var', folder)), `${owner}:www-data ${mode}\n`);
    const asServer = ['--reuid', 'www-data', '--regid', 'www-data', '--clear-groups', 'find', at('usr'), at('etc')];
    assert.equal(done('setpriv', ...asServer, '-writable', '!', '-type', 'l'), '', 'the web server may write');
  });

  it('starts a flow-capture for each line of flow-capture.conf, and names bad lines by number', async () => {
    const [first, second] = ports;
    assert.deepEqual(capture('start'), { status: 0, said: '' }, 'no line, no daemon');
    await mkdir(at('var/flows/MYROUTER')); // as the run book has it; the other one is made
    await writeFile(
      at('etc/flow-tools/flow-capture.conf'),
      [
        '# routers',
        `-V 5 -E 5G -N 3 -w ${at('var/flows/MYROUTER')} 0.0.0.0/127.0.0.2/${first} # the first`,
        '',
        `-V 5 -E 5G -N 3 -C "$(touch ${at('shell')}); two words" -w ${at('var/flows/MYSECONDROUTER')} 0.0.0.0/127.0.0.3/${second}`,
        '-w flows 0/0/3003',
        `-w ${at('var/flows/x')} 192.0.2.1`,
        `-w ${at('var/flows/x')} 0/0/port`,
        `-D -w ${at('var/flows/x')} 0/0/3003`,
        `-Q -w ${at('var/flows/x')} 0/0/3003`,
        `-C "open -w ${at('var/flows/x')} 0/0/3003`,
        `-w ${at('var/flows/MYROUTER')} 0/0/${first}`,
      ].join('\n'),
    );
    const { status, said } = capture('start');
    assert.equal(status, 1);
    for (const line of [5, 6, 7, 8, 9, 10, 11]) assert.match(said, new RegExp(`flow-capture\\.conf, line ${line}: `));
    assert.match(said, /^MYROUTER\.\d+: started, process \d+$/m);
    assert.match(said, /^MYSECONDROUTER\.\d+: started, process \d+$/m);
    assert.ok(!existsSync(at('shell')) && !existsSync(at('var/flows/x')));
    assert.match(capture('start').said, /^MYROUTER\.\d+: runs already/m);
  });

  it('tells their state, and never takes another process for one of them', async () => {
    const conf = at('etc/flow-tools/flow-capture.conf');
    await writeFile(conf, readFileSync(conf, 'utf8').split('\n').slice(0, 4).join('\n'));
    assert.equal(capture('status').status, 0);
    const pidfile = at('run/flow-capture', `MYROUTER.${ports[0]}.${ports[0]}`);
    const pid = readFileSync(pidfile, 'utf8');
    await writeFile(pidfile, `${process.pid}\n`); // a number that the system has given away since
    const { status, said } = capture('status');
    assert.equal(status, 1);
    assert.match(said, /^MYROUTER\.\d+: does not run, though there is .*\n^MYSECONDROUTER\.\d+: runs/m);
    await writeFile(pidfile, pid);
  });

  it('captures what two exporters send, and completes files at a reload', async () => {
    const [first, second] = ports;
    const tee = await Tee.open({ exporter: '127.0.0.2', collectors: [first] });
    const packets = traffic({
      seed: 1,
      from: Date.now() - 20 * MINUTE,
      spread: 10 * MINUTE,
      conversations: 200,
      families: [4],
    });
    const sent = await exportPackets(packets, { port: tee.port, version: 5, folder: root });
    const late = (what: string) => ({ within: 20_000, else: () => new Error(what) });
    await until(() => tee.passed >= sent, late('softflowd has not sent all'));
    tee.close();
    const generated = spawnSync(at('usr/bin/flow-gen'), ['-n', '50']).stdout;
    const sending = spawnSync(at('usr/bin/flow-send'), [`127.0.0.3/127.0.0.1/${second}`], { input: generated });
    assert.equal(sending.status, 0, sending.stderr.toString());
    for (const port of ports)
      await until(async () => (await udpQueue(port))?.waiting === 0, late(`${port} is not read`));
    assert.equal(capture('reload').status, 0);
    for (const device of ['MYROUTER', 'MYSECONDROUTER'])
      await until(() => flowFiles(device, 'ft').length > 0, late(`no file of ${device}`));
    const [file = ''] = flowFiles('MYROUTER', 'ft');
    assert.match(file, /^(\d{4})\/(\1-\d\d)\/(\2-\d\d)\/ft-v05\.\3\.\d{6}[+-]\d{4}$/);
    if (isRoot) assert.equal(done('stat', '-c', '%U:%G', at('var/flows/MYROUTER', file)), `${CAPTURER}:www-data\n`);
    const flows = done(
      'sh',
      '-c',
      `${at('usr/bin/flow-cat')} ${at('var/flows/MYSECONDROUTER')} | ${at('usr/bin/flow-stat')} -f 0`,
    );
    assert.match(flows, /Total Flows +: 50\b/);
  });

  it('answers through Apache as soon as it is installed, with the snippet enabled', async () => {
    const lines = [`IncludeOptional "${at('etc/apache2/conf-enabled')}/*.conf"`];
    apache = await Apache.start(root, lines.join('\n'), at('usr/bin'));
    await appendFile(at('etc/flowviewer/FlowViewer.toml'), 'dns_servers = ["none"]\n');
    const url = `${apache.origin}/cgi-bin/FlowViewer`;
    const form = await fetch(`${url}/FlowViewer.cgi`);
    const page = await form.text();
    assert.equal(form.status, 200);
    for (const device of ['MYROUTER', 'MYSECONDROUTER']) assert.ok(page.includes(device), device);
    const span = 'start_date=-1d&start_time=&end_date=now&end_time=';
    const report = await fetch(`${url}/FlowViewer_Main.cgi?device_name=MYROUTER&${span}&stat_report=10&format=csv`);
    const csv = await report.text();
    assert.equal(report.status, 200, csv);
    assert.ok(csv.split('\n').length > 20, csv);
    const snippet = readFileSync(at('etc/apache2/conf-enabled/flowviewer.conf'), 'utf8');
    assert.equal(snippet.match(/^ *Require local$/gm)?.length, 2);
    assert.doesNotMatch(snippet, /Require all granted/);
    await writeFile(at('usr/lib/cgi-bin/FlowViewer/notes.txt'), 'not for anybody');
    assert.equal((await fetch(`${url}/notes.txt`)).status, 403, 'only scripts are there');
    await rm(at('usr/lib/cgi-bin/FlowViewer/notes.txt'));
    const guide = await (await fetch(`${url}/FlowViewer_Guide.cgi`)).text();
    const pictures = [...guide.matchAll(/<img src="([^"]+\/guide\/[^"]+)"/g)].map(([, src = '']) => src);
    assert.ok(pictures.length >= 3);
    for (const src of pictures)
      assert.equal((await fetch(`${apache.origin}${src}`)).headers.get('content-type'), 'image/png');
  });

  it('runs Collector and Grapher by init.d/FlowTracker', () => {
    assert.equal(tracker('status').status, 3);
    const { status, said } = tracker('start');
    assert.equal(status, 0, said);
    assert.equal(tracker('status').said.match(/runs, process \d+$/gm)?.length, 2);
    assert.match(tracker('start').said, /^FlowTracker_Grapher: runs already/m);
    assert.equal(tracker('reload').status, 0);
    const [before] = /\d+$/m.exec(tracker('status').said) ?? [];
    assert.equal(tracker('restart').status, 0);
    assert.notEqual(/\d+$/m.exec(tracker('status').said)?.[0], before);
    assert.equal(tracker('stop').status, 0);
    assert.equal(tracker('status').status, 3);
    assert.equal(tracker('dance').status, 2);
    if (isRoot)
      assert.equal(
        done('stat', '-c', '%U:%G %a', at('var/log/flowviewer/FlowTracker_Collector.log')),
        'www-data:www-data 640\n',
      );
  });

  it('tells by flowviewer-check how the daemons fare, and logs who changes something', async () => {
    const env = { FLOWVIEWER_CONFIG: at('etc/flowviewer/FlowViewer.toml') };
    const { said } = run(at('usr/bin/flowviewer-check'), isRoot ? [] : ['-u', userInfo().username], env);
    for (const device of ['MYROUTER', 'MYSECONDROUTER'])
      assert.match(said, new RegExp(`flow-capture of ${device}: process \\d+ runs and loses nothing\\.`));
    const { origin } = apache ?? assert.fail('Apache does not run');
    const refused = await fetch(`${origin}/cgi-bin/FlowViewer/FlowTracker_Main.cgi`, {
      method: 'POST',
      body: new URLSearchParams({ monitor_label: 'x' }),
    });
    assert.equal(refused.status, 403);
    const [line = ''] = readFileSync(at('var/log/flowviewer/audit.log'), 'utf8').split('\n');
    const { action, outcome, from } = JSON.parse(line) as Record<string, string>;
    assert.deepEqual([action, outcome, from], ['create-tracking', 'refused', '127.0.0.1']);
  });

  it('cleans up by cron, and says so in cleanup.log', async () => {
    const old = at('var/cache/flowviewer/FlowViewer_output_101530');
    await writeFile(old, '');
    utimesSync(old, 1, 1);
    done(at('usr/lib/flowviewer/cron/cleanup'));
    assert.ok(!existsSync(old));
    assert.match(readFileSync(at('var/log/flowviewer/cleanup.log'), 'utf8'), /^work files of the original: 1 removed/m);
    const lines = ['flow-parquet', 'flowviewer'].map((name) => readFileSync(at('etc/cron.d', name), 'utf8'));
    for (const text of lines) {
      const [, user, command = ''] = /^\d+ [\d*]+ \* \* \* (\S+) \[ ! -x \S+ \] \|\| (.*)$/m.exec(text) ?? [];
      assert.ok(user === CAPTURER || user === 'www-data');
      assert.ok(existsSync(join(at('usr/bin'), command.split(' ')[0] ?? '')) || existsSync(command), command);
    }
  });

  it('has systemd start a unit for each line', () => {
    const units = at('units');
    done(at('usr/lib/systemd/system-generators/flow-capture-generator'), units, units, units);
    const wanted = readdirSync(join(units, 'flow-capture.service.wants')).sort();
    assert.deepEqual(wanted, [
      `flow-capture@MYROUTER.${ports[0]}.service`,
      `flow-capture@MYSECONDROUTER.${ports[1]}.service`,
    ]);
    for (const name of wanted) {
      assert.ok(statSync(join(units, 'flow-capture.service.wants', name)).isFile(), 'leads to the unit');
      const own = readFileSync(join(units, `${name}.d/directory.conf`), 'utf8');
      assert.equal(own, `[Service]\nReadWritePaths=-${at('var/flows')}\n`);
    }
    const missing = run(at('usr/lib/flowviewer/init.d/lib/flow-capture-instance'), ['run', 'OTHER.1']);
    assert.equal(missing.status, 1);
    assert.match(missing.said, /flow-capture\.conf has no line for OTHER\.1/);
  });

  it('keeps the configuration in an upgrade, and removes what is no longer part of it', async () => {
    const conf = readFileSync(at('etc/flow-tools/flow-capture.conf'), 'utf8');
    const toml = readFileSync(at('etc/flowviewer/FlowViewer.toml'), 'utf8');
    await rm(at('etc/apache2/conf-enabled/flowviewer.conf')); // a2disconf
    await appendFile(at('usr/lib/flowviewer/manifest'), `${at('usr/bin/flow-gone')}\n`);
    await writeFile(at('usr/bin/flow-gone'), '');
    await writeFile(at('usr/lib/flowviewer/build/gone.js'), '');
    done('scripts/install');
    assert.equal(readFileSync(at('etc/flow-tools/flow-capture.conf'), 'utf8'), conf);
    assert.equal(readFileSync(at('etc/flowviewer/FlowViewer.toml'), 'utf8'), toml);
    for (const gone of [
      'etc/apache2/conf-enabled/flowviewer.conf',
      'usr/bin/flow-gone',
      'usr/lib/flowviewer/build/gone.js',
    ])
      assert.ok(!existsSync(at(gone)), gone);
    assert.equal(capture('status').status, 0, 'daemons go on');
  });

  it('goes and leaves configuration and data', () => {
    const before = flowFiles('MYROUTER', 'ft').length;
    done('scripts/uninstall');
    for (const port of ports) assert.ok(!existsSync(at('run/flow-capture', `MYROUTER.${port}.${port}`)));
    for (const gone of [
      'usr/lib/flowviewer',
      'usr/bin/flow-capture',
      'usr/lib/cgi-bin/FlowViewer',
      'etc/init.d/flow-capture',
    ])
      assert.ok(!existsSync(at(gone)), gone);
    const ours = done('find', at('usr'), '-type', 'f', '!', '-path', at('usr/bin/node'));
    assert.equal(ours, '');
    for (const kept of [
      'etc/flowviewer/FlowViewer.toml',
      'etc/flow-tools/flow-capture.conf',
      'var/log/flowviewer/cleanup.log',
    ])
      assert.ok(existsSync(at(kept)), kept);
    assert.ok(flowFiles('MYROUTER', 'ft').length >= before && flowFiles('MYROUTER', 'tmp').length === 0);
  });
});

describe('the scripts that are installed', () => {
  it('take the same options of flow-capture as it does', async () => {
    const { CAPTURE_SYNTAX } = await import('../../lib/capture/options.js');
    const letters = Object.entries(CAPTURE_SYNTAX.options).map(([letter, option]) =>
      'value' in option ? `${letter}:` : letter,
    );
    const text = readFileSync(join(ROOT, 'init.d/lib/instances.sh'), 'utf8');
    const [, listed = ''] = /^CAPTURE_OPTIONS=(.*)$/m.exec(text) ?? [];
    assert.deepEqual(new Set(listed.match(/\w:?/g)), new Set([...letters, 'h']));
  });

  it('are scripts for a POSIX shell', () => {
    const scripts = ['scripts/install', 'scripts/uninstall', 'scripts/directories', 'scripts/places', 'cron/cleanup']
      .concat(
        ['flow-capture', 'FlowTracker', 'lib/processes.sh', 'lib/instances.sh', 'lib/flow-capture-instance'].map(
          (name) => `init.d/${name}`,
        ),
      )
      .concat('etc/systemd/flow-capture-generator');
    for (const script of scripts) {
      const { status, stderr } = spawnSync('dash', ['-n', script], { cwd: ROOT, encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, ''], script);
    }
  });
});
