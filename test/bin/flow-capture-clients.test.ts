/** TCP clients of flow-capture, by real connections (reference section 4.7). */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { filesBelow, range, readFlows, v5Datagrams } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { freePort } from '../free-port.js';
import { runToEnd, Running, send } from './capturing.js';

describe('clients of flow-capture', () => {
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
  });

  async function start(...options: string[]): Promise<Running> {
    const argv = ['-D', '-N', '0', '-w', directory, ...options, `127.0.0.1/0/${port}`];
    running = Running.start('flow-capture', argv, { FLOW_TOOLS_HOSTSDIR: directory });
    await running.says(options.includes('-c') ? /TCP clients may connect/ : /receive buffer/);
    return running;
  }
  async function isListening(): Promise<boolean> {
    const socket = connect(port, '127.0.0.1');
    const answer = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    return answer;
  }
  /** Connects, and collects until the other side ends. */
  function client() {
    const socket = connect(port, '127.0.0.1');
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    return { socket, closed, octets: () => Buffer.concat(pieces) };
  }
  const connections = (capture: Running) =>
    capture.stderr.match(/client connect: ip=127\.0\.0\.1 time=\d+/g)?.length ?? 0;
  async function connected(capture: Running) {
    const before = connections(capture);
    const one = client();
    await until('connection', () => connections(capture) > before);
    return one;
  }

  it('get a header and the flows from their connection on, as they come', async () => {
    const capture = await start('-c', '3', '-C', 'rack 4', '-z', '6', '-b', 'big');
    const early = await connected(capture);
    await send(v5Datagrams(0, 300), port);
    await until('flows, while the capture runs', () => early.octets().length > 300 * 64);
    const late = await connected(capture);
    await send(v5Datagrams(300, 90), port);
    assert.equal(await capture.end(), 0);
    await Promise.all([early.closed, late.closed]);
    for (const [{ octets }, expected] of [
      [early, range(0, 390)],
      [late, range(300, 90)],
    ] as const) {
      const { header, numbers, damage } = await readFlows(Readable.from([octets()]));
      assert.deepEqual([numbers, damage], [expected, []]);
      const { byteOrder, version, flags, captureStart = 0, captureEnd, flows, comment } = header;
      assert.deepEqual([byteOrder, version, flags, captureEnd, flows], ['big', '5', 0, 0, undefined]);
      assert.deepEqual([comment, header.hostname], ['rack 4', hostname()]);
      assert.ok(Math.abs(captureStart - Date.now() / 1000) < 60);
    }
    const [path = ''] = filesBelow(directory);
    assert.deepEqual((await readFlows(path)).numbers, range(0, 390));
  });

  it('can be programs of the suite', async () => {
    const capture = await start('-c', '2');
    const programs = [
      ['flow-cat', '-o', join(directory, 'copy')],
      ['flow-print', '-l', '-f', '5'],
    ].map(([name = '', ...words]) => {
      const child = spawn(`build/bin/${name}`, words, { stdio: ['pipe', 'pipe', 'inherit'] });
      let text = '';
      child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
      return { child, text: () => text, ended: once(child, 'close') };
    });
    for (const { child } of programs) (await connected(capture)).socket.pipe(child.stdin);
    await send(v5Datagrams(0, 100), port);
    await until('lines, while the capture runs', () => programs[1]?.text().split('\n').length === 103);
    assert.equal(await capture.end(), 0);
    for (const { ended } of programs) assert.equal((await ended)[0], 0);
    assert.deepEqual((await readFlows(join(directory, 'copy'))).numbers, range(0, 100));
  });

  it('get what is kept, filtered', async () => {
    writeFileSync(
      join(directory, 'filter.cfg'),
      'filter-primitive p\n type ip-address-prefix\n permit 0.0.1.0/24\n' +
        'filter-definition d\n match ip-source-address p\n',
    );
    const capture = await start('-c', '2', '-f', 'filter.cfg', '-F', 'd');
    const one = await connected(capture);
    await send(v5Datagrams(0, 600), port);
    assert.equal(await capture.end(), 0);
    await one.closed;
    assert.deepEqual((await readFlows(Readable.from([one.octets()]))).numbers, range(256, 256));
  });

  it('are no more than -c says', async () => {
    const capture = await start('-c', '1');
    await connected(capture);
    await client().closed;
    await capture.says(/Maximum clients exceeded, rejecting connection from 127\.0\.0\.1/);
  });

  it('may connect if hosts.allow and hosts.deny let them', async () => {
    const capture = await start('-c', '5');
    await connected(capture);
    writeFileSync(join(directory, 'hosts.deny'), 'ALL: ALL\n');
    await client().closed;
    await capture.says(/rejecting connection from 127\.0\.0\.1: hosts\.allow or hosts\.deny refuses it/);
    writeFileSync(join(directory, 'hosts.allow'), 'flow-capture-client: 127.0.0.0/8\n');
    await connected(capture);
  });

  it('find no port without -c, and end the start where it is taken', async () => {
    await start();
    assert.equal(await isListening(), false);
    await running?.end();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { status, stderr } = await runToEnd('flow-capture', [
      ...['-D', '-w', directory, '-c', '1'],
      `127.0.0.1/0/${port}`,
    ]);
    other.close();
    assert.equal(status, 1);
    assert.match(stderr, /cannot listen for clients on 127\.0\.0\.1\/\d+: .*EADDRINUSE/);
  });
});
