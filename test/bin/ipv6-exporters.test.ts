/** Exporters that send over IPv6, and destinations that are reached over it: real processes on the loopback interface. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { addressReader } from '../../lib/flow/batch.js';
import { formatAddress } from '../../lib/flow/address.js';
import { isCandidateName } from '../../lib/ftfile/names.js';
import { openFlowFile, type FlowSource } from '../../lib/ftfile/reader.js';
import { readInterfaces } from '../../lib/interfaces/interfaces-file.js';
import { filesBelow, v5Datagrams } from '../capture/flows.js';
import { CAPTURE_FILES, datagramsOf } from '../netflow/captures.js';
import { GOLDEN } from '../netflow/golden.js';
import { ipfix, octets, optionsTemplate, set, template, v9, type Spec } from '../netflow/messages.js';
import { freePort } from '../free-port.js';
import { Running, runToEnd, send } from './capturing.js';

const FIELDS: readonly Spec[] = [
  [8, 4],
  [2, 4],
];
/** Of the same meaning and another length: decoded with the other template it would be another address. */
const OTHERS: readonly Spec[] = [
  [2, 4],
  [8, 4],
];
const flow = (source: number, packets = 3) => [...octets(source, 4), ...octets(packets, 4)];

/** Exporter and source address of each flow. */
async function flowsOf(source: FlowSource): Promise<string[]> {
  const flows: string[] = [];
  for await (const batch of (await openFlowFile(source)).batches()) {
    const [exporter, from] = [addressReader(batch, 'exaddr'), addressReader(batch, 'srcaddr')];
    for (let index = 0; index < batch.count; index++)
      flows.push(`${formatAddress(exporter!(index))} ${formatAddress(from!(index))}`);
  }
  return flows;
}

/** An address of this host that datagrams to a group can be sent from. */
function multicastAddress(): { readonly interfaceName: string; readonly address: string } | undefined {
  for (const [interfaceName, addresses = []] of Object.entries(networkInterfaces()))
    for (const { family, internal, address, scopeid } of addresses)
      if (family === 'IPv6' && !internal && scopeid === 0) return { interfaceName, address };
  return undefined;
}

describe('over IPv6', function () {
  this.timeout(60_000);
  let directory: string;
  let port: number;
  const started: Running[] = [];
  before(function () {
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    if (!addresses.some(({ address }) => address === '::1')) this.skip(); // a host without IPv6
  });
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ipv6-exporters-'));
    port = await freePort();
  });
  afterEach(async () => {
    for (const running of started.splice(0)) await running.kill();
    rmSync(directory, { recursive: true });
  });

  async function start(command: string, ...argv: string[]): Promise<Running> {
    const running = Running.start(command, argv, { FLOW_TOOLS_HOSTSDIR: directory });
    started.push(running);
    await running.says(/receive buffer/);
    return running;
  }
  const capture = (...options: string[]) =>
    start('flow-capture', '-D', '-N', '0', '-w', directory, ...options.slice(0, -1), `${options.at(-1)}/${port}`);
  const stored = async () => {
    const paths = filesBelow(directory).filter((path) => isCandidateName(basename(path)));
    return (await Promise.all(paths.map(flowsOf))).flat();
  };

  it('flow-capture takes exporters of both families at one port, each under its own address', async () => {
    const running = await capture('0/0');
    await send([v9([set(0, template(256, FIELDS)), set(256, flow(1))])], port, '127.0.0.1');
    await running.says(/New exporter: .* src_ip=127\.0\.0\.1 dst_ip=127\.0\.0\.1 d_version=9/);
    await send([v9([set(0, template(256, OTHERS)), set(256, flow(3, 2))])], port, '::1');
    await running.says(/New exporter: .* src_ip=::1 dst_ip=::1 d_version=9/);
    await send([v9([set(256, flow(3, 4))], { sequence: 1 })], port, '::1');
    await send(v5Datagrams(5, 1), port, '::1');
    await send(v5Datagrams(6, 1), port, '127.0.0.1');
    await running.says(/New exporter: .* src_ip=127\.0\.0\.1 .* d_version=5/);
    assert.equal(await running.end(), 0);
    const flows = await stored();
    for (const expected of ['127.0.0.1 0.0.0.1', '::1 0.0.0.2', '::1 0.0.0.5', '127.0.0.1 0.0.0.6'])
      assert.ok(flows.includes(expected), `${expected} in ${flows.join(', ')}`);
    assert.match(running.stderr, /kernel_drops=0/);
  });

  it('flow-capture keeps templates, names of interfaces and flows by the address of IPv6 over a restart', async () => {
    const named = optionsTemplate(300, [[10, 4]], [[82, 8]]);
    const name = [...octets(7, 4), ...Buffer.from('uplink\0\0')];
    const first = await capture('::1/0');
    const from = createSocket('udp6').bind(0, '::1');
    await once(from, 'listening');
    const say = (message: Uint8Array) => new Promise((resolve) => from.send(message, port, '::1', resolve));
    try {
      await say(ipfix([set(2, template(256, FIELDS)), set(3, named), set(300, name), set(256, flow(1))]));
      await first.says(/New exporter: .* src_ip=::1 dst_ip=::1 d_version=10/);
      assert.equal(await first.end(), 0);
      const second = await capture('-S', '1', '::1/0');
      await say(ipfix([set(256, flow(2))], { sequence: 2 }));
      await second.says(/New exporter: .* src_ip=::1 /);
      assert.equal(await second.end(), 0);
      assert.match(
        second.stderr,
        /STAT: .* src_ip=::1 dst_ip=::1 d_ver=10 .* flows=1 .* templates=2 .* sets_waiting=0/,
      );
    } finally {
      from.close();
    }
    assert.deepEqual(await stored(), ['::1 0.0.0.1', '::1 0.0.0.2']);
    assert.equal((await readInterfaces(directory))?.get('::1')?.get(7)?.name, 'uplink');
  });

  it('flow-capture takes IPFIX over TCP and clients of both families, these as hosts.allow says', async () => {
    const ipfixPort = await freePort();
    const running = await capture('-c', '4', '-i', String(ipfixPort), '0/0');
    await running.says(/IPFIX over TCP is taken/);
    for (const [index, host] of ['127.0.0.1', '::1'].entries()) {
      const client = connect(port, host);
      client.on('error', () => undefined);
      await running.says(new RegExp(`client connect: ip=${host} `));
      const exporter = connect(ipfixPort, host);
      exporter.write(ipfix([set(2, template(256, FIELDS)), set(256, flow(index + 1))]));
      await running.says(new RegExp(`New exporter: .* src_ip=${host} .* d_version=10`));
      exporter.destroy();
      client.destroy();
    }
    assert.equal(await running.end(), 0);
    assert.deepEqual(await stored(), ['127.0.0.1 0.0.0.1', '::1 0.0.0.2']);
  });

  it('flow-capture takes sFlow, whose flows and counters are of the agent that its datagrams name, by either family', async () => {
    const running = await capture('::/0');
    const of = (name: RegExp) => CAPTURE_FILES.filter(({ file }) => name.test(file)).flatMap(datagramsOf);
    await send(of(/sflow_issue_15918/), port, '::1');
    await running.says(/New exporter: .* src_ip=::1 agent=192\.168\.227\.2\/0 d_version=sflow5/);
    await send(of(/sflow-print-v6/), port, '::1');
    await running.says(/New exporter: .* src_ip=::1 agent=30::1:1:1\/\d+ d_version=sflow5/);
    assert.equal(await running.end(), 0);
    const exporters = new Set((await stored()).map((line) => line.split(' ')[0]));
    assert.deepEqual([...exporters].sort(), ['192.168.227.2', '30::1:1:1']);
    const agents = [...((await readInterfaces(directory))?.keys() ?? [])];
    assert.ok(agents.includes('30::1:1:1'), agents.join(', '));
  });

  for (const group of ['ff15::77:1', 'ff35::77:1'])
    it(`flow-capture joins the group ${group}, and believes ${group === 'ff35::77:1' ? 'one source' : 'anyone'} there`, async function () {
      const own = multicastAddress();
      if (!own) this.skip(); // only the loopback interface, which knows no multicast, has IPv6
      const from = createSocket('udp6').bind(0, own.address);
      await once(from, 'listening');
      from.setMulticastInterface(`::%${own.interfaceName}`);
      from.setMulticastTTL(0); // nothing leaves this host
      const say = (datagram: Uint8Array) =>
        new Promise<Error | null>((resolve) => from.send(datagram, port, group, resolve));
      try {
        const running = await capture(`${group === 'ff35::77:1' ? own.address : 0}/${group}`);
        const [first, second] = [v5Datagrams(5, 1), v9([set(0, template(256, FIELDS)), set(256, flow(1))])];
        if (await say(first[0]!)) this.skip(); // a host that has no route for multicast
        assert.equal(await say(second), null);
        await running.says(new RegExp(`New exporter: .* src_ip=${own.address} dst_ip=${group} d_version=9`));
        assert.equal(await running.end(), 0);
        assert.deepEqual((await stored()).sort(), [`${own.address} 0.0.0.1`, `${own.address} 0.0.0.5`]);
      } finally {
        from.close();
      }
    });

  it('flow-capture keeps classic records where -V says so, with 0.0.0.0 as the exporter, and says that', async () => {
    const running = await capture('-V', '5', '::1/::1');
    await send(v5Datagrams(5, 2), port, '::1');
    await running.says(/src_ip=::1 is 0\.0\.0\.0 in records of version 5/);
    assert.equal(await running.end(), 0);
    assert.deepEqual(await stored(), ['0.0.0.0 0.0.0.5', '0.0.0.0 0.0.0.6']);
  });

  it('flow-capture believes only the exporter that it is told of', async () => {
    const running = await capture('0/2001:db8::7');
    await send(v5Datagrams(5, 1), port, '::1');
    await running.says(/Unexpected PDU: src_ip=::1 not configured/);
    assert.equal(await running.end(), 0);
    assert.deepEqual(await stored(), []);
  });

  it('flow-send sends to flow-fanout, and that to flow-receive', async () => {
    const end = await freePort();
    const receiver = await start('flow-receive', '-d', '1', '-o', join(directory, 'received'), `[::1]/[::]/${end}`);
    const fanout = await start('flow-fanout', '-D', `::1/::1/${port}`, `[::1]/[::1]/${end}`);
    const sender = Running.start('flow-send', [`0/[::1]/${port}`], {}, `${GOLDEN}/input/v5.z6.be.ft`);
    assert.equal(await sender.ended(), 0, sender.stderr);
    const input = await flowsOf(Readable.from([readFileSync(`${GOLDEN}/input/v5.z6.be.ft`)]));
    await receiver.says(/New exporter: .* src_ip=::1 dst_ip=::1 d_version=5/);
    assert.equal(await fanout.end(), 0);
    assert.equal(await receiver.end(), 0);
    const received = await flowsOf(join(directory, 'received'));
    const sources = (flows: string[]) => flows.map((each) => each.split(' ')[1]);
    assert.deepEqual(sources(received), sources(input));
    assert.deepEqual(new Set(received.map((each) => each.split(' ')[0])), new Set(['::1']));
  });

  it('what cannot be is refused with the reason', async () => {
    const { status, stderr } = await runToEnd('flow-send', ['0/::/9']);
    assert.equal(status, 1);
    assert.match(stderr, /the remote address is where to send to: it must not be 0/);
    const taken = createSocket({ type: 'udp6', ipv6Only: true }).bind(port, '::1');
    await once(taken, 'listening');
    try {
      const refused = await runToEnd('flow-capture', ['-D', '-w', directory, `::1/0/${port}`]);
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, new RegExp(`cannot listen on ::1/${port}: .*EADDRINUSE`));
    } finally {
      taken.close();
    }
  });
});
