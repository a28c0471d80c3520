import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAddress, parseAddress, type Address } from '../../lib/flow/address.js';
import type { FieldName } from '../../lib/flow/field.js';
import { FieldListError } from '../../lib/query/field-list-error.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import { EVERY_FLOW, type Filter } from '../../lib/query/filter.js';

function passesNumber(filter: Filter, value: number): boolean {
  assert.ok(filter.kind === 'in' && filter.mask === undefined);
  return filter.ranges.some(({ lo, hi }) => lo <= value && value <= hi);
}

function passesAddress(filter: Filter, address: Address): boolean {
  assert.ok(filter.kind === 'address');
  const { family, value } = address;
  return family === 4
    ? filter.v4.some(({ lo, hi }) => lo <= value && value <= hi)
    : filter.v6.some(({ lo, hi }) => lo <= value && value <= hi);
}

function addressPasses(list: string, address: string): boolean {
  const parsed = parseAddress(address);
  assert.ok(parsed);
  return passesAddress(readFieldList('srcaddr', list), parsed);
}

const numberPasses = (field: FieldName, list: string, value: number) => passesNumber(readFieldList(field, list), value);

function assertDisjointAndRising(ranges: readonly { lo: number | bigint; hi: number | bigint }[]): void {
  ranges.forEach(({ lo, hi }, index) => {
    assert.ok(lo <= hi);
    const before = ranges[index - 1];
    if (before) assert.ok(BigInt(before.hi) + 1n < BigInt(lo), 'adjacent ranges are joined');
  });
}

/** The bits of an address as text, the plainest way to say "lies in this prefix". */
function bits({ family, value }: Address): string {
  return value.toString(2).padStart(family === 4 ? 32 : 128, '0');
}

describe('field lists of addresses', () => {
  it('take an address alone, and a prefix whose host bits do not count', () => {
    assert.equal(addressPasses('10.140.1.77/23', '10.140.0.1'), true);
    assert.equal(addressPasses('10.140.1.77/23', '10.140.2.0'), false);
    assert.equal(addressPasses('192.0.2.1', '192.0.2.1'), true);
    assert.equal(addressPasses('192.0.2.0', '192.0.2.1'), false);
    assert.equal(addressPasses('0.0.0.0/0', '255.255.255.255'), true);
  });

  it('let the longest prefix decide, whatever the order', () => {
    for (const list of ['10.0.0.0/8, -10.1.0.0/16', '-10.1.0.0/16,10.0.0.0/8']) {
      assert.equal(addressPasses(list, '10.2.0.1'), true);
      assert.equal(addressPasses(list, '10.1.0.1'), false);
      assert.equal(addressPasses(list, '11.0.0.1'), false);
    }
  });

  it('pass what exclusions alone do not match, in both families', () => {
    assert.equal(addressPasses('-10.0.0.0/8', '11.0.0.1'), true);
    assert.equal(addressPasses('-10.0.0.0/8', '10.0.0.1'), false);
    assert.equal(addressPasses('-10.0.0.0/8', '2001:db8::1'), true);
    assert.equal(addressPasses('10.0.0.0/8', '2001:db8::1'), false);
    assert.equal(addressPasses('2001:db8::/32,-2001:db8:1::/48', '2001:db8:1::5'), false);
    assert.equal(addressPasses('2001:db8::/32,-2001:db8:1::/48', '2001:db8:2::5'), true);
  });

  it('agree with trying every element on every address', () => {
    const octet = fc.constantFrom(0, 1, 2, 10, 127, 128, 255);
    const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
    const group = fc.constantFrom('0', '1', '8000', 'ffff');
    const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'));
    const element = fc.record({
      address: fc.oneof(v4, v6),
      length: fc.option(fc.integer({ min: 0, max: 32 }), { nil: undefined }),
      include: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(element, { minLength: 1, maxLength: 12 }),
        fc.array(fc.oneof(v4, v6)),
        (elements, probes) => {
          const list = elements.map(
            ({ address, length, include }) =>
              `${include ? '' : '-'}${address}${length === undefined ? '' : `/${length}`}`,
          );
          const filter = readFieldList('dstaddr', list.join(', '));
          assert.ok(filter.kind === 'address');
          assertDisjointAndRising(filter.v4);
          assertDisjointAndRising(filter.v6);
          for (const text of [...probes, ...elements.map((each) => each.address)]) {
            const probe = parseAddress(text)!;
            let longest = -1;
            let expected = elements.every(({ include }) => !include);
            for (const { address, length, include } of elements) {
              const prefix = parseAddress(address)!;
              if (prefix.family !== probe.family) continue;
              const cut = length ?? (prefix.family === 4 ? 32 : 128);
              if (cut >= longest && bits(probe).startsWith(bits(prefix).slice(0, cut))) {
                longest = cut;
                expected = include;
              }
            }
            assert.equal(passesAddress(filter, probe), expected, `${formatAddress(probe)} in ${list.join(', ')}`);
          }
        },
      ),
    );
  });

  it('resolve 10,000 prefixes into ranges', () => {
    const list = Array.from(
      { length: 10_000 },
      (_, index) => `${index % 7 ? '' : '-'}10.${index >> 8}.${index & 255}.0/${24 + (index % 9)}`,
    );
    const filter = readFieldList('srcaddr', list.join(','));
    assert.ok(filter.kind === 'address' && filter.v4.length > 5_000);
    assertDisjointAndRising(filter.v4);
  });
});

describe('field lists of numbers', () => {
  it('take numbers, ranges written with ":" or "-", and exclusions', () => {
    assert.equal(numberPasses('dstport', '80, 443', 443), true);
    assert.equal(numberPasses('dstport', '1:1024,-80', 80), false);
    assert.equal(numberPasses('dstport', '1-1024,-70-90', 91), true);
    assert.equal(numberPasses('dstport', '1-1024,-70-90', 70), false);
    assert.equal(numberPasses('dstport', '-80,1:1024', 80), true); // the last element decides
  });

  it('pass what exclusions alone do not match', () => {
    assert.equal(numberPasses('srcport', '-80', 81), true);
    assert.equal(numberPasses('srcport', '-80', 80), false);
    assert.equal(numberPasses('srcport', '80,-443', 81), false);
    assert.equal(numberPasses('output', '-0', 0), false);
    assert.equal(numberPasses('output', '-0', 4_294_967_295), true);
  });

  it('know protocols by name', () => {
    assert.equal(numberPasses('prot', 'TCP, udp', 17), true);
    assert.equal(numberPasses('prot', '-ipv6-icmp', 58), false);
  });

  it('pass every flow where nothing is written', () => {
    assert.deepEqual(readFieldList('srcport', ' , '), EVERY_FLOW);
    assert.deepEqual(readFieldList('srcaddr', ''), EVERY_FLOW);
  });

  it('agree with trying every element on every number', () => {
    const element = fc.record({ lo: fc.nat(40), width: fc.nat(12), include: fc.boolean() });
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 12 }), (elements) => {
        const list = elements.map(
          ({ lo, width, include }) => `${include ? '' : '-'}${lo}${width ? `:${lo + width}` : ''}`,
        );
        const filter = readFieldList('src_as', list.join(','));
        assert.ok(filter.kind === 'in');
        assertDisjointAndRising(filter.ranges);
        for (let value = 0; value < 60; value++) {
          let expected = elements.every(({ include }) => !include);
          for (const { lo, width, include } of elements) if (lo <= value && value <= lo + width) expected = include;
          assert.equal(passesNumber(filter, value), expected, `${value} in ${list.join(',')}`);
        }
      }),
    );
  });
});

describe('field lists of bit patterns', () => {
  it('give each element its own mask', () => {
    assert.equal(numberPasses('tcp_flags', '0x02/0x12', 0x02), true);
    assert.equal(numberPasses('tcp_flags', '0x02/0x12', 0x12), false);
    assert.equal(numberPasses('tcp_flags', '2/18,4/4', 0x14), true);
    assert.equal(numberPasses('tcp_flags', '2', 0x03), false); // without a mask all eight bits count
    assert.equal(numberPasses('tos', '-0xb8/0xfc', 0xb9), false);
  });

  it('agree with trying every element on all 256 values', () => {
    const element = fc.record({
      value: fc.nat(255),
      mask: fc.option(fc.nat(255), { nil: undefined }),
      include: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), (drawn) => {
        const elements = drawn.map((each) => ({ ...each, value: each.value & (each.mask ?? 255) }));
        const list = elements.map(
          ({ value, mask, include }) =>
            `${include ? '' : '-'}0x${value.toString(16)}${mask === undefined ? '' : `/${mask}`}`,
        );
        const filter = readFieldList('tos', list.join(','));
        for (let octet = 0; octet < 256; octet++) {
          let expected = elements.every(({ include }) => !include);
          for (const { value, mask, include } of elements) if ((octet & (mask ?? 255)) === value) expected = include;
          assert.equal(passesNumber(filter, octet), expected, `${octet} in ${list.join(',')}`);
        }
      }),
    );
  });
});

describe('a wrong element of a field list', () => {
  const cases: [FieldName, string, string, string][] = [
    ['srcaddr', '10.0.0.1,10.1', 'not-an-address', '10.1'],
    ['srcaddr', '10.0.0.256', 'not-an-address', '10.0.0.256'],
    ['srcaddr', '10.0.0.1:10.0.0.9', 'not-an-address', '10.0.0.1:10.0.0.9'],
    ['srcaddr', '10.0.0.0/33', 'bad-prefix-length', '10.0.0.0/33'],
    ['srcaddr', '10.0.0.0/', 'bad-prefix-length', '10.0.0.0/'],
    ['srcaddr', '2001:db8::/129', 'bad-prefix-length', '2001:db8::/129'],
    ['nexthop', '-www.example.org', 'host-name', '-www.example.org'],
    ['srcport', 'no-such-port', 'not-a-number', 'no-such-port'],
    ['srcport', '65536', 'out-of-range', '65536'],
    ['srcport', '--80', 'not-a-number', '--80'],
    ['srcport', '90:80', 'reversed-range', '90:80'],
    ['input', '4294967296', 'out-of-range', '4294967296'],
    ['prot', '256', 'out-of-range', '256'],
    ['prot', 'tcpp', 'not-a-number', 'tcpp'],
    ['tos', '256', 'bad-mask', '256'],
    ['tcp_flags', '2/1', 'bad-mask', '2/1'],
    ['tcp_flags', '0x02/0x12/1', 'bad-mask', '0x02/0x12/1'],
    ['dstport', '80,-', 'empty-exclusion', '-'],
  ];
  for (const [field, list, code, element] of cases)
    it(`is named: ${field} "${list}" (${code})`, () => {
      assert.throws(
        () => readFieldList(field, list),
        (error) =>
          error instanceof FieldListError &&
          error.code === code &&
          error.element === element &&
          error.field === field &&
          /^[A-Z"].*\.$/.test(error.message),
      );
    });

  it('never escapes as anything but a FieldListError', () => {
    fc.assert(
      fc.property(fc.constantFrom<FieldName>('srcaddr', 'srcport', 'tos', 'prot'), fc.string(), (field, text) => {
        try {
          readFieldList(field, text);
        } catch (error) {
          assert.ok(error instanceof FieldListError);
        }
      }),
    );
  });
});

describe('field lists of newer exports', () => {
  it('take MAC addresses in any usual way of writing, and prefixes of them', () => {
    for (const text of ['02:00:5e:00:53:01', '02-00-5E-00-53-01', '0200.5e00.5301']) {
      assert.equal(numberPasses('src_mac', text, 0x02005e005301), true);
      assert.equal(numberPasses('src_mac', text, 0x02005e005302), false);
    }
    const list = '02:00:5e:00:00:00/24, -02:00:5e:00:53:01';
    assert.equal(numberPasses('dst_mac', list, 0x02005effffff), true);
    assert.equal(numberPasses('dst_mac', list, 0x02005e005301), false);
    assert.equal(numberPasses('dst_mac', list, 0x02005f000000), false);
    for (const text of ['02:00:5e', '02:00:5e:00:53:01/49', '02:00:5e:00:53:01/8/8', 'router'])
      assert.throws(() => readFieldList('src_mac', text), { code: 'not-a-mac', message: /write it as 00:00:5e/ }, text);
  });

  it('take words for codes', () => {
    assert.equal(numberPasses('direction', 'egress', 1), true);
    assert.equal(numberPasses('direction', 'Ingress', 1), false);
    assert.equal(numberPasses('forwarding_status', 'dropped, -129', 130), true);
    assert.equal(numberPasses('forwarding_status', 'dropped, -129', 129), false);
    assert.equal(numberPasses('forwarding_status', 'dropped, -129', 64), false);
    assert.throws(() => readFieldList('direction', 'sideways'), {
      message: /number from 0 to 255, .* or "ingress", "egress"/,
    });
  });

  it('take applications in two parts', () => {
    assert.equal(numberPasses('application_id', '13..453', 13 * 2 ** 24 + 453), true);
    assert.equal(numberPasses('application_id', '3..1:3..80', 3 * 2 ** 24 + 53), true);
    assert.throws(() => readFieldList('application_id', '256..1'), { code: 'not-a-number' });
  });

  it('pass what exclusions alone do not match also where records have no place for the field', () => {
    assert.deepEqual(readFieldList('src_vlan', '-100:199'), {
      kind: 'not',
      of: { kind: 'in', field: 'src_vlan', ranges: [{ lo: 100, hi: 199 }] },
    });
    assert.deepEqual(readFieldList('nat_srcaddr', '-192.0.2.1'), {
      kind: 'not',
      of: { kind: 'address', field: 'nat_srcaddr', v4: [{ lo: 0xc0000201, hi: 0xc0000201 }], v6: [] },
    });
    assert.equal(readFieldList('src_vlan', '100, -150').kind, 'in');
  });
});
