/** The state file of a scan detector (reference section 5.18). */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { formatAddressNumber, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { ScanMemory } from './memory.js';
import { type Destination, type Source } from './memory.js';

/** A state file that cannot be understood; the message names the file and line. */
export class StateError extends Error {
  readonly code = 'state';
}

/** Of a source that was reported. */
const REPORTED = 1;

/**
 * The original's table has a bucket for each value of it, and keeps the newest source of a bucket first. Of IPv6, which it does
 * not know, all 16-bit words are put together in the same way.
 */
function bucketOf(address: AddressNumber): number {
  if (typeof address === 'number') return (address >>> 16) ^ (address & 0xffff);
  let bucket = 0;
  for (let rest = address; rest > 0n; rest >>= 16n) bucket ^= Number(rest & 0xffffn);
  return bucket;
}

/** `H bucket depth flags source`, then for each destination `I  flow address` and `P count ports…`; `.` ends it. */
export function stateText(memory: ScanMemory): string {
  const newestFirst = [...memory.sources()].reverse();
  newestFirst.sort((one, other) => bucketOf(one.address) - bucketOf(other.address));
  let text = '';
  for (const { address, destinations, reported } of newestFirst) {
    const flags = reported === 'yes' ? REPORTED : 0;
    text += `H ${bucketOf(address)} ${destinations.size} ${flags} ${formatAddressNumber(address)}\n`;
    for (const destination of destinations.values()) {
      text += `I  ${destination.lastUse} ${formatAddressNumber(destination.address)}\n`;
      const ports = [...(destination.ports ?? [])].sort((one, other) => one - other);
      if (ports.length > 0) text += `P ${ports.length} ${ports.join(' ')}\n`;
    }
  }
  return `${text}.\n`;
}

/** Reads one state, line by line. */
class StateReader {
  readonly #sources: {
    readonly address: AddressNumber;
    readonly flags: number;
    readonly used: [AddressNumber, number, number[]][];
  }[] = [];

  constructor(private readonly file: string) {}

  line(line: string, number: number): 'more' | 'end' {
    const fault = (what: string) => new StateError(`${this.file} line ${number}: ${what}`);
    const [kind, ...words] = line.trim().split(/\s+/);
    const source = this.#sources.at(-1);
    const counts = words.map((word) => (/^\d{1,15}$/.test(word) ? Number(word) : undefined));
    const address = parseAddressNumber(words.at(-1) ?? '');
    switch (kind) {
      case '.':
        return 'end';
      case 'H':
        if (words.length !== 4 || address === undefined || counts[2] === undefined)
          throw fault(`"${line}" must be H, a bucket, a depth, flags and an address`);
        this.#sources.push({ address, flags: counts[2], used: [] });
        return 'more';
      case 'I':
        if (!source || words.length !== 2 || address === undefined || counts[0] === undefined)
          throw fault(`"${line}" must be I, a number of a flow and an address, below a line H`);
        source.used.push([address, counts[0], []]);
        return 'more';
      case 'P': {
        const [count, ...given] = counts;
        const ports = given.filter((port) => port !== undefined && port < 1024) as number[]; // those that are defined
        const destination = source?.used.at(-1);
        if (!destination || count !== given.length || ports.length !== given.length)
          throw fault(`"${line}" must be P, a count and so many ports below 1024, below a line I`);
        destination[2].push(...ports);
        return 'more';
      }
      default:
        throw fault(`"${line}" begins with none of H, I, P and "."`);
    }
  }

  fill(memory: ScanMemory): void {
    const last = this.#sources.reduce((most, { used }) => used.reduce((more, [, use]) => Math.max(more, use), most), 0);
    for (const { address, flags, used } of this.#sources.reverse()) {
      const source: Source = memory.source(address);
      for (const [to, use, ports] of used) {
        const destination: Destination = source.destinations.get(to) ?? memory.add(source, to, use);
        if (ports.length > 0) destination.ports = new Set(ports);
      }
      // the file does not say when it was reported: as lately as can be
      if ((flags & REPORTED) !== 0) memory.report(source, last);
      else if (used.length === 0) memory.remove(source);
    }
    memory.settle();
  }
}

/**
 * Fills a memory from what {@link stateText} wrote.
 * @param file its name, for messages
 * @throws StateError
 */
export function parseState(text: string, file: string, memory: ScanMemory): void {
  const reader = new StateReader(file);
  const ended = text.split('\n').some((line, index) => line.trim() !== '' && reader.line(line, index + 1) === 'end');
  if (!ended) throw new StateError(`${file}: is cut off: its last line must be "."`);
  reader.fill(memory);
}

/**
 * Reads a state file.
 * @throws StateError
 */
export function loadState(file: string, memory: ScanMemory): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StateError(`the state file ${file} cannot be read: ${why}`, { cause });
  }
  parseState(text, file, memory);
}

/**
 * Writes a state file beside the old one, and puts it in its place.
 * @throws StateError
 */
export function saveState(file: string, memory: ScanMemory): void {
  const written = `${file}.${process.pid}`;
  try {
    writeFileSync(written, stateText(memory), { flag: 'wx', mode: 0o600 });
    renameSync(written, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(written, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StateError(`the state file ${file} cannot be written: ${why}`, { cause });
  }
}
