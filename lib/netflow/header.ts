/** The header of a NetFlow v1 to v8 datagram, checked against the rules of acceptance. */
import type { Refusal } from './refusal.js';
import { WIRE_FORMATS, type WireFormat } from './wire.js';

/** Times as the exporter's: `sysuptime` milliseconds since it booted, at `unixSecs` + `unixNsecs` by its clock. */
export interface DatagramHeader {
  readonly format: WireFormat;
  /** Records that follow; 0 is allowed. */
  readonly count: number;
  readonly sysuptime: number;
  readonly unixSecs: number;
  readonly unixNsecs: number;
  /** Number of the first record; v1 has none. */
  readonly sequence?: number;
  /** 0 in v1. */
  readonly engineType: number;
  readonly engineId: number;
  /** One packet in so many was looked at, as version 5 says; 0 where that is not said. */
  readonly samplingRate: number;
}

const FORMATS = [...WIRE_FORMATS.values()];
const MAJORS: ReadonlySet<number> = new Set(FORMATS.map(({ dVersion }) => dVersion));

/** By number rather than name: this is looked up for every datagram. */
const BY_NUMBERS: ReadonlyMap<number, WireFormat> = new Map(
  FORMATS.map((format) => [format.dVersion * 256 + (format.aggregationMethod ?? 0), format]),
);

/** v8 aggregation version that is understood; Juniper sends 0 and means the same. */
export const AGGREGATION_VERSION = 2;

/** The v8 header, read for its aggregation; the others have none. */
function formatOf(view: DataView, version: number): WireFormat | Refusal {
  if (version === 8) {
    if (view.byteLength < 24)
      return { code: 'wrong-length', offset: view.byteLength, got: view.byteLength, expected: 28, version };
    const aggregation = view.getUint8(23);
    if (aggregation !== AGGREGATION_VERSION && aggregation !== 0)
      return { code: 'bad-aggregation-version', offset: 23, got: aggregation, expected: AGGREGATION_VERSION, version };
  }
  const method = version === 8 ? view.getUint8(22) : 0;
  return BY_NUMBERS.get(version * 256 + method) ?? { code: 'bad-aggregation-method', offset: 22, got: method, version };
}

/** The last two octets of version 5's header; the two bits before tell the method. */
const SAMPLING_INTERVAL = 0x3fff;

/**
 * Reads and checks the header (reference sections 3.1 and 3.3).
 * @param view exactly the datagram
 * @returns the header, or why the datagram has to be refused; never throws
 */
export function readHeader(view: DataView): DatagramHeader | Refusal {
  const got = view.byteLength;
  if (got < 4) return { code: 'too-short', offset: got, got };
  const version = view.getUint16(0);
  if (!MAJORS.has(version)) return { code: 'unknown-version', offset: 0, got: version, version };
  const count = view.getUint16(2);
  const format = formatOf(view, version);
  if ('code' in format) return format;
  const { maxCount: most, headerSize, recordSize } = format;
  if (count > most) return { code: 'count-over-maximum', offset: 2, got: count, expected: most, version };
  const expected = headerSize + count * recordSize;
  if (format.padded ? got < expected : got !== expected)
    return { code: 'wrong-length', offset: got, got, expected, version };
  const sysuptime = view.getUint32(4);
  const unixSecs = view.getUint32(8);
  const unixNsecs = view.getUint32(12);
  // written out, because copying members from one object to another takes longer than all else about a datagram
  if (version === 1)
    return { format, count, sysuptime, unixSecs, unixNsecs, engineType: 0, engineId: 0, samplingRate: 0 };
  const [sequence, engineType, engineId] = [view.getUint32(16), view.getUint8(20), view.getUint8(21)];
  const samplingRate = version === 5 ? view.getUint16(22) & SAMPLING_INTERVAL : 0;
  return { format, count, sysuptime, unixSecs, unixNsecs, sequence, engineType, engineId, samplingRate };
}
