import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Anonymizer } from '../../lib/cfg/anonymizer.js';
import { CryptoPan, parseKey } from '../../lib/cfg/cryptopan.js';
import { formatIpv4, parseIpv4 } from '../../lib/flow/address.js';

/** Key and addresses of the sample that its authors published. */
const KEY = Uint8Array.from([
  21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121, 101, 39, 98, 87,
  76, 45, 42, 132, 34, 2,
]);

const SAMPLE: Readonly<Record<string, string>> = {
  '128.11.68.132': '135.242.180.132',
  '129.118.74.4': '134.136.186.123',
  '130.132.252.244': '133.68.164.234',
  '141.223.7.43': '141.167.8.160',
  '141.233.145.108': '141.129.237.235',
  '152.163.225.39': '151.140.114.167',
  '156.29.3.236': '147.225.12.42',
};

function anonymized(addresses: readonly number[], pan = new CryptoPan(KEY)): number[] {
  const array = Uint32Array.from(addresses);
  pan.anonymize(array, Uint32Array.from(addresses.keys()));
  return [...array];
}

function commonBits(left: number, right: number): number {
  return Math.clz32(left ^ right);
}

describe('cfg/cryptopan', () => {
  it('gives the published sample', () => {
    const addresses = Object.keys(SAMPLE).map((text) => parseIpv4(text) ?? 0);
    assert.deepEqual(anonymized(addresses).map(formatIpv4), Object.values(SAMPLE));
  });

  it('keeps exactly the common prefix of any two addresses, in groups of any size', () => {
    const address = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.array(address, { minLength: 2, maxLength: 600 }), (addresses) => {
        const results = anonymized(addresses);
        for (let index = 1; index < addresses.length; index++) {
          const [a = 0, b = 0] = [addresses[index - 1], addresses[index]];
          assert.equal(commonBits(results[index - 1] ?? 0, results[index] ?? 0), commonBits(a, b));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('changes only the places asked for', () => {
    const array = Uint32Array.from([1, 2, 3]);
    new CryptoPan(KEY).anonymize(array, Uint32Array.from([1]));
    assert.deepEqual([array[0], array[2]], [1, 3]);
    assert.notEqual(array[1], 2);
  });

  it('reads keys of 64 hexadecimal digits only', () => {
    const digits = Buffer.from(KEY).toString('hex');
    assert.deepEqual(parseKey(`${digits}\n`), Buffer.from(KEY));
    assert.equal(parseKey(digits.slice(2)), undefined);
    assert.equal(parseKey(`${digits.slice(1)}g`), undefined);
  });

  it('reads a key file again when its time has come', () => {
    const directory = mkdtempSync(join(tmpdir(), 'key-'));
    const path = join(directory, 'key');
    try {
      writeFileSync(path, Buffer.from(KEY).toString('hex'));
      const now = Date.UTC(2025, 2, 30, 12, 7);
      const anonymizer = new Anonymizer({ kind: 'file', path, refresh: { interval: 900_000, offset: 0 } }, now);
      writeFileSync(path, 'ab'.repeat(32));
      const sample = 0x0a010203;
      const before = anonymized([sample]);
      assert.deepEqual(anonymized([sample], anonymizer.at(now + 479_999)), before);
      assert.notDeepEqual(anonymized([sample], anonymizer.at(now + 480_000)), before);
      writeFileSync(path, 'short');
      assert.throws(() => anonymizer.at(now + 1_380_000), {
        name: 'CfgError',
        message: /must hold 64 hexadecimal digits/,
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
