import assert from 'node:assert/strict';
import { ExporterEncoders, MOST_EXPORTERS } from '../../lib/capture/exporter-encoders.js';
import { flowEncoder } from '../../lib/capture/flow-encoder.js';
import { batchOf } from '../store/row-files.js';

describe('encoders of exporters', () => {
  it('lose no flow of any number of exporters, and give each its own in order', () => {
    const exporters = MOST_EXPORTERS + 300;
    const batch = batchOf(
      '5',
      Array.from({ length: 3 * exporters }, (_, index) => ({ srcaddr: index, exaddr: 1 + (index % exporters) })),
    );
    const encoders = new ExporterEncoders(
      () => true,
      () => flowEncoder('5', undefined, 'fixed'),
    );
    const sources = new Map<unknown, number[]>();
    for (const { datagram, exporter } of [...encoders.add(batch), ...encoders.flush()])
      for (let at = 24; at < datagram.length; at += 48)
        sources.set(exporter, [...(sources.get(exporter) ?? []), datagram.readUInt32BE(at)]);
    assert.deepEqual(
      [...sources].sort(([a], [b]) => Number(a) - Number(b)),
      Array.from({ length: exporters }, (_, index) => [index + 1, [index, index + exporters, index + 2 * exporters]]),
    );
  });

  it('put flows together whose exporters they cannot be', () => {
    const records = [1, 2, 3, 4].map((exaddr) => ({ srcaddr: exaddr, exaddr }));
    const encoders = new ExporterEncoders(
      (exporter) => exporter === 2,
      () => flowEncoder('5', undefined, 'fixed'),
    );
    const datagrams = [...encoders.add(batchOf('5', records)), ...encoders.flush()];
    assert.deepEqual(
      datagrams.map(({ exporter, datagram }) => [exporter, datagram.readUInt16BE(2)]),
      [
        [undefined, 3],
        [2, 1],
      ],
    );
  });
});
