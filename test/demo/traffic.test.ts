import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { maskIpv4, parsePrefix } from '../../lib/flow/address.js';
import { fieldReader, type FlowBatch } from '../../lib/flow/batch.js';
import type { FieldName } from '../../lib/flow/field.js';
import { absoluteMs } from '../../lib/flow/time.js';
import { makeFlows } from '../../lib/demo/make-flows.js';
import { DEVICES, FOREIGN_NETWORKS } from '../../lib/demo/network.js';
import { Traffic } from '../../lib/demo/traffic.js';

/** A Wednesday. */
const MIDNIGHT = Date.parse('2026-03-11T00:00:00Z') / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const EXPORTER = 0x7f00000b;
const [OFFICE, BRANCH] = DEVICES;

type Flow = Record<FieldName, number>;

/** The records of some batches as objects, or those of one protocol. */
function* flowsOf(batches: Iterable<FlowBatch>, prot?: number): Generator<Flow> {
  for (const batch of batches) {
    const readers = [...batch.layout.slots.keys()].map((name) => [name, fieldReader(batch, name)] as const);
    const protocol = fieldReader(batch, 'prot');
    for (let index = 0; index < batch.count; index++) {
      if (prot !== undefined && protocol?.(index) !== prot) continue;
      const flow: Partial<Flow> = {};
      for (const [name, read] of readers) if (read) flow[name] = read(index);
      yield flow as Flow; // every field of version 5, and the tests use no others
    }
  }
}

function digest(batches: Iterable<FlowBatch>): string {
  const hash = createHash('sha256');
  for (const { bytes } of batches) hash.update(bytes);
  return hash.digest('hex');
}

const office = (rate = 20): Traffic => new Traffic({ device: OFFICE, rate, exporter: EXPORTER });

/** Octets of the flows that a test selects. */
function octets(flows: Iterable<Flow>, select: (flow: Flow) => boolean): number {
  let sum = 0;
  for (const flow of flows) if (select(flow)) sum += flow.doctets;
  return sum;
}

describe('traffic model', () => {
  it('gives the same flows for the same second, whatever was asked before', () => {
    const whole = digest(office().batches(MIDNIGHT + 9 * HOUR, MIDNIGHT + 9 * HOUR + 600));
    const pieces = office();
    const hash = createHash('sha256');
    for (const second of [17, 100, 300])
      Array.from(pieces.batches(MIDNIGHT + 9 * HOUR + second, MIDNIGHT + 9 * HOUR + 301));
    for (let second = 0; second < 600; second += 50) {
      const from = MIDNIGHT + 9 * HOUR + second;
      for (const { bytes } of pieces.batches(from, from + 50)) hash.update(bytes);
    }
    assert.equal(hash.digest('hex'), whole);
  });

  it('differs between seeds, devices and days', () => {
    const at = (options: object, from: number): string =>
      digest(new Traffic({ device: OFFICE, rate: 20, exporter: EXPORTER, ...options }).batches(from, from + 60));
    const digests = [
      at({}, MIDNIGHT),
      at({ seed: 2 }, MIDNIGHT),
      at({ device: BRANCH }, MIDNIGHT),
      at({}, MIDNIGHT + DAY),
    ];
    assert.equal(new Set(digests).size, digests.length);
  });

  it('exports as many flows in a week as the rate says, plus its incidents', () => {
    const traffic = office();
    let flows = 0;
    for (let second = MIDNIGHT; second < MIDNIGHT + 7 * DAY; second++) flows += traffic.count(second);
    const ratio = flows / (20 * 7 * DAY);
    assert.ok(ratio > 0.98 && ratio < 1.06, `${ratio} of the rate`);
  });

  it('writes what it counts', () => {
    const traffic = office();
    for (const second of [MIDNIGHT, MIDNIGHT + 3 * HOUR + 17 * 60, MIDNIGHT + 20 * HOUR + 610]) {
      let written = 0;
      for (const { count } of traffic.batches(second, second + 1)) written += count;
      assert.equal(written, traffic.count(second));
    }
  });

  it('is busier by day than by night and on working days than on Sundays, in local time', () => {
    const flows = (from: number, utcOffsetSeconds = 0): number => {
      const traffic = new Traffic({ device: OFFICE, rate: 20, exporter: EXPORTER, utcOffsetSeconds });
      let sum = 0;
      for (let second = from; second < from + HOUR; second += 10) sum += traffic.count(second);
      return sum;
    };
    assert.ok(flows(MIDNIGHT + 10 * HOUR) > 5 * flows(MIDNIGHT + 4 * HOUR));
    assert.ok(flows(MIDNIGHT + 10 * HOUR) > 2 * flows(MIDNIGHT + 4 * DAY + 10 * HOUR));
    assert.ok(flows(MIDNIGHT + 4 * HOUR, 6 * HOUR) > 5 * flows(MIDNIGHT + 4 * HOUR));
  });

  it('makes only flows that a router could export', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0x7fff0000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer(),
        fc.constantFrom(...DEVICES),
        (second, rate, seed, device) => {
          const traffic = new Traffic({ device, rate, seed, exporter: EXPORTER });
          const interfaces = new Set([0, ...device.interfaces.map(({ ifIndex }) => ifIndex)]);
          for (const flow of flowsOf(traffic.batches(second, second + 2))) {
            const say = JSON.stringify(flow);
            const duration = flow.last - flow.first;
            const octetsPerPacket = flow.doctets / flow.dpkts;
            assert.ok(flow.dpkts >= 1 && octetsPerPacket >= 28 && octetsPerPacket <= 1500, say);
            assert.ok(duration >= 0 && duration <= 1_800_000 && flow.last <= flow.sysuptime, say);
            assert.ok(flow.dpkts > 1 || duration === 0, say);
            assert.ok(flow.unix_secs === second || flow.unix_secs === second + 1, say);
            assert.equal(flow.exaddr, EXPORTER);
            assert.ok(interfaces.has(flow.input) && interfaces.has(flow.output), say);
            assert.ok([1, 6, 17, 47, 50].includes(flow.prot), say);
            if (flow.prot !== 6) assert.equal(flow.tcp_flags, 0);
            if (flow.prot !== 6 && flow.prot !== 17) assert.equal(flow.srcport, 0);
            else assert.ok(flow.srcport > 0 && flow.dstport > 0, say);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('uses private and documentation addresses and AS numbers only', () => {
    const reserved = [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '192.0.2.0/24',
      '198.51.100.0/24',
      '203.0.113.0/24',
    ];
    const prefixes = reserved.map((text) => parsePrefix(text));
    const isReserved = (address: number): boolean =>
      prefixes.some((prefix) => prefix && maskIpv4(address, prefix.length) === prefix.address.value);
    for (const device of DEVICES) {
      const traffic = new Traffic({ device, rate: 200, exporter: EXPORTER });
      for (const flow of flowsOf(traffic.batches(MIDNIGHT + 12 * HOUR, MIDNIGHT + 12 * HOUR + 60))) {
        for (const address of [flow.srcaddr, flow.dstaddr]) assert.ok(isReserved(address), String(address));
        assert.ok(flow.nexthop === 0 || isReserved(flow.nexthop));
        for (const as of [flow.src_as, flow.dst_as]) assert.ok(as === 0 || (as >= 64496 && as <= 65534), String(as));
      }
    }
  });

  it('routes every foreign address by its AS, mask and uplink', () => {
    const networks = FOREIGN_NETWORKS.map((network) => ({ ...network, prefix: parsePrefix(network.block) }));
    let seen = 0;
    for (const flow of flowsOf(office(200).batches(MIDNIGHT + 12 * HOUR, MIDNIGHT + 12 * HOUR + 60))) {
      const home = networks.find(
        ({ prefix }) => prefix && maskIpv4(flow.dstaddr, prefix.length) === prefix.address.value,
      );
      if (!home) continue;
      seen++;
      assert.deepEqual(
        [flow.dst_as, flow.dst_mask, flow.output],
        [home.as, home.mask, OFFICE.uplinks[home.uplink]?.ifIndex],
      );
    }
    assert.ok(seen > 1000);
  });

  it('is unequal, as real traffic is: few hosts and few flows have most octets', () => {
    const bySource = new Map<number, number>();
    const sizes: number[] = [];
    let instant = 0;
    let long = 0;
    for (const flow of flowsOf(office(100).batches(MIDNIGHT + 12 * HOUR, MIDNIGHT + 12 * HOUR + 600))) {
      bySource.set(flow.srcaddr, (bySource.get(flow.srcaddr) ?? 0) + flow.doctets);
      sizes.push(flow.doctets);
      if (flow.last === flow.first) instant++;
      if (flow.last - flow.first === 1_800_000) long++;
    }
    const topShare = (values: number[], part: number): number => {
      const sorted = values.sort((a, b) => b - a);
      const sum = (list: number[]): number => list.reduce((total, value) => total + value, 0);
      return sum(sorted.slice(0, Math.ceil(sorted.length * part))) / sum(sorted);
    };
    assert.ok(topShare(sizes, 0.01) > 0.4, 'one flow of a hundred has two fifths');
    assert.ok(topShare([...bySource.values()], 0.05) > 0.5, 'one host of twenty has half');
    assert.ok(instant / sizes.length > 0.2 && instant / sizes.length < 0.5);
    assert.ok(long > 0, 'flows split by the active time-out');
  });

  it('answers requests', () => {
    const pairs = new Set<string>();
    let requests = 0;
    let answered = 0;
    const flows = [...flowsOf(office(50).batches(MIDNIGHT + 10 * HOUR, MIDNIGHT + 10 * HOUR + 60))];
    for (const { srcaddr, dstaddr, srcport, dstport, prot } of flows)
      pairs.add([srcaddr, dstaddr, srcport, dstport, prot].join());
    for (const { srcaddr, dstaddr, srcport, dstport, prot } of flows) {
      if (prot !== 6 || dstport !== 443) continue;
      requests++;
      if (pairs.has([dstaddr, srcaddr, dstport, srcport, prot].join())) answered++;
    }
    assert.ok(requests > 100 && answered / requests > 0.98, `${answered} of ${requests}`);
  });

  it('splits a long session into flows that follow each other', () => {
    const ends = new Map<string, { first: number; last: number }[]>();
    for (const flow of flowsOf(office(5).batches(MIDNIGHT + 8 * HOUR, MIDNIGHT + 14 * HOUR), 50)) {
      const ms = (uptime: number): number => absoluteMs(flow.unix_secs, flow.unix_nsecs, flow.sysuptime, uptime);
      const key = `${flow.srcaddr}>${flow.dstaddr}`;
      ends.set(key, [...(ends.get(key) ?? []), { first: ms(flow.first), last: ms(flow.last) }]);
    }
    const chains = [...ends.values()].filter((parts) => parts.length > 2);
    assert.ok(chains.length > 0);
    const follow = chains.some((parts) =>
      parts.slice(1).every(({ first }, index) => Math.abs(first - (parts[index]?.last ?? 0)) < 1000),
    );
    assert.ok(follow);
  });

  it('has a backup by night and an upload at 14:05 that stand out', () => {
    const flows = (from: number, to: number): Generator<Flow> => flowsOf(office(20).batches(from, to));
    const backup = octets(flows(MIDNIGHT + 2.5 * HOUR, MIDNIGHT + 2.5 * HOUR + 1), ({ dstport }) => dstport === 873);
    assert.ok(backup > 0.9 * 20 * 200_000 * 1800);
    const all = octets(flows(MIDNIGHT + 14 * HOUR, MIDNIGHT + 14.5 * HOUR), () => true);
    const upload = octets(flows(MIDNIGHT + 14 * HOUR, MIDNIGHT + 14.5 * HOUR), ({ doctets }) => doctets > 100_000_000);
    assert.ok(upload > all / 10, `${upload} of ${all}`);
  });

  it('has a scan by night: one source, many destinations, one port', () => {
    const from = MIDNIGHT + 3 * HOUR + 17 * 60;
    const targets = new Map<number, Set<number>>();
    for (const flow of flowsOf(office(20).batches(from, from + 300))) {
      if (flow.dstport !== 3389 || flow.tcp_flags !== 2) continue;
      targets.set(flow.srcaddr, (targets.get(flow.srcaddr) ?? new Set()).add(flow.dstaddr));
    }
    const [most = 0, second = 0] = [...targets.values()].map(({ size }) => size).sort((a, b) => b - a);
    assert.ok(most > 1000 && second < 50, `${most}, ${second}`);
  });

  it('fits the records of one header into one datagram', () => {
    const headers = new Map<string, number>();
    for (const flow of flowsOf(office(2000).batches(MIDNIGHT + 12 * HOUR, MIDNIGHT + 12 * HOUR + 2))) {
      const key = `${flow.unix_secs}.${flow.unix_nsecs} ${flow.sysuptime}`;
      headers.set(key, (headers.get(key) ?? 0) + 1);
    }
    assert.ok(Math.max(...headers.values()) <= 30);
  });
});

describe('makeFlows', () => {
  it('makes exactly the number of flows asked for, within the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 5000 }), (flows, span) => {
        let count = 0;
        for (const batch of makeFlows({ flows, start: MIDNIGHT, end: MIDNIGHT + span })) {
          const exported = fieldReader(batch, 'unix_secs');
          count += batch.count;
          for (let index = 0; index < batch.count; index++) {
            const second = exported?.(index) ?? 0;
            if (second < MIDNIGHT || second >= MIDNIGHT + span) assert.fail(`exported at ${second}`);
          }
        }
        assert.equal(count, flows);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses an empty span', () => {
    assert.throws(() => [...makeFlows({ flows: 1, start: MIDNIGHT, end: MIDNIGHT })], RangeError);
  });
});
