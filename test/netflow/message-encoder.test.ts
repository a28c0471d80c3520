import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writePlace } from '../../lib/flow/address-place.js';
import { formatAddress } from '../../lib/flow/address.js';
import { addressReader, fieldReader, wordsOf, type FlowBatch } from '../../lib/flow/batch.js';
import { flowField, type FieldName } from '../../lib/flow/field.js';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import { EXTENDED } from '../../lib/flow/version.js';
import {
  MessageEncoder,
  sentFields,
  type MessageEncoderOptions,
  type MessageVersion,
} from '../../lib/netflow/message-encoder.js';
import { MessageIntake } from '../../lib/netflow/message-intake.js';

const LAYOUT = recordLayout(EXTENDED);
const SECONDS = 1_743_292_800;

/** Fields that come back as they were sent: of the others the encoder or the protocol has its own. */
const KEPT = sentFields(EXTENDED).filter((field) => flowField(field).type !== 'ip');
const ADDRESSES = sentFields(EXTENDED).filter((field) => flowField(field).type === 'ip');

/** Numbers that a field can have on the way: the widths of the elements. */
const MOST: Readonly<Partial<Record<FieldName, number>>> = {
  src_mac: 2 ** 48 - 1,
  dst_mac: 2 ** 48 - 1,
  mpls_label: 2 ** 20 - 1,
  dpkts: 2 ** 53 - 1,
  doctets: 2 ** 53 - 1,
  start_ms: 2 ** 45,
  end_ms: 2 ** 45,
};

interface Row {
  readonly family: 4 | 6;
  readonly noise: number;
  readonly domain: number;
  readonly prot: number;
}

/** Records whose numbers are noise. */
function batchOf(rows: readonly Row[]): FlowBatch {
  const bytes = blankRecords(LAYOUT, rows.length);
  const view = new DataView(bytes.buffer);
  const words = wordsOf({ bytes });
  for (const [index, { family, noise, domain, prot }] of rows.entries()) {
    let seed = noise;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const put = (field: FieldName, value: number) => {
      const slot = LAYOUT.slots.get(field);
      if (!slot) return;
      for (let octet = 0, rest = value; octet < slot.bytes; octet++, rest = Math.floor(rest / 256))
        view.setUint8(index * LAYOUT.size + slot.offset + octet, rest % 256);
    };
    for (const field of KEPT) {
      const bits = 8 * (LAYOUT.slots.get(field)?.bytes ?? 0);
      put(field, 1 + Math.floor(random() * ((MOST[field] ?? 2 ** bits - 1) - 1)));
    }
    put('unix_secs', SECONDS);
    put('domain', domain);
    put('prot', prot);
    for (const field of ADDRESSES) {
      const at = (index * LAYOUT.size + (LAYOUT.slots.get(field)?.offset ?? 0)) >> 2;
      const value = 1 + Math.floor(random() * 2 ** 31);
      writePlace(words, at, family === 4 ? { family, value } : { family, value: (0x20010db8n << 96n) | BigInt(value) });
    }
  }
  return { layout: LAYOUT, bytes, count: rows.length };
}

function encoded(version: MessageVersion, batch: FlowBatch, options?: MessageEncoderOptions): Buffer[] {
  const encoder = new MessageEncoder(version, options);
  const last = [...encoder.add(batch), encoder.flush()];
  return last.filter((datagram) => datagram !== undefined);
}

const FROM = { protocol: 'udp', address: 1, port: 1 } as const;

/** What the decoder makes of datagrams: a text for each flow, sorted, because sets of a message are by family. */
function decoded(datagrams: readonly Uint8Array[], fields: readonly FieldName[]): string[] {
  const texts: string[] = [];
  const intake = new MessageIntake((flows) => texts.push(...textsOf(flows, fields)));
  for (const datagram of datagrams) {
    const message = intake.receive(datagram, FROM, 0);
    if ('code' in message) assert.fail(message.code);
    assert.deepEqual([message.errors, message.held], [[], 0]);
    assert.ok(['first', 'in order'].includes(message.verdict.step));
  }
  return texts;
}

function textsOf(batch: FlowBatch, fields: readonly FieldName[]): string[] {
  const readers = fields.map((field) => {
    const address = flowField(field).type === 'ip' ? addressReader(batch, field) : undefined;
    const number = fieldReader(batch, field);
    return (index: number) => `${field}=${address ? formatAddress(address(index)) : String(number?.(index))}`;
  });
  return Array.from({ length: batch.count }, (_, index) => readers.map((read) => read(index)).join(' '));
}

describe('messages of NetFlow v9 and IPFIX', () => {
  const row = fc.record({
    family: fc.constantFrom<4 | 6>(4, 6),
    noise: fc.nat(),
    domain: fc.constantFrom(0, 7),
    prot: fc.constantFrom(1, 6, 17, 58),
  });
  /** ICMP's type and code are none of other protocols, and its port is what they say. */
  const fields = [...KEPT, ...ADDRESSES, 'domain' as const, 'unix_secs' as const].filter(
    (field) => field !== 'icmp_type' && field !== 'icmp_code',
  );

  for (const version of ['9', '10'] as const)
    it(`say what was told, in version ${version}`, () => {
      fc.assert(
        fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
          const batch = batchOf(rows);
          const datagrams = encoded(version, batch);
          for (const datagram of datagrams) assert.ok(datagram.length <= 1452);
          assert.deepEqual(decoded(datagrams, fields), textsOf(batch, fields));
        }),
        { numRuns: 60 },
      );
    });

  it('has so many records at most, and only the fields that are asked for', () => {
    const batch = batchOf(
      Array.from({ length: 10 }, (_, noise) => ({ family: 4 as const, noise, domain: 0, prot: 6 })),
    );
    const some: FieldName[] = ['srcaddr', 'dstaddr', 'prot', 'doctets', 'start_ms'];
    const datagrams = encoded('10', batch, { fields: some, records: 4 });
    assert.equal(datagrams.length, 3);
    assert.equal(datagrams[1]?.length, 16 + 4 + 4 * (4 + 4 + 1 + 8 + 8));
    assert.deepEqual(decoded(datagrams, some), textsOf(batch, some));
  });

  it('sends templates again now and then', () => {
    const batch = batchOf(
      Array.from({ length: 130 }, (_, noise) => ({ family: 4 as const, noise, domain: 0, prot: 6 })),
    );
    const datagrams = encoded('9', batch, { fields: ['srcaddr', 'dpkts'], records: 1 });
    assert.deepEqual(
      datagrams.flatMap((datagram, index) => (datagram.readUInt16BE(20) === 0 ? [index] : [])),
      [0, 64, 128],
    );
  });

  it('are made of extended records only', () => {
    const layout = recordLayout('5');
    const one = { layout, bytes: new Uint8Array(layout.size), count: 1 };
    assert.throws(() => [...new MessageEncoder('9').add(one)], /cannot encode records of version 5 as 9/);
  });
});
