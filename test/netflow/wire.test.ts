import assert from 'node:assert/strict';
import { EXPORT_VERSIONS } from '../../lib/flow/version.js';
import { WIRE_FORMATS, isWireVersion, wireFormat } from '../../lib/netflow/wire.js';

/** Record size and most records, as the reference's table states them, not as derived from the fields. */
const STATED = {
  '1': [48, 24],
  '5': [48, 30],
  '6': [52, 27],
  '7': [52, 27],
  '8.1': [28, 51],
  '8.2': [28, 51],
  '8.3': [32, 44],
  '8.4': [32, 44],
  '8.5': [40, 35],
  '8.6': [32, 44],
  '8.7': [40, 35],
  '8.8': [44, 32],
  '8.9': [32, 44],
  '8.10': [32, 44],
  '8.11': [32, 44],
  '8.12': [32, 44],
  '8.13': [40, 35],
  '8.14': [40, 35],
} as const;

describe('the datagram formats', () => {
  for (const [version, stated] of Object.entries(STATED))
    it(`v${version} has records of ${stated[0]} octets, at most ${stated[1]}`, () => {
      const format = wireFormat(version as keyof typeof STATED);
      assert.deepEqual([format.recordSize, format.maxCount], stated);
      assert.ok(format.headerSize + format.maxCount * format.recordSize <= 1500, 'fits an Ethernet frame');
    });

  it('are there for every version but those that only files have', () => {
    assert.deepEqual([...WIRE_FORMATS.keys()], EXPORT_VERSIONS.filter(isWireVersion));
    assert.deepEqual(
      EXPORT_VERSIONS.filter((version) => !isWireVersion(version)),
      ['1005', '1009'],
    );
  });

  it('carry every field of the record but those of the header', () => {
    const inHeader = ['unix_secs', 'unix_nsecs', 'sysuptime', 'exaddr', 'engine_type', 'engine_id'];
    for (const { version, layout, steps } of WIRE_FORMATS.values()) {
      const carried = new Set<string>(steps.map(({ field }) => field ?? ''));
      for (const field of layout.slots.keys())
        assert.equal(carried.has(field), !inHeader.includes(field), `v${version} ${field}`);
    }
  });
});
