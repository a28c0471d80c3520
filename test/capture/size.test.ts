import assert from 'node:assert/strict';
import { parseSize } from '../../lib/capture/size.js';

describe('sizes', () => {
  const sizes: [text: string, octets: number | undefined][] = [
    ['0', 0],
    ['17', 17],
    ['3b', 1536],
    ['4K', 4096],
    ['10M', 10 * 2 ** 20],
    ['2G', 2 ** 31],
    ['0x10', 16],
    ['0x10K', 16384],
    ['0x1b', 27],
    ['010', 8],
    ['08', undefined],
    ['1k', undefined],
    ['1T', undefined],
    ['-1', undefined],
    ['1.5M', undefined],
    ['', undefined],
    ['M', undefined],
    ['9999999999999G', undefined],
  ];
  for (const [text, octets] of sizes)
    it(`"${text}" is ${octets ?? 'refused'}`, () => {
      assert.equal(parseSize(text), octets);
    });
});
