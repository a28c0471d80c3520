import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connect } from 'node:net';
import { once } from 'node:events';
import { Capture, type CaptureSettings } from '../../lib/capture/capture.js';
import { IpfixServer } from '../../lib/capture/ipfix-server.js';
import { InterfaceKeeper } from '../../lib/capture/interface-keeper.js';
import { LimitedLog } from '../../lib/capture/limited-log.js';
import { addressReader, fieldReader } from '../../lib/flow/batch.js';
import { formatAddress } from '../../lib/flow/address.js';
import { readPairs } from '../../lib/flow/pairs.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { readInterfaces, readTold } from '../../lib/interfaces/interfaces-file.js';
import { freePort } from '../free-port.js';
import { ipfix, octets, optionsTemplate, set, template, v9, type Spec } from '../netflow/messages.js';
import { filesBelow, v5Datagrams } from './flows.js';
import { until } from './wait.js';

const LOOPBACK = 0x7f000001;
const ROUTER = 0xc0000201;

const V4: readonly Spec[] = [
  [8, 4],
  [12, 4],
  [2, 4],
  [1, 8],
];
const v4 = (source: number, doctets: number | bigint = 120) => [
  ...octets(source, 4),
  ...octets(9, 4),
  ...octets(3, 4),
  ...octets(doctets, 8),
];
const V6: readonly Spec[] = [
  [27, 16],
  [2, 4],
  [1, 8],
];
const v6 = (source: bigint) => [...octets(source, 16), ...octets(3, 4), ...octets(120, 8)];
const TEMPLATES = [...template(256, V4), ...template(257, V6)];

describe('a capture of NetFlow v9 and IPFIX', () => {
  let directory: string;
  let clock: number;
  let lines: string[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'newer-'));
    clock = new Date('2025-03-10T10:07:00').getTime();
    lines = [];
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const state = () => join(directory, '.flow-capture.templates');

  function start(changes: Partial<CaptureSettings> = {}): Capture {
    const settings: CaptureSettings = {
      spool: { directory, byteOrder: 'little', level: 0, nesting: 0 },
      intake: { remote: 0, destination: () => LOOPBACK },
      rotations: 95,
      expiry: { files: 0, octets: 0, mode: 'delete' },
      statistics: 0,
      templates: state(),
      ...changes,
    };
    const log = (text: string) => lines.push(text);
    return new Capture(settings, { log, now: () => clock, kernelDrops: () => 0, onClosed: () => undefined }, []);
  }

  /** Kind of file, and its flows as `srcaddr doctets`. */
  async function stored(): Promise<[kind: string, flows: string[]][]> {
    const files = filesBelow(directory).filter((path) => basename(path).startsWith('ft-'));
    return Promise.all(
      files.map(async (path): Promise<[string, string[]]> => {
        const flows: string[] = [];
        for await (const batch of (await openFlowFile(path)).batches()) {
          const [source, count] = [addressReader(batch, 'srcaddr'), fieldReader(batch, 'doctets')];
          for (let index = 0; index < batch.count; index++)
            flows.push(`${formatAddress(source!(index))} ${count!(index)}`);
        }
        return [basename(path).split('.')[0] ?? '', flows];
      }),
    );
  }

  it('stores extended records, whichever exporter and version they come from', async () => {
    const capture = start();
    capture.receive(v9([set(0, TEMPLATES), set(256, v4(1)), set(257, v6(0xfe80n << 112n))]), ROUTER, 1000);
    capture.receive(ipfix([set(2, TEMPLATES), set(256, v4(2, 2n ** 40n))]), ROUTER, 1001);
    capture.receive(v5Datagrams(5, 1)[0]!, ROUTER, 1002);
    await capture.close();
    const [[kind, flows] = []] = await stored();
    assert.equal(kind, 'ft-v1009');
    assert.deepEqual(flows?.slice(0, 3), ['0.0.0.1 120', 'fe80:: 120', `0.0.0.2 ${2 ** 40}`]);
    assert.match(flows[3] ?? '', /^0\.0\.0\.5 \d+$/);
    const versions = lines.flatMap((line) => /^New exporter.*d_version=(\d+)/.exec(line)?.[1] ?? []);
    assert.deepEqual(versions, ['9', '10', '5']);
  });

  it('stores elements without a field beside their flows, and says how many it had to leave out', async () => {
    const capture = start();
    const more = template(256, [...V4, [82, 4], [83, 2000], [25, 2]]);
    const record = (source: number) => [...v4(source), ...Buffer.from('eth0'), ...Array<number>(2000).fill(7), 0, 64];
    capture.receive(ipfix([set(2, [...more, ...template(257, V4)])]), ROUTER, 1001);
    for (const source of [1, 2]) {
      capture.receive(ipfix([set(256, record(source))]), ROUTER, 1001);
      capture.receive(ipfix([set(257, v4(source))]), ROUTER, 1001);
    }
    await capture.close();
    const [path = ''] = filesBelow(directory).filter((each) => /ft-v1009/.test(each));
    const lists: string[] = [];
    const file = await openFlowFile(path);
    for await (const batch of file.batches())
      for (let index = 0; index < batch.count; index++) {
        const list = batch.pairs?.[index];
        lists.push(list ? [...readPairs(list)].map(({ id, value }) => `${id} ${value.length}`).join() : '');
      }
    assert.deepEqual(lists, ['82 4,25 2', '', '82 4,25 2', '']);
    assert.equal(file.header.flows, 4);
    assert.match(
      lines.join('\n'),
      /flows of template 256 have more elements beside their fields than are kept: 1 left out/,
    );
  });

  it('begins a file of extended records when the first newer flow comes', async () => {
    const capture = start();
    capture.receive(v5Datagrams(5, 1)[0]!, ROUTER, 1);
    capture.receive(ipfix([set(2, TEMPLATES), set(256, v4(2))]), ROUTER, 2);
    capture.receive(v5Datagrams(6, 1)[0]!, ROUTER, 1);
    await until('the second file', () => filesBelow(directory).some((path) => /v1009/.test(path)));
    capture.receive(v5Datagrams(7, 1)[0]!, ROUTER, 1);
    await capture.close();
    const files = await stored();
    assert.deepEqual(
      files.map(([kind, flows]) => [kind, flows.map((flow) => flow.split(' ')[0])]),
      [
        ['ft-v05', ['0.0.0.5']],
        ['ft-v1009', ['0.0.0.2', '0.0.0.6', '0.0.0.7']],
      ],
    );
    assert.match(lines.join('\n'), /stored as version 1009 from now on, in place of 5/);
  });

  describe('of version 5 with a rate of sampling in its header', () => {
    /** The method stands in the two bits before the rate. */
    const sampled = (first: number, rate: number): Buffer => {
      const [datagram = Buffer.alloc(0)] = v5Datagrams(first, 1);
      datagram.writeUInt16BE(0x4000 | rate, 22);
      return datagram;
    };
    const rates = async (): Promise<unknown[]> => {
      const all: unknown[] = [];
      for (const path of filesBelow(directory).filter((each) => /^ft-/.test(basename(each))))
        for await (const batch of (await openFlowFile(path)).batches()) {
          const [from, rate, source] = (['srcaddr', 'sampling_rate', 'sampling_source'] as const).map((field) =>
            fieldReader(batch, field),
          );
          for (let index = 0; index < batch.count; index++)
            all.push([batch.layout.version, from?.(index), rate?.(index), source?.(index)]);
        }
      return all;
    };

    it('keeps the rate with each flow, in extended records, beside exporters that do not sample', async () => {
      const capture = start();
      capture.receive(sampled(5, 1), ROUTER, 1); // every packet
      capture.receive(sampled(6, 100), ROUTER, 1);
      capture.receive(v5Datagrams(7, 1)[0]!, ROUTER + 1, 1);
      await until('the second file', () => filesBelow(directory).some((path) => /v1009/.test(path)));
      await capture.close();
      assert.deepEqual(await rates(), [
        ['5', 5, undefined, undefined],
        ['1009', 6, 100, 4],
        ['1009', 7, 0, 0],
      ]);
    });

    it('says with -V 5 that the rate is lost', async () => {
      const capture = start({ intake: { remote: 0, destination: () => LOOPBACK, version: '5' } });
      capture.receive(sampled(6, 100), ROUTER, 1);
      await capture.close();
      assert.deepEqual(await rates(), [['5', 6, undefined, undefined]]);
      assert.match(
        lines.join('\n'),
        /src_ip=192\.0\.2\.1 samples 1 in 100: records of version 5 have no room for that, set sampling_rates/,
      );
    });
  });

  it('stores with -V 5 what fits, and counts what does not', async () => {
    const capture = start({ intake: { remote: 0, destination: () => LOOPBACK, version: '5' }, statistics: 1 });
    const flows = [set(256, [...v4(1), ...v4(2, 2n ** 40n)]), set(257, v6(1n))];
    capture.receive(ipfix([set(2, TEMPLATES), ...flows]), ROUTER, 1);
    await capture.close();
    assert.deepEqual(await stored(), [['ft-v05', ['0.0.0.1 120', `0.0.0.2 ${2 ** 32 - 1}`]]]);
    assert.match(lines.join('\n'), /flows of IPv6 have no room in version 5: 1 left out/);
    assert.match(lines.join('\n'), /SOCKET: .* ipv6_left_out=1 saturated=1/);
  });

  it('refuses them where the original is to be matched', async () => {
    const capture = start({ intake: { remote: 0, destination: () => LOOPBACK, defects: 'original' } });
    capture.receive(ipfix([set(2, TEMPLATES), set(256, v4(2))]), ROUTER, 2);
    await capture.close();
    assert.match(lines.join('\n'), /ftpdu version not set\.\n/);
  });

  it('names interfaces and applications as options data do', async () => {
    const interfaces = await InterfaceKeeper.open(directory, () => undefined);
    const settings = {
      spool: { directory, byteOrder: 'little', level: 0, nesting: 0 },
      rotations: 95,
      statistics: 0,
    } as const;
    const intake = { remote: 0, destination: () => LOOPBACK };
    const around = {
      log: () => undefined,
      now: () => clock,
      kernelDrops: () => 0,
      onClosed: () => undefined,
      interfaces,
    };
    const capture = new Capture({ ...settings, intake, expiry: { files: 0, octets: 0, mode: 'delete' } }, around, []);
    const name = [...octets(7, 4), 71, 105, 48, 0];
    capture.receive(ipfix([set(3, optionsTemplate(300, [[10, 4]], [[82, 4]])), set(300, name)]), ROUTER, 1);
    await capture.close();
    assert.deepEqual((await readInterfaces(directory))?.get('192.0.2.1')?.get(7)?.name, 'Gi0');
    // and applications, also those that another run of it was told already
    const application = [13, 0, 1, 197, ...Buffer.from('dns'), 0];
    const again = await InterfaceKeeper.open(directory, () => undefined);
    const more = new Capture(
      { ...settings, intake, expiry: { files: 0, octets: 0, mode: 'delete' } },
      { ...around, interfaces: again },
      [],
    );
    more.receive(ipfix([set(3, optionsTemplate(301, [[95, 4]], [[96, 4]])), set(301, application)]), ROUTER, 1);
    await more.close();
    const told = await readTold(directory);
    assert.equal(told?.applications.get('192.0.2.1')?.get(13 * 2 ** 24 + 453), 'dns');
    assert.equal(told.exporters.get('192.0.2.1')?.get(7)?.name, 'Gi0');
  });

  it('tells of templates in the lines of -S', async () => {
    const capture = start({ statistics: 1 });
    capture.receive(
      v9([
        set(0, [
          ...TEMPLATES,
          ...template(300, [
            [8, 4],
            [999, 4],
          ]),
        ]),
        set(400, v4(1)),
      ]),
      ROUTER,
      1,
    );
    clock += 7000;
    capture.turn();
    await capture.close();
    const expected =
      'd_ver=9 pkts=1 flows=0 lost=0 reset=0 filter_drops=0 templates=3 template_age=7 templates_changed=0 sets_waiting=1 sets_dropped=0 unknown_elements=1';
    assert.ok(
      lines.some((line) => line.startsWith('STAT:') && line.endsWith(expected)),
      lines.join('\n'),
    );
  });

  it('says what is wrong with a message, and counts what cannot be used', async () => {
    const capture = start();
    capture.receive(Uint8Array.from([0, 10, 0, 99, ...Array<number>(12).fill(0)]), ROUTER, 1);
    capture.receive(ipfix([set(2, template(12, V4))]), ROUTER, 1);
    await capture.close();
    assert.match(lines.join('\n'), /Unexpected PDU: src_ip=192\.0\.2\.1 the header says 99 octets, 16 were received/);
    assert.match(lines.join('\n'), /src_ip=192\.0\.2\.1 d_version=10 domain=0: template number 12 is below 256/);
    assert.match(lines.at(-1) ?? '', /SOCKET: .*pkts=2 corrupt=1 /);
  });

  describe('after a restart', () => {
    it('knows the templates and the sampling of before', async () => {
      const before = start();
      const options = [
        set(3, optionsTemplate(300, [[149, 4]], [[34, 4]])),
        set(300, [...octets(0, 4), ...octets(64, 4)]),
      ];
      before.receive(ipfix([set(2, TEMPLATES), ...options]), ROUTER, 1);
      await before.close();
      assert.ok(existsSync(state()));
      const capture = start();
      capture.receive(ipfix([set(256, v4(7))]), ROUTER, 1);
      await capture.close();
      assert.deepEqual(await stored(), [['ft-v1009', ['0.0.0.7 120']]]);
      const [path = ''] = filesBelow(directory).filter((name) => basename(name).startsWith('ft-'));
      for await (const batch of (await openFlowFile(path)).batches())
        assert.deepEqual(
          [fieldReader(batch, 'sampling_rate')?.(0), fieldReader(batch, 'sampling_source')?.(0)],
          [64, 3],
        );
    });

    it('keeps them while it runs, too', async () => {
      const capture = start();
      capture.receive(ipfix([set(2, TEMPLATES)]), ROUTER, 1);
      clock += 10_000;
      capture.turn();
      await until('the file', () => existsSync(state()));
      assert.match(readFileSync(state(), 'utf8'), /"192\.0\.2\.1"/);
      await capture.close();
    });

    for (const [what, text] of [
      ['cut off', '{"format":"flow-capture templates 1","sess'],
      ['of another form', '{"format":"flow-capture templates 1","sessions":[{"address":"1.2.3"}],"exporters":[]}'],
      ['of zeros', '\0'.repeat(100)],
    ] as const)
      it(`leaves a file out that is ${what}, and says so`, async () => {
        writeFileSync(state(), text);
        const capture = start();
        capture.receive(ipfix([set(2, TEMPLATES), set(256, v4(7))]), ROUTER, 1);
        await capture.close();
        assert.match(lines.join('\n'), /\.flow-capture\.templates is left out, templates have to come anew: /);
        assert.deepEqual(await stored(), [['ft-v1009', ['0.0.0.7 120']]]);
        assert.doesNotThrow(() => JSON.parse(readFileSync(state(), 'utf8')) as unknown);
      });

    it('does not know templates that have become too old', async () => {
      const before = start();
      before.receive(ipfix([set(2, TEMPLATES)]), ROUTER, 1);
      await before.close();
      clock += 25 * 3_600_000;
      const capture = start();
      capture.receive(ipfix([set(256, v4(7))]), ROUTER, 1);
      await capture.close();
      assert.deepEqual(await stored(), []);
    });
  });

  describe('over TCP', () => {
    it('takes messages however they are cut, and forgets their templates with the connection', async () => {
      const capture = start();
      const port = await freePort();
      const log = new LimitedLog(
        (text) => lines.push(text),
        () => clock,
      );
      const server = await IpfixServer.open({ bind: LOOPBACK, port, accept: 0 }, capture, log);
      const first = connect(port, '127.0.0.1');
      const stream = Buffer.concat([
        ipfix([set(2, TEMPLATES)]),
        ipfix([set(256, v4(1)), set(256, v4(2))]),
        ipfix([set(2, template(256, []))]),
      ]);
      for (let at = 0; at < stream.length; at += 7) {
        first.write(stream.subarray(at, at + 7));
        await new Promise(setImmediate);
      }
      await until('messages', () => capture.datagrams === 3);
      first.end();
      await once(first, 'close');
      const second = connect(port, '127.0.0.1');
      second.write(ipfix([set(257, v6(1n))]));
      await until('a message', () => capture.datagrams === 4);
      second.write(Buffer.from('GET / HTTP/1.1\r\n'));
      await once(second, 'close');
      assert.match(lines.join('\n'), /connection of exporter 127\.0\.0\.1\/\d+ ended: version 18245 in place of 10/);
      await server.close();
      await capture.close();
      assert.deepEqual(await stored(), [['ft-v1009', ['0.0.0.1 120', '0.0.0.2 120']]]);
    });

    it('takes no connection from others than the exporter', async () => {
      const capture = start();
      const port = await freePort();
      const log = new LimitedLog(
        (text) => lines.push(text),
        () => clock,
      );
      const server = await IpfixServer.open({ bind: LOOPBACK, port, accept: ROUTER }, capture, log);
      const client = connect(port, '127.0.0.1');
      client.on('error', () => undefined);
      await once(client, 'close');
      assert.match(lines.join('\n'), /rejecting connection from 127\.0\.0\.1: not configured/);
      await server.close();
      await capture.close();
    });
  });
});
