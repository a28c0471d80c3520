import assert from 'node:assert/strict';
import type { FlowSample } from '../../lib/sflow/sample.js';
import { SampleSequence } from '../../lib/sflow/sample-sequence.js';

const sample = (sequence: number, pool = sequence * 100, drops = 0): FlowSample => ({
  class: 0,
  index: 3,
  rate: 100,
  sequence: sequence >>> 0,
  pool: pool >>> 0,
  drops: drops >>> 0,
});

function verdicts(...samples: readonly FlowSample[]) {
  const source = new SampleSequence();
  return samples.map((each) => source.check(each));
}

describe('the samples of one source', () => {
  it('are lost where their numbers have gaps', () => {
    const lost = verdicts(sample(7), sample(8), sample(11), sample(12)).map((verdict) => verdict.lost);
    assert.deepEqual(lost, [0, 0, 2, 0]);
  });

  it('are numbered modulo 2³²', () => {
    assert.deepEqual(verdicts(sample(-2), sample(-1), sample(1)).at(-1), { lost: 1, dropped: 0 });
  });

  it('count anew when the agent starts anew, and nothing when one comes late', () => {
    const lost = verdicts(sample(90_000), sample(1), sample(3), sample(2), sample(4)).map((verdict) => verdict.lost);
    assert.deepEqual(lost, [0, 0, 1, 0, 0]);
  });

  it('tell what the agent had to drop', () => {
    const dropped = verdicts(sample(1, 100, 4_294_967_290), sample(2, 200, 4_294_967_290), sample(3, 300, 4)).map(
      (verdict) => verdict.dropped,
    );
    assert.deepEqual(dropped, [0, 0, 10]);
  });

  it('tell the rate that the agent keeps to, by its pool', () => {
    const source = new SampleSequence();
    source.check(sample(1, 4_294_967_000));
    assert.equal(source.observedRate, undefined);
    source.check(sample(3, 4_294_967_000 + 1024));
    assert.equal(source.observedRate, 512);
  });
});
