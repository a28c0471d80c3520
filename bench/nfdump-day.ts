/** The day in nfdump's files as nfcapd leaves them, compressed by LZ4 or by LZO. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { flowMaker } from '../lib/demo/make-flows.js';
import { dayOf, fileSpans, type Span } from './bench-day.js';
import { checkNfdumpFiles, writeNfdumpFile } from './nfdump-files.js';

/** nfcapd.YYYYMMDDhhmm, here in UTC. */
function nfcapdFile({ start }: Span): string {
  return `nfcapd.${new Date(start * 1000).toISOString().slice(0, 16).replace(/\D/g, '')}`;
}

/**
 * Lets an nfcapd write each of the files (LZ4), because one that runs on would change files by the clock of the machine.
 * @throws Error if a flow was lost
 */
export async function writeNfdumpDay(directory: string, flows: number): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const make = flowMaker(dayOf(flows));
  for (const span of fileSpans(flows)) await writeNfdumpFile(join(directory, nfcapdFile(span)), make(span));
  checkNfdumpFiles(directory, flows);
}

/**
 * The same blocks compressed by LZO, which `nfcapd -z` would have written.
 * @throws Error if nfdump refuses one, or a flow is missing afterwards
 */
export function recompressNfdumpDay(from: string, to: string, flows: number): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const copy = join(to, name);
    copyFileSync(join(from, name), copy);
    const { status, stderr } = spawnSync('nfdump', ['-J', '1', '-r', copy], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`nfdump -J 1 -r ${copy} ended with ${status}: ${stderr}`);
  }
  checkNfdumpFiles(to, flows);
}
