/** -m of the commands that send, and counts by exporter, for addresses of both families. */
import assert from 'node:assert/strict';
import { formatAddress, parseAddress, type Address } from '../../lib/flow/address.js';
import { addressReader } from '../../lib/flow/batch.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { FilterDrops } from '../../lib/capture/filter-drops.js';
import { maskAddresses } from '../../lib/capture/privacy-mask.js';
import { batchOf } from '../store/row-files.js';

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const RECORDS = [
  { srcaddr: address('10.1.2.3'), dstaddr: address('224.0.0.5'), exaddr: address('2001:db8::1') },
  { srcaddr: address('2001:db8:1:2:3::4'), dstaddr: address('ff02::1'), exaddr: address('2001:db8::1') },
  { srcaddr: address('2001:db8:1:2:3::5'), dstaddr: address('2001:db8:5:6:7::8'), exaddr: address('192.0.2.1') },
];

describe('extended records on their way out', () => {
  it('lose their host bits in both families, groups excepted', () => {
    const batch = batchOf(EXTENDED, RECORDS);
    maskAddresses(batch, 0xffffff00);
    const texts = (field: 'srcaddr' | 'dstaddr') =>
      RECORDS.map((_, index) => formatAddress(addressReader(batch, field)?.(index) ?? address('::')));
    assert.deepEqual(texts('srcaddr'), ['10.1.2.0', '2001:db8:1::', '2001:db8:1::']);
    assert.deepEqual(texts('dstaddr'), ['224.0.0.5', 'ff02::1', '2001:db8:5::']);
  });

  it('are counted where a filter drops them, also those of exporters with IPv6', async () => {
    const drops = new FilterDrops();
    const kept = await drops.through(batchOf(EXTENDED, RECORDS), (batch) => ({ ...batch, count: 0 }));
    assert.equal(kept.count, 0);
  });
});
