import assert from 'node:assert/strict';
import { createDecoder } from '../../lib/netflow/decode.js';
import { ExporterTable } from '../../lib/netflow/exporters.js';
import { readHeader } from '../../lib/netflow/header.js';
import { PDU_CASES } from './golden.js';

const LOOPBACK = 0x7f000001;

describe('the exporter table', () => {
  const native = PDU_CASES.filter(({ name, options }) => options.length === 0 && !/^mixed.*8/.test(name));
  for (const { name, datagrams, header } of native)
    it(`has the counters that the original writes: ${name}`, () => {
      const table = new ExporterTable();
      const decode = createDecoder();
      let corrupt = 0;
      for (const datagram of datagrams) {
        const result = decode(datagram, LOOPBACK);
        if ('code' in result) corrupt++;
        else table.hear(LOOPBACK, result.header);
      }
      const sum = (counter: 'lost' | 'resets' | 'flows') =>
        table.exporters().reduce((total, exporter) => total + exporter[counter], 0);
      const stated = (label: string) => Number(new RegExp(`${label}: +(\\d+)`).exec(header)?.[1]);
      assert.deepEqual(
        [sum('lost'), corrupt, sum('resets'), sum('flows')],
        ['lost flows', 'corrupt packets', 'sequencer resets', 'capture flows'].map(stated),
      );
    });

  const datagram = (sequence: number) => {
    const bytes = Buffer.alloc(24);
    bytes.writeUInt16BE(5, 0);
    bytes.writeUInt32BE(sequence, 16);
    const header = readHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
    if ('code' in header) throw new Error(header.code);
    return header;
  };

  it('lists the newest exporter first and knows it the second time', () => {
    const table = new ExporterTable();
    assert.equal(table.hear(1, datagram(0)).known, 'new');
    assert.equal(table.hear(2, datagram(0)).known, 'new');
    assert.equal(table.hear(1, datagram(0)).known, 'known');
    assert.deepEqual(
      table.exporters().map(({ source, datagrams }) => [source, datagrams]),
      [
        [2, 1],
        [1, 2],
      ],
    );
  });

  it('does not grow without bound when addresses are forged', () => {
    const table = new ExporterTable();
    for (let source = 0; source < 10_000; source++) table.hear(source, datagram(0));
    assert.ok(table.exporters().length <= 4096);
    assert.equal(table.exporters()[0]?.source, 9999);
  });
});
