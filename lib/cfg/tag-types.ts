/** The types of tag-actions: what of a flow each compares (reference section 5.13). */
import type { FieldName } from '../flow/field.js';

export interface TagType {
  readonly names: readonly string[];
  /** What of a flow it compares, a sentence. */
  readonly text: string;
  /** Looked up one after the other. */
  readonly fields: readonly FieldName[];
  readonly value: 'prefix' | 'address' | 'number' | 'any';
  /** The only protocol whose flows are looked at. */
  readonly prot?: number;
}

const TCP = 6;
const UDP = 17;

export const TAG_TYPES: readonly TagType[] = [
  {
    names: ['src-prefix', 'source-prefix'],
    text: 'Source address, by the longest prefix that matches.',
    fields: ['srcaddr'],
    value: 'prefix',
  },
  {
    names: ['dst-prefix', 'destination-prefix'],
    text: 'Destination address, by the longest prefix that matches.',
    fields: ['dstaddr'],
    value: 'prefix',
  },
  {
    names: ['prefix'],
    text: 'Source address, then destination address, each by the longest prefix.',
    fields: ['srcaddr', 'dstaddr'],
    value: 'prefix',
  },
  { names: ['next-hop'], text: 'Next hop, by the longest prefix that matches.', fields: ['nexthop'], value: 'prefix' },
  { names: ['src-as', 'source-as'], text: 'Source AS.', fields: ['src_as'], value: 'number' },
  { names: ['dst-as', 'destination-as'], text: 'Destination AS.', fields: ['dst_as'], value: 'number' },
  { names: ['as'], text: 'Source AS, then destination AS.', fields: ['src_as', 'dst_as'], value: 'number' },
  {
    names: ['tcp-src-port', 'tcp-source-port'],
    text: 'Source port of TCP.',
    fields: ['srcport'],
    value: 'number',
    prot: TCP,
  },
  {
    names: ['tcp-dst-port', 'tcp-destination-port'],
    text: 'Destination port of TCP.',
    fields: ['dstport'],
    value: 'number',
    prot: TCP,
  },
  {
    names: ['tcp-port'],
    text: 'Source port, then destination port, of TCP.',
    fields: ['srcport', 'dstport'],
    value: 'number',
    prot: TCP,
  },
  {
    names: ['udp-src-port', 'udp-source-port'],
    text: 'Source port of UDP.',
    fields: ['srcport'],
    value: 'number',
    prot: UDP,
  },
  {
    names: ['udp-dst-port', 'udp-destination-port'],
    text: 'Destination port of UDP.',
    fields: ['dstport'],
    value: 'number',
    prot: UDP,
  },
  {
    names: ['udp-port'],
    text: 'Source port, then destination port, of UDP.',
    fields: ['srcport', 'dstport'],
    value: 'number',
    prot: UDP,
  },
  { names: ['tos'], text: 'ToS octet.', fields: ['tos'], value: 'number' },
  { names: ['any'], text: 'Nothing: every flow matches, whatever the value says.', fields: [], value: 'any' },
  { names: ['src-ip', 'source-ip-address'], text: 'Source address.', fields: ['srcaddr'], value: 'address' },
  { names: ['dst-ip', 'destination-ip-address'], text: 'Destination address.', fields: ['dstaddr'], value: 'address' },
  {
    names: ['ip', 'ip-address'],
    text: 'Source address, then destination address.',
    fields: ['srcaddr', 'dstaddr'],
    value: 'address',
  },
  { names: ['exporter'], text: 'Exporter.', fields: ['exaddr'], value: 'address' },
  { names: ['input-interface'], text: 'Input interface (ifIndex).', fields: ['input'], value: 'number' },
  { names: ['output-interface'], text: 'Output interface (ifIndex).', fields: ['output'], value: 'number' },
  {
    names: ['interface'],
    text: 'Input interface, then output interface.',
    fields: ['input', 'output'],
    value: 'number',
  },
];

/** The type of a name, whatever the case of its letters. */
export function findTagType(name: string): TagType | undefined {
  const key = name.toLowerCase();
  return TAG_TYPES.find(({ names }) => names.includes(key));
}
