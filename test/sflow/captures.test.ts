import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { formatAddress, type Address } from '../../lib/flow/address.js';
import { addressReader, fieldReader } from '../../lib/flow/batch.js';
import type { FieldName } from '../../lib/flow/field.js';
import { createSflowDecoder, type SflowDatagram } from '../../lib/sflow/decode.js';
import { pcapPayloads } from '../netflow/pcap.js';

const CAPTURES = 'test/golden/captures';
const FROM = { source: { family: 4, value: 0x7f000001 } as Address, received: 1_700_000_000_123 };

/** Datagrams of a file of the manifest. */
function datagramsOf(file: string): Buffer[] {
  const content = readFileSync(`${CAPTURES}/${file}`);
  return file.endsWith('.pcap') ? pcapPayloads(content) : [content];
}

/** Rows of the manifest that are sFlow, with what sflowtool counts. */
const FILES = readFileSync(`${CAPTURES}/MANIFEST.tsv`, 'utf8')
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [file = '', protocol = '', , , , check = ''] = line.split('\t');
    const count = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(check)?.[1] ?? 0);
    return protocol.startsWith('sFlow')
      ? [
          {
            file,
            isDamaged: protocol.includes('malformed'),
            datagrams: count('datagrams'),
            flows: count('flow samples'),
            counters: count('counter samples'),
            discards: count('discard'),
          },
        ]
      : [];
  });

function decoded(file: string): SflowDatagram[] {
  const decode = createSflowDecoder();
  return datagramsOf(file).flatMap((datagram) => {
    const result = decode(datagram, FROM);
    // each batch is scratch memory
    return 'code' in result ? [] : [{ ...result, flows: { ...result.flows, bytes: result.flows.bytes.slice() } }];
  });
}

/** What telegraf makes of a datagram: its fields, line for line. */
function expectedOf(folder: string): Map<string, string>[] {
  const lines = readFileSync(`${CAPTURES}/telegraf/${folder}/expected.out`, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => {
    const fields = line.split(/(?<!\\) /)[1] ?? '';
    return new Map(
      fields.split(/,(?=\w+=)/).map((field) => {
        const [name = '', value = ''] = field.split('=');
        return [name, value.replace(/^"|"$|(?<=\d)u$/g, '')];
      }),
    );
  });
}

describe('sFlow captures of real agents', () => {
  it('are there', () => {
    assert.deepEqual(
      FILES.map(({ file }) => [file, existsSync(`${CAPTURES}/${file}`)]),
      [
        ['telegraf/sflow_issue_15375/sflow_drop_1036.bin', true],
        ['telegraf/sflow_issue_15918/message.bin', true],
        ['tcpdump/sflow-print-v6.pcap', true],
        ['tcpdump/sflow_print-segv.pcap', true],
      ],
    );
  });

  for (const { file, isDamaged, ...counts } of FILES)
    it(`have the samples that sflowtool counts: ${file}`, () => {
      const datagrams = decoded(file);
      const sum = (part: (datagram: SflowDatagram) => number) =>
        datagrams.reduce((total, datagram) => total + part(datagram), 0);
      assert.deepEqual(
        {
          datagrams: datagrams.length,
          flows: sum(({ samples }) => samples.length),
          counters: sum(({ counters }) => counters.length),
          discards: sum(({ discards }) => discards.length),
        },
        counts,
      );
      const errors = datagrams.flatMap((datagram) => datagram.errors);
      if (isDamaged) assert.notEqual(errors.length, 0);
      else assert.deepEqual(errors, []);
    });

  it('have the flows that telegraf finds', () => {
    const [, ...expected] = expectedOf('sflow_issue_15918'); // the first line is the counters
    const [datagram] = decoded('telegraf/sflow_issue_15918/message.bin');
    assert.ok(datagram);
    const { flows, samples } = datagram;
    const number = (field: FieldName) => fieldReader(flows, field) ?? (() => NaN);
    const address = (field: FieldName) => addressReader(flows, field) ?? (() => FROM.source);
    const protocols: Record<string, number> = { udp: 17, hopopt: 0 };
    assert.equal(flows.count, expected.length);
    expected.forEach((line, index) => {
      const have = {
        exporter: formatAddress(address('exaddr')(index)),
        src: formatAddress(address('srcaddr')(index)),
        dst: formatAddress(address('dstaddr')(index)),
        rate: number('sampling_rate')(index),
        source: number('direction')(index) === 1 ? 'egress' : 'ingress',
        vlan: number('src_vlan')(index),
        sequence: samples[index]?.sequence,
        pool: samples[index]?.pool,
        drops: samples[index]?.drops,
      };
      const value = (name: string) => Number(line.get(name));
      assert.deepEqual(have, {
        exporter: line.get('agent_ip'),
        src: line.get('src'),
        dst: line.get('dst'),
        rate: value('sampling_interval'),
        source: line.get('direction'),
        vlan: value('vlan_src'),
        sequence: value('seq_number'),
        pool: value('in_total_packets'),
        drops: value('sampling_drops'),
      });
      if (line.has('src_port')) assert.equal(number('srcport')(index), value('src_port'));
      if (line.has('dst_port')) assert.equal(number('dstport')(index), value('dst_port'));
      // telegraf gives the payload of IPv6, we count its header too, and go on behind extension headers
      const isV6 = line.get('ip_version') === 'IPv6';
      assert.equal(number('doctets')(index), isV6 ? value('ipv6_total_len') + 40 : value('ipv4_total_len'));
      if (!isV6) assert.equal(number('prot')(index), protocols[line.get('protocol') ?? '']);
      const mac = number('src_mac')(index).toString(16).padStart(12, '0').match(/../g)?.join(':');
      assert.equal(mac, line.get('in_src_mac'));
    });
    assert.equal(number('prot')(2), 58); // the multicast listener report that telegraf stops before
    const interfaces = Array.from({ length: 3 }, (_, index) => [number('input')(index), number('output')(index)]);
    assert.deepEqual(interfaces, [
      [0x60, 0x5f],
      [0x65, 0x3c],
      [0x61, 0x4c], // of several
    ]);
  });

  it('have the counters that telegraf finds', () => {
    const [line] = expectedOf('sflow_issue_15918');
    const [{ generic, index } = {}] = decoded('telegraf/sflow_issue_15918/message.bin').flatMap(
      ({ counters }) => counters,
    );
    const have = [
      generic?.ifInOctets,
      generic?.ifOutOctets,
      generic?.ifSpeed,
      generic?.ifInUcastPkts,
      generic?.ifOutBroadcastPkts,
      generic?.ifInErrors,
      index,
    ];
    const names = 'in_bytes out_bytes speed in_unicast_packets_total out_broadcast_packets_total in_errors interface';
    assert.deepEqual(
      have.map(String),
      names.split(' ').map((name) => line?.get(name)),
    );
  });

  it('have the report of a discard that telegraf finds', () => {
    const [line] = expectedOf('sflow_issue_15375');
    const [discard] = decoded('telegraf/sflow_issue_15375/sflow_drop_1036.bin').flatMap(({ discards }) => discards);
    const have = [discard?.sequence, discard?.input, discard?.output, discard?.drops, discard?.reason];
    const names = 'seq_number in_snmp out_snmp sampling_drops reason';
    assert.deepEqual(
      have.map(String),
      names.split(' ').map((name) => line?.get(name)),
    );
  });

  it('have an agent with an IPv6 address, and ports of 400 Gbit/s', () => {
    const datagrams = decoded('tcpdump/sflow-print-v6.pcap');
    assert.ok(datagrams.every(({ exporter }) => exporter.family === 6));
    const speeds = new Set(datagrams.flatMap(({ counters }) => counters.map(({ generic }) => generic?.ifSpeed)));
    assert.ok(speeds.has(400_000_000_000n));
  });

  it('may be changed in any octet, cut and prolonged', () => {
    const originals = FILES.flatMap(({ file }) => datagramsOf(file));
    const decode = createSflowDecoder();
    const changes = fc.array(
      fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }))),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...originals), changes, fc.option(fc.nat()), (original, places, cut) => {
        const changed = Buffer.from(original);
        for (const [place, octet] of places) changed[place % changed.length] = octet;
        const result = decode(cut === null ? changed : changed.subarray(0, cut % changed.length), FROM);
        if ('code' in result) return;
        const { flows, samples, counters, discards, errors } = result;
        assert.ok(flows.count <= samples.length);
        assert.equal(flows.bytes.length, flows.count * flows.layout.size);
        assert.ok(samples.length + counters.length + discards.length + errors.length <= changed.length / 4);
      }),
      { numRuns: 5000 },
    );
  });
});
