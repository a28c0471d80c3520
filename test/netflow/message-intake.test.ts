import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAddress } from '../../lib/flow/address.js';
import { addressReader, fieldReader, type FlowBatch } from '../../lib/flow/batch.js';
import { FLOW_FIELDS, type FieldName } from '../../lib/flow/field.js';
import { parseElements } from '../../lib/netflow/element-table.js';
import { ElementRegistry } from '../../lib/netflow/element-registry.js';
import { MessageIntake, type Message, type MessageIntakeOptions } from '../../lib/netflow/message-intake.js';
import type { OptionRecord } from '../../lib/netflow/option-records.js';
import { TEMPLATE_LIMITS } from '../../lib/netflow/template-store.js';
import { CAPTURE_FILES, datagramsOf, type CaptureFile } from './captures.js';
import {
  ipfix,
  octets,
  optionsTemplate,
  SECONDS,
  set,
  template,
  UPTIME,
  v9,
  v9OptionsTemplate,
  type Spec,
} from './messages.js';

const FROM = { protocol: 'udp', address: 0x7f000001, port: 9995 } as const;
const NOW = 1_743_292_800_000;
const MINUTE = 60_000;

type Flow = Partial<Record<FieldName, number | string>>;

/** The fields of each flow that say something. */
function flowsOf(batch: FlowBatch): Flow[] {
  const flows = Array.from({ length: batch.count }, (): Flow => ({}));
  for (const { name, type } of FLOW_FIELDS) {
    const address = type === 'ip' ? addressReader(batch, name) : undefined;
    const number = type === 'ip' ? undefined : fieldReader(batch, name);
    for (const [index, flow] of flows.entries()) {
      const value = address ? formatAddress(address(index)) : number?.(index);
      if (value !== undefined && value !== 0 && value !== '0.0.0.0') flow[name] = value;
    }
  }
  return flows;
}

class Fed {
  readonly flows: Flow[] = [];
  readonly options: OptionRecord[] = [];
  readonly intake: MessageIntake;

  constructor(options: MessageIntakeOptions = {}) {
    const onOptions = (record: OptionRecord) => this.options.push(record);
    this.intake = new MessageIntake((batch) => this.flows.push(...flowsOf(batch)), { onOptions, ...options });
  }

  /** @returns what the last message held */
  feed(
    datagram: Uint8Array,
    { now = NOW, ...from }: { now?: number; port?: number; address?: number; protocol?: 'tcp' } = {},
  ): Message {
    const message = this.intake.receive(datagram, { ...FROM, ...from }, now);
    if ('code' in message) assert.fail(message.code);
    return message;
  }
}

const errorsOf = ({ errors }: Message) => errors.map(({ code }) => code);

/** Fields that a flow has of what it was told. */
const told = (flow: Flow | undefined, ...fields: FieldName[]) => fields.map((field) => flow?.[field]);

const SIMPLE: readonly Spec[] = [
  [8, 4],
  [12, 4],
  [2, 4],
  [1, 4],
];
const simple = (first: number) => [...octets(first, 4), ...octets(0x0a000002, 4), ...octets(3, 4), ...octets(120, 4)];

describe('NetFlow v9 and IPFIX from many exporters', () => {
  describe('captures of other projects', () => {
    /** What the manifest states, and where its words are no number, what follows from them. */
    const EXPECTED: Readonly<Record<string, { records: number; held?: number; errors?: string[] }>> = {
      // it has data sets of templates that the capture does not have
      'ls-netflow9_test_iptnetflow_reduced_size_encoding_tpldata260.dat': { records: 12, held: 6 },
      'ls-ipfix_test_netscaler': { records: 3, held: 1 },
      'graylog-plugin-netflow/netflow-v9-3_incomplete.dat': { records: 0, held: 1 },
      'CESNET_ipfixcol/02-odid0.ipfix': { records: 121 },
      'CESNET_ipfixcol/bad-length-in-set.ipfix': { records: 0, errors: ['wrong-length'] },
      'CESNET_ipfixcol/bad-template-field-count.ipfix': { records: 0, held: 3, errors: ['template-overrun'] },
      'CESNET_ipfixcol/only-data-no-templates.ipfix': { records: 0, held: 3 },
      'CESNET_ipfixcol/withdrawal-message-256.ipfix': { records: 0, errors: ['withdrawal-over-udp'] },
    };
    const setsOf = new Map<string, CaptureFile[]>();
    for (const file of CAPTURE_FILES)
      if (/v9|IPFIX/.test(file.protocol)) setsOf.set(file.set, [...(setsOf.get(file.set) ?? []), file]);

    function statedOf(files: readonly CaptureFile[]): number {
      const stated = new Set(files.map((file) => file.stated));
      return [...stated].reduce((sum, text) => sum + Number(/(\d+) (?:events|metrics|records)/.exec(text)?.[1]), 0);
    }

    for (const [name, files] of setsOf)
      it(`has the records that the manifest states: ${name}`, () => {
        const expected = EXPECTED[name] ?? { records: statedOf(files) };
        const fed = new Fed();
        let [records, held] = [0, 0];
        const errors: string[] = [];
        for (const datagram of files.flatMap(datagramsOf)) {
          const message = fed.intake.receive(datagram, FROM, NOW);
          if ('code' in message) errors.push(message.code);
          else {
            records += message.records;
            held += message.held;
            errors.push(...errorsOf(message));
          }
        }
        assert.deepEqual({ records, held, errors }, { held: 0, errors: [], ...expected });
        assert.ok(fed.flows.length + fed.options.length >= records); // of a biflow there are two
      });

    it('tells IPv4, IPv6, times, counters and names apart', () => {
      const fed = new Fed();
      for (const file of CAPTURE_FILES)
        if (/odid0|v9_options|nbar|yaf/.test(file.file))
          for (const datagram of datagramsOf(file))
            fed.intake.receive(datagram, { ...FROM, address: file.set.length }, NOW);
      const names = [...fed.intake.facts()].flatMap(([, { interfaces }]) => [...interfaces]);
      assert.deepEqual(names[0], [1, { name: 'Te0/0/0', description: 'TenGigabitEthernet0/0/0' }]);
      const applications = [...fed.intake.facts()].flatMap(([, facts]) => [...facts.applications]);
      assert.deepEqual(applications[0], [0x01000008, 'egp']);
      assert.deepEqual(
        told(
          fed.flows.find(({ srcaddr }) => srcaddr === '10.30.18.62'),
          'prot',
          'icmp_type',
          'dstport',
          'start_ms',
          'src_mask',
        ),
        [1, 8, 2048, 1487070619368, 23],
      );
      assert.ok(fed.flows.some(({ srcaddr }) => String(srcaddr).includes(':')));
    });
  });

  describe('templates', () => {
    it('keeps a data set until its template comes, and decodes it then', () => {
      const fed = new Fed();
      assert.equal(fed.feed(ipfix([set(256, simple(1))])).held, 1);
      assert.deepEqual(fed.flows, []);
      assert.equal(fed.intake.templatesOf(FROM.address).waiting, 1);
      const message = fed.feed(ipfix([set(2, template(256, SIMPLE))]));
      assert.deepEqual([message.flows, message.records], [1, 0]);
      assert.deepEqual(told(fed.flows[0], 'srcaddr', 'dpkts', 'doctets'), ['0.0.0.1', 3, 120]);
      assert.deepEqual(fed.intake.waitingOctets, 0);
    });

    it('drops what waits for too long, and what there is no room for', () => {
      const fed = new Fed({ waiting: { octets: 2000, exporterOctets: 1000, age: MINUTE } });
      for (let time = 0; time < 10; time++) fed.feed(ipfix([set(256, simple(1))]));
      const { waiting, dropped } = fed.intake.templatesOf(FROM.address);
      assert.deepEqual([waiting > 2, waiting + dropped], [true, 10]);
      fed.feed(ipfix([set(256, simple(1))]), { address: 9 });
      fed.intake.expire(NOW + MINUTE);
      assert.deepEqual(fed.intake.templatesOf(FROM.address).dropped, 10);
      assert.equal(fed.intake.templatesOf(9).dropped, 1);
      assert.equal(fed.intake.waitingOctets, 0);
    });

    it('uses a template that came in the same message, and its successor from there on', () => {
      const fed = new Fed();
      const other: Spec[] = [
        [12, 4],
        [8, 4],
        [2, 4],
        [1, 4],
      ];
      fed.feed(
        ipfix([set(2, template(256, SIMPLE)), set(256, simple(1)), set(2, template(256, other)), set(256, simple(1))]),
      );
      assert.deepEqual(
        fed.flows.map(({ srcaddr }) => srcaddr),
        ['0.0.0.1', '10.0.0.2'],
      );
      assert.equal(fed.intake.templatesOf(FROM.address).changed, 1);
    });

    it('keeps the same number apart by exporter, port and domain', () => {
      const fed = new Fed();
      const reversed = [SIMPLE[1], SIMPLE[0], SIMPLE[2], SIMPLE[3]] as readonly Spec[];
      fed.feed(v9([set(0, template(256, SIMPLE))]), { address: 1 });
      fed.feed(v9([set(0, template(256, reversed))]), { address: 2 });
      fed.feed(v9([set(0, template(256, reversed))], { domain: 7 }), { address: 1 });
      fed.feed(v9([set(0, template(256, reversed))]), { address: 1, port: 1 });
      fed.feed(v9([set(256, simple(1))]), { address: 1 });
      fed.feed(v9([set(256, simple(1))]), { address: 2 });
      fed.feed(v9([set(256, simple(1))], { domain: 7 }), { address: 1 });
      fed.feed(v9([set(256, simple(1))]), { address: 1, port: 1 });
      assert.deepEqual(
        fed.flows.map(({ srcaddr }) => srcaddr),
        ['0.0.0.1', '10.0.0.2', '10.0.0.2', '10.0.0.2'],
      );
      assert.deepEqual(
        fed.flows.map(({ domain }) => domain),
        [undefined, undefined, 7, undefined],
      );
    });

    it('keeps those of v9 and IPFIX apart where one port sends both, and their numbers', () => {
      const fed = new Fed();
      const both = { sequence: 5 };
      assert.equal(fed.feed(v9([set(0, template(256, SIMPLE))], both)).verdict.step, 'first');
      const other = ipfix([set(2, template(256, [...SIMPLE].reverse())), set(256, simple(1))], { sequence: 900 });
      assert.equal(fed.feed(other).verdict.step, 'first');
      assert.equal(fed.feed(v9([set(256, simple(1))], { sequence: 6 })).verdict.step, 'in order');
      assert.deepEqual(told(fed.flows[1], 'srcaddr', 'doctets'), ['0.0.0.1', 120]);
    });

    it('withdraws one or all over TCP, and none over UDP', () => {
      const fed = new Fed();
      const tcp = { protocol: 'tcp' } as const;
      const both = [set(2, [...template(256, SIMPLE), ...template(257, SIMPLE)])];
      fed.feed(ipfix(both), tcp);
      fed.feed(ipfix([set(2, template(256, []))]), tcp);
      assert.equal(fed.feed(ipfix([set(256, simple(1)), set(257, simple(1))]), tcp).held, 1);
      fed.feed(ipfix([set(2, template(2, []))]), tcp);
      assert.equal(fed.feed(ipfix([set(257, simple(1))]), tcp).held, 1);
      fed.feed(ipfix(both));
      assert.deepEqual(errorsOf(fed.feed(ipfix([set(2, template(256, []))]))), ['withdrawal-over-udp']);
      assert.equal(fed.feed(ipfix([set(256, simple(1))])).held, 0);
    });

    it('forgets what was not sent again over UDP for a day', () => {
      const fed = new Fed();
      fed.feed(ipfix([set(2, [...template(256, SIMPLE), ...template(257, SIMPLE)])]));
      fed.feed(ipfix([set(2, template(257, SIMPLE))]), { now: NOW + MINUTE });
      fed.intake.expire(NOW + TEMPLATE_LIMITS.lifetime + MINUTE);
      const { templates, oldest } = fed.intake.templatesOf(FROM.address);
      assert.deepEqual([templates, oldest], [1, NOW + MINUTE]);
    });

    it('has bounds for sessions, domains, templates and fields', () => {
      const limits = { ...TEMPLATE_LIMITS, sessions: 20, sessionsOfExporter: 4, domains: 3, templates: 5, fields: 50 };
      const fed = new Fed({ limits });
      for (let index = 0; index < 300; index++) {
        const message = ipfix([set(2, template(256 + (index % 9), SIMPLE))], { domain: index % 7 });
        fed.feed(message, { address: index % 31, port: index });
      }
      const sessions = [...fed.intake.store.sessions()];
      const fields = sessions.flatMap(({ domains }) =>
        [...domains.values()].flatMap(({ templates }) =>
          [...templates.values()].map(({ template: { fields: all } }) => all.length),
        ),
      );
      assert.ok(sessions.length <= 20);
      assert.ok(fields.reduce((sum, count) => sum + count, 0) <= 50);
      for (const { domains } of sessions) assert.ok(domains.size <= 3);
    });

    it('of one exporter, however many, take no room from those of others', () => {
      const limits = { ...TEMPLATE_LIMITS, fields: 200, fieldsOfExporter: 60 };
      const fed = new Fed({ limits });
      fed.feed(ipfix([set(2, template(256, SIMPLE))]), { address: 1 });
      let refused = 0;
      for (let index = 0; index < 2000; index++) {
        const flood = ipfix([set(2, template(256 + (index % 50), SIMPLE))], { domain: index % 7 });
        refused += errorsOf(fed.feed(flood, { address: 2, port: index % 100 })).length;
        assert.ok(fed.intake.templatesOf(2).templates <= 15);
      }
      assert.equal(refused, 0, 'the newest of its sessions takes the room of the oldest');
      assert.equal(fed.feed(ipfix([set(256, simple(1))]), { address: 1 }).flows, 1);
      for (let index = 0; index < 20; index++)
        refused += errorsOf(fed.feed(ipfix([set(2, template(256 + index, SIMPLE))]), { address: 3 })).length;
      assert.equal(refused, 5, 'one session has no more than its exporter may have');
    });

    it('make room for those of exporters that are heard, where there are too many', () => {
      const fed = new Fed({ limits: { ...TEMPLATE_LIMITS, fields: 40, fieldsOfExporter: 40 } });
      for (let address = 1; address <= 100; address++) {
        assert.deepEqual(errorsOf(fed.feed(ipfix([set(2, template(256, SIMPLE))]), { address })), []);
        fed.feed(ipfix([set(address === 1 ? 256 : 300, simple(1))]), { address: 1 });
      }
      assert.equal(fed.feed(ipfix([set(256, simple(1))]), { address: 1 }).flows, 1);
      assert.equal(fed.intake.templatesOf(100).templates, 1);
      assert.equal(fed.intake.templatesOf(2).templates, 0);
    });

    it('says what is wrong with a template, and uses the others', () => {
      const fed = new Fed();
      const wrong = [
        ...template(12, SIMPLE),
        ...template(256, [[8, 0]]),
        ...template(257, [
          [82, 65534],
          [83, 65534],
        ]),
      ];
      const message = fed.feed(
        ipfix([set(2, [...wrong, ...template(258, SIMPLE)]), set(3, optionsTemplate(259, [], [[41, 8]]))]),
      );
      assert.deepEqual(errorsOf(message), ['bad-template-id', 'empty-record', 'record-too-long', 'no-scope']);
      assert.equal(fed.intake.templatesOf(FROM.address).templates, 1);
    });
  });

  describe('values', () => {
    type Value = readonly [id: number, length: number, value: number | bigint | readonly number[], enterprise?: number];

    /** One record of a template, and the flow it makes. */
    function decode(fields: readonly Value[], from: typeof ipfix = ipfix): Flow {
      const fed = new Fed();
      const specs = fields.map(([id, length, , enterprise]): Spec =>
        enterprise === undefined ? [id, length] : [id, length, enterprise],
      );
      const content = fields.flatMap(([, length, value]) =>
        typeof value === 'object' ? [...value] : octets(value, length),
      );
      fed.feed(from([set(from === v9 ? 0 : 2, template(300, specs)), set(300, content)]));
      assert.equal(fed.flows.length, 1);
      return fed.flows[0]!;
    }

    it('takes numbers of any length: reduced size encoding', () => {
      for (const length of [1, 2, 3, 4, 5, 6, 7, 8])
        assert.equal(
          decode([
            [1, length, 200],
            [8, 4, 1],
          ]).doctets,
          200,
        );
      assert.equal(
        decode([
          [1, 7, 0xffffffffffffn],
          [8, 4, 1],
        ]).doctets,
        0xffffffffffff,
      );
      assert.equal(
        decode([
          [10, 8, 2n ** 40n],
          [8, 4, 1],
        ]).input,
        2 ** 32 - 1,
      ); // more than the field holds
      assert.equal(
        decode([
          [6, 2, 0x0152],
          [8, 4, 1],
        ]).tcp_flags,
        0x52,
      ); // the flags that classic records have
    });

    it('tells times in every encoding', () => {
      const start = SECONDS * 1000 - 1500;
      const ntp = (ms: number) =>
        (BigInt(Math.floor(ms / 1000) + 2_208_988_800) << 32n) | BigInt(Math.ceil(((ms % 1000) * 2 ** 32) / 1000));
      const times = (...fields: (readonly [number, number, number | bigint])[]) =>
        told(decode([[8, 4, 1], ...fields]), 'start_ms', 'end_ms');
      assert.deepEqual(times([150, 4, SECONDS - 2], [151, 4, SECONDS - 1]), [
        SECONDS * 1000 - 2000,
        SECONDS * 1000 - 1000,
      ]);
      assert.deepEqual(times([152, 8, start], [153, 8, start + 7]), [start, start + 7]);
      assert.deepEqual(times([154, 8, ntp(start)], [155, 8, ntp(start + 7)]), [start, start + 7]);
      assert.deepEqual(times([156, 8, ntp(start)], [157, 8, ntp(start + 7)]), [start, start + 7]);
      assert.deepEqual(times([158, 4, 1_500_000], [159, 4, 1_000_000]), [start, start + 500]);
      assert.deepEqual(times([160, 8, start - 5000], [22, 4, 5000], [21, 4, 5007]), [start, start + 7]);
      assert.deepEqual(times([152, 8, start], [161, 4, 7]), [start, start + 7]);
      assert.deepEqual(times([153, 8, start], [162, 4, 7000]), [start - 7, start]);
      assert.deepEqual(times([323, 8, start]), [start, start]);
      assert.deepEqual(times(), [SECONDS * 1000, SECONDS * 1000]);
      // a time that is 0 says nothing, and one that no clock shows is the last that is kept
      assert.deepEqual(times([152, 8, 0], [153, 8, start + 7], [161, 4, 7]), [start, start + 7]);
      assert.deepEqual(times([152, 8, start], [153, 8, 2n ** 60n]), [start, 2 ** 52]);
      // uptimes without their beginning: it ended when it was exported
      assert.deepEqual(times([22, 4, 5000], [21, 4, 5007]), [SECONDS * 1000 - 7, SECONDS * 1000]);
      const uptimes = (first: number, last: number) =>
        told(
          decode(
            [
              [8, 4, 1],
              [22, 4, first],
              [21, 4, last],
            ],
            v9,
          ),
          'start_ms',
          'end_ms',
        );
      assert.deepEqual(uptimes(UPTIME - 1500, UPTIME), [start, SECONDS * 1000]);
      assert.deepEqual(uptimes(2 ** 32 - 1000, 0), [SECONDS * 1000 - UPTIME - 1000, SECONDS * 1000 - UPTIME]); // before the wrap
    });

    it('has addresses of whichever family is told', () => {
      const v6 = 0x20010db8000000000000000000000001n;
      assert.equal(decode([[27, 16, v6]]).srcaddr, '2001:db8::1');
      assert.deepEqual(
        told(
          decode([
            [8, 4, 0],
            [9, 1, 0],
            [27, 16, v6],
            [29, 1, 64],
          ]),
          'srcaddr',
          'src_mask',
        ),
        ['2001:db8::1', 64],
      );
      assert.deepEqual(
        told(
          decode([
            [27, 16, 0],
            [29, 1, 0],
            [8, 4, 5],
            [9, 1, 24],
          ]),
          'srcaddr',
          'src_mask',
        ),
        ['0.0.0.5', 24],
      );
    });

    it('has what classic records lack', () => {
      const flow = decode([
        [8, 4, 1],
        [4, 1, 58],
        [139, 2, 0x8700],
        [56, 6, 0x0102030405n],
        [70, 3, (77 << 4) | 1],
        [89, 1, 64],
        [61, 1, 1],
        [136, 1, 2],
        [58, 2, 12],
        [225, 4, 9],
        [228, 2, 53],
        [95, 4, 0x0d00012f],
        [16, 4, 4_200_000_000],
      ]);
      assert.deepEqual(told(flow, 'icmp_type', 'icmp_code', 'dstport', 'src_mac', 'mpls_label', 'forwarding_status'), [
        135,
        undefined,
        0x8700,
        0x0102030405,
        77,
        64,
      ]);
      assert.deepEqual(
        told(flow, 'direction', 'end_reason', 'src_vlan', 'nat_srcaddr', 'nat_dstport', 'application_id', 'src_as'),
        [1, 2, 12, '0.0.0.9', 53, 0x0d00012f, 4_200_000_000],
      );
    });

    it('skips what it does not keep: variable length, enterprise elements, lists of RFC 6313', () => {
      const long = [255, ...octets(300, 2), ...Array<number>(300).fill(65)];
      const flow = decode([
        [82, 65535, [3, 65, 66, 67]],
        [1, 65535, [2, 1, 2], 9],
        [291, 65535, [6, 0, 0, 8, 0, 4, 9]],
        [292, 65535, long],
        [293, 65535, [0]],
        [8, 4, 77],
        [1, 4, 5],
      ]);
      assert.deepEqual(told(flow, 'srcaddr', 'doctets'), ['0.0.0.77', 5]);
    });

    it('makes two flows of a biflow, and one where nothing went back', () => {
      const fed = new Fed();
      const fields: Spec[] = [
        [8, 4],
        [12, 4],
        [7, 2],
        [11, 2],
        [10, 4],
        [14, 4],
        [1, 4],
        [1, 4, 29305],
        [2, 4],
        [2, 4, 29305],
        [6, 1],
        [6, 1, 29305],
        [154, 8],
      ];
      const record = (back: number) => [
        ...octets(1, 4),
        ...octets(2, 4),
        ...octets(40000, 2),
        ...octets(443, 2),
        ...octets(5, 4),
        ...octets(6, 4),
        ...octets(100, 4),
        ...octets(back * 10, 4),
        ...octets(2, 4),
        ...octets(back, 4),
        2,
        18,
        ...octets(0, 8),
      ];
      const message = fed.feed(ipfix([set(2, template(256, fields)), set(256, [...record(0), ...record(3)])]));
      assert.deepEqual([message.records, message.flows], [2, 3]);
      const ends = fed.flows.map((flow) =>
        told(flow, 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'input', 'output', 'doctets', 'dpkts', 'tcp_flags'),
      );
      const there = ['0.0.0.1', '0.0.0.2', 40000, 443, 5, 6, 100, 2, 2];
      assert.deepEqual(ends, [there, there, ['0.0.0.2', '0.0.0.1', 443, 40000, 6, 5, 30, 3, 18]]);
    });

    it('takes elements that a site adds', () => {
      const registry = new ElementRegistry(
        parseElements('9 12345 serverBytes unsigned32 doctets\n6871 33 appLabel unsigned16', 'site'),
      );
      const fed = new Fed({ registry });
      fed.feed(
        ipfix([
          set(
            2,
            template(256, [
              [8, 4],
              [12345, 4, 9],
              [34, 2, 6871],
            ]),
          ),
          set(256, [...octets(1, 4), ...octets(99, 4), 0, 0]),
        ]),
      );
      assert.equal(fed.flows[0]?.doctets, 99);
      assert.equal(fed.intake.templatesOf(FROM.address).unknown, 1);
      assert.throws(
        () => parseElements('1 a unsigned8\n2 b nonsense', 'site'),
        /site, line 2: "nonsense" is no type of an element/,
      );
    });

    it('takes elements that are added later, for templates that came before, too', () => {
      const fed = new Fed();
      const data = () => ipfix([set(256, [...octets(1, 4), ...octets(99, 4)])]);
      const described = template(256, [
        [8, 4],
        [12345, 4, 9],
      ]);
      fed.feed(ipfix([set(2, described)]));
      fed.feed(data());
      assert.equal(fed.intake.templatesOf(FROM.address).unknown, 1);
      fed.intake.useRegistry(new ElementRegistry(parseElements('9 12345 serverBytes unsigned32 doctets', 'site')));
      fed.feed(data());
      fed.feed(ipfix([set(2, described)]));
      fed.feed(data());
      assert.deepEqual(
        fed.flows.map(({ doctets }) => doctets),
        [undefined, 99, 99], // where nobody told octets there are none
      );
      const { unknown, changed } = fed.intake.templatesOf(FROM.address);
      assert.deepEqual([unknown, changed], [0, 0]);
    });
  });

  describe('options data', () => {
    it('tells sampling: of the record, its sampler, its interface, or the exporter', () => {
      const fed = new Fed();
      const flows = template(256, [
        [8, 4],
        [10, 4],
        [48, 1],
        [34, 4],
      ]);
      const record = (input: number, sampler: number, rate: number) => [
        ...octets(1, 4),
        ...octets(input, 4),
        sampler,
        ...octets(rate, 4),
      ];
      fed.feed(
        v9([
          set(0, flows),
          set(
            1,
            v9OptionsTemplate(
              257,
              [[1, 4]],
              [
                [48, 1],
                [50, 4],
              ],
            ),
          ),
          set(257, [0, 0, 0, 1, 3, 0, 0, 0, 100]),
        ]),
      );
      fed.feed(
        v9([set(1, v9OptionsTemplate(258, [[2, 4]], [[34, 4]])), set(258, [...octets(9, 4), ...octets(50, 4)])]),
      );
      fed.feed(v9([set(256, [...record(1, 3, 0), ...record(1, 3, 7), ...record(9, 0, 0), ...record(1, 0, 0)])]));
      fed.feed(
        v9([set(1, v9OptionsTemplate(259, [[1, 4]], [[34, 4]])), set(259, [...octets(0, 4), ...octets(2000, 4)])]),
      );
      fed.feed(v9([set(256, record(1, 0, 0))]));
      assert.deepEqual(
        fed.flows.map((flow) => told(flow, 'sampling_rate', 'sampling_source')),
        [
          [100, 2],
          [7, 1],
          [50, 3],
          [undefined, undefined],
          [2000, 3],
        ],
      );
    });

    it('stays known of exporters that are heard, whatever others are made up', () => {
      const fed = new Fed({ facts: 50 });
      const tell = (ifIndex: number, rate: number) =>
        v9([
          set(1, v9OptionsTemplate(258, [[2, 4]], [[34, 4]])),
          set(258, [...octets(ifIndex, 4), ...octets(rate, 4)]),
          set(0, template(256, SIMPLE)),
        ]);
      fed.feed(tell(0, 100), { address: 1 }); // one that tells more than all may
      for (let index = 1; index < 100; index++) fed.feed(tell(index, 100), { address: 1 });
      fed.feed(tell(0, 50), { address: 2 });
      for (let address = 1000; address < 6000; address++) {
        fed.feed(tell(address, 3), { address });
        if (address % 20 === 0) fed.feed(v9([set(256, simple(1))]), { address: 2 });
      }
      assert.deepEqual(told(fed.flows.at(-1), 'sampling_rate', 'sampling_source'), [50, 3]);
      const known = [...fed.intake.facts()];
      assert.ok(known.reduce((sum, [, facts]) => sum + facts.keep().interfaceRates.length, 0) <= 50);
      assert.ok(known.some(([exporter, { tells }]) => exporter === 5999 && tells));
    });

    it('tells sampling as IPFIX does', () => {
      const fed = new Fed();
      fed.feed(
        ipfix([
          set(
            3,
            optionsTemplate(
              256,
              [[302, 8]],
              [
                [305, 4],
                [306, 4],
              ],
            ),
          ),
          set(256, [...octets(5, 8), ...octets(1, 4), ...octets(99, 4)]),
        ]),
      );
      fed.feed(
        ipfix(
          [
            set(
              2,
              template(257, [
                [8, 4],
                [302, 8],
              ]),
            ),
            set(257, [...octets(1, 4), ...octets(5, 8)]),
          ],
          { sequence: 1 },
        ),
      );
      assert.deepEqual(told(fed.flows[0], 'sampling_rate', 'sampling_source'), [100, 2]);
    });
  });

  describe('sequence numbers', () => {
    const define = set(2, template(256, SIMPLE));

    it('count datagrams in v9, and data records in IPFIX, by domain', () => {
      const fed = new Fed();
      const three = set(256, [...simple(1), ...simple(2), ...simple(3)]);
      const step = (message: Message) => [message.verdict.step, message.verdict.missing];
      assert.deepEqual(step(fed.feed(v9([set(0, template(256, SIMPLE)), three], { sequence: 7 }))), ['first', 0]);
      assert.deepEqual(step(fed.feed(v9([three], { sequence: 8 }))), ['in order', 0]);
      assert.deepEqual(step(fed.feed(v9([three], { sequence: 11 }))), ['lost', 2]);
      const ip = { port: 4739 };
      assert.deepEqual(step(fed.feed(ipfix([define, three], { sequence: 7 }), ip)), ['first', 0]);
      assert.deepEqual(step(fed.feed(ipfix([three], { sequence: 7, domain: 2 }), ip)), ['first', 0]);
      assert.deepEqual(step(fed.feed(ipfix([three], { sequence: 10 }), ip)), ['in order', 0]);
      assert.deepEqual(step(fed.feed(ipfix([three], { sequence: 18 }), ip)), ['lost', 5]);
    });

    it('begin anew after a set that nobody could count', () => {
      const fed = new Fed();
      fed.feed(ipfix([define], { sequence: 1 }));
      fed.feed(ipfix([set(999, simple(1))], { sequence: 1 }));
      assert.equal(fed.feed(ipfix([set(256, simple(1))], { sequence: 5 })).verdict.step, 'first');
    });
  });

  describe('whatever comes', () => {
    const originals = CAPTURE_FILES.filter(({ protocol }) => /v9|IPFIX/.test(protocol)).flatMap(datagramsOf);

    it('takes arbitrary octets, within bounds', () => {
      const start = fc.constantFrom([0, 9], [0, 10]);
      fc.assert(
        fc.property(start, fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (version, rests) => {
          const fed = new Fed();
          for (const rest of rests) fed.intake.receive(Uint8Array.from([...version, ...rest]), FROM, NOW);
        }),
        { numRuns: 300 },
      );
    });

    it('takes captures with octets changed, cut off and repeated', () => {
      const change = fc.record({ which: fc.nat(), at: fc.nat(), value: fc.nat(255), cut: fc.nat() });
      const fed = new Fed({ waiting: { octets: 200_000, exporterOctets: 100_000, age: MINUTE } });
      let records = 0;
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
          const datagram = Uint8Array.from(originals[changes[0]!.which % originals.length]!);
          for (const { at, value } of changes) datagram[2 + (at % (datagram.length - 2))] = value;
          const cut = changes.length % 3 === 0 ? changes[0]!.cut % datagram.length : datagram.length;
          fed.flows.length = fed.options.length = 0;
          const message = fed.intake.receive(datagram.subarray(0, Math.max(2, cut)), FROM, NOW);
          if (!('code' in message)) records += message.records;
          assert.ok(fed.intake.waitingOctets <= 200_000);
        }),
        { numRuns: 2000 },
      );
      assert.ok(records > 0);
    });
  });
});
