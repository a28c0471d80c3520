/** Writes the past: closed flow files, named, nested and cut as flow-capture would have done. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { flowFileName, nestingDirectory, type NestingLevel } from '../ftfile/names.js';
import { createFlowFile } from '../ftfile/writer.js';
import type { Span } from './coverage.js';
import type { Traffic } from './traffic.js';

export interface HistoryDevice {
  /** Directory of the device's files. */
  readonly directory: string;
  /** Makes the traffic; called once for each of the files that are written at the same time. */
  readonly traffic: () => Traffic;
  /** What is to be written. */
  readonly missing: readonly Span[];
}

export interface HistoryProgress {
  /** Seconds of flows written, and to be written in all, summed over the devices. */
  readonly seconds: number;
  readonly secondsInAll: number;
  readonly flows: number;
  readonly files: number;
}

export interface HistoryOptions {
  readonly nesting: NestingLevel;
  /** Length of a file, seconds; files change at multiples of it since local midnight. */
  readonly fileSeconds: number;
  readonly progress: (done: HistoryProgress) => void;
  readonly signal: AbortSignal;
}

/** Begins with none of the prefixes of flow files, so that nobody reads a file that is not whole. */
const SCRATCH = '.demo-';
/** The cheapest level of zlib halves the files and costs a third of the default one's time. */
const LEVEL = 1;

interface Piece extends Span {
  readonly device: HistoryDevice;
}

/** Cuts spans where flow-capture would change files (reference section 4.5). */
export function cutAtRotations(spans: readonly Span[], fileSeconds: number): Span[] {
  return spans.flatMap(({ start, end }) => {
    const pieces: Span[] = [];
    for (let from = start; from < end;) {
      const midnight = new Date(from * 1000).setHours(0, 0, 0, 0) / 1000;
      const tomorrow = new Date(midnight * 1000).setHours(24, 0, 0, 0) / 1000;
      const next = midnight + (Math.floor((from - midnight) / fileSeconds) + 1) * fileSeconds;
      const to = Math.min(end, next, tomorrow);
      pieces.push({ start: from, end: to });
      from = to;
    }
    return pieces;
  });
}

/** Removes what a killed run left unfinished. */
async function removeScratch(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) if (name.startsWith(SCRATCH)) await rm(join(directory, name));
}

/**
 * Writes all that is missing, several files at a time: zlib works on threads while the next flows are made.
 * @throws the signal's reason if it fires; no unfinished file is left. Error of the file system
 */
export async function writeHistory(devices: readonly HistoryDevice[], options: HistoryOptions): Promise<void> {
  for (const { directory } of devices) await removeScratch(directory);
  const pieces: Piece[] = devices
    .flatMap((device) => cutAtRotations(device.missing, options.fileSeconds).map((span) => ({ ...span, device })))
    .sort((a, b) => a.start - b.start);
  const secondsInAll = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  let [seconds, flows, files] = [0, 0, 0];
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const writer = async (): Promise<void> => {
    const traffics = new Map(devices.map((device) => [device, device.traffic()]));
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      const traffic = traffics.get(piece.device);
      if (!traffic) return;
      const written = await writePiece(piece, traffic, { ...options, signal });
      flows += written;
      seconds += piece.end - piece.start;
      files++;
      options.progress({ seconds, secondsInAll, flows, files });
    }
  };
  const writers = Array.from({ length: availableParallelism() + 1 }, () =>
    writer().catch((error: unknown) => {
      failed.abort(error);
    }),
  );
  await Promise.all(writers); // after a failure the others clean up before it is told
  signal.throwIfAborted();
}

/** @returns flows written */
async function writePiece(
  { device, start, end }: Piece,
  traffic: Traffic,
  { nesting, signal }: HistoryOptions,
): Promise<number> {
  const scratch = join(device.directory, `${SCRATCH}${start}`);
  const times = { captureStart: start, captureEnd: end };
  const header = { ...times, flows: 0, lost: 0, corrupt: 0, resets: 0, hostname: hostname() };
  const file = await createFlowFile(scratch, { version: '5', level: LEVEL, header });
  try {
    for (const batch of traffic.batches(start, end)) {
      signal.throwIfAborted();
      await file.append(batch);
    }
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(scratch, { force: true });
    throw error;
  }
  const directory = join(device.directory, nestingDirectory(nesting, start * 1000));
  await mkdir(directory, { recursive: true });
  await rename(scratch, join(directory, flowFileName({ state: 'closed', version: '5', start: start * 1000 })));
  return file.flows;
}
