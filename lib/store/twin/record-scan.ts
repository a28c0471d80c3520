/** Records in memory as a relation of DuckDB: `COPY` takes them from there, with no table between, in half the time. */
import type { DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import type { FlowBatch } from '../../flow/batch.js';
import { identifier, sql, type Sql } from '../../query/sql.js';
import { CHUNK, ChunkFiller, duckTypes } from '../chunk-filler.js';
import { duckDb } from '../duckdb.js';
import type { Selection } from '../selection.js';
import type { TwinColumn } from './schema.js';

const NAME = 'kept_records';

/** Records, and the times of each, ms. */
export interface KeptBatch {
  readonly batch: FlowBatch;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** What one statement reads. */
interface Scanned {
  readonly batches: readonly KeptBatch[];
  readonly columns: readonly TwinColumn[];
}

/** How far one scan has come. */
interface Progress {
  readonly batches: readonly KeptBatch[];
  readonly filler: ChunkFiller;
  batch: number;
  record: number;
}

const scansOf = new WeakMap<DuckDBInstance, Promise<RecordScans>>();

/** The table function of one engine: its argument is the number of the records that are to be read. */
export class RecordScans {
  readonly #scanned = new Map<number, Scanned>();
  #last = 0;

  static async of(engine: DuckDBInstance): Promise<RecordScans> {
    const scans = scansOf.get(engine) ?? RecordScans.#register(engine);
    scansOf.set(engine, scans);
    return scans;
  }

  static async #register(engine: DuckDBInstance): Promise<RecordScans> {
    const { DuckDBTableFunction, INTEGER } = duckDb();
    const scans = new RecordScans();
    const connection = await engine.connect();
    connection.registerTableFunction(
      DuckDBTableFunction.create({
        name: NAME,
        parameterTypes: [INTEGER],
        bindFunction: (bind) => {
          const scanned = scans.#scanned.get(Number(bind.getParameter(0)));
          if (!scanned) throw new RangeError('these records are gone');
          const types = duckTypes(scanned.columns);
          for (const [index, { name }] of scanned.columns.entries()) bind.addResultColumn(name, types[index]!);
          bind.setBindData(scanned);
        },
        initFunction: (init) => {
          init.setMaxThreads(1); // which keeps their order
          const { batches, columns } = init.bindData as Scanned; // what bindFunction set
          const filler = new ChunkFiller(columns);
          init.setInitData({ batches, filler, batch: 0, record: 0 } satisfies Progress);
        },
        mainFunction: (info, chunk) => {
          fillChunk(info.initData as Progress, chunk); // what initFunction set
        },
      }),
    );
    connection.closeSync(); // the function is the engine's
    return scans;
  }

  /**
   * @param use is given the relation, which is there until it has ended
   * @throws what `use` throws
   */
  async during<T>(scanned: Scanned, use: (relation: Sql) => Promise<T>): Promise<T> {
    const number = ++this.#last;
    this.#scanned.set(number, scanned);
    try {
      return await use(sql`${identifier(NAME)}(${number})`);
    } finally {
      this.#scanned.delete(number);
    }
  }
}

/** Fills one chunk with the next records; none ends the scan. */
function fillChunk(progress: Progress, chunk: DuckDBDataChunk): void {
  const { batches, filler } = progress;
  let filled = 0;
  while (filled < CHUNK && progress.batch < batches.length) {
    const kept = batches[progress.batch]!;
    const { batch } = kept;
    const from = progress.record;
    const to = Math.min(batch.count, from + CHUNK - filled);
    filler.fill(filled, batch, selectionOf(kept), from, to, { segment: 0, firstRecord: 0 });
    filled += to - from;
    progress.record = to;
    if (to === batch.count) {
      progress.batch++;
      progress.record = 0;
    }
  }
  filler.flush(chunk, filled);
}

let every = new Uint32Array(0);

/** All records of a batch. */
export function selectionOf({ batch: { count }, start, end }: KeptBatch): Selection {
  if (every.length < count) every = Uint32Array.from({ length: count }, (_, record) => record);
  return { count, index: every, start, end };
}
