import assert from 'node:assert/strict';
import { GRAPH_TYPES } from '../../lib/graph/graphtype.js';
import { readSeries } from '../../lib/graph/series.js';

describe('the values of a graph', () => {
  it('are means over the length that a bucket has: the last one may be shorter', () => {
    const [bits] = GRAPH_TYPES;
    const buckets = { start: 0, end: 700_000, length: 300_000 };
    const columns = ['bucket', 'sum'].map((key) => ({ key }));
    const rows = [0, 300_000, 600_000].map((bucket) => [bucket, bucket === 600_000 ? 12_500 : 37_500]);
    const result = { columns, rows, notes: [] } as unknown as Parameters<typeof readSeries>[0]; // columns by their keys is all that is read
    assert.deepEqual([...readSeries(result, buckets, bits, 1).values], [1000, 1000, 1000]);
  });
});
