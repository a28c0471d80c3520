/** A given number of realistic flows over a given span: what benchmarks and tests measure with. */
import type { FlowBatch } from '../flow/batch.js';
import { DEVICES, type Device } from './network.js';
import { busyness } from './rhythm.js';
import { Traffic } from './traffic.js';

export interface FlowOrder {
  /** How many, exactly. */
  readonly flows: number;
  /** First second of their export, and the second after the last one, since 1970. */
  readonly start: number;
  readonly end: number;
  /** The first device of the model unless named. */
  readonly device?: Device;
  readonly seed?: number;
  /** IPv4 address of the exporter, as a number. */
  readonly exporter?: number;
  readonly utcOffsetSeconds?: number;
}

/**
 * Flows in the order of their export, spread over the span as the model's days and weeks are.
 * @returns batches of version 5 whose memory the next one reuses
 * @throws RangeError if there are flows and the span is empty
 */
export function* makeFlows(order: FlowOrder): Generator<FlowBatch, void> {
  const { flows, start, end, device = DEVICES[0], utcOffsetSeconds = 0, exporter = 0x7f00000b, seed = 1 } = order;
  if (flows > 0 && end <= start) throw new RangeError('flows need a span of at least one second');
  const weight = (second: number): number => busyness(second + utcOffsetSeconds);
  let total = 0;
  for (let second = start; second < end; second++) total += weight(second);
  let passed = 0;
  let made = 0;
  /** Is asked for each second once, in order. */
  const count = (second: number): number => {
    passed += weight(second);
    const due = second === end - 1 ? flows : Math.floor((flows * passed) / total);
    const now = due - made;
    made = due;
    return now;
  };
  const rate = flows / (end - start);
  yield* new Traffic({ device, rate, exporter, seed, utcOffsetSeconds }).batches(start, end, count);
}
