/** Measures whole processes, ours and a peer's in turns, and reports medians and ratios. */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeMachine, processorSecondsOfAll } from './machine.js';

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
  /** Flows that it works through, where their number per second is of interest. */
  readonly flows?: number;
  /** Timed runs of each program, after one that warms the page cache. Default 5. */
  readonly runs?: number;
}

/**
 * One line of build/bench.jsonl, which also gets the name of the program. A row is of times or of sizes: `ratio` is the
 * peer's by ours, above 1 we are faster or smaller.
 */
export interface BenchRow {
  readonly what: string;
  readonly size: string;
  /** Medians of wall time. */
  readonly seconds?: number;
  readonly peer?: string;
  readonly peerSeconds?: number;
  readonly ratio?: number;
  /** Largest resident set of our process over all runs, and of the peer's, octets. */
  readonly peakMemory?: number;
  readonly peerMemory?: number;
  /** What is on disk, octets. */
  readonly octets?: number;
  readonly peerOctets?: number;
  /** Flows that were worked through, where their number per second is of interest. */
  readonly flows?: number;
  /** Part of what was sent that did not arrive, from 0 to 1. */
  readonly loss?: number;
  readonly peerLoss?: number;
  /** Part of all processors that other programs used meanwhile, from 0 to 1. */
  readonly others?: number;
}

export type TimedRow = BenchRow & { readonly seconds: number };

/** Above this the times are not to be trusted. */
const BUSY = 0.1;

interface Run {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakMemory: number;
}

/** The most flows to measure on: `BENCH_FLOWS`, if that is set. */
function mostFlows(): number | undefined {
  const wanted = process.env['BENCH_FLOWS'];
  if (wanted === undefined || wanted === '') return undefined;
  const flows = Number(wanted);
  if (!Number.isSafeInteger(flows) || flows < 1)
    throw new RangeError(`BENCH_FLOWS must be a number of flows, not "${wanted}"`);
  return flows;
}

/** How many flows to measure on: what the benchmark thinks right for a whole run, at most `BENCH_FLOWS`. */
export function benchFlows(usual: number): number {
  return Math.min(usual, mostFlows() ?? usual);
}

/** Of these sizes, in flows, those up to `BENCH_FLOWS` or else up to `usual`; `BENCH_FLOWS` itself if that is less than all. */
export function benchSizes(sizes: readonly number[], usual: number): readonly number[] {
  const most = mostFlows() ?? usual;
  const chosen = sizes.filter((flows) => flows <= most);
  return chosen.length > 0 ? chosen : [most];
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

/**
 * The environment of a program that is measured. Where NODE_EXTRA_CA_CERTS names certificates, Node 20 reads those of all
 * authorities at each start, which takes longer than all else that it does then; web servers have no such variable.
 */
export function measuredEnvironment({ env }: Pick<Program, 'env'>): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS, ...others } = process.env;
  return { ...others, ...env };
}

/** Runs a program once under GNU time, which alone knows the peak memory of a process that has ended. */
async function run(program: Program, scratch: string): Promise<Run> {
  const usage = join(scratch, 'usage');
  const stdin = openSync(program.stdin ?? '/dev/null', 'r');
  const stdout = openSync(program.stdout ?? '/dev/null', 'w');
  try {
    const begun = process.hrtime.bigint();
    const child = spawn('/usr/bin/time', ['--quiet', '-f', '%M %U %S', '-o', usage, ...program.argv], {
      stdio: [stdin, stdout, 'pipe'],
      env: measuredEnvironment(program),
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
    const [memory = NaN, user = NaN, system = NaN] = readFileSync(usage, 'utf8').split(' ').map(Number);
    return { seconds, processorSeconds: user + system, peakMemory: memory * 1024 };
  } finally {
    closeSync(stdin);
    closeSync(stdout);
  }
}

const OUTPUT = join('build', 'bench.jsonl');
let begun = false;

function record(line: object): void {
  appendFileSync(OUTPUT, `${JSON.stringify(line)}\n`);
}

const columns = (...texts: readonly string[]): string =>
  texts.map((text, at) => (at < 2 ? text.padEnd(at === 0 ? 44 : 10) : text.padStart(10))).join(' ');

function begin(bench: string): void {
  begun = true;
  const machine = describeMachine(process.env['BENCH_DATA'] || '.');
  record({ bench, machine });
  console.log(`${machine.processor}, ${machine.cores} cores, load average ${machine.load.toFixed(2)}`);
  if (machine.load > machine.cores / 2)
    console.warn('The machine has been busy: times will say little if it still is.');
  console.log(columns('what', 'size', 'ours', 'MB', 'peer', 'MB', 'peer/ours') + '  peer');
}

/** Prints one row of the table and appends it to build/bench.jsonl: for what `compare` cannot measure. */
export function reportRow(row: BenchRow): void {
  const bench = basename(process.argv[1] ?? '', '.js');
  if (!begun) begin(bench);
  const number = (value: number | undefined, digits: number, unit = ''): string =>
    value === undefined ? '-' : value.toFixed(digits) + unit;
  const mega = (octets: number | undefined, unit = ''): string => number(octets && octets / 2 ** 20, 0, unit);
  const cells =
    row.octets === undefined
      ? [number(row.seconds, 3, ' s'), mega(row.peakMemory), number(row.peerSeconds, 3, ' s'), mega(row.peerMemory)]
      : [mega(row.octets, ' MB'), '', mega(row.peerOctets, ' MB'), ''];
  console.log(`${columns(row.what, row.size, ...cells, number(row.ratio, 2))}  ${row.peer ?? ''}`.trimEnd());
  if ((row.others ?? 0) > BUSY)
    console.warn(`  Other programs used ${((row.others ?? 0) * 100).toFixed(0)} % of the processors meanwhile.`);
  record({ bench, ...row });
}

/**
 * Times both programs in turns (ours, peer, ours, peer, …), so that whatever else the machine does hits both alike.
 * @throws Error with the last of its standard error when a program fails
 */
export async function compare({ what, size, flows, ours, peer, runs = 5 }: Comparison): Promise<TimedRow> {
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
  const all = { seconds: performance.now() / 1000, processors: processorSecondsOfAll(), own: process.cpuUsage() };
  let known = 0;
  const timed = async (program: Program): Promise<Run> => {
    const one = await run(program, scratch);
    known += one.processorSeconds;
    return one;
  };
  const mine: Run[] = [];
  const theirs: Run[] = [];
  try {
    for (let turn = 0; turn <= runs; turn++) {
      const our = await timed(ours);
      const their = peer && (await timed(peer));
      if (turn === 0) continue;
      mine.push(our);
      if (their) theirs.push(their);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const { user, system } = process.cpuUsage(all.own);
  const others = processorSecondsOfAll() - all.processors - known - (user + system) / 1e6;
  const row: TimedRow = {
    what,
    size,
    seconds: median(mine.map((one) => one.seconds)),
    peakMemory: Math.max(...mine.map((one) => one.peakMemory)),
    ...(flows !== undefined && { flows }),
    ...(peer && comparedWith(peer, mine, theirs)),
    others: Math.max(0, others / (performance.now() / 1000 - all.seconds) / availableParallelism()),
  };
  reportRow(row);
  return row;
}

function comparedWith({ name }: Program, mine: readonly Run[], theirs: readonly Run[]): Partial<BenchRow> {
  const [seconds, peerSeconds] = [mine, theirs].map((runs) => median(runs.map((one) => one.seconds))) as [
    number,
    number,
  ]; // as many as were mapped
  const peerMemory = Math.max(...theirs.map((one) => one.peakMemory));
  return { peer: name, peerSeconds, peerMemory, ratio: peerSeconds / seconds };
}
