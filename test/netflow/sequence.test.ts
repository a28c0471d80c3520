import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EngineSequence, type SequenceVerdict } from '../../lib/netflow/sequence.js';

/** Feeds [sequence, count] pairs and gives the verdicts. */
function verdicts(...datagrams: [sequence: number, count: number][]): SequenceVerdict[] {
  const engine = new EngineSequence();
  return datagrams.map(([sequence, count]) => engine.check(sequence, count));
}

const brief = ({ step, order, missing }: SequenceVerdict) => `${step}/${order}/${missing}`;

describe("an engine's sequence numbers", () => {
  it('count a small gap as lost', () => {
    assert.deepEqual(verdicts([100, 3], [110, 1]).map(brief), ['first/forward/0', 'lost/forward/7']);
  });

  it('count a gap of 1000 as a reset, one of 999 as lost', () => {
    assert.equal(brief(verdicts([0, 1], [1000, 1])[1] as SequenceVerdict), 'lost/forward/999');
    assert.equal(brief(verdicts([0, 1], [1001, 1])[1] as SequenceVerdict), 'reset/forward/1000');
  });

  it('count one less than the distance across the wrap, as the original does', () => {
    assert.equal(brief(verdicts([0xfffffffc, 2], [3, 1])[1] as SequenceVerdict), 'lost/forward/4');
    assert.equal(brief(verdicts([0xfffffffe, 2], [0, 1])[1] as SequenceVerdict), 'in order/forward/0');
  });

  it('tell a late datagram from a loss and from a duplicate', () => {
    assert.deepEqual(verdicts([0, 10], [20, 10], [10, 10], [30, 10], [10, 10], [40, 10]).map(brief), [
      'first/forward/0',
      'lost/forward/10',
      `reset/late/${0xffffffff - 30 + 10}`,
      'lost/forward/10', // the original's expectation followed the late one back
      `reset/again/${0xffffffff - 40 + 10}`,
      'lost/forward/20',
    ]);
  });

  it('know parts of a hole that came late in any order', () => {
    const orders = verdicts([0, 1], [31, 1], [21, 10], [1, 10], [11, 10], [11, 10]).map(({ order }) => order);
    assert.deepEqual(orders, ['forward', 'forward', 'late', 'late', 'late', 'again']);
  });

  it('call every step far backwards a restart', () => {
    assert.deepEqual(verdicts([5000, 10], [0, 10], [10, 10]).map(brief), [
      'first/forward/0',
      `reset/forward/${0xffffffff - 5010}`,
      'in order/forward/0',
    ]);
  });

  it('find nothing wrong with datagrams that come in order, wherever they begin', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.array(fc.nat(51)), (start, counts) => {
        const engine = new EngineSequence();
        let next = start;
        for (const count of counts) {
          const { missing, order } = engine.check(next, count);
          assert.deepEqual([missing, order], [0, 'forward']);
          next = (next + count) >>> 0;
        }
      }),
    );
  });

  it('call exactly the displaced datagrams late when neighbours change places', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.uniqueArray(fc.integer({ min: 1, max: 30 })), (start, swaps) => {
        const order = Array.from({ length: 32 }, (_, index) => index);
        const apart = swaps.filter((at) => !swaps.includes(at - 1));
        for (const at of apart) [order[at], order[at + 1]] = [at + 1, at];
        const engine = new EngineSequence();
        const late = order.filter((index) => engine.check((start + index * 30) >>> 0, 30).order === 'late');
        assert.deepEqual(
          late,
          apart.sort((a, b) => a - b),
        );
      }),
    );
  });
});
