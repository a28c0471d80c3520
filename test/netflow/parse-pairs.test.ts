import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packPairs, readPairs, type Pair } from '../../lib/flow/pairs.js';
import { ElementRegistry } from '../../lib/netflow/element-registry.js';
import { ELEMENT_TYPES, type Element } from '../../lib/netflow/element-table.js';
import { pairsLine } from '../../lib/netflow/pair-names.js';
import { parsePairsLine, PairsTextError } from '../../lib/netflow/parse-pairs.js';

/** An element of each type, of a site. */
const OWN = ELEMENT_TYPES.map((type, index): Element => ({ owner: 99_999, id: index + 1, name: `own_${type}`, type }));
const REGISTRY = new ElementRegistry(OWN);

const octets = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 20 }),
  fc.constantFrom(1, 2, 4, 8, 16).chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text): Uint8Array => Buffer.from(text)),
  fc.constantFrom('0x41', '""', 'a\\u0000', 'NaN', '\u2028', ' ', '\0').map((text): Uint8Array => Buffer.from(text)),
);
const ownPair: fc.Arbitrary<Pair> = fc
  .tuple(fc.integer({ min: 1, max: OWN.length }), octets)
  .map(([id, value]) => ({ owner: 99_999, id, value }));
const anyOwner: fc.Arbitrary<Pair> = fc
  .tuple(fc.constantFrom<Pair['owner']>('v9', 9), fc.integer({ min: 60_000, max: 65_535 }), octets)
  .map(([owner, id, value]) => ({ owner, id, value }));

describe('pairs as text', () => {
  it('become the same text again, of every type and of whatever octets', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: ownPair }, anyOwner), { maxLength: 6 }), (pairs) => {
        const line = pairsLine(packPairs(pairs), REGISTRY);
        const list = parsePairsLine(line, REGISTRY);
        assert.equal(pairsLine(list, REGISTRY), line);
        const read = list ? [...readPairs(list)] : [];
        assert.deepEqual(
          read.map(({ owner, id }) => [owner, id]),
          pairs.map(({ owner, id }) => [owner, id]),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('become values as wide as their types', () => {
    const list = parsePairsLine(
      'own_unsigned16=3 own_signed8=-1 own_float32=0.25 own_boolean=true own_dateTimeSeconds=1970-01-01T00:00:01Z own_string="a b"',
      REGISTRY,
    );
    assert.ok(list);
    const values = [...readPairs(list)].map(({ value }) => Buffer.from(value).toString('hex'));
    assert.deepEqual(values, ['0003', 'ff', '3e800000', '01', '00000001', '612062']);
  });

  it('are refused where they are none, or too long for a flow', () => {
    const long = `own_string=${'x'.repeat(1876)}`;
    assert.ok(parsePairsLine(`own_string=${'x'.repeat(1872)}`, REGISTRY));
    for (const text of ['own_unsigned8', 'own_unsigned8=-1', 'own_string="a', 'own_ipv4Address=::1', 'nobody=1', long])
      assert.throws(() => parsePairsLine(text, REGISTRY), PairsTextError, text);
  });
});
