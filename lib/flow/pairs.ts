/**
 * Elements of a flow that no field of the extended record holds, as pairs of a number and the value's octets. A flow's pairs
 * are one packed list (docs/format.md), in network byte order wherever it is.
 */
import type { FlowBatch } from './batch.js';

/** Whose number it is: IANA's (0), an enterprise's, or a field type that only NetFlow v9 has. */
export type PairOwner = number | 'v9';

export interface Pair {
  readonly owner: PairOwner;
  readonly id: number;
  /** As it was exported. */
  readonly value: Uint8Array;
}

/** Most octets of a flow's list. */
export const LONGEST_LIST = 1880;

/** Octets before a value: id and length, and the enterprise number of who has one. */
const HEAD = 4;
const ENTERPRISE = 4;

/** In the length: an enterprise number follows; the number is one of NetFlow v9. */
const HAS_ENTERPRISE = 0x8000;
const IS_V9 = 0x4000;
const LENGTH = 0x3fff;

/** Octets that a pair takes in a list. */
export function packedLength(owner: PairOwner, length: number): number {
  return HEAD + (owner === 'v9' || owner === 0 ? 0 : ENTERPRISE) + length;
}

/**
 * Writes what stands before a value.
 * @param length of the value, 1 to {@link LONGEST_LIST}
 * @returns where the value goes
 */
export function packHead(list: Uint8Array, at: number, owner: PairOwner, id: number, length: number): number {
  const marked = owner === 'v9' ? length | IS_V9 : owner === 0 ? length : length | HAS_ENTERPRISE;
  list[at++] = id >> 8;
  list[at++] = id;
  list[at++] = marked >> 8;
  list[at++] = marked;
  if (owner === 'v9' || owner === 0) return at;
  for (const shift of [24, 16, 8, 0]) list[at++] = owner >>> shift;
  return at;
}

/** A list of pairs. */
export function packPairs(pairs: readonly Pair[]): Uint8Array {
  const list = new Uint8Array(pairs.reduce((sum, { owner, value }) => sum + packedLength(owner, value.length), 0));
  let at = 0;
  for (const { owner, id, value } of pairs) {
    at = packHead(list, at, owner, id, value.length);
    list.set(value, at);
    at += value.length;
  }
  return list;
}

/** The pairs of a list, in their order. Of one that is damaged those before the damage. */
export function* readPairs(list: Uint8Array): Generator<Pair, 'whole' | 'damaged'> {
  const view = new DataView(list.buffer, list.byteOffset, list.length);
  for (let at = 0; at < list.length;) {
    if (at + HEAD > list.length) return 'damaged';
    const [id, marked] = [view.getUint16(at), view.getUint16(at + 2)];
    const length = marked & LENGTH;
    at += HEAD;
    let owner: PairOwner = marked & IS_V9 ? 'v9' : 0;
    if (marked & HAS_ENTERPRISE) {
      if (owner === 'v9' || at + ENTERPRISE > list.length) return 'damaged';
      owner = view.getUint32(at);
      if (owner === 0) return 'damaged';
      at += ENTERPRISE;
    }
    if (length === 0 || at + length > list.length) return 'damaged';
    yield { owner, id, value: list.subarray(at, at + length) };
    at += length;
  }
  return 'whole';
}

/** Whether every octet of a list belongs to a pair. */
export function isWholeList(list: Uint8Array): boolean {
  const pairs = readPairs(list);
  for (;;) {
    const next = pairs.next();
    if (next.done) return list.length > 0 && next.value === 'whole';
  }
}

/** The lists of the records `from` to `to` of a batch, to be spread into the batch of these records. */
export function pairsBetween({ pairs }: FlowBatch, from: number, to: number): Pick<FlowBatch, 'pairs'> {
  return pairs ? { pairs: pairs.slice(from, to) } : {};
}

/** The lists of those records for which `hits` is not 0. */
export function pairsOfHits({ pairs }: FlowBatch, hits: Uint8Array): Pick<FlowBatch, 'pairs'> {
  return pairs
    ? {
        pairs: Array.from(hits.keys(), (record) => record)
          .filter((record) => hits[record])
          .map((record) => pairs[record]),
      }
    : {};
}
