/** Header to bytes, identical to what the original writes (reference sections 1.1 to 1.3). */
import { FlowFileError } from './error.js';
import {
  ALIAS_TLV,
  INTERFACE_TLV,
  MAX_HEADER_LENGTH,
  SIMPLE_TLVS,
  type ByteOrder,
  type HeaderFields,
} from './header.js';

/** A string with its NUL; anything after a NUL of its own would be unreadable and is left out. */
function text(value: string): Buffer {
  return Buffer.from(`${value.replace(/\0.*/s, '')}\0`);
}

/**
 * Encodes a header of stream version 3, padded to a multiple of 4.
 * @param file named in the error
 * @throws FlowFileError `header-length` if it exceeds 16384 octets
 */
export function encodeHeader(fields: HeaderFields, byteOrder: ByteOrder, file = '(header)'): Uint8Array {
  const little = byteOrder === 'little';
  const number = (value: number, bytes: 1 | 2 | 4) => {
    const encoded = Buffer.alloc(bytes);
    if (little) encoded.writeUIntLE(value % 2 ** (8 * bytes), 0, bytes);
    else encoded.writeUIntBE(value % 2 ** (8 * bytes), 0, bytes);
    return encoded;
  };
  const parts: Buffer[] = [];
  const tlv = (type: number, ...value: Buffer[]) => {
    const length = value.reduce((sum, part) => sum + part.length, 0);
    parts.push(number(type, 2), number(Math.min(length, 0xffff), 2), ...value);
  };
  for (const { type, key, bytes } of SIMPLE_TLVS) {
    const value = fields[key];
    if (typeof value === 'string') tlv(type, text(value));
    else if (value !== undefined && bytes !== 'text') tlv(type, number(value, bytes));
  }
  for (const { router, ifIndex, name } of fields.interfaces ?? [])
    tlv(INTERFACE_TLV, number(router, 4), number(ifIndex, 2), text(name));
  for (const { router, ifIndexes, alias } of fields.aliases ?? [])
    tlv(
      ALIAS_TLV,
      number(router, 4),
      number(ifIndexes.length, 2),
      ...ifIndexes.map((index) => number(index, 2)),
      text(alias),
    );
  const body = Buffer.concat(parts);
  const length = (8 + body.length + 3) & ~3;
  if (length > MAX_HEADER_LENGTH) {
    const what = `header of ${length} octets: at most ${MAX_HEADER_LENGTH} can be read back; shorten the comment`;
    throw new FlowFileError('header-length', file, 4, what);
  }
  return Buffer.concat([Buffer.of(0xcf, 0x10, little ? 1 : 2, 3), number(length, 4), body], length);
}
