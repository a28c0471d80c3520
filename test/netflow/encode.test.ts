import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { createDecoder } from '../../lib/netflow/decode.js';
import { DatagramEncoder } from '../../lib/netflow/encode.js';
import { WIRE_FORMATS, type WireFormat } from '../../lib/netflow/wire.js';
import { GOLDEN } from './golden.js';

const EXPORTER = 0xc0000201;

/** A batch whose every octet that travels is set from `octets`; export times change where `turns` says so. */
function batchOf(
  { layout, steps }: WireFormat,
  octets: Uint8Array,
  turns: readonly number[],
  count: number,
): FlowBatch {
  const bytes = new Uint8Array(count * layout.size);
  const view = new DataView(bytes.buffer);
  let turn = 0;
  for (let index = 0; index < count; index++) {
    const base = index * layout.size;
    if (turns.includes(index)) turn++;
    for (const step of steps)
      for (let at = 0; at < step.bytes; at++)
        bytes[base + step.record + at] = octets[(index * 31 + step.wire + at) % octets.length] ?? 0;
    for (const field of ['unix_secs', 'unix_nsecs', 'sysuptime'] as const)
      view.setUint32(base + (layout.slots.get(field)?.offset ?? 0), 1743292800 + turn, true);
    view.setUint32(base + (layout.slots.get('exaddr')?.offset ?? 0), EXPORTER, true);
    const engine = layout.slots.get('engine_id');
    if (engine) bytes[base + engine.offset] = turn;
  }
  return { layout, bytes, count };
}

function encodeAll(format: WireFormat, batches: FlowBatch[], defects?: 'original'): Buffer[] {
  const encoder = new DatagramEncoder(format.version, defects ? { defects } : {});
  const datagrams = batches.flatMap((batch) => [...encoder.add(batch)]);
  const last = encoder.flush();
  return last ? [...datagrams, last] : datagrams;
}

/** Records of an uncompressed little-endian file of the corpus. */
function recordsOf(file: string, { layout }: WireFormat): FlowBatch {
  const bytes = new Uint8Array(readFileSync(file));
  const data = bytes.slice(new DataView(bytes.buffer).getUint32(4, true));
  return { layout, bytes: data, count: data.length / layout.size };
}

describe('encoding datagrams', () => {
  for (const format of WIRE_FORMATS.values()) {
    const { version, layout } = format;

    it(`v${version}: decoding gives the records back`, () => {
      const decode = createDecoder();
      const shape = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 97 }), fc.array(fc.nat(120)), fc.nat(120));
      fc.assert(
        fc.property(shape, fc.nat(120), ([octets, turns, count], cut) => {
          const batch = batchOf(format, octets, turns, count);
          const first = Math.min(cut, count);
          const datagrams = encodeAll(format, [
            { layout, bytes: batch.bytes.slice(0, first * layout.size), count: first },
            { layout, bytes: batch.bytes.slice(first * layout.size), count: count - first },
          ]);
          const decoded = datagrams.map((datagram) => {
            const result = decode(datagram, EXPORTER);
            if ('code' in result) throw new assert.AssertionError({ message: JSON.stringify(result) });
            return Buffer.from(result.flows.bytes);
          });
          assert.deepEqual(Buffer.concat(decoded), Buffer.from(batch.bytes));
        }),
      );
    });

    it(`v${version}: writes the original's bytes`, () => {
      const records = recordsOf(`${GOLDEN}/input/v${version}.z0.le.ft`, format);
      const expected = readFileSync(`${GOLDEN}/expect/export/v${version}.f4.bin`);
      assert.deepEqual(Buffer.concat(encodeAll(format, [records], 'original')), expected);
    });
  }

  it('numbers the records of each engine by themselves', () => {
    const format = [...WIRE_FORMATS.values()].find(({ version }) => version === '5');
    assert.ok(format);
    const engines = [1, 1, 2, 1, 2, 2].map((engine) => {
      const batch = batchOf(format, new Uint8Array([1]), [], 1);
      batch.bytes[format.layout.slots.get('engine_id')?.offset ?? 0] = engine;
      return batch;
    });
    const numbers = encodeAll(format, engines).map((datagram) => [datagram[21], datagram.readUInt32BE(16)]);
    assert.deepEqual(numbers, [
      [1, 0],
      [2, 0],
      [1, 2],
      [2, 1],
    ]);
  });

  it('refuses records of another version', () => {
    const [v1, v5] = WIRE_FORMATS.values();
    assert.ok(v1 && v5);
    const encoder = new DatagramEncoder(v5.version);
    assert.throws(() => [...encoder.add(batchOf(v1, new Uint8Array([1]), [], 1))], /version 1 as 5/);
  });
});
