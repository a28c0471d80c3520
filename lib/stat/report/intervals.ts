/** Cuts a flow stream into the intervals of a time series. */
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import { pairsBetween } from '../../flow/pairs.js';
import type { FlowFile } from '../../ftfile/reader.js';

/** Part of a batch: records `from` up to `to`. */
function part(batch: FlowBatch, from: number, to: number): FlowBatch {
  const { layout, bytes } = batch;
  const records = bytes.subarray(from * layout.size, to * layout.size);
  return { layout, bytes: records, count: to - from, ...pairsBetween(batch, from, to) };
}

/**
 * The intervals one after the other, each as a flow file to be read to its end before the next is asked for. An interval
 * ends before the record whose unix_secs lies more than `seconds` after that of its first. An input without records is
 * one interval.
 */
export async function* intervals(file: FlowFile, seconds: number): AsyncGenerator<FlowFile, void, void> {
  const source = file.batches();
  // what of a batch belongs to the next interval
  let rest: FlowBatch | undefined;
  const next = async (): Promise<FlowBatch | undefined> => {
    if (rest) return rest;
    const { value } = await source.next();
    return value ?? undefined;
  };
  async function* interval(): AsyncGenerator<FlowBatch, void, void> {
    let start: number | undefined;
    for (let batch = await next(); batch; batch = await next()) {
      rest = undefined;
      const time = fieldReader(batch, 'unix_secs') ?? (() => 0);
      start ??= time(0);
      for (let record = 0; record < batch.count; record++) {
        if (time(record) - start <= seconds) continue;
        rest = part(batch, record, batch.count);
        if (record > 0) yield part(batch, 0, record);
        return;
      }
      yield batch;
    }
  }
  do {
    yield { ...file, batches: interval };
    rest = await next();
  } while (rest);
}
