import assert from 'node:assert/strict';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { fieldReader } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import type { Filter } from '../../lib/query/filter.js';
import { missingFields, RowFilter } from '../../lib/store/row-filter.js';
import { batchOf } from '../flow/batch-of.js';

async function passing(filter: Filter, ...batches: readonly FlowBatch[]): Promise<number[][]> {
  const [first] = batches;
  assert.ok(first);
  const rows = await RowFilter.open(filter, first.layout);
  try {
    const found: number[][] = [];
    for (const batch of batches) {
      const hits = await rows.passing(batch);
      assert.equal(hits.length, batch.count);
      found.push([...hits.keys()].filter((record) => hits[record] === 1));
    }
    return found;
  } finally {
    rows.close();
  }
}

const range = (lo: number, hi = lo): { lo: number; hi: number } => ({ lo, hi });

describe('store/row-filter', () => {
  it('looks at every record of batches of any size, one after the other', async () => {
    const filter: Filter = { kind: 'in', field: 'srcport', ranges: [range(10, 99), range(60_000)] };
    const sizes = [1, 2047, 2048, 2049, 10_000, 3, 0, 8_192];
    const batches = sizes.map((size) => batchOf('5', size, (record) => ({ srcport: (record * 7) % 65_536 })));
    const expected = batches.map((batch) => {
      const port = fieldReader(batch, 'srcport');
      assert.ok(port);
      return Array.from({ length: batch.count }, (_, record) => record).filter(
        (record) => (port(record) >= 10 && port(record) <= 99) || port(record) === 60_000,
      );
    });
    assert.deepEqual(await passing(filter, ...batches), expected);
    assert.ok(expected.flat().length > 10);
  });

  it('scans a batch twice where very many ranges are looked up', async () => {
    const ranges = Array.from({ length: 2_000 }, (_, index) => range(index * 20, index * 20 + 4));
    const filter: Filter = { kind: 'address', field: 'srcaddr', v4: ranges, v6: [] };
    const batch = batchOf('5', 6_000, (record) => ({ srcaddr: record * 3 }));
    const expected = Array.from({ length: 6_000 }, (_, record) => record).filter((record) => (record * 3) % 20 < 5);
    assert.deepEqual(await passing(filter, batch), [expected]);
  });

  it('passes all with an empty and, none with an empty or', async () => {
    const batch = batchOf('8.1', 3, () => ({}));
    assert.deepEqual(await passing({ kind: 'and', of: [] }, batch), [[0, 1, 2]]);
    assert.deepEqual(await passing({ kind: 'or', of: [] }, batch), [[]]);
    assert.deepEqual(await passing({ kind: 'not', of: { kind: 'or', of: [] } }, batch), [[0, 1, 2]]);
  });

  it('takes 0 for the rate of a flow without duration', async () => {
    const batch = batchOf('5', 3, (record) => ({ first: 1000, last: 1000 + record * 1000, doctets: 1000 }));
    const atMost = (value: number): Filter => ({ kind: 'compare', field: 'bps', op: 'le', value });
    assert.deepEqual(await passing(atMost(0), batch), [[0]]);
    assert.deepEqual(await passing(atMost(4000), batch), [[0, 2]]);
  });

  it('applies masks to IPv4 addresses, also to bits that are not together', async () => {
    const filter: Filter = { kind: 'in', field: 'dstaddr', mask: 0xff0000ff, ranges: [range(0x0a000001)] };
    const addresses = [0x0a010201, 0x0a010202, 0x0b010201, 0xfa000001];
    const batch = batchOf('5', addresses.length, (record) => ({ dstaddr: addresses[record] ?? 0 }));
    assert.deepEqual(await passing(filter, batch), [[0]]);
  });

  it('knows the time of day on local clocks, on both sides of a change of summer time', async () => {
    const filter: Filter = { kind: 'clock', field: 'start_ms', zone: 'Europe/Rome', ranges: [range(3600, 7199)] };
    // 00:30, 01:30 +0100, 03:30 +0200 and again 01:30 on the day after, +0200
    const times = ['2025-03-29T23:30', '2025-03-30T00:30', '2025-03-30T01:30', '2025-03-30T23:30'];
    const batch = batchOf('5', times.length, (record) => ({ unix_secs: Date.parse(`${times[record] ?? ''}Z`) / 1000 }));
    assert.deepEqual(await passing(filter, batch), [[1, 3]]);
  });

  it('takes a random sample', async () => {
    const [sample] = await passing(
      { kind: 'sample', oneIn: 10 },
      batchOf('5', 20_000, () => ({})),
    );
    assert.ok(sample);
    assert.ok(sample.length > 1_500 && sample.length < 2_500, String(sample.length));
  });

  it('uses the times of the original: an uptime from before the wrap lies ahead', async () => {
    const wrapped = { unix_secs: 1_000_000_000, sysuptime: 1_000, first: 4_294_967_000, last: 900 };
    const filter: Filter = { kind: 'compare', field: 'start_ms', op: 'gt', value: 1_000_000_000_000 };
    assert.deepEqual(
      await passing(
        filter,
        batchOf('5', 1, () => wrapped),
      ),
      [[0]],
    );
  });

  it('names the fields that records lack', () => {
    const filter: Filter = {
      kind: 'and',
      of: [
        { kind: 'in', field: 'src_tag', ranges: [] },
        { kind: 'not', of: { kind: 'compare', field: 'pps', op: 'gt', value: 1 } },
        { kind: 'in', field: 'src_tag', ranges: [] },
        { kind: 'in', field: 'dflows', ranges: [] },
      ],
    };
    assert.deepEqual(missingFields(filter, recordLayout('5')), ['src_tag', 'dflows']);
    assert.deepEqual(missingFields(filter, recordLayout('1005')), ['dflows']);
  });
});
