import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Capture } from '../../lib/capture/capture.js';
import { fieldReader } from '../../lib/flow/batch.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { readInterfaces } from '../../lib/interfaces/interfaces-file.js';
import {
  datagram,
  ethernet,
  flowSample,
  interfaceCounters,
  ipv4Packet,
  opaque,
  rawHeader,
  structure,
  tcp,
  xdr,
} from '../sflow/make-datagram.js';
import { filesBelow, v5Datagrams } from './flows.js';
import { LOOPBACK, sflowCapture } from './sflow-capture.js';

const CAPTURES = 'test/golden/captures/telegraf';
const PACKET = rawHeader(ethernet('0800', ipv4Packet(tcp())));
const sample = (sequence: number, drops = 0) => flowSample([PACKET], { sequence, pool: sequence * 50, drops });

describe('the capture of sFlow', () => {
  let directory: string;
  let clock: number;
  let lines: string[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sflow-'));
    clock = Date.parse('2025-03-10T10:07:00Z');
    lines = [];
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const start = (): Promise<Capture> =>
    sflowCapture({ directory, now: () => clock, log: (text) => lines.push(text), statistics: 1 });

  const counters = (sequence: number, octets: bigint) =>
    structure(
      2,
      sequence,
      3,
      2,
      interfaceCounters(3, { input: octets, output: 2n * octets }),
      structure(1005, opaque(Buffer.from('eth0/3'))),
    );

  it('writes a record for each sampled packet, with the time of receiving', async () => {
    const capture = await start();
    capture.receive(datagram([sample(1), counters(1, 5n), sample(2)]), LOOPBACK);
    clock += 1500;
    capture.receive(datagram([sample(3)], { sequence: 2 }), LOOPBACK);
    await capture.close();
    const [path = ''] = filesBelow(directory).filter((each) => !each.includes('/.'));
    const file = await openFlowFile(path);
    const seen: unknown[] = [];
    for await (const batch of file.batches()) {
      const [start_ms, rate, octets] = (['start_ms', 'sampling_rate', 'doctets'] as const).map((field) =>
        fieldReader(batch, field),
      );
      for (let index = 0; index < batch.count; index++) seen.push([start_ms?.(index), rate?.(index), octets?.(index)]);
    }
    assert.deepEqual(seen, [
      [clock - 1500, 100, 40],
      [clock - 1500, 100, 40],
      [clock, 100, 40],
    ]);
    assert.equal(file.header.lost ?? 0, 0);
  });

  it('accounts for what was lost on the way and in the agent', async () => {
    const capture = await start();
    capture.receive(datagram([sample(1), sample(2)]), LOOPBACK);
    capture.receive(datagram([sample(5, 7), flowSample([])], { sequence: 4 }), LOOPBACK);
    await capture.close();
    const line = lines.find((text) => text.includes('d_ver=sflow5')) ?? '';
    assert.match(line, /^STAT: now=\d+ startup=\d+ src_ip=127\.0\.0\.1 dst_ip=127\.0\.0\.1 d_ver=sflow5 /);
    assert.match(
      line,
      / pkts=2 flows=3 lost=2 reset=0 agent=192\.0\.2\.1 sub_agent=0 lost_pkts=2 agent_drops=7 not_ip=1 /,
    );
    assert.ok(lines.some((text) => text.includes('agent=192.0.2.1/0 d_version=sflow5: 2 samples lost on the way')));
    const [path = ''] = filesBelow(directory).filter((each) => !each.includes('/.'));
    assert.equal((await openFlowFile(path)).header.lost, 2);
  });

  it('keeps names and counters of interfaces over restarts', async () => {
    const first = await start();
    first.receive(datagram([counters(1, 5n)]), LOOPBACK);
    await first.close();
    clock += 400_000;
    const second = await start();
    second.receive(datagram([counters(2, 1005n), sample(1), sample(3)], { sequence: 2 }), LOOPBACK);
    await second.close();
    const entry = (await readInterfaces(directory))?.get('192.0.2.1')?.get(3);
    assert.equal(entry?.name, 'eth0/3');
    assert.deepEqual(entry.points, [
      { at: clock - 400_000, inOctets: 5n, outOctets: 10n },
      { at: clock, inOctets: 1005n, outOctets: 2010n },
    ]);
    assert.deepEqual(entry.sampling, { rate: 100, observed: 50, samples: 2, lost: 1, dropped: 0 });
  });

  it('keeps names of interfaces that options of NetFlow v9 tell beside those of sFlow', async () => {
    const capture = await start();
    capture.receive(readFileSync(`${CAPTURES}/netflow_v9_options/message.bin`), LOOPBACK);
    capture.receive(datagram([counters(1, 5n)]), LOOPBACK);
    await capture.close();
    const kept = await readInterfaces(directory);
    const expected = readFileSync(`${CAPTURES}/netflow_v9_options/expected.out`, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [, ifIndex, name, description] =
          /in_snmp=(\d+)u,interface="([^"]*)",interface_desc="([^"]*)"/.exec(line) ?? [];
        return [Number(ifIndex), name, description];
      });
    const names = [...(kept?.get('127.0.0.1') ?? [])].map(([ifIndex, { name, description }]) => [
      ifIndex,
      name,
      description,
    ]);
    assert.deepEqual(names, expected);
    assert.equal(kept?.get('192.0.2.1')?.get(3)?.name, 'eth0/3');
  });

  it('is received at the same port as NetFlow, and no flow of either gets lost', async () => {
    const capture = await start();
    const netflow = v5Datagrams(0, 60);
    for (const [index, each] of netflow.entries()) {
      capture.receive(each, LOOPBACK);
      capture.receive(datagram([sample(2 * index + 1), sample(2 * index + 2)], { sequence: index + 1 }), LOOPBACK);
    }
    await capture.close();
    const found = { sampled: 0, others: 0 };
    for (const path of filesBelow(directory).filter((each) => !each.includes('/.'))) {
      for await (const batch of (await openFlowFile(path)).batches()) {
        const rate = fieldReader(batch, 'sampling_rate') ?? (() => 0);
        for (let index = 0; index < batch.count; index++) found[rate(index) > 0 ? 'sampled' : 'others']++;
      }
    }
    assert.deepEqual(found, { sampled: 2 * netflow.length, others: 60 });
  });

  it('refuses what is no sFlow it knows, and tells of damage', async () => {
    const capture = await start();
    capture.receive(xdr(4, 1, 2, 3, 4), LOOPBACK);
    capture.receive(datagram([sample(1), sample(2)]).subarray(0, -4), LOOPBACK);
    await capture.close();
    assert.ok(lines.includes('Unexpected PDU: src_ip=127.0.0.1 sFlow: version 4, only 5 is understood (octet 0)'));
    assert.ok(
      lines.some((text) => /agent=192\.0\.2\.1\/0 .*the sample has \d+ octets, more than the datagram/.test(text)),
    );
    assert.match(lines.find((text) => text.startsWith('SOCKET')) ?? '', /pkts=2 corrupt=1 /);
    assert.match(lines.find((text) => text.includes('d_ver=sflow5')) ?? '', / flows=1 /);
  });
});
