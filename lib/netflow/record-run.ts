/** Consecutive records of a data set, and where their fields are. */
import type { Places } from './record-walk.js';
import type { WireColumn } from './record-scratch.js';

/** What a plan says of the place of a field. */
export interface FieldPlace {
  /** Which field of the template. */
  readonly index: number;
  /** Octets from the record's beginning; of no use where a field before it is variable. */
  readonly from: number;
  /** Octets, or VARIABLE. */
  readonly length: number;
}

export class RecordRun {
  readonly #column: { -readonly [Which in keyof WireColumn]: WireColumn[Which] };

  /**
   * @param at octet of the view where the first begins
   * @param stride octets of each
   * @param places where the fields of the one record are, if the template does not tell
   */
  constructor(
    readonly view: DataView,
    readonly at: number,
    readonly stride: number,
    readonly count: number,
    private readonly places?: Places,
  ) {
    this.#column = { view, at, length: 0, stride, count };
  }

  /** Where a field is; the next call changes what this one has returned, for a datagram has twenty fields. */
  column({ index, from, length }: FieldPlace): WireColumn {
    const column = this.#column;
    column.at = this.places ? this.places.at[index]! : this.at + from;
    column.length = this.places ? this.places.length[index]! : length;
    return column;
  }
}
