import assert from 'node:assert/strict';
import { absoluteMs, durationMs } from '../../lib/flow/time.js';

const NOON = Date.UTC(2025, 2, 30, 12);

describe('flow/time', () => {
  it('counts back from the export by what has passed since', () => {
    assert.equal(absoluteMs(NOON / 1000, 123_999_999, 10_000, 4_000), NOON + 123 - 6_000);
    assert.equal(absoluteMs(NOON / 1000, 0, 10_000, 10_500), NOON + 500);
  });

  it('takes an uptime from before the wrap for one, unless the original’s result is wanted', () => {
    assert.equal(absoluteMs(NOON / 1000, 0, 1_000, 4_294_967_000), NOON - 1_296);
    assert.equal(absoluteMs(NOON / 1000, 0, 1_000, 4_294_967_000, 'as-is'), NOON - 1_296 + 2 ** 32);
  });

  it('cuts the original’s result to unsigned 32-bit seconds', () => {
    const cut = (milliseconds: bigint): number =>
      Number(BigInt.asUintN(32, BigInt.asUintN(64, milliseconds) / 1000n) * 1000n) +
      Number(BigInt.asUintN(64, milliseconds) % 1000n);
    assert.equal(absoluteMs(0, 0, 5_000, 1_000, 'as-is'), cut(-4_000n));
    assert.equal(absoluteMs(0, 0, 4_294_967_295, 0, 'as-is'), cut(-4_294_967_295n));
    assert.equal(absoluteMs(4_294_967_295, 500_000_000, 1, 4_294_967_295, 'as-is'), cut(4_299_262_262_794n));
  });

  it('takes durations modulo 2³²', () => {
    assert.equal(durationMs(4_294_967_000, 900), 1_196);
  });
});
