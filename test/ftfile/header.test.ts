import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { encodeHeader } from '../../lib/ftfile/encode-header.js';
import { SIMPLE_TLVS, type ByteOrder, type HeaderFields } from '../../lib/ftfile/header.js';
import { parseHeader } from '../../lib/ftfile/parse-header.js';
import { INPUT, INPUT_FILES } from './golden.js';

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => value.replaceAll('\0', ''));
const number = (bytes: 1 | 2 | 4) => fc.integer({ min: 0, max: 2 ** (8 * bytes) - 1 });
const simple = Object.fromEntries(
  SIMPLE_TLVS.map(({ key, bytes }) => [key, bytes === 'text' ? text : number(bytes)]),
) as Record<string, fc.Arbitrary<string | number>>;
const fields = fc.record(
  {
    ...simple,
    interfaces: fc.array(fc.record({ router: number(4), ifIndex: number(2), name: text }), {
      minLength: 1,
      maxLength: 3,
    }),
    aliases: fc.array(fc.record({ router: number(4), ifIndexes: fc.array(number(2), { maxLength: 5 }), alias: text }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<HeaderFields>; // keys and types come from the table, which fc.record cannot see through

describe('encodeHeader', () => {
  for (const name of INPUT_FILES.filter((file) => !file.startsWith('legacy')))
    it(`makes the octets of ${name}`, () => {
      const bytes = readFileSync(`${INPUT}/${name}`);
      const header = parseHeader(bytes, name);
      const encoded = encodeHeader(header, header.byteOrder);
      const expected = bytes.subarray(0, header.length);
      // The original fills the padding of big-endian headers with up to 3 octets of unrelated memory.
      const used = header.byteOrder === 'big' ? encoded.length - 3 : encoded.length;
      assert.equal(encoded.length, expected.length);
      assert.deepEqual(Buffer.from(encoded.subarray(0, used)), expected.subarray(0, used));
    });

  it('is undone by parseHeader, for every field and both byte orders', () => {
    fc.assert(
      fc.property(fields, fc.constantFrom<ByteOrder>('little', 'big'), (header, byteOrder) => {
        const bytes = encodeHeader(header, byteOrder);
        assert.equal(bytes.length % 4, 0);
        const { length, byteOrder: order, streamVersion, version, ...parsed } = parseHeader(bytes, 'test');
        assert.deepEqual(
          { length, order, streamVersion },
          { length: bytes.length, order: byteOrder, streamVersion: 3 },
        );
        assert.ok(version === undefined || header.dVersion !== undefined);
        assert.deepEqual(parsed, structuredClone(header)); // the clone has no null prototypes
      }),
    );
  });

  it('refuses a header that could not be read back', () => {
    assert.throws(() => encodeHeader({ comment: 'x'.repeat(17000) }, 'little'), { code: 'header-length' });
    assert.throws(() => encodeHeader({ comment: 'x'.repeat(70000) }, 'big'), { code: 'header-length' });
  });

  it('ends a text at its first NUL', () => {
    assert.equal(parseHeader(encodeHeader({ comment: 'seen\0hidden' }, 'big'), 'test').comment, 'seen');
  });
});
