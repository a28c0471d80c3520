/** A flow-capture of the demonstration: one per device, on a loopback port of its own. */
import { createSocket } from 'node:dgram';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nestingDirectory, parseFlowFileName, type NestingLevel } from '../ftfile/names.js';
import { Child } from './child.js';
import { PROGRAMS, type Places } from './places.js';

export const LOOPBACK = '127.0.0.1';
export const NESTING: NestingLevel = 3;
/** Seconds that a file covers, as in flow-capture's default of 96 files a day. */
export const FILE_S = 900;

/** Fast, and half the size of none. */
const LEVEL = 1;
/** flow-capture has its first file open after this long, or something is wrong, ms. */
const START_MS = 20_000;
const POLL_MS = 50;

export interface Collector {
  readonly child: Child;
  readonly port: number;
  /** Start of its first file, seconds since 1970. */
  readonly since: number;
}

/** A UDP port on 127.0.0.1 that nobody uses at the moment. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, LOOPBACK, () => {
      const { port } = socket.address();
      socket.close(() => {
        resolve(port);
      });
    });
  });
}

/** Start of the file being written that was begun last, seconds; undefined if none was begun since `from`, ms. */
async function openFileSince(directory: string, from: number): Promise<number | undefined> {
  const days = new Set([from, Date.now()].map((time) => nestingDirectory(NESTING, time)));
  for (const day of days) {
    const names = await readdir(join(directory, day)).catch(() => []);
    for (const name of names) {
      const file = parseFlowFileName(name);
      if (file?.state === 'open' && file.start >= from) return file.start / 1000;
    }
  }
  return undefined;
}

/**
 * Starts flow-capture for one device.
 * @param exporter the only address it accepts flows from
 * @returns when it listens
 * @throws ChildEndedError if it ends, Error if it does not get ready
 */
export async function startCollector(
  device: string,
  exporter: string,
  places: Places,
  signal: AbortSignal,
): Promise<Collector> {
  const directory = join(places.flows, device);
  await mkdir(directory, { recursive: true });
  const port = await freePort();
  const from = Math.floor(Date.now() / 1000) * 1000;
  const listen = `${LOOPBACK}/${exporter}/${port}`;
  const child = new Child({
    title: `flow-capture for ${device}`,
    command: process.execPath,
    args: [
      PROGRAMS.capture,
      '-D',
      '-V',
      '5',
      '-N',
      `${NESTING}`,
      '-z',
      `${LEVEL}`,
      '-P',
      'no',
      '-w',
      directory,
      listen,
    ],
    log: join(places.logs, `flow-capture.${device}.log`),
  });
  try {
    const deadline = Date.now() + START_MS;
    for (;;) {
      const since = await openFileSince(directory, from);
      if (since !== undefined) return { child, port, since };
      if (Date.now() > deadline) throw new Error(`${child.options.title} is not ready: see ${child.options.log}.`);
      await Promise.race([sleep(POLL_MS, undefined, { signal }), child.failed]);
    }
  } catch (error) {
    await child.stop();
    throw error;
  }
}
