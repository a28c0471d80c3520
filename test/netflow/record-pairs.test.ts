/** Elements of data records that fill no field are kept beside their flows. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPairs } from '../../lib/flow/pairs.js';
import { fieldReader } from '../../lib/flow/batch.js';
import { ElementRegistry } from '../../lib/netflow/element-registry.js';
import { parseElements } from '../../lib/netflow/element-table.js';
import { MessageIntake, type Message } from '../../lib/netflow/message-intake.js';
import { CAPTURE_FILES, datagramsOf } from './captures.js';
import { ipfix, octets, set, template, v9, type Spec } from './messages.js';

const FROM = { protocol: 'udp', address: 0x7f000001, port: 9995 } as const;

/** Pairs of each flow, as `OWNER.ID=HEX`, and what was wrong. */
function fed(datagrams: readonly Uint8Array[], registry = new ElementRegistry()) {
  const flows: string[][] = [];
  const packets: number[] = [];
  const intake = new MessageIntake(
    (batch) => {
      const count = fieldReader(batch, 'dpkts');
      for (let index = 0; index < batch.count; index++) {
        packets.push(count?.(index) ?? NaN);
        const list = batch.pairs?.[index];
        const pairs = list ? [...readPairs(list)] : [];
        flows.push(pairs.map(({ owner, id, value }) => `${owner}.${id}=${Buffer.from(value).toString('hex')}`));
      }
    },
    { registry },
  );
  const messages = datagrams.map((datagram): Message => {
    const message = intake.receive(datagram, FROM, 1_743_292_800_000);
    if ('code' in message) assert.fail(message.code);
    return message;
  });
  return { flows, packets, intake, errors: messages.flatMap(({ errors }) => errors) };
}

const SIMPLE: readonly Spec[] = [
  [8, 4],
  [2, 4],
];
const simple = (packets: number) => [...octets(0x0a000001, 4), ...octets(packets, 4)];

describe('elements without a field', () => {
  it('are kept as they were exported, whoever numbers them', () => {
    const fields: Spec[] = [...SIMPLE, [25, 2], [60, 1], [210, 3], [48, 1], [12, 4], [14, 3, 6871]];
    const record = (packets: number) => [
      ...[...simple(packets), ...octets(64, 2), 4, 0, 0, 0, 7],
      ...[...octets(9, 4), ...octets(packets, 3)],
    ];
    const { flows } = fed([ipfix([set(2, template(256, fields)), set(256, [...record(1), ...record(2)])])]);
    assert.deepEqual(flows, [
      ['0.25=0040', '0.48=07', '6871.14=000001'],
      ['0.25=0040', '0.48=07', '6871.14=000002'],
    ]);
  });

  it('are none where every element has its field: times in any unit, addresses of both families', () => {
    const fields: Spec[] = [...SIMPLE, [27, 16], [12, 4], [28, 16], [22, 4], [21, 4], [152, 8], [153, 8], [161, 4]];
    const record = [...simple(1), ...Array<number>(16 + 4 + 16 + 4 + 4 + 8 + 8 + 4).fill(0)];
    assert.deepEqual(fed([ipfix([set(2, template(256, fields)), set(256, record)])]).flows, [[]]);
  });

  it('are also those of a counter that another one goes before', () => {
    const fields: Spec[] = [...SIMPLE, [1, 4], [23, 4], [85, 4]];
    const record = [...simple(1), ...octets(10, 4), ...octets(11, 4), ...octets(12, 4)];
    assert.deepEqual(fed([ipfix([set(2, template(256, fields)), set(256, record)])]).flows, [
      ['0.23=0000000b', '0.85=0000000c'],
    ]);
  });

  it('of NetFlow v9 are told from those of IANA', () => {
    const fields: Spec[] = [...SIMPLE, [40_001, 2], [25, 2]];
    const datagram = v9([set(0, template(256, fields)), set(256, [...simple(1), 1, 2, 3, 4])]);
    assert.deepEqual(fed([datagram]).flows, [['v9.40001=0102', '0.25=0304']]);
    const site = new ElementRegistry(parseElements('v9 40001 portTranslated unsigned16 nat_srcport', 'site'));
    assert.deepEqual(fed([datagram], site).flows, [['0.25=0304']]);
  });

  it('of variable length are kept with the length that each record has, and not where they are empty', () => {
    const fields: Spec[] = [...SIMPLE, [82, 65535], [83, 65535], [2, 65535, 9]];
    const text = (value: string) => [value.length, ...Buffer.from(value)];
    const long = [255, ...octets(300, 2), ...Array<number>(300).fill(0x61)];
    const records = [
      ...[...simple(1), ...text('eth0'), ...text(''), ...text('x')],
      ...[...simple(2), ...text(''), ...text(''), ...text('')],
      ...[...simple(3), ...text(''), ...long, ...text('')],
    ];
    assert.deepEqual(fed([ipfix([set(2, template(256, fields)), set(256, records)])]).flows, [
      ['0.82=65746830', '9.2=78'],
      [],
      [`0.83=${'61'.repeat(300)}`],
    ]);
  });

  it('of a biflow stay with the flow of the first way', () => {
    const fields: Spec[] = [...SIMPLE, [2, 4, 29305], [25, 2], [25, 2, 29305]];
    const record = (back: number) => [...simple(1), ...octets(back, 4), 0, 64, 0, 65];
    const { flows, packets } = fed([
      ipfix([set(2, template(256, fields)), set(256, [...record(9), ...record(0), ...record(8)])]),
    ]);
    const forward = ['0.25=0040', '29305.25=0041'];
    assert.deepEqual(
      flows.map((pairs, index) => [packets[index], pairs] as const).sort(([one], [other]) => one! - other!),
      [
        [1, forward],
        [1, forward],
        [1, forward],
        [8, []],
        [9, []],
      ],
    );
  });

  it('for which there is no room are left out, counted and told', () => {
    const fields: Spec[] = [...SIMPLE, [82, 1000], [83, 1000], [25, 2]];
    const record = [...simple(1), ...Array<number>(1000).fill(1), ...Array<number>(1000).fill(2), 0, 9];
    const { flows, intake, errors } = fed([ipfix([set(2, template(256, fields)), set(256, [...record, ...record])])]);
    for (const pairs of flows)
      assert.deepEqual(
        pairs.map((text) => text.slice(0, 8)),
        ['0.82=010', '0.25=000'],
      );
    assert.equal(intake.leftOut, 2);
    assert.deepEqual(
      errors.map(({ code, got, id }) => [code, got, id]),
      [['too-many-pairs', 2, 256]],
    );
  });

  it('keep their flows through sets of any size, with templates that have some and none', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(60)), { maxLength: 40 }), (sets) => {
        const plain = template(256, SIMPLE);
        const more = template(257, [...SIMPLE, [25, 4]]);
        let number = 0;
        const expected: string[][] = [];
        const datagrams = sets.map(([has, count]) => {
          const records = Array.from({ length: count }, () => {
            number++;
            expected.push(has ? [`0.25=${number.toString(16).padStart(8, '0')}`] : []);
            return [...simple(number), ...(has ? octets(number, 4) : [])];
          });
          return ipfix([set(2, [...plain, ...more]), ...(count > 0 ? [set(has ? 257 : 256, records.flat())] : [])]);
        });
        const { flows, packets } = fed(datagrams);
        assert.deepEqual(flows, expected);
        assert.deepEqual(
          packets,
          expected.map((_, index) => index + 1),
        );
      }),
      { numRuns: 30 },
    );
  });

  describe('in captures of other projects', () => {
    /** Flows with as many pairs, and those of the last flow. */
    function pairsIn(file: RegExp): { counts: Record<number, number>; last: Map<string, string> } {
      const { flows } = fed(CAPTURE_FILES.filter((each) => file.test(each.file)).flatMap(datagramsOf));
      const counts: Record<number, number> = {};
      for (const pairs of flows) counts[pairs.length] = (counts[pairs.length] ?? 0) + 1;
      const longest = flows.reduce((one, other) => (other.length > one.length ? other : one), []);
      return { counts, last: new Map(longest.map((pair) => pair.split('=') as [string, string])) };
    }
    const text = (hex: string | undefined) => Buffer.from(hex ?? '', 'hex').toString();

    it('are those of HTTP that an IPFIX probe tells of', () => {
      const { counts, last } = pairsIn(/02-odid0/);
      assert.deepEqual(counts, { 2: 109, 5: 6, 8: 6 });
      assert.equal(text(last.get('16982.502')), '/stream_live/get_songs_cover.php?r=2741');
      assert.equal(last.get('0.192'), '40');
    });

    it('are those of a load balancer, whose texts are long', () => {
      const { counts, last } = pairsIn(/netscaler/);
      assert.deepEqual(counts, { 13: 1, 25: 2 });
      assert.equal(last.size, 25);
    });

    it('are those that only NetFlow v9 of a firewall has', () => {
      const { counts, last } = pairsIn(/asa_1/);
      assert.deepEqual(counts, { 6: 14 });
      assert.deepEqual([last.get('v9.40005'), last.get('v9.33002')], ['02', '07e9']);
      assert.equal(text(pairsIn(/paloalto/).last.get('v9.56701')).replace(/\0+$/, ''), 'kerberos');
    });

    it('are none where every element has its field', () => {
      assert.deepEqual(pairsIn(/ipfix_test_mikrotik/).counts, { 0: 46 });
      assert.deepEqual(pairsIn(/nprobe-netflow9-3/).counts, { 0: 892 });
    });
  });
});
