/** The header of a flow file or stream (reference sections 1.1 and 1.2): what it can say, and the table of its TLVs. */
import type { ExportVersion } from '../flow/version.js';

export type ByteOrder = 'little' | 'big';

/** Bits of the flags TLV. */
export const FLAG = {
  /** Closed properly: counts and end time are final. */
  done: 0x01,
  /** The data part is a zlib stream. */
  compressed: 0x02,
  multipleVersions: 0x04,
  /** Written to a pipe; there is no capture information. */
  streaming: 0x08,
  /** Came from a stream version 1 file. */
  translated: 0x10,
  /** Streaming, but the counts were collected beforehand. */
  preloaded: 0x20,
} as const;

/** TLVs that hold one number or one text, in the order in which they are written. */
export const SIMPLE_TLVS = [
  { type: 0x01, key: 'vendor', bytes: 1 },
  { type: 0x02, key: 'dVersion', bytes: 2 },
  { type: 0x03, key: 'aggregationVersion', bytes: 1 },
  { type: 0x04, key: 'aggregationMethod', bytes: 1 },
  { type: 0x05, key: 'exporter', bytes: 4 },
  { type: 0x06, key: 'captureStart', bytes: 4 },
  { type: 0x07, key: 'captureEnd', bytes: 4 },
  { type: 0x08, key: 'flags', bytes: 4 },
  { type: 0x09, key: 'rotation', bytes: 4 },
  { type: 0x0a, key: 'flows', bytes: 4 },
  { type: 0x0b, key: 'lost', bytes: 4 },
  { type: 0x0c, key: 'misordered', bytes: 4 },
  { type: 0x0d, key: 'corrupt', bytes: 4 },
  { type: 0x0e, key: 'resets', bytes: 4 },
  { type: 0x0f, key: 'hostname', bytes: 'text' },
  { type: 0x10, key: 'comment', bytes: 'text' },
] as const;

export const INTERFACE_TLV = 0x11;
export const ALIAS_TLV = 0x12;

type SimpleTlv = (typeof SIMPLE_TLVS)[number];
type TextKey = Extract<SimpleTlv, { bytes: 'text' }>['key'];
type NumberKey = Exclude<SimpleTlv['key'], TextKey>;

/** Name of one interface of one exporter. */
export interface InterfaceName {
  /** IPv4 number of the exporter. */
  readonly router: number;
  readonly ifIndex: number;
  readonly name: string;
}

/** One name for several interfaces of one exporter. */
export interface InterfaceAlias {
  readonly router: number;
  readonly ifIndexes: readonly number[];
  readonly alias: string;
}

/**
 * What a header says; each only if present. `captureStart` and `captureEnd` are seconds since 1970 UTC, `exporter` an
 * IPv4 number, `lost`, `misordered` and `flows` count flows, `corrupt` datagrams, `flags` holds bits of FLAG.
 */
export type HeaderFields = { readonly [key in NumberKey]?: number } & { readonly [key in TextKey]?: string } & {
  readonly interfaces?: readonly InterfaceName[];
  readonly aliases?: readonly InterfaceAlias[];
};

/** Longest header that is written or read, octets. */
export const MAX_HEADER_LENGTH = 16384;

/** A header as it was read. */
export type FlowFileHeader = HeaderFields & {
  readonly streamVersion: 1 | 3;
  readonly byteOrder: ByteOrder;
  /** Octets before the data part. */
  readonly length: number;
  /** Undefined if the header names none, or one that is not known. */
  readonly version?: ExportVersion;
};

/** True if a flag is set. */
export function hasFlag(header: HeaderFields, flag: keyof typeof FLAG): boolean {
  return ((header.flags ?? 0) & FLAG[flag]) !== 0;
}
