/** The extended record: its places as docs/format.md states them, its addresses and its times. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseAddress, parseIpv4, type Address } from '../../lib/flow/address.js';
import { readIpv4, readPlace, writePlace } from '../../lib/flow/address-place.js';
import { addressReader, fieldReader, wordsOf } from '../../lib/flow/batch.js';
import { FLOW_FIELDS, flowField } from '../../lib/flow/field.js';
import { blankRecords, hasField, recordLayout } from '../../lib/flow/layout.js';
import { absoluteMs } from '../../lib/flow/time.js';
import { CLASSIC_VERSIONS, EXTENDED, exportVersion, versionNumbers } from '../../lib/flow/version.js';

const LAYOUT = recordLayout(EXTENDED);

function blank(count: number) {
  return { layout: LAYOUT, bytes: blankRecords(LAYOUT, count), count };
}

function addressOf(text: string): Address {
  const address = parseAddress(text);
  assert.ok(address, text);
  return address;
}

describe('the extended record', () => {
  it('has its number', () => {
    assert.equal(exportVersion(1009), EXTENDED);
    assert.deepEqual(versionNumbers(EXTENDED), { dVersion: 1009 });
  });

  it('has every place where docs/format.md says', () => {
    const rows = readFileSync('docs/format.md', 'utf8').matchAll(/^\| (\d+)(?:(?: to|,) (\d+))? \| `(\w+)` \|/gm);
    const stated = [...rows].map(([, first, last, field]) => {
      const offset = Number(first);
      return { field, offset, bytes: Number(last ?? first) - offset + 1 };
    });
    assert.deepEqual([...LAYOUT.slots.values()], stated);
    assert.equal(LAYOUT.size, 240);
  });

  it('has every place at a multiple of its width, and none twice', () => {
    let end = 0;
    for (const { field, offset, bytes } of LAYOUT.slots.values()) {
      assert.ok(offset >= end, field);
      assert.equal(offset % Math.min(bytes, 8), 0, field);
      end = offset + bytes;
    }
    assert.equal(LAYOUT.size % 8, 0);
  });

  it('has every field that only newer exports have, and times instead of uptimes', () => {
    for (const { name } of FLOW_FIELDS) {
      if (flowField(name).origin !== undefined) assert.ok(LAYOUT.slots.has(name), name);
      const isClassic = CLASSIC_VERSIONS.some((version) => recordLayout(version).slots.has(name));
      assert.equal(isClassic, flowField(name).origin === undefined, name);
    }
    for (const name of ['sysuptime', 'first', 'last', 'start_ms', 'srcaddr'] as const)
      assert.ok(hasField(LAYOUT, name));
    assert.ok(!hasField(LAYOUT, 'router_sc'));
    assert.ok(hasField(recordLayout('5'), 'start_ms'));
    assert.ok(!hasField(recordLayout('5'), 'src_vlan'));
  });

  it('begins as a record about which nothing is known', () => {
    const batch = blank(3);
    for (const field of LAYOUT.slots.keys()) {
      const { none = 0 } = flowField(field);
      assert.deepEqual(
        [0, 1, 2].map((index) => fieldReader(batch, field)?.(index)),
        [none, none, none],
        field,
      );
    }
    assert.deepEqual(addressReader(batch, 'nexthop')?.(2), { family: 4, value: 0 });
    assert.equal(blankRecords(LAYOUT, 0).length, 0);
    assert.deepEqual(blankRecords(recordLayout('5'), 1), new Uint8Array(64));
  });

  it('keeps addresses of both families apart', () => {
    const batch = blank(4);
    const words = wordsOf(batch);
    const texts = ['192.0.2.1', '2001:db8::8000:0:1:2', '::', '255.255.255.255'];
    const place = (LAYOUT.slots.get('dstaddr')?.offset ?? 0) >> 2;
    texts.forEach((text, index) => {
      writePlace(words, index * (LAYOUT.size >> 2) + place, addressOf(text));
    });
    texts.forEach((text, index) => {
      assert.deepEqual(addressReader(batch, 'dstaddr')?.(index), addressOf(text));
      assert.equal(fieldReader(batch, 'dstaddr')?.(index), parseIpv4(text) ?? NaN);
      assert.equal(fieldReader(batch, 'srcaddr')?.(index), 0);
    });
    const octets = Buffer.from(batch.bytes).toString('hex', 32, 48);
    assert.equal(octets, '0000000000000000010200c0ffff0000', 'as docs/format.md has it');
  });

  it('takes any address in a place and gives it back', () => {
    const words = new Uint32Array(6);
    const address = fc.oneof(
      fc.nat(2 ** 32 - 1).map((value): Address => ({ family: 4, value })),
      fc.bigInt(0n, 2n ** 128n - 1n).map((value): Address => ({ family: 6, value })),
    );
    fc.assert(
      fc.property(address, (given) => {
        writePlace(words, 1, given);
        const isMapped = given.family === 6 && given.value >> 32n === 0xffffn;
        assert.deepEqual(
          readPlace(words, 1),
          isMapped ? { family: 4, value: Number(given.value & 0xffff_ffffn) } : given,
        );
        assert.equal(readIpv4(words, 1) === undefined, given.family === 6 && !isMapped);
        assert.deepEqual([words[0], words[5]], [0, 0]);
      }),
    );
  });

  it('gives counters beyond 32 bits, and uptimes from which its times follow', () => {
    const time = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });
    const ago = fc.integer({ min: 0, max: 24 * 86_400_000 });
    fc.assert(
      fc.property(time, ago, ago, fc.nat(Number.MAX_SAFE_INTEGER), (exported, start, end, octets) => {
        const batch = blank(2);
        const view = new DataView(batch.bytes.buffer);
        const set = (field: 'start_ms' | 'end_ms' | 'doctets', value: number) => {
          view.setBigUint64(LAYOUT.size + (LAYOUT.slots.get(field)?.offset ?? 0), BigInt(value), true);
        };
        set('start_ms', exported - start);
        set('end_ms', exported - end);
        set('doctets', octets);
        view.setUint32(LAYOUT.size + (LAYOUT.slots.get('unix_secs')?.offset ?? 0), Math.floor(exported / 1000), true);
        view.setUint32(LAYOUT.size + (LAYOUT.slots.get('unix_nsecs')?.offset ?? 0), (exported % 1000) * 1e6, true);
        const [secs, nsecs, uptime, first, last] = (
          ['unix_secs', 'unix_nsecs', 'sysuptime', 'first', 'last'] as const
        ).map((field) => fieldReader(batch, field)?.(1) ?? NaN) as [number, number, number, number, number];
        for (const wrap of ['correct', 'as-is'] as const) {
          assert.equal(absoluteMs(secs, nsecs, uptime, first, wrap), exported - start);
          assert.equal(absoluteMs(secs, nsecs, uptime, last, wrap), exported - end);
        }
        assert.equal(fieldReader(batch, 'doctets')?.(1), octets);
        assert.equal(fieldReader(batch, 'start_ms')?.(1), exported - start);
      }),
    );
  });
});
