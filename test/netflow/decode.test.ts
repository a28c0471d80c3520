import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { fieldReader } from '../../lib/flow/batch.js';
import { createDecoder, type Datagram } from '../../lib/netflow/decode.js';
import type { Refusal } from '../../lib/netflow/refusal.js';
import { WIRE_FORMATS } from '../../lib/netflow/wire.js';
import { CAPTURE_FILES, datagramsOf } from './captures.js';
import { csvOf, GOLDEN, PDU_CASES } from './golden.js';

const LOOPBACK = 0x7f000001;

function accepted(result: Datagram | Refusal): Datagram {
  if ('code' in result) throw new assert.AssertionError({ message: `refused: ${JSON.stringify(result)}` });
  return result;
}

function valueOf({ flows }: Datagram, field: 'engine_type' | 'engine_id' | 'in_encaps' | 'peer_nexthop' | 'input') {
  return fieldReader(flows, field)?.(0);
}

describe('decoding datagrams', () => {
  const native = PDU_CASES.filter(({ name, options }) => options.length === 0 && !name.startsWith('mixed'));
  for (const { name, datagrams, records } of native)
    it(`gives the records that the original gives: ${name}`, () => {
      const decode = createDecoder({ defects: 'original' });
      let csv = '';
      for (const datagram of datagrams) {
        const result = decode(datagram, LOOPBACK);
        if (!('code' in result)) csv += csvOf(result.flows);
      }
      assert.equal(csv, records);
    });

  it('keeps what the original loses', () => {
    const decode = createDecoder();
    const wire = readFileSync(`${GOLDEN}/pdu/engine-v6/000.bin`);
    wire[20] = 7;
    const record = wire.subarray(24);
    record[46] = 11;
    record.writeUInt32BE(0xc0000201, 48);
    const v6 = accepted(decode(wire, LOOPBACK));
    assert.deepEqual([valueOf(v6, 'engine_type'), valueOf(v6, 'engine_id')], [7, wire[21]]);
    assert.deepEqual([valueOf(v6, 'in_encaps'), valueOf(v6, 'peer_nexthop')], [11, 0xc0000201]);
  });

  it('keeps the interfaces of 8.10 in the record, though no tool may use them', () => {
    const wire = readFileSync(`${GOLDEN}/pdu/v8.10/000.bin`); // made by the original, which leaves them 0
    wire.writeUInt16BE(258, 28 + 28);
    wire.writeUInt16BE(259, 28 + 30);
    const { flows } = accepted(createDecoder()(wire, LOOPBACK));
    const view = new DataView(flows.bytes.buffer, flows.bytes.byteOffset);
    assert.deepEqual([view.getUint16(40, true), view.getUint16(42, true)], [258, 259]);
  });

  it("keeps v7's flags octet in the record's pad", () => {
    const wire = readFileSync(`${GOLDEN}/pdu/v7/000.bin`);
    wire[24 + 36] = 0xa5;
    assert.equal(accepted(createDecoder()(wire, LOOPBACK)).flows.bytes[55], 0xa5);
  });

  const v5 = () => readFileSync(`${GOLDEN}/pdu/max-v5/000.bin`);
  const v8 = () => readFileSync(`${GOLDEN}/pdu/v8.1/000.bin`);
  const refused: [string, () => Buffer, Partial<Refusal>][] = [
    ['nothing', () => Buffer.alloc(0), { code: 'too-short', offset: 0, got: 0 }],
    ['three octets', () => Buffer.from([0, 5, 0]), { code: 'too-short', offset: 3 }],
    ['version 9', () => Buffer.from([0, 9, 0, 1]), { code: 'unknown-version', offset: 0, got: 9 }],
    ['version 1005', () => Buffer.from([3, 0xed, 0, 1]), { code: 'unknown-version', got: 1005 }],
    ['31 records', () => set(v5(), 3, 31), { code: 'count-over-maximum', offset: 2, got: 31, expected: 30 }],
    ['one octet less', () => v5().subarray(0, -1), { code: 'wrong-length', got: 1463, expected: 1464 }],
    ['one octet more', () => Buffer.concat([v5(), Buffer.alloc(1)]), { code: 'wrong-length', got: 1465 }],
    ['half a header', () => v5().subarray(0, 12), { code: 'wrong-length', got: 12, expected: 1464 }],
    ['a cut v8 header', () => v8().subarray(0, 23), { code: 'wrong-length', got: 23, expected: 28 }],
    ['aggregation version 1', () => set(v8(), 23, 1), { code: 'bad-aggregation-version', offset: 23, got: 1 }],
    ['aggregation method 0', () => set(v8(), 22, 0), { code: 'bad-aggregation-method', offset: 22, got: 0 }],
    ['aggregation method 15', () => set(v8(), 22, 15), { code: 'bad-aggregation-method', got: 15 }],
  ];
  function set(datagram: Buffer, at: number, value: number): Buffer {
    datagram[at] = value;
    return datagram;
  }
  for (const [what, make, expected] of refused)
    it(`refuses ${what}`, () => {
      const result = createDecoder()(make(), LOOPBACK);
      assert.ok('code' in result);
      for (const [key, value] of Object.entries(expected)) assert.equal(result[key as keyof Refusal], value, key);
    });

  it('accepts padding after 8.6, 8.7 and 8.8 alone', () => {
    for (const { version, headerSize, padded } of WIRE_FORMATS.values()) {
      const [major, method] = version.split('.').map(Number);
      const empty = Buffer.alloc(headerSize + 4);
      empty.writeUInt16BE(major ?? 0, 0);
      if (method !== undefined) empty.set([method, 2], 22);
      assert.equal('code' in createDecoder()(empty, LOOPBACK), !padded, `v${version}`);
      assert.equal('code' in createDecoder()(empty.subarray(0, headerSize), LOOPBACK), false, `v${version} exact`);
    }
  });

  for (const { file, stated } of CAPTURE_FILES.filter(({ protocol }) => protocol.startsWith('NetFlow v5')))
    it(`has the records that the manifest states: ${file}`, () => {
      const decode = createDecoder();
      const results = datagramsOf({ file }).map((datagram) => decode(datagram, LOOPBACK));
      const records = results.reduce((sum, result) => sum + ('code' in result ? 0 : result.flows.count), 0);
      assert.equal(records, Number(/(\d+) (?:events|records)/.exec(stated)?.[1] ?? 0));
      assert.equal(
        results.some((result) => 'code' in result),
        stated.includes('invalid'),
      );
    });

  it('never throws, whatever arrives', () => {
    const decode = createDecoder();
    const seeds = PDU_CASES.flatMap(({ datagrams }) => datagrams);
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 2048 }),
      fc
        .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(64), fc.nat(255)), { maxLength: 4 }), fc.nat(1600))
        .map(([seed, changes, cut]) => {
          const bytes = new Uint8Array(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          return cut < bytes.length ? bytes.subarray(0, cut) : bytes;
        }),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        const result = decode(bytes, LOOPBACK);
        if (!('code' in result)) assert.equal(result.flows.bytes.length, result.flows.count * result.flows.layout.size);
      }),
      { numRuns: 2000 },
    );
  });
});
