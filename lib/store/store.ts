/** Where flows are: the interface that every store implements and one shared test suite checks. */
import type { FlowQuery } from '../query/query.js';
import type { Unit } from '../flow/field.js';

/** Integers beyond 2⁵³ come as bigint; addresses as their text; times (`ms`) as milliseconds since 1970. */
export type Cell = number | bigint | string | null;

export interface ResultColumn {
  /** Column key, as used by FlowQuery's `order`. */
  readonly key: string;
  readonly title: string;
  readonly unit?: Unit;
  readonly type: 'integer' | 'real' | 'address' | 'prefix' | 'time';
}

export interface Progress {
  readonly filesDone: number;
  readonly files: number;
  /** Flows read so far, before any filter. */
  readonly flows: number;
}

/** What the reader of a result should know: a damaged file, a missing directory. `text` is a whole sentence. */
export interface Note {
  readonly code: 'no-files' | 'no-directory' | 'unreadable-file' | 'damaged-file' | 'skipped-field';
  readonly text: string;
}

export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Measures summed over all qualifying flows, each counted once, keyed as the columns; includes rows beyond `limit`. */
  readonly totals: Readonly<Record<string, number | bigint>>;
  /** Rows there are without `limit`. */
  readonly rowCount: number;
  readonly scanned: { readonly files: number; readonly flows: number };
  readonly notes: readonly Note[];
}

export interface RunControl {
  readonly signal?: AbortSignal;
  readonly progress?: (done: Progress) => void;
}

export interface FlowStore {
  /**
   * Answers one question.
   * @throws AbortError when `signal` fires; StoreError (code, place, cause) when nothing can be answered at all
   */
  run(query: FlowQuery, control?: RunControl): Promise<Result>;
  close(): Promise<void>;
}
