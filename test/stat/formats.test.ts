import assert from 'node:assert/strict';
import { STAT_FORMATS } from '../../lib/stat/formats.js';
import { listingQuery, sortKey } from '../../lib/stat/listing.js';

describe('formats of flow-stat', () => {
  it('are 33, numbered by their place', () => {
    assert.equal(STAT_FORMATS.length, 33);
    assert.equal(STAT_FORMATS[9]?.name, 'Source IP');
    assert.equal(STAT_FORMATS[32]?.name, 'Source/Destination Tag');
  });

  it('count sort fields from the keys on', () => {
    const pair = STAT_FORMATS[10];
    assert.ok(pair?.kind === 'groups');
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6].map((field) => sortKey(pair, field)),
      ['srcaddr', 'dstaddr', 'flows', 'octets', 'packets', 'duration', undefined],
    );
  });

  it('sort stably and turn ties round with falling order', () => {
    const hash = STAT_FORMATS[9];
    assert.ok(hash?.kind === 'groups');
    assert.deepEqual(listingQuery(hash, { direction: 'descending', field: 2 }, 'f', 'normal').order, [
      { by: 'octets', direction: 'descending' },
      { by: 'appearance', direction: 'descending' },
    ]);
    assert.deepEqual(listingQuery(hash, undefined, 'f', 'normal').order, [
      { by: 'appearance', direction: 'ascending' },
    ]);
  });
});
