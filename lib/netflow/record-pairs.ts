/** The elements of records that fill no field: the packed lists of their flows. */
import type { FlowBatch } from '../flow/batch.js';
import { LONGEST_LIST, packedLength, packHead } from '../flow/pairs.js';
import type { PairLoad } from './record-plan.js';
import type { RecordRun } from './record-run.js';
import type { WireColumn } from './record-scratch.js';

/** One element that has room in the list. */
interface Placed {
  readonly load: PairLoad;
  readonly wire: WireColumn;
  /** Octets from the list's beginning. */
  readonly at: number;
}

/** Lists of the flows that take shape. */
export class RecordPairs {
  /** Elements of flows for which there was no room. */
  leftOut = 0;
  #lists: (Uint8Array | undefined)[] = [];

  /** Makes the lists of records, of which the first is that of flow `first`. An element without octets says nothing. */
  add(loads: readonly PairLoad[], run: RecordRun, first: number): void {
    const { count } = run;
    const placed: Placed[] = [];
    let length = 0;
    for (const load of loads) {
      const wire = { ...run.column(load) };
      if (wire.length === 0) continue;
      const more = packedLength(load.owner, wire.length);
      if (length + more > LONGEST_LIST) {
        this.leftOut += count;
        continue;
      }
      placed.push({ load, wire, at: length });
      length += more;
    }
    if (length === 0) return;
    const lists = new Uint8Array(length * count);
    for (const one of placed) fill(lists, one, length, count);
    this.#fillUp(first);
    for (let record = 0; record < count; record++)
      this.#lists.push(lists.subarray(record * length, (record + 1) * length));
  }

  /** Those of the flows so far, of which there are `count`; the next ones begin anew. */
  take(count: number): Pick<FlowBatch, 'pairs'> {
    if (this.#lists.length === 0) return {};
    this.#fillUp(count);
    const pairs = this.#lists;
    this.#lists = [];
    return { pairs };
  }

  #fillUp(count: number): void {
    while (this.#lists.length < count) this.#lists.push(undefined);
  }
}

/** One element of all records. */
function fill(lists: Uint8Array, { load, wire, at }: Placed, length: number, count: number): void {
  const { view, stride } = wire;
  const octets = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let record = 0; record < count; record++) {
    let to = packHead(lists, record * length + at, load.owner, load.id, wire.length);
    const from = wire.at + record * stride;
    for (let octet = from; octet < from + wire.length; octet++) lists[to++] = octets[octet]!;
  }
}
