/** What of a record does not stand in its data set: who sent it and when, and what is known of its sampling. */
import type { AddressNumber } from '../flow/address-number.js';
import type { Fill } from './element-table.js';
import type { MessageHeader } from './message.js';
import { extendedPlace, type RecordScratch } from './record-scratch.js';
import type { TimeContext } from './record-times.js';
import { SAMPLING_SOURCE, type Sampling } from './sampling.js';

/** Of all records of a data set. */
export interface SetContext extends TimeContext, Pick<MessageHeader, 'dialect' | 'domain'> {
  /** Address of the exporter, as a number. */
  readonly exporter: AddressNumber;
  readonly sampling: Sampling;
}

const EXPORTER = extendedPlace('exaddr');
/** An IPv4 address is the last word but one of its place; those before are as in a blank record. */
const EXPORTER_IPV4 = EXPORTER + 8;
const SECONDS = extendedPlace('unix_secs');
const DOMAIN = extendedPlace('domain');
const ENGINE_TYPE = extendedPlace('engine_type');
const ENGINE_ID = extendedPlace('engine_id');
const RATE = extendedPlace('sampling_rate');
const SOURCE = extendedPlace('sampling_source');
const INPUT = extendedPlace('input');

/**
 * Fills in what the message's header says.
 * @param has what the template tells, so that the header does not
 */
export function fillHeader(
  scratch: RecordScratch,
  { dialect, domain, exporter, exportMs }: SetContext,
  has: ReadonlySet<Fill>,
  first: number,
  count: number,
): void {
  if (typeof exporter === 'number') scratch.fillWord(first, count, EXPORTER_IPV4, exporter);
  else scratch.fillAddress(first, count, EXPORTER, exporter);
  scratch.fillWord(first, count, SECONDS, Math.floor(exportMs / 1000));
  if (!has.has('domain')) scratch.fillWord(first, count, DOMAIN, domain);
  if (dialect !== 'v9') return;
  // Cisco's use of the source id (RFC 3954 section 5.1): type and number of the engine in its low octets
  if (!has.has('engine_type')) scratch.fillOctet(first, count, ENGINE_TYPE, (domain >>> 8) & 255);
  if (!has.has('engine_id')) scratch.fillOctet(first, count, ENGINE_ID, domain & 255);
}

/** The rate that the record has, else that of its sampler, else what options data say of its interface or the exporter. */
export function fillSampling(
  { layout, bytes, u32, samplers }: RecordScratch,
  { sampling }: SetContext,
  has: ReadonlySet<Fill>,
  first: number,
  count: number,
): void {
  const hasSampler = has.has('sampler_id');
  const inRecord = has.has('sampling_rate');
  if (!hasSampler && !inRecord && !sampling.tells) return;
  for (let index = 0, base = first * layout.size; index < count; index++, base += layout.size) {
    if (inRecord && u32[(base + RATE) >> 2]! > 0) {
      bytes[base + SOURCE] = SAMPLING_SOURCE.record;
      continue;
    }
    const found = sampling.resolve(hasSampler ? samplers[index] : undefined, u32[(base + INPUT) >> 2]!);
    if (!found) continue;
    u32[(base + RATE) >> 2] = found.rate;
    bytes[base + SOURCE] = found.source;
  }
}
