import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIpv4 } from '../../lib/flow/address.js';
import { OctetText } from '../../lib/rows/octet-text.js';

/** What is written. */
function written(write: (text: OctetText) => void): string {
  const text = new OctetText();
  text.room(1000);
  write(text);
  return Buffer.from(text.take()).toString();
}

describe('OctetText', () => {
  const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const u53 = fc.oneof(u32, fc.nat({ max: 200 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));

  it('writes decimal numbers', () => {
    fc.assert(
      fc.property(u53, (value) =>
        assert.equal(
          written((text) => {
            text.decimal(value);
          }),
          String(value),
        ),
      ),
    );
  });

  it('writes hexadecimal numbers', () => {
    fc.assert(
      fc.property(u32, (value) =>
        assert.equal(
          written((text) => {
            text.hex(value);
          }),
          value.toString(16),
        ),
      ),
    );
  });

  it('writes numbers with zeros before them', () => {
    for (let value = 0; value < 1000; value++)
      assert.equal(
        written((text) => {
          text.padded(value, 3);
        }),
        String(value).padStart(3, '0'),
      );
    for (let value = 0; value < 100; value++)
      assert.equal(
        written((text) => {
          text.padded(value, 2);
        }),
        String(value).padStart(2, '0'),
      );
  });

  it('writes addresses', () => {
    fc.assert(
      fc.property(u32, (value) =>
        assert.equal(
          written((text) => {
            text.address(value);
          }),
          formatIpv4(value),
        ),
      ),
    );
  });

  it('leaves the last octets of a network out that are 0', () => {
    const texts = { '10.0.0.0': '10/8', '10.1.0.0': '10.1/8', '10.0.3.0': '10.0.3/8', '10.0.0.4': '10.0.0.4/8' };
    for (const [address, expected] of Object.entries(texts)) {
      const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
      assert.equal(
        written((text) => {
          text.prefix(value, 8);
        }),
        expected,
      );
    }
  });

  it('fills columns on either side, and cuts them', () => {
    const column = (fill: (text: OctetText) => void) =>
      written((text) => {
        text.ascii('<');
        text.decimal(1234);
        fill(text);
        text.ascii('>');
      });
    const cases = [
      [
        '<1234  >',
        (text: OctetText) => {
          text.padEnd(7);
        },
      ],
      [
        '<1234>',
        (text: OctetText) => {
          text.padEnd(3);
        },
      ],
      [
        '<12>',
        (text: OctetText) => {
          text.cutEnd(3);
        },
      ],
      [
        '<1234  >',
        (text: OctetText) => {
          text.cutEnd(7);
        },
      ],
      [
        '<  1234>',
        (text: OctetText) => {
          text.alignRight(1, 7, ' ');
        },
      ],
      [
        '<001234>',
        (text: OctetText) => {
          text.alignRight(1, 7, '0');
        },
      ],
      [
        '<1234>',
        (text: OctetText) => {
          text.alignRight(1, 3, '0');
        },
      ],
    ] as const;
    for (const [expected, fill] of cases) assert.equal(column(fill), expected);
  });

  it('grows, and starts anew after what was taken', () => {
    const text = new OctetText();
    for (let line = 0; line < 100_000; line++) {
      text.room(10);
      text.string('café ');
    }
    assert.equal(Buffer.from(text.take()).toString(), 'café '.repeat(100_000));
    text.ascii('next');
    assert.equal(Buffer.from(text.take()).toString(), 'next');
  });
});
