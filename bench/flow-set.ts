/**
 * The day's flows in every form that is measured, made once and kept in BENCH_DATA or build/bench-data. Below the
 * directory of a number of flows: `rows/DEVICE` row files; `twinned/DEVICE` the same files (hard links), whose twins lie
 * beside it; `lz4` and `lzo` nfdump's.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEVICE } from './bench-day.js';
import { linkTree } from './file-tree.js';
import { recompressNfdumpDay, writeNfdumpDay } from './nfdump-day.js';
import { writeRowDay } from './row-day.js';

/** Of the flows' model and of the files' layout: what was kept under another number is not used. */
const GENERATION = 1;

export interface FlowSet {
  readonly flows: number;
  /** Data directories that hold the device's directory: without twins, and with. */
  readonly rows: string;
  readonly twinned: string;
  /** Directories of nfdump files. */
  readonly lz4: string;
  readonly lzo: string;
}

/** Makes a directory unless it was completed before: a file beside it says so. */
async function once(directory: string, make: () => Promise<void> | void): Promise<void> {
  const mark = `${directory}.complete`;
  if (existsSync(mark)) return;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await make();
  writeFileSync(mark, '');
}

/**
 * Makes what is not there yet of a set.
 * @param say tells what takes a while
 * @throws Error if nfdump did not get every flow; the system's error
 */
export async function prepareFlowSet(flows: number, say: (text: string) => void): Promise<FlowSet> {
  const base = resolve(process.env['BENCH_DATA'] || join('build', 'bench-data'), `${GENERATION}-${flows}`);
  const [rows, twinned, lz4, lzo] = ['rows', 'twinned', 'lz4', 'lzo'].map((name) => join(base, name)) as Four;
  const timed = (text: string, make: () => Promise<void> | void) => async (): Promise<void> => {
    const begun = performance.now();
    await make();
    say(`${text}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  };
  await once(
    rows,
    timed('Made row files', () => writeRowDay(join(rows, DEVICE), flows)),
  );
  await once(twinned, () => linkTree(rows, twinned));
  await once(
    lz4,
    timed('Sent to nfcapd', () => writeNfdumpDay(lz4, flows)),
  );
  await once(
    lzo,
    timed('Recompressed nfdump files', () => recompressNfdumpDay(lz4, lzo, flows)),
  );
  return { flows, rows, twinned, lz4, lzo };
}

/** As many as there are names. */
type Four = [string, string, string, string];
