/** Continuation records: what stands before a flow in a file of extended records where the flow has pairs (docs/format.md). */
import type { FlowBatch } from '../flow/batch.js';
import type { RecordLayout } from '../flow/layout.js';
import { isWholeList, LONGEST_LIST } from '../flow/pairs.js';
import { EXTENDED } from '../flow/version.js';

/** Octets of a flow's list that one record holds: those before the two that say so. */
const ROOM = 235;
/** Where a record says what it is, and how many octets of a list it has. */
const KIND = 235;
const USED = 236;
const CONTINUATION = 1;
const MOST_RECORDS = LONGEST_LIST / ROOM;

/** Whether any of the octets of records is a continuation. */
export function hasContinuations(layout: RecordLayout, bytes: Uint8Array): boolean {
  if (layout.version !== EXTENDED) return false;
  for (let at = KIND; at < bytes.length; at += layout.size) if (bytes[at] === CONTINUATION) return true;
  return false;
}

/** The runs of flows between continuations. */
export function* flowRuns(layout: RecordLayout, bytes: Uint8Array): Generator<Uint8Array, void> {
  const { size } = layout;
  for (let at = 0; at < bytes.length;) {
    const from = at;
    while (at < bytes.length && bytes[at + KIND] !== CONTINUATION) at += size;
    if (at > from) yield bytes.subarray(from, at);
    while (at < bytes.length && bytes[at + KIND] === CONTINUATION) at += size;
  }
}

/** The records of a batch with the continuations that belong before them; those of a batch without pairs as they are. */
export function withContinuations({ layout, bytes, pairs }: FlowBatch): Uint8Array {
  if (!pairs) return bytes;
  const { size } = layout;
  const more = pairs.reduce((sum, list) => sum + Math.ceil((list?.length ?? 0) / ROOM), 0);
  if (more === 0) return bytes;
  const all = new Uint8Array(bytes.length + more * size);
  let to = 0;
  for (let from = 0, record = 0; from < bytes.length; from += size, record++) {
    const list = pairs[record];
    for (let at = 0; list && at < list.length; at += ROOM, to += size) {
      const part = list.subarray(at, at + ROOM);
      all.set(part, to);
      all[to + KIND] = CONTINUATION;
      all[to + USED] = part.length;
    }
    all.set(bytes.subarray(from, from + size), to);
    to += size;
  }
  return all;
}

/** Takes continuations out of the records of a file, and gives their lists to the flows behind them. */
export class ContinuationReader {
  /** Octets of the list so far, and records that they came in. */
  readonly #list = new Uint8Array(LONGEST_LIST);
  #length = 0;
  #records = 0;
  /** The last record was full: another may follow. */
  #isOpen = true;
  /** Octets of a list that cannot be: nothing of the kind is written by this program. */
  isDamaged = false;

  constructor(private readonly layout: RecordLayout) {}

  /** Continuations that no flow has followed yet. */
  get waiting(): number {
    return this.#records;
  }

  /** @param bytes whole records, which are moved together in place */
  read(bytes: Uint8Array, count: number): FlowBatch {
    const { layout } = this;
    if (this.#records === 0 && !hasContinuations(layout, bytes)) return { layout, bytes, count };
    const { size } = layout;
    const pairs: (Uint8Array | undefined)[] = [];
    let to = 0;
    for (let at = 0; at < bytes.length; at += size) {
      if (bytes[at + KIND] === CONTINUATION) {
        this.#add(bytes.subarray(at, at + size));
        continue;
      }
      pairs.push(this.#records > 0 ? this.#take() : undefined);
      if (to < at) bytes.copyWithin(to, at, at + size);
      to += size;
    }
    return { layout, bytes: bytes.subarray(0, to), count: pairs.length, pairs };
  }

  #add(record: Uint8Array): void {
    const used = record[USED]!;
    const isSound =
      used > 0 && used <= ROOM && record.subarray(used, ROOM).every(isZero) && record.subarray(USED + 1).every(isZero);
    if (!isSound || !this.#isOpen || this.#records === MOST_RECORDS) this.isDamaged = true;
    else {
      this.#list.set(record.subarray(0, used), this.#length);
      this.#length += used;
      this.#isOpen = used === ROOM;
    }
    this.#records = Math.min(MOST_RECORDS, this.#records + 1);
  }

  #take(): Uint8Array | undefined {
    const list = this.#list.slice(0, this.#length);
    this.#length = 0;
    this.#records = 0;
    this.#isOpen = true;
    if (!isWholeList(list)) this.isDamaged = true;
    return list.length > 0 ? list : undefined;
  }
}

function isZero(octet: number): boolean {
  return octet === 0;
}
