import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readValues, writeValues } from '../../lib/save/kept-values.js';

describe('values that are kept', () => {
  const cell = fc.oneof(
    fc.constantFrom(null, NaN, Infinity, -Infinity, true, false),
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
  );
  const plain = (value: unknown): unknown => (value === 0 ? 0 : value); // JSON has no -0, nor do our results

  it('come back as they were, whatever a result holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell)),
        fc.array(fc.double()),
        fc.array(fc.tuple(fc.string(), cell)),
        (rows, doubles, entries) => {
          const result = {
            rows: rows.map((row) => row.map(plain)),
            values: new Float64Array(doubles),
            names: new Map(entries.map(([key, value]) => [key, plain(value)])),
            nested: [{ octets: new Uint8Array([0, 255, 1]), of: { map: 1 } }],
          };
          assert.deepEqual(readValues(writeValues(result)), result);
        },
      ),
    );
  });

  it('may be octets of a buffer, and a part of an array', () => {
    const read = readValues(
      writeValues({ png: Buffer.from('89504e47', 'hex'), part: new Float64Array([1, 2, 3]).subarray(1, 2) }),
    );
    assert.deepEqual(read, { png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), part: new Float64Array([2]) });
  });

  it('have no members that are undefined, and are refused where they are cut', () => {
    assert.deepEqual(readValues(writeValues({ a: undefined, b: [{ c: 1 }] })), { b: [{ c: 1 }] });
    assert.throws(() => readValues('{"a":1'), SyntaxError);
  });
});
