/** Bytes to header (reference sections 1.1, 1.2 and 1.8); trusts no length in them. */
import { exportVersion } from '../flow/version.js';
import { FlowFileError } from './error.js';
import {
  ALIAS_TLV,
  FLAG,
  INTERFACE_TLV,
  MAX_HEADER_LENGTH,
  SIMPLE_TLVS,
  type ByteOrder,
  type FlowFileHeader,
  type HeaderFields,
  type InterfaceAlias,
  type InterfaceName,
} from './header.js';

/** What the first eight octets tell. */
export interface HeaderStart {
  readonly streamVersion: 1 | 3;
  readonly byteOrder: ByteOrder;
  /** Octets before the data part. */
  readonly length: number;
}

/** Octets that `parseHeaderStart` needs. */
export const HEADER_START = 8;

const VERSION_1_LENGTH = 360;

/**
 * Reads the first eight octets (reference section 1.1).
 * @param file named in the errors
 * @throws FlowFileError `short-header`, `magic`, `byte-order`, `stream-version`, `header-length`
 */
export function parseHeaderStart(bytes: Uint8Array, file: string): HeaderStart {
  const [magic0, magic1, order, streamVersion] = bytes;
  if (bytes.length < HEADER_START) {
    const what = bytes.length === 0 ? 'is empty: a flow file begins with a header' : 'ends inside its header';
    throw new FlowFileError('short-header', file, bytes.length, what);
  }
  if (magic0 !== 0xcf || magic1 !== 0x10)
    throw new FlowFileError('magic', file, 0, 'is no flow file: it does not begin with the octets CF 10');
  if (order !== 1 && order !== 2)
    throw new FlowFileError('byte-order', file, 2, `byte order ${order}: it must be 1 (little) or 2 (big)`);
  const byteOrder = order === 1 ? 'little' : 'big';
  if (streamVersion === 1) return { streamVersion, byteOrder, length: VERSION_1_LENGTH };
  if (streamVersion !== 3)
    throw new FlowFileError('stream-version', file, 3, `stream version ${streamVersion}: it must be 1 or 3`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_START);
  const length = view.getUint32(4, byteOrder === 'little');
  if (length < HEADER_START || length > MAX_HEADER_LENGTH) {
    const what = `header length ${length}: it must be ${HEADER_START} to ${MAX_HEADER_LENGTH}`;
    throw new FlowFileError('header-length', file, 4, what);
  }
  return { streamVersion, byteOrder, length };
}

/** Text up to its NUL, or to the end of the octets that belong to it. */
function textOf(value: Uint8Array): string {
  const nul = value.indexOf(0);
  return Buffer.from(nul < 0 ? value : value.subarray(0, nul)).toString();
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** TLVs of unknown type or of another size than theirs are skipped; one that is longer than the header ends the list. */
function parseTlvs(bytes: Uint8Array, byteOrder: ByteOrder): HeaderFields {
  const little = byteOrder === 'little';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields: Mutable<HeaderFields> = {};
  const interfaces: InterfaceName[] = [];
  const aliases: InterfaceAlias[] = [];
  let at = HEADER_START;
  while (at + 4 <= bytes.length) {
    const type = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    at += 4;
    if (length > bytes.length - at) break;
    const value = bytes.subarray(at, at + length);
    const simple = SIMPLE_TLVS.find((tlv) => tlv.type === type);
    if (simple?.bytes === 'text') fields[simple.key] = textOf(value);
    else if (simple?.bytes === length)
      fields[simple.key] =
        length === 4 ? view.getUint32(at, little) : length === 2 ? view.getUint16(at, little) : view.getUint8(at);
    else if (type === INTERFACE_TLV && length >= 6)
      interfaces.push({
        router: view.getUint32(at, little),
        ifIndex: view.getUint16(at + 4, little),
        name: textOf(value.subarray(6)),
      });
    else if (type === ALIAS_TLV && length >= 6) {
      const count = Math.min(view.getUint16(at + 4, little), (length - 6) >> 1);
      const start = at + 6;
      aliases.push({
        router: view.getUint32(at, little),
        ifIndexes: Array.from({ length: count }, (_, index) => view.getUint16(start + 2 * index, little)),
        alias: textOf(value.subarray(6 + 2 * count)),
      });
    }
    at += length;
  }
  if (interfaces.length > 0) fields.interfaces = interfaces;
  if (aliases.length > 0) fields.aliases = aliases;
  return fields;
}

/** The fixed header of stream version 1 (reference section 1.8). Its records come out translated to version 3 ones. */
function parseVersion1(bytes: Uint8Array, byteOrder: ByteOrder): HeaderFields {
  const little = byteOrder === 'little';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const dVersion = view.getUint16(4, little);
  return {
    dVersion: dVersion === 0xffff ? 1 : dVersion,
    captureStart: view.getUint32(8, little),
    captureEnd: view.getUint32(12, little),
    flags: view.getUint32(16, little) | FLAG.translated,
    rotation: view.getUint32(20, little),
    flows: view.getUint32(24, little),
    lost: view.getUint32(28, little),
    misordered: view.getUint32(32, little),
    hostname: textOf(bytes.subarray(36, 104)),
    comment: textOf(bytes.subarray(104, 360)),
  };
}

/**
 * Reads a whole header.
 * @param bytes at least as many octets as `parseHeaderStart` announces; what follows them is ignored
 * @throws FlowFileError as `parseHeaderStart`, and `short-header` if the octets end before the header does
 */
export function parseHeader(bytes: Uint8Array, file: string): FlowFileHeader {
  const start = parseHeaderStart(bytes, file);
  if (bytes.length < start.length) {
    const what = `ends inside its header: ${bytes.length} of ${start.length} octets`;
    throw new FlowFileError('short-header', file, bytes.length, what);
  }
  const header = bytes.subarray(0, start.length);
  const read = start.streamVersion === 1 ? parseVersion1 : parseTlvs;
  const fields = read(header, start.byteOrder);
  const known = fields.dVersion === undefined ? undefined : exportVersion(fields.dVersion, fields.aggregationMethod);
  const version = start.streamVersion === 1 && known !== '1' && known !== '5' ? undefined : known;
  return { ...fields, ...start, ...(version && { version }) };
}
