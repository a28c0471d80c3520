/** One field of consecutive records of a data set, on its way into extended records. */
import type { Load } from './record-plan.js';
import { extendedPlace, type RecordScratch, type WireColumn } from './record-scratch.js';

const ICMP_TYPE = extendedPlace('icmp_type');
const ICMP_CODE = extendedPlace('icmp_code');

/**
 * Loads a field.
 * @param first record of the scratch that the column's first belongs to
 */
export function loadField(scratch: RecordScratch, load: Load, column: WireColumn, first: number): void {
  const { kind, to, width, override } = load;
  switch (kind) {
    case 'number':
      scratch.loadNumbers(column, first, to, width, 'saturate');
      break;
    case 'low bits':
      scratch.loadNumbers(column, first, to, width, 'low bits');
      break;
    case 'ipv4':
      scratch.loadIpv4(column, first, to, override);
      break;
    case 'ipv6':
      scratch.loadIpv6(column, first, to, override);
      break;
    case 'prefix length':
      scratch.loadOctetsUnlessZero(column, first, to);
      break;
    case 'label':
      loadEach(scratch, column, first, to, topLabel);
      break;
    case 'application':
      loadEach(scratch, column, first, to, applicationId);
      break;
    case 'icmp':
      loadIcmp(scratch, load, column, first);
      break;
    case 'sampler':
      loadSamplers(scratch, column);
  }
}

type ReadNumber = (view: DataView, at: number, length: number) => number;

/** Numbers of 32 bits that are not as they stand. */
function loadEach(
  { layout, u32 }: RecordScratch,
  { view, at, length, stride, count }: WireColumn,
  first: number,
  to: number,
  read: ReadNumber,
): void {
  for (let index = 0; index < count; index++)
    u32[((first + index) * layout.size + to) >> 2] = read(view, at + index * stride, length);
}

/** RFC 3032: 20 bits of label before those that the field has besides. */
const topLabel: ReadNumber = (view, at) => (view.getUint16(at) << 4) | (view.getUint8(at + 2) >> 4);

/** RFC 6759: an octet for the engine, and up to 24 bits of its own number that are kept. */
const applicationId: ReadNumber = (view, at, length) => {
  if (length === 4) return view.getUint32(at);
  let selector = 0;
  for (let octet = 1; octet < length; octet++) selector = ((selector << 8) | view.getUint8(at + octet)) & 0xffffff;
  return length === 0 ? 0 : ((view.getUint8(at) << 24) | selector) >>> 0;
};

/** Type and code in one number; those of the other family's element stay where this one is 0. */
function loadIcmp(
  { layout, bytes }: RecordScratch,
  { to, override }: Load,
  { view, at, stride, count }: WireColumn,
  first: number,
): void {
  for (let index = 0; index < count; index++) {
    const value = view.getUint16(at + index * stride);
    const base = (first + index) * layout.size;
    if (override === 'unless zero' && value === 0 && bytes[base + to] !== 255) continue;
    bytes[base + ICMP_TYPE] = value >> 8;
    bytes[base + ICMP_CODE] = value & 255;
  }
}

/** The samplers that rates are looked up by, modulo 2³². */
function loadSamplers({ samplers }: RecordScratch, { view, at, length, stride, count }: WireColumn): void {
  for (let index = 0; index < count; index++) {
    let value = 0;
    for (let octet = 0; octet < length; octet++)
      value = ((value << 8) | view.getUint8(at + index * stride + octet)) >>> 0;
    samplers[index] = value;
  }
}
