/** Sampled packets to extended records. */
import { writeIpv4, writePlace } from '../flow/address-place.js';
import type { Address } from '../flow/address.js';
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { blankRecords, recordLayout } from '../flow/layout.js';
import type { Ms } from '../flow/time.js';
import { EXTENDED } from '../flow/version.js';
import type { SampledFlow } from './sampled-flow.js';

type NamesOf<Type> = { [Name in keyof SampledFlow]: SampledFlow[Name] extends Type ? Name : never }[keyof SampledFlow];

/** Fields of the record that a sample has under the same name. */
const NUMBERS = [
  'doctets',
  'srcport',
  'dstport',
  'prot',
  'tos',
  'tcp_flags',
  'icmp_type',
  'icmp_code',
  'src_mac',
  'dst_mac',
  'src_vlan',
  'dst_vlan',
  'mpls_label',
  'input',
  'output',
  'src_mask',
  'dst_mask',
  'src_as',
  'dst_as',
  'nat_srcport',
  'nat_dstport',
  'forwarding_status',
  'direction',
  'sampling_rate',
] as const satisfies readonly (NamesOf<number> & FieldName)[];
const ADDRESSES = [
  'srcaddr',
  'dstaddr',
  'nexthop',
  'peer_nexthop',
  'nat_srcaddr',
  'nat_dstaddr',
] as const satisfies readonly (NamesOf<Uint32Array> & FieldName)[];

/** The value of `sampling_source` for a rate that the record itself told. */
const BY_THE_RECORD = 1;
const FIRST_ROOM = 16;
const HALF = 2 ** 32;

/** What all samples of a datagram share. */
export interface Origin {
  /** When the datagram was received: sFlow has no time of a packet, which was sampled a moment before. */
  readonly received: Ms;
  readonly exporter: Address;
  /** The agent's part that sampled. */
  readonly subAgent: number;
}

const LAYOUT = recordLayout(EXTENDED);

function placeOf(field: FieldName): { readonly offset: number; readonly bytes: number } {
  const slot = LAYOUT.slots.get(field);
  if (!slot) throw new RangeError(`extended records lack ${field}`); // unreachable while the layout has all of them
  return slot;
}

const NUMBER_PLACES = NUMBERS.map((field) => ({ field, ...placeOf(field) }));
const ADDRESS_PLACES = ADDRESSES.map((field) => ({ field, word: placeOf(field).offset >> 2 }));
const [EXADDR, PACKETS, SECONDS, NANOSECONDS, START, END, DOMAIN, SOURCE] = (
  ['exaddr', 'dpkts', 'unix_secs', 'unix_nsecs', 'start_ms', 'end_ms', 'domain', 'sampling_source'] as const
).map((field) => placeOf(field).offset) as [number, number, number, number, number, number, number, number];

/** Collects the records of one datagram after the other. */
export class FlowWriter {
  #room = FIRST_ROOM;
  #bytes = blankRecords(LAYOUT, FIRST_ROOM);
  #view = new DataView(this.#bytes.buffer);
  #words = new Uint32Array(this.#bytes.buffer);
  #count = 0;

  /** Forgets the records before. */
  begin(): void {
    this.#count = 0;
  }

  /** One packet, as exported: the rate is in the record, and not in its counters. */
  add(flow: SampledFlow, { received, exporter, subAgent }: Origin): void {
    if (this.#count === this.#room) this.#grow();
    const base = this.#count++ * LAYOUT.size;
    for (const { field, offset, bytes } of NUMBER_PLACES) this.#number(base + offset, bytes, flow[field]);
    for (const { field, word } of ADDRESS_PLACES) this.#address((base >> 2) + word, flow[field]);
    writePlace(this.#words, (base + EXADDR) >> 2, exporter);
    this.#number(base + PACKETS, 8, 1);
    this.#number(base + SECONDS, 4, Math.floor(received / 1000));
    this.#number(base + NANOSECONDS, 4, Math.floor(received % 1000) * 1e6);
    this.#number(base + START, 8, received);
    this.#number(base + END, 8, received);
    this.#number(base + DOMAIN, 4, subAgent);
    this.#number(base + SOURCE, 1, flow.sampling_rate > 0 ? BY_THE_RECORD : 0);
  }

  /** The records since `begin`, in memory that the next ones overwrite. */
  batch(): FlowBatch {
    return { layout: LAYOUT, bytes: this.#bytes.subarray(0, this.#count * LAYOUT.size), count: this.#count };
  }

  #number(at: number, bytes: number, value: number): void {
    if (bytes === 1) this.#view.setUint8(at, value);
    else if (bytes === 2) this.#view.setUint16(at, value, true);
    else {
      this.#view.setUint32(at, value, true);
      if (bytes === 8) this.#view.setUint32(at + 4, Math.floor(value / HALF), true);
    }
  }

  #address(at: number, [w0 = 0, w1 = 0, w2 = 0, w3 = 0]: Uint32Array): void {
    if ((w0 | w1 | w2 | w3) === 0) {
      writeIpv4(this.#words, at, 0);
      return;
    }
    this.#words[at] = w1;
    this.#words[at + 1] = w0;
    this.#words[at + 2] = w3;
    this.#words[at + 3] = w2;
  }

  #grow(): void {
    const grown = blankRecords(LAYOUT, this.#room * 2);
    grown.set(this.#bytes);
    this.#room *= 2;
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
    this.#words = new Uint32Array(grown.buffer);
  }
}
