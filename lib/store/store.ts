/** Where flows are: the interface that every store implements and one shared test suite checks. */
import type { Cell } from '../query/cell.js';
import type { ResultColumn } from '../query/columns.js';
import type { FlowQuery } from '../query/query.js';

export type { Cell } from '../query/cell.js';
export type { ResultColumn } from '../query/columns.js';

export interface Progress {
  readonly filesDone: number;
  readonly files: number;
  /** Flows read so far, before any filter. */
  readonly flows: number;
}

/** What the reader of a result should know: a damaged file, a missing directory. `text` is a whole sentence. */
export interface Note {
  readonly code:
    'no-files' | 'no-directory' | 'unreadable-file' | 'damaged-file' | 'skipped-field' | 'unused-twin' | 'sampling';
  readonly text: string;
  /** Of a file that cannot be read: what to do about all that have the same fault. */
  readonly unreadable?: { readonly file: string; readonly remedy: string };
}

export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /**
   * Measures over all qualifying flows, each counted once, keyed as the columns; includes rows beyond `limit` and below
   * `having`. The least or greatest of no flows is null.
   */
  readonly totals: Readonly<Record<string, number | bigint | null>>;
  /** Rows there are without `limit`. */
  readonly rowCount: number;
  readonly scanned: { readonly files: number; readonly flows: number };
  readonly notes: readonly Note[];
}

export interface RunControl {
  readonly signal?: AbortSignal;
  /** Called at most about five times a second while flows are read, and when all are. */
  readonly progress?: (done: Progress) => void;
}

export interface FlowStore {
  /**
   * Answers one question.
   * @throws the signal's reason (an AbortError) when `signal` fires; QueryError for a question that cannot be asked;
   *   StoreError (code, place, cause) when nothing can be answered at all
   */
  run(query: FlowQuery, control?: RunControl): Promise<Result>;
  close(): Promise<void>;
}
