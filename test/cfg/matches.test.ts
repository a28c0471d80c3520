import assert from 'node:assert/strict';
import { readFilterFile } from '../../lib/cfg/filter-file.js';
import type { Filter } from '../../lib/query/filter.js';

/** A permitting statement of each type. */
const ARGUMENTS = {
  as: '1',
  'ip-address-prefix': '10.0.0.0/8',
  'ip-address': '10.0.0.1',
  'ip-address-mask': '10.0.0.0 255.0.0.0',
  'ip-protocol': '6',
  'ip-port': '80',
  'ip-address-prefix-len': '24',
  'ip-tos': '8',
  'ip-tcp-flags': '2',
  ifindex: '3',
  engine: '1',
  counter: 'gt 5',
  double: 'gt 0.5',
  time: 'gt 12:00',
  'time-date': 'gt 2025-03-30',
  tag: '7',
  'tag-mask': '0x10 0xF0',
  number: '1',
  'mac-address': '02:00:5e:00:53:01',
  rate: '10',
  element: 'minimumIpTotalLength eq 64',
} as const;

type Type = keyof typeof ARGUMENTS;

const ADDRESS: readonly Type[] = ['ip-address', 'ip-address-mask', 'ip-address-prefix'];
const TIME: readonly Type[] = ['time', 'time-date'];
const TAG: readonly Type[] = ['tag', 'tag-mask'];

/** Name, short name, field tested, types that fit. */
const TABLE: readonly (readonly [string, string | undefined, string | undefined, readonly Type[]])[] = [
  ['source-as', 'src-as', 'src_as', ['as']],
  ['destination-as', 'dst-as', 'dst_as', ['as']],
  ['ip-protocol', undefined, 'prot', ['ip-protocol']],
  ['ip-source-address-prefix-len', 'src-ip-addr-prefix-len', 'src_mask', ['ip-address-prefix-len']],
  ['ip-destination-address-prefix-len', 'dst-ip-addr-prefix-len', 'dst_mask', ['ip-address-prefix-len']],
  ['ip-tos', undefined, 'tos', ['ip-tos']],
  ['ip-marked-tos', undefined, 'marked_tos', ['ip-tos']],
  ['ip-tcp-flags', undefined, 'tcp_flags', ['ip-tcp-flags']],
  ['ip-source-port', 'src-ip-port', 'srcport', ['ip-port']],
  ['ip-destination-port', 'dst-ip-port', 'dstport', ['ip-port']],
  ['input-interface', 'src-ifindex', 'input', ['ifindex']],
  ['output-interface', 'dst-ifindex', 'output', ['ifindex']],
  ['engine-id', undefined, 'engine_id', ['engine']],
  ['engine-type', undefined, 'engine_type', ['engine']],
  ['flows', undefined, 'dflows', ['counter']],
  ['octets', undefined, 'doctets', ['counter']],
  ['packets', undefined, 'dpkts', ['counter']],
  ['extra-packets', undefined, 'extra_pkts', ['counter']],
  ['duration', undefined, 'duration', ['counter']],
  ['start-time', undefined, 'start_ms', TIME],
  ['end-time', undefined, 'end_ms', TIME],
  ['source-tag', 'src-tag', 'src_tag', TAG],
  ['destination-tag', 'dst-tag', 'dst_tag', TAG],
  ['ip-nexthop-address', 'nexthop-ip-addr', 'nexthop', ADDRESS],
  ['ip-shortcut-address', 'shortcut-ip-addr', 'router_sc', ADDRESS],
  ['ip-source-address', 'src-ip-addr', 'srcaddr', ADDRESS],
  ['ip-destination-address', 'dst-ip-addr', 'dstaddr', ADDRESS],
  ['ip-exporter-address', 'exporter-ip-addr', 'exaddr', ADDRESS],
  ['bps', undefined, 'bps', ['double']],
  ['pps', undefined, 'pps', ['double']],
  ['random-sample', undefined, undefined, ['rate']],
  ['element', undefined, undefined, ['element']],
  ['src-vlan', undefined, 'src_vlan', ['number']],
  ['dst-mac', undefined, 'dst_mac', ['mac-address']],
  ['icmp-type', undefined, 'icmp_type', ['number']],
  ['nat-src-ip-addr', undefined, 'nat_srcaddr', ADDRESS],
  ['nat-dst-ip-port', undefined, 'nat_dstport', ['ip-port']],
  ['sampling-rate', undefined, 'sampling_rate', ['number']],
];

function filterOf(match: string, type: Type): Filter {
  const text = `filter-primitive P\ntype ${type}\npermit ${ARGUMENTS[type]}\nfilter-definition D\nmatch ${match} P`;
  return readFilterFile({ file: 'f', text }, { symbols: () => undefined }).filter('D');
}

/** The field that the first test in a filter looks at. */
function fieldOf(filter: Filter): string | undefined {
  if ('field' in filter) return filter.field;
  if (filter.kind === 'sample' || filter.kind === 'pair') return undefined;
  const [first] = Array.isArray(filter.of) ? (filter.of as Filter[]) : [filter.of as Filter];
  return first && fieldOf(first);
}

const TYPES = Object.keys(ARGUMENTS) as Type[]; // the keys of a literal

describe('cfg/matches', () => {
  for (const [name, short, field, types] of TABLE)
    it(`match ${name}${short === undefined ? '' : ` or ${short}`}`, () => {
      for (const word of [name, short, name.toUpperCase()]) {
        if (word === undefined) continue;
        for (const type of types) assert.equal(fieldOf(filterOf(word, type)), field, `${word} ${type}`);
        for (const type of TYPES.filter((one) => !types.includes(one)))
          assert.throws(() => filterOf(word, type), { code: 'unresolved', message: /incompatible with match/ });
      }
    });

  it('knows no other', () => {
    assert.throws(() => filterOf('ip-port', 'ip-port'), { message: /^Unknown match criteria "ip-port"/ });
  });
});
