/** What of a datagram of versions 1 to 7 its records have no room for, in extended ones that were made of them. */
import type { AddressNumber } from '../flow/address-number.js';
import { writePlace } from '../flow/address-place.js';
import { wordsOf, type FlowBatch } from '../flow/batch.js';
import type { DatagramHeader } from '../netflow/header.js';
import { extendedPlace } from '../netflow/record-scratch.js';
import { SAMPLING_SOURCE } from '../netflow/sampling.js';

const EXPORTER = extendedPlace('exaddr');
const RATE = extendedPlace('sampling_rate');
const SOURCE = extendedPlace('sampling_source');

/** Whether the header, or the address that a datagram came from, says what classic records cannot: an IPv6 address, or a rate. */
export function saysMore({ samplingRate }: DatagramHeader, exporter: AddressNumber): boolean {
  return samplingRate > 1 || typeof exporter === 'bigint';
}

/**
 * Writes the exporter's IPv6 address and the rate of the header into records.
 * @param flows extended records, in memory of their own
 */
export function tellHeader(flows: FlowBatch, { samplingRate }: DatagramHeader, exporter: AddressNumber): FlowBatch {
  const { bytes, layout, count } = flows;
  const words = wordsOf(flows);
  for (let index = 0, base = 0; index < count; index++, base += layout.size) {
    if (typeof exporter === 'bigint') writePlace(words, (base + EXPORTER) >> 2, { family: 6, value: exporter });
    if (samplingRate <= 1) continue;
    words[(base + RATE) >> 2] = samplingRate;
    bytes[base + SOURCE] = SAMPLING_SOURCE.header;
  }
  return flows;
}
