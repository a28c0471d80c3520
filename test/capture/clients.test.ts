import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Clients } from '../../lib/capture/clients.js';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { freePort } from '../free-port.js';
import { range, readFlows, v5Flows } from './flows.js';
import { until } from './wait.js';

const LOOPBACK = 0x7f000001;

describe('clients of the capture', () => {
  let port: number;
  let lines: string[];
  let clients: Clients;
  let sockets: Socket[];
  beforeEach(async () => {
    lines = [];
    sockets = [];
    port = await freePort();
    clients = await open();
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await clients.close();
  });

  const open = (most = 2) =>
    Clients.open(
      { bind: LOOPBACK, port, most, byteOrder: 'little', refused: () => undefined },
      (text) => lines.push(text),
      Date.now,
    );
  async function reader(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    const seen = connections();
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    await until('connection', () => connections() > seen);
    return socket;
  }
  const connections = () => lines.filter((line) => line.startsWith('client connect')).length;
  function collected(socket: Socket): () => Buffer {
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    return () => Buffer.concat(pieces);
  }
  const append = (batch: FlowBatch) => {
    clients.append(batch);
  };

  it('get what comes after them, whenever they come', async () => {
    const early = await reader();
    clients.begin('5');
    append(v5Flows(0, 700));
    const late = await reader();
    append(v5Flows(700, 5));
    for (const [socket, expected] of [
      [early, range(0, 705)],
      [late, range(700, 5)],
    ] as const) {
      const octets = collected(socket);
      await until('records', () => octets().length > expected.length * 64);
      const { numbers, header } = await readFlows(Readable.from([octets()]));
      assert.deepEqual(numbers, expected);
      assert.deepEqual([header.flags, header.flows], [0, undefined]);
    }
  });

  it('lose their connection when they do not read, alone, and without holding more than a bound', async () => {
    clients.begin('5');
    const slow = await reader();
    slow.pause();
    const quick = await reader();
    let received = 0;
    quick.on('data', (piece: Buffer) => (received += piece.length));
    const before = process.memoryUsage().arrayBuffers;
    let sent = 0;
    for (let piece = 0; !lines.some((line) => line.startsWith('Killed')) && piece < 400; piece++) {
      append(v5Flows(sent, 8192));
      sent += 8192;
      await until('the quick one', () => received >= sent * 64);
    }
    assert.match(lines.at(-1) ?? '', /^Killed client: ip=127\.0\.0\.1 it reads too slowly, \d+ octets wait for it$/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 2 ** 20);
    append(v5Flows(0, 100));
    await until('the quick one goes on', () => received >= (sent + 100) * 64);
    const next = await reader(); // its place is free
    assert.equal(next.destroyed, false);
  });

  it('make room when they go, and are told apart from too many', async () => {
    clients.begin('5');
    const [first] = [await reader(), await reader()];
    const third = connect(port, '127.0.0.1');
    third.on('error', () => undefined);
    await once(third.resume(), 'close');
    assert.ok(lines.includes('Maximum clients exceeded, rejecting connection from 127.0.0.1'));
    first.end();
    await once(first.resume(), 'close');
    await setImmediate();
    await reader();
  });

  it('are refused in few lines', async () => {
    await clients.close();
    clients = await open(0);
    for (let index = 0; index < 15; index++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket.resume(), 'close');
    }
    await clients.close();
    assert.equal(lines.filter((line) => line.startsWith('Maximum')).length, 10);
    assert.match(lines.at(-1) ?? '', /^refused clients: 5 more in \d+ seconds/);
  });

  it('cannot be listened for on a port that is taken', async () => {
    await assert.rejects(open(), /cannot listen for clients on 127\.0\.0\.1\/\d+: .*EADDRINUSE/);
  });
});
