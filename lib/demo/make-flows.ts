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
 * How many flows each second of the span has: as busy as the model's days and weeks are.
 * @throws RangeError if there are flows and the span is empty
 */
function flowsPerSecond({ flows, start, end, utcOffsetSeconds = 0 }: FlowOrder): Uint32Array {
  if (flows > 0 && end <= start) throw new RangeError('flows need a span of at least one second');
  const weights = Float64Array.from({ length: Math.max(0, end - start) }, (_, second) =>
    busyness(start + second + utcOffsetSeconds),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  let made = 0;
  return Uint32Array.from(weights, (weight, second) => {
    passed += weight;
    const due = second === weights.length - 1 ? flows : Math.floor((flows * passed) / total);
    const now = due - made;
    made = due;
    return now;
  });
}

/**
 * Makes any part of an order's span (seconds since 1970, the end not included), one part at a time. The flows of a part
 * are the same whether the rest is made or not.
 * @throws RangeError if there are flows and the span is empty
 */
export function flowMaker(order: FlowOrder): (part: Pick<FlowOrder, 'start' | 'end'>) => Generator<FlowBatch, void> {
  const { flows, start, end, device = DEVICES[0], utcOffsetSeconds = 0, exporter = 0x7f00000b, seed = 1 } = order;
  const counts = flowsPerSecond(order);
  const traffic = new Traffic({ device, rate: flows / (end - start), exporter, seed, utcOffsetSeconds });
  return (part) => traffic.batches(part.start, part.end, (second) => counts[second - start] ?? 0);
}

/**
 * Flows in the order of their export, spread over the span as the model's days and weeks are.
 * @returns batches of version 5 whose memory the next one reuses
 * @throws RangeError if there are flows and the span is empty
 */
export function* makeFlows(order: FlowOrder): Generator<FlowBatch, void> {
  yield* flowMaker(order)(order);
}
