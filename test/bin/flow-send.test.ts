import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { formatIpv4 } from '../../lib/flow/address.js';
import { fieldReader, type FlowBatch } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { createDecoder } from '../../lib/netflow/decode.js';
import { MessageIntake } from '../../lib/netflow/message-intake.js';
import { until } from '../capture/wait.js';
import { GOLDEN } from '../netflow/golden.js';

interface Sent {
  readonly status: unknown;
  readonly stderr: string;
  readonly datagrams: readonly Buffer[];
  readonly from: readonly string[];
}

/** Runs flow-send on a file and collects what arrives; `PORT` in the arguments stands for the receiver's. */
async function sent(file: string, argv: readonly string[], count: number): Promise<Sent> {
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  receiver.setRecvBufferSize(4 << 20);
  const datagrams: Buffer[] = [];
  const from: string[] = [];
  receiver.on('message', (datagram, { address }) => {
    datagrams.push(datagram);
    from.push(address);
  });
  try {
    const port = String(receiver.address().port);
    const child = spawn(
      'build/bin/flow-send',
      argv.map((word) => word.replace('PORT', port)),
      { stdio: ['pipe', 'inherit', 'pipe'] },
    );
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.stdin.on('error', () => undefined); // it may end before it has read everything
    child.stdin.end(readFileSync(file));
    const [status] = (await once(child, 'close')) as unknown[];
    await until('datagrams', () => datagrams.length >= count);
    return { status, stderr, datagrams, from };
  } finally {
    receiver.close();
  }
}

describe('flow-send', () => {
  const expected = (version: string) => readFileSync(`${GOLDEN}/expect/export/v${version}.f4.bin`);

  for (const version of ['1', '5', '6', '7', '8.1', '8.5', '8.14'])
    it(`sends flows of version ${version} as the original encodes them`, async () => {
      const { status, datagrams } = await sent(`${GOLDEN}/input/v${version}.z6.be.ft`, ['0/127.0.0.1/PORT'], 2);
      assert.equal(status, 0);
      assert.deepEqual(Buffer.concat(datagrams), expected(version));
    });

  it('translates, and sends from the local address it is told', async () => {
    const { status, datagrams, from } = await sent(
      `${GOLDEN}/input/v7.z0.le.ft`,
      ['-V', '5', '127.0.0.3/127.0.0.1/PORT'],
      2,
    );
    assert.equal(status, 0);
    assert.ok(datagrams.every((datagram) => datagram.readUInt16BE(0) === 5));
    assert.deepEqual(new Set(from), new Set(['127.0.0.3']));
  });

  for (const version of ['9', '10'])
    it(`sends flows as messages of version ${version}, with their templates`, async () => {
      const file = `${GOLDEN}/input/v5.z6.be.ft`;
      const rows: string[] = [];
      const row = (flows: FlowBatch, index: number) =>
        (['srcaddr', 'dstaddr', 'srcport', 'dpkts', 'doctets', 'src_as', 'tcp_flags', 'input'] as const)
          .map((field) => fieldReader(flows, field)?.(index))
          .join(' ');
      const expected: string[] = [];
      const decode = createDecoder();
      for (const datagram of (await sent(file, ['0/127.0.0.1/PORT'], 2)).datagrams) {
        const result = decode(datagram, 0);
        if ('code' in result) return assert.fail(result.code);
        for (let index = 0; index < result.flows.count; index++) expected.push(row(result.flows, index));
      }
      const { status, datagrams } = await sent(file, ['-V', version, '0/127.0.0.1/PORT'], 2);
      assert.equal(status, 0);
      const intake = new MessageIntake((flows) => {
        for (let index = 0; index < flows.count; index++) rows.push(row(flows, index));
      });
      for (const datagram of datagrams) intake.receive(datagram, { protocol: 'udp', address: 1, port: 1 }, 0);
      assert.deepEqual(rows, expected);
      assert.ok(datagrams.every((datagram) => datagram.readUInt16BE(0) === Number(version)));
    });

  it('sends tagged flows without their tags', async () => {
    const { status, datagrams } = await sent(`${GOLDEN}/input/v1005.z0.le.ft`, ['0/127.0.0.1/PORT'], 2);
    assert.equal(status, 0);
    assert.ok(datagrams.every((datagram) => datagram.readUInt16BE(0) === 5));
  });

  it('hides hosts, but no multicast destinations', async () => {
    const decode = createDecoder();
    const addresses = (datagrams: readonly Buffer[]) =>
      datagrams.flatMap((datagram) => {
        const result = decode(datagram, 0);
        if ('code' in result) return assert.fail(result.code);
        const { flows } = result;
        const readers = (['srcaddr', 'dstaddr'] as const).map((field) => fieldReader(flows, field));
        return Array.from({ length: flows.count }, (_, index) => readers.map((read) => read?.(index) ?? 0));
      });
    const file = `${GOLDEN}/input/v5.z0.le.ft`;
    const plain = addresses((await sent(file, ['0/127.0.0.1/PORT'], 2)).datagrams);
    const masked = addresses((await sent(file, ['-m', '255.255', '0/127.0.0.1/PORT'], 2)).datagrams);
    assert.equal(recordLayout('5').size * plain.length, readFileSync(file).length - readFileSync(file).readUInt32LE(4));
    const hidden = ([source = 0, destination = 0]: number[]) => [
      (source & 0xffff0000) >>> 0,
      destination >>> 28 === 14 ? destination : (destination & 0xffff0000) >>> 0,
    ];
    const text = (rows: number[][]) => rows.map((row) => row.map(formatIpv4).join(' '));
    assert.deepEqual(text(masked), text(plain.map(hidden)));
    assert.notDeepEqual(text(masked), text(plain));
  });

  it('pauses between datagrams', async () => {
    const begun = process.hrtime.bigint();
    const { datagrams } = await sent(`${GOLDEN}/input/big.z6.le.ft`, ['-x', '2000', '0/127.0.0.1/PORT'], 167);
    const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
    assert.ok(milliseconds > (datagrams.length - 1) * 2, `${milliseconds} ms`);
  });

  it('says what it cannot do', async () => {
    const file = `${GOLDEN}/input/v8.1.z0.le.ft`;
    for (const [argv, message] of [
      [['0/0/PORT'], /remote address is where to send to/],
      [['-V', '1005', '0/127.0.0.1/PORT'], /datagrams carry no tags/],
      [['-V', '5', '0/127.0.0.1/PORT'], /flows of version 8\.1 cannot be sent as 5/],
      [['-m', '255.256', '0/127.0.0.1/PORT'], /-m 255\.256: it must be a dotted quad/],
      [['192.0.2.77/127.0.0.1/PORT'], /cannot send from 192\.0\.2\.77/],
    ] as const) {
      const { status, stderr } = await sent(file, argv, 0);
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
  });
});
