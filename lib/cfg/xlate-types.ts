/** The types of xlate-actions: what each does to the records of a batch (reference section 5.13). */
import { maskIpv4, maskIpv6 } from '../flow/address.js';
import { readIpv4 } from '../flow/address-place.js';
import { wordsOf, type FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { changeAddresses, type AddressChange } from './address-change.js';
import { networkLength } from './address-text.js';
import { Anonymizer, type KeySource } from './anonymizer.js';
import { column, setValueAt, valueAt } from './record-column.js';

/** Changes, in place, the records for which `hit` is not 0. */
export type Change = (batch: FlowBatch, hit: Uint8Array) => void;

/** What the statements of an action can say; a type needs one of these or none. */
export interface XlateParameters {
  mask?: { readonly source: number; readonly destination: number };
  scale?: number;
  as?: number;
  key?: KeySource;
}

export interface XlateType {
  /** What it does, a sentence. */
  readonly text: string;
  /** The record must have them. */
  readonly fields: readonly FieldName[];
  readonly needs?: keyof XlateParameters;
  /** @returns undefined if what it needs is not there */
  readonly change: (parameters: XlateParameters) => Change | undefined;
}

/** Replaces a field by a function of it and, where that has one, of another field. */
function replace(field: FieldName, compute: (value: number, other: number) => number, otherField = field): Change {
  return (batch, hit) => {
    const values = column(batch, field);
    const others = column(batch, otherField);
    for (let record = 0; record < batch.count; record++)
      if (hit[record]) setValueAt(values, record, compute(valueAt(values, record), valueAt(others, record)));
  };
}

function both(one: Change, other: Change): Change {
  return (batch, hit) => {
    one(batch, hit);
    other(batch, hit);
  };
}

/** Mask length 0 leaves the address whole. */
function toNetwork(text: string, field: FieldName, maskField: FieldName): XlateType {
  const network: AddressChange = {
    ipv4: (address, length) => (length === 0 ? address : maskIpv4(address, length)),
    ipv6: (address, length) => (length === 0 ? address : maskIpv6(address, length)),
  };
  const change: Change = (batch, hit) => {
    changeAddresses(batch, hit, field, network, maskField);
  };
  return { text, fields: [field, maskField], change: () => change };
}

function toClassNetwork(text: string, field: FieldName): XlateType {
  const network: AddressChange = {
    ipv4: (address) => maskIpv4(address, networkLength(address)),
    ipv6: (address) => address, // has no classes
  };
  const change: Change = (batch, hit) => {
    changeAddresses(batch, hit, field, network);
  };
  return { text, fields: [field], change: () => change };
}

function masked(text: string, source: FieldName, destination: FieldName): XlateType {
  return {
    text,
    fields: [source, destination],
    needs: 'mask',
    change: ({ mask }) =>
      mask &&
      both(
        replace(source, (value) => value & mask.source),
        replace(destination, (value) => value & mask.destination),
      ),
  };
}

/** Bits of an IPv6 address that a mask for IPv4 leaves: twice as many as it begins with, all where it leaves all. */
function ipv6Length(mask: number): number {
  const length = Math.clz32(~mask);
  return length === 32 ? 128 : 2 * length;
}

function maskedAddresses(text: string): XlateType {
  return {
    text,
    fields: ['srcaddr', 'dstaddr'],
    needs: 'mask',
    change: ({ mask }) =>
      mask &&
      ((batch, hit) => {
        for (const [field, bits] of [
          ['srcaddr', mask.source],
          ['dstaddr', mask.destination],
        ] as const)
          changeAddresses(batch, hit, field, {
            ipv4: (address) => address & bits,
            ipv6: (address) => maskIpv6(address, ipv6Length(bits)),
          });
      }),
  };
}

/** Multiplies a counter; of 64 bits it stops at the largest number that is exact. */
function scaled(field: FieldName, scale: number): Change {
  return (batch, hit) => {
    const { layout } = batch;
    const slot = layout.slots.get(field);
    if (slot?.bytes !== 8) {
      replace(field, (value) => Math.imul(value, scale))(batch, hit);
      return;
    }
    const words = wordsOf(batch);
    for (let record = 0; record < batch.count; record++) {
      if (!hit[record]) continue;
      const at = (record * layout.size + slot.offset) >> 2;
      const value = Math.min((words[at]! + words[at + 1]! * HALF) * scale, Number.MAX_SAFE_INTEGER);
      words[at] = value; // modulo 2³²
      words[at + 1] = Math.floor(value / HALF);
    }
  };
}

const HALF = 2 ** 32;

function replaceAs0(text: string, field: FieldName): XlateType {
  return {
    text,
    fields: [field],
    needs: 'as',
    change: ({ as }) => (as === undefined ? undefined : replace(field, (value) => (value === 0 ? as : value))),
  };
}

function anonymize(text: string, ...fields: FieldName[]): XlateType {
  return {
    text,
    fields,
    needs: 'key',
    change: ({ key }) => {
      if (!key) return undefined;
      const anonymizer = new Anonymizer(key, Date.now());
      let places = new Uint32Array(0);
      return (batch, hit) => {
        if (places.length < batch.count) places = new Uint32Array(batch.count);
        const pan = anonymizer.at(Date.now());
        for (const field of fields) {
          const slot = batch.layout.slots.get(field);
          if (!slot) throw new RangeError(`record ${batch.layout.version} has no ${field}`);
          const words = wordsOf(batch);
          const [stride, start] = [batch.layout.size >> 2, slot.offset >> 2];
          let count = 0;
          for (let record = 0; record < batch.count; record++) {
            if (!hit[record]) continue;
            const at = record * stride + start;
            if (slot.bytes !== 16) places[count++] = at;
            else if (readIpv4(words, at) !== undefined) places[count++] = at + 2;
            else pan.anonymizeIpv6(words, at);
          }
          pan.anonymize(words, places.subarray(0, count));
        }
      };
    },
  };
}

export const XLATE_TYPES: Readonly<Record<string, XlateType>> = {
  'ip-source-address-to-network': toNetwork(
    'Clear the host bits of the source address by the mask in the flow.',
    'srcaddr',
    'src_mask',
  ),
  'ip-destination-address-to-network': toNetwork(
    'Clear the host bits of the destination address by the mask in the flow.',
    'dstaddr',
    'dst_mask',
  ),
  'ip-source-address-to-class-network': toClassNetwork(
    'Clear the host bits of the source address by its class (A, B, C).',
    'srcaddr',
  ),
  'ip-destination-address-to-class-network': toClassNetwork(
    'Clear the host bits of the destination address by its class (A, B, C).',
    'dstaddr',
  ),
  'ip-address-privacy-mask': maskedAddresses(
    'AND source and destination address with the masks; of IPv6 addresses twice as many bits stay as each mask begins with.',
  ),
  'ip-port-privacy-mask': masked('AND source and destination port with the masks.', 'srcport', 'dstport'),
  'tag-mask': masked('AND source and destination tag with the masks.', 'src_tag', 'dst_tag'),
  scale: {
    text: 'Multiply packets and octets, for sampled flows.',
    fields: ['dpkts', 'doctets'],
    needs: 'scale',
    change: ({ scale }) => (scale === undefined ? undefined : both(scaled('dpkts', scale), scaled('doctets', scale))),
  },
  'replace-source-as0': replaceAs0('Replace source AS 0, the own network, by a number.', 'src_as'),
  'replace-destination-as0': replaceAs0('Replace destination AS 0, the own network, by a number.', 'dst_as'),
  'ip-source-address-anonymize': anonymize(
    'Replace source addresses so that common prefixes stay common (Crypto-PAn).',
    'srcaddr',
  ),
  'ip-destination-address-anonymize': anonymize(
    'Replace destination addresses so that common prefixes stay common (Crypto-PAn).',
    'dstaddr',
  ),
  'ip-address-anonymize': anonymize(
    'Replace both addresses so that common prefixes stay common (Crypto-PAn).',
    'srcaddr',
    'dstaddr',
  ),
};
