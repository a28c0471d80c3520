/** Measures whole processes, ours and a peer's in turns, and reports medians and ratios. */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A command to time. Its standard output goes to `stdout`, a path, or nowhere; `stdin` is a path too. */
export interface Program {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly stdin?: string;
  readonly stdout?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Comparison {
  readonly what: string;
  /** What it was done on, e.g. `5 M flows`. */
  readonly size: string;
  readonly ours: Program;
  readonly peer?: Program;
  /** Timed runs of each program, after one that warms the page cache. Default 5. */
  readonly runs?: number;
}

/** One line of build/bench.jsonl. Seconds are medians of wall time; `ratio` is peerSeconds / seconds: above 1, we are faster. */
export interface BenchRow {
  readonly what: string;
  readonly size: string;
  readonly seconds: number;
  readonly peer?: string;
  readonly peerSeconds?: number;
  readonly ratio?: number;
  /** Largest resident set of our process over all runs, octets. */
  readonly peakMemory?: number;
}

interface Run {
  readonly seconds: number;
  readonly peakMemory: number;
}

/** How many flows to measure on: `BENCH_FLOWS`, or what the benchmark thinks right for a whole run. */
export function benchFlows(usual: number): number {
  const wanted = process.env['BENCH_FLOWS'];
  if (wanted === undefined || wanted === '') return usual;
  const flows = Number(wanted);
  if (!Number.isSafeInteger(flows) || flows < 1)
    throw new RangeError(`BENCH_FLOWS must be a number of flows, not "${wanted}"`);
  return flows;
}

/** 5000000 as `5 M flows`. */
export function sizeText(flows: number): string {
  if (flows >= 1e6) return `${Number((flows / 1e6).toFixed(1))} M flows`;
  return flows >= 1e4 ? `${Number((flows / 1e3).toFixed(1))} k flows` : `${flows} flows`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) throw new RangeError('the median of nothing');
  return sorted.length % 2 === 0 && low !== undefined ? (low + high) / 2 : high;
}

/** Runs a program once under GNU time, which alone knows the peak memory of a process that has ended. */
async function run(program: Program, scratch: string): Promise<Run> {
  const memory = join(scratch, 'memory');
  const stdin = openSync(program.stdin ?? '/dev/null', 'r');
  const stdout = openSync(program.stdout ?? '/dev/null', 'w');
  try {
    const begun = process.hrtime.bigint();
    const child = spawn('/usr/bin/time', ['--quiet', '-f', '%M', '-o', memory, ...program.argv], {
      stdio: [stdin, stdout, 'pipe'],
      env: { ...process.env, ...program.env },
    });
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)));
    const status = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.on('error', (cause) => {
        reject(new Error('cannot run /usr/bin/time (Debian package time)', { cause }));
      });
      child.on('close', (code, signal) => {
        resolve(code ?? signal);
      });
    });
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    if (status !== 0) throw new Error(`${program.name} (${program.argv.join(' ')}) ended with ${status}: ${complaint}`);
    return { seconds, peakMemory: Number(readFileSync(memory, 'utf8')) * 1024 };
  } finally {
    closeSync(stdin);
    closeSync(stdout);
  }
}

let heading = true;

/** Prints one row of the table and appends it to build/bench.jsonl: for what `compare` cannot measure. */
export function reportRow(row: BenchRow): void {
  const columns = (...texts: readonly string[]): string =>
    texts.map((text, at) => (at < 2 ? text.padEnd(at === 0 ? 34 : 14) : text.padStart(11))).join(' ');
  if (heading) console.log(columns('what', 'size', 'seconds', 'peak MB', 'peer s', 'peer/ours') + '  peer');
  heading = false;
  const number = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '-';
  const memory = row.peakMemory === undefined ? undefined : row.peakMemory / 2 ** 20;
  const cells = [number(row.seconds, 3), number(memory, 0), number(row.peerSeconds, 3), number(row.ratio, 2)];
  console.log(`${columns(row.what, row.size, ...cells)}  ${row.peer ?? ''}`.trimEnd());
  appendFileSync('build/bench.jsonl', `${JSON.stringify(row)}\n`);
}

/**
 * Times both programs in turns (ours, peer, ours, peer, …), so that whatever else the machine does hits both alike.
 * @throws Error with the last of its standard error when a program fails
 */
export async function compare({ what, size, ours, peer, runs = 5 }: Comparison): Promise<BenchRow> {
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
  const mine: Run[] = [];
  const theirs: Run[] = [];
  try {
    for (let turn = 0; turn <= runs; turn++) {
      const our = await run(ours, scratch);
      const their = peer && (await run(peer, scratch));
      if (turn === 0) continue;
      mine.push(our);
      if (their) theirs.push(their);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const seconds = median(mine.map((one) => one.seconds));
  const row: BenchRow = { what, size, seconds, peakMemory: Math.max(...mine.map((one) => one.peakMemory)) };
  if (!peer) {
    reportRow(row);
    return row;
  }
  const peerSeconds = median(theirs.map((one) => one.seconds));
  const compared = { ...row, peer: peer.name, peerSeconds, ratio: peerSeconds / seconds };
  reportRow(compared);
  return compared;
}
