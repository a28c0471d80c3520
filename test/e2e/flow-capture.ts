/** Our own collector as an operator runs it, and what our own store finds in its files. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldName } from '../../lib/flow/field.js';
import { EVERY_FLOW } from '../../lib/query/filter.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import type { Cell, Result } from '../../lib/store/store.js';
import { freePort } from '../free-port.js';
import { udpQueue } from './udp-queue.js';
import { Program } from './program.js';
import type { SeenFlow, Totals } from './seen-flow.js';

const COMMAND = join(import.meta.dirname, '../../bin/flow-capture');

export interface FlowCaptureOptions {
  /** Holds a directory for each device. */
  readonly dataDirectory: string;
  readonly device: string;
  /** The only exporter to accept; default: any. */
  readonly accept?: string;
}

export class FlowCapture {
  private constructor(
    readonly port: number,
    private readonly options: FlowCaptureOptions,
    private readonly program: Program,
  ) {}

  static async start(options: FlowCaptureOptions): Promise<FlowCapture> {
    const directory = join(options.dataDirectory, options.device);
    await mkdir(directory, { recursive: true });
    const port = await freePort();
    const address = `127.0.0.1/${options.accept ?? 0}/${port}`;
    const program = new Program(COMMAND, ['-D', '-P', 'no', '-p', '-', '-w', directory, address]);
    await program.ready(async () => (await udpQueue(port)) !== undefined);
    return new FlowCapture(port, options, program);
  }

  /** What it logged so far. */
  get log(): string {
    return this.program.output;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  /** All flows in its files, closed or open. */
  async flows(): Promise<SeenFlow[]> {
    const columns = ['exaddr', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'prot', 'tos', 'tcp_flags'] as const;
    const counters = ['dpkts', 'doctets', 'start_ms', 'end_ms'] as const;
    const { rows } = await this.#ask({ kind: 'flows', columns: [...columns, ...counters] });
    return rows.map((row) => seen(new Map([...columns, ...counters].map((field, at) => [field, row[at] ?? null]))));
  }

  /** Sums per exporter, as the store makes them. */
  async totals(): Promise<ReadonlyMap<string, Totals>> {
    const { rows } = await this.#ask({
      kind: 'groups',
      dimensions: [{ kind: 'field', field: 'exaddr' }],
      measures: [{ measure: 'flows' }, { measure: 'packets' }, { measure: 'octets' }],
    });
    return new Map(
      rows.map(([exporter, flows, packets, octets]) => [
        String(exporter),
        { flows: Number(flows), packets: Number(packets), octets: Number(octets) },
      ]),
    );
  }

  async #ask(select: FlowQuery['select']): Promise<Result> {
    const { dataDirectory, device } = this.options;
    const store = new DuckDbStore({ dataDirectory, threads: 1 });
    try {
      const sources = [{ kind: 'device', name: device }] as const;
      return await store.run({ sources, filter: EVERY_FLOW, share: 'whole flows', select, order: [] });
    } finally {
      await store.close();
    }
  }
}

function seen(row: ReadonlyMap<FieldName, Cell>): SeenFlow {
  const text = (field: FieldName): string => String(row.get(field));
  const number = (field: FieldName): number => Number(row.get(field));
  return {
    exporter: text('exaddr'),
    srcaddr: text('srcaddr'),
    dstaddr: text('dstaddr'),
    prot: number('prot'),
    srcport: number('srcport'),
    dstport: number('dstport'),
    tos: number('tos'),
    flags: number('tcp_flags'),
    packets: number('dpkts'),
    octets: number('doctets'),
    start: number('start_ms'),
    end: number('end_ms'),
  };
}
