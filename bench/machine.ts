/** What a measurement was made on, and what else the machine did meanwhile. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { duckDb } from '../lib/store/duckdb.js';

export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** Octets. */
  readonly memory: number;
  /** Of the directory of the flows. */
  readonly disk: string;
  readonly system: string;
  readonly node: string;
  readonly duckdb: string;
  readonly nfdump: string;
  /** Load average of the minute before. */
  readonly load: number;
}

/** At the start of the program: later it would be that of the measurement itself. */
const [LOAD = 0] = loadavg();

/** File system, device and size of the one that holds a directory. */
function describeDisk(directory: string): string {
  const path = resolve(directory);
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '']) => path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`));
  const [device = '?', , kind = '?'] = mounts.sort(([, a = ''], [, b = '']) => b.length - a.length)[0] ?? [];
  const { blocks, bsize } = statfsSync(path);
  return `${kind} on ${device}, ${Math.round((blocks * bsize) / 1e9)} GB`;
}

function systemName(): string {
  if (!existsSync('/etc/os-release')) return process.platform;
  return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
}

/** @param directory where the flows are that are measured on */
export function describeMachine(directory: string): Machine {
  const { stdout, error } = spawnSync('nfdump', ['-V'], { encoding: 'utf8' });
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? '?',
    cores: availableParallelism(),
    memory: totalmem(),
    disk: describeDisk(directory),
    system: systemName(),
    node: process.version.slice(1),
    duckdb: duckDb().version().replace(/^v/, ''),
    nfdump: (!error && /\d+(?:\.\d+)+/.exec(stdout)?.[0]) || '?',
    load: LOAD,
  };
}

/** Seconds of processor time that all programs have used since the machine started, those of a hypervisor included. */
export function processorSecondsOfAll(): number {
  const [, ...ticks] = /^cpu .*$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[0].split(/ +/) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = ticks.map(Number);
  return (user + nice + system + irq + softirq + steal) / 100; // clock ticks; Linux has 100 a second for user space
}
