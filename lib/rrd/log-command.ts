/** The command flow-log2rrd: counters of exporters from a log to RRDs (reference section 5.19). */
import { createInterface } from 'node:readline';
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { warn } from '../command/run.js';
import { ensureRrd, lastUpdate, rrdPath, updateRrd, type RrdShape, type RrdUpdate } from './rrdtool.js';
import { readStatisticsLine, type StatisticsLine } from './statistics-line.js';

/** A week of 5 minutes, a year of days. */
const ARCHIVES: RrdShape['archives'] = [
  [1, 2016],
  [288, 365],
];
/** Values that go to rrdtool at once. */
const PIECE = 100;
/** Files thought of at a time. */
const MOST_FILES = 1000;

interface OpenRrd {
  readonly sources: readonly string[];
  last: number;
  pending: RrdUpdate[];
}

/** What is not in an RRD yet. Lines that are there already are left out, so that a log may be read again. */
class Counters {
  #files = new Map<string, OpenRrd>();

  constructor(
    private readonly directory: string,
    private readonly say: (text: string) => void,
  ) {}

  async add(line: StatisticsLine): Promise<void> {
    const file = rrdPath(this.directory, [line.source, line.destination, line.version].join('_'));
    const rrd = await this.#open(file, line);
    if (line.now <= rrd.last) return;
    // a counter that began anew has not run over
    const unknown = Math.max(line.startup, rrd.last + 1);
    if (line.startup > rrd.last && unknown < line.now)
      rrd.pending.push({ time: unknown, values: rrd.sources.map(() => undefined) });
    rrd.pending.push({ time: line.now, values: rrd.sources.map((name) => line.counters.get(name)) });
    rrd.last = line.now;
    if (rrd.pending.length >= PIECE) await this.#write(file, rrd);
  }

  async flush(): Promise<void> {
    for (const [file, rrd] of this.#files) await this.#write(file, rrd);
    this.#files = new Map();
  }

  async #open(file: string, { now, counters }: StatisticsLine): Promise<OpenRrd> {
    const known = this.#files.get(file);
    if (known) return known;
    if (this.#files.size >= MOST_FILES) await this.flush();
    const sources = [...counters.keys()];
    await ensureRrd(file, { start: now - 1, sources, kind: 'COUNTER', archives: ARCHIVES });
    const rrd: OpenRrd = { sources, last: await lastUpdate(file), pending: [] };
    this.#files.set(file, rrd);
    return rrd;
  }

  async #write(file: string, rrd: OpenRrd): Promise<void> {
    const updates = rrd.pending;
    rrd.pending = [];
    if (updates.length === 0) return;
    this.say(`${file}: ${updates.length} values`);
    await updateRrd(file, rrd.sources, updates);
  }
}

export const LOG2RRD_SYNTAX: CommandSyntax = {
  purpose: 'put the counters of exporters from a log into RRD files',
  options: {
    d: { text: 'Tell what is written.' },
    p: { value: 'path', text: 'Directory of the RRD files (default the working directory).' },
  },
  input: 'log',
};

/** @returns the exit status */
export async function flowLog2rrd(argv: readonly string[]): Promise<number> {
  const { options } = readOptions(argv, LOG2RRD_SYNTAX);
  const directory = options.findLast(({ letter }) => letter === 'p')?.value ?? '.';
  const debug = options.some(({ letter }) => letter === 'd');
  const counters = new Counters(directory, (text) => {
    if (debug) warn(text);
  });
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const statistics = readStatisticsLine(line);
    if (statistics) await counters.add(statistics);
  }
  await counters.flush();
  return 0;
}
