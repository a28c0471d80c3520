/** The types of tag-actions: what of a flow each compares (reference section 5.13). */
import type { FieldName } from '../flow/field.js';

export interface TagType {
  readonly names: readonly string[];
  /** Looked up one after the other. */
  readonly fields: readonly FieldName[];
  readonly value: 'prefix' | 'address' | 'number' | 'any';
  /** The only protocol whose flows are looked at. */
  readonly prot?: number;
}

const TCP = 6;
const UDP = 17;

const TAG_TYPES: readonly TagType[] = [
  { names: ['src-prefix', 'source-prefix'], fields: ['srcaddr'], value: 'prefix' },
  { names: ['dst-prefix', 'destination-prefix'], fields: ['dstaddr'], value: 'prefix' },
  { names: ['prefix'], fields: ['srcaddr', 'dstaddr'], value: 'prefix' },
  { names: ['next-hop'], fields: ['nexthop'], value: 'prefix' },
  { names: ['src-as', 'source-as'], fields: ['src_as'], value: 'number' },
  { names: ['dst-as', 'destination-as'], fields: ['dst_as'], value: 'number' },
  { names: ['as'], fields: ['src_as', 'dst_as'], value: 'number' },
  { names: ['tcp-src-port', 'tcp-source-port'], fields: ['srcport'], value: 'number', prot: TCP },
  { names: ['tcp-dst-port', 'tcp-destination-port'], fields: ['dstport'], value: 'number', prot: TCP },
  { names: ['tcp-port'], fields: ['srcport', 'dstport'], value: 'number', prot: TCP },
  { names: ['udp-src-port', 'udp-source-port'], fields: ['srcport'], value: 'number', prot: UDP },
  { names: ['udp-dst-port', 'udp-destination-port'], fields: ['dstport'], value: 'number', prot: UDP },
  { names: ['udp-port'], fields: ['srcport', 'dstport'], value: 'number', prot: UDP },
  { names: ['tos'], fields: ['tos'], value: 'number' },
  { names: ['any'], fields: [], value: 'any' },
  { names: ['src-ip', 'source-ip-address'], fields: ['srcaddr'], value: 'address' },
  { names: ['dst-ip', 'destination-ip-address'], fields: ['dstaddr'], value: 'address' },
  { names: ['ip', 'ip-address'], fields: ['srcaddr', 'dstaddr'], value: 'address' },
  { names: ['exporter'], fields: ['exaddr'], value: 'address' },
  { names: ['input-interface'], fields: ['input'], value: 'number' },
  { names: ['output-interface'], fields: ['output'], value: 'number' },
  { names: ['interface'], fields: ['input', 'output'], value: 'number' },
];

/** The type of a name, whatever the case of its letters. */
export function findTagType(name: string): TagType | undefined {
  const key = name.toLowerCase();
  return TAG_TYPES.find(({ names }) => names.includes(key));
}
