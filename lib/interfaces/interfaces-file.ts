/** The file beside the flows in which flow-capture keeps what exporters tell of interfaces and applications (docs/format.md). */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CounterPoint, InterfaceEntry, InterfaceSampling, Interfaces, Told } from './interface-book.js';

/** In the working directory of flow-capture; programs that look for flow files pass over names with a dot. */
export const INTERFACES_FILE = '.interfaces.json';

const FORMAT = 1;
/** Pages of other users read it. */
const MODE = 0o644;
/** A file that is larger is none of ours. */
const LARGEST = 32 * 2 ** 20;

function entryJson({ points, ...rest }: InterfaceEntry) {
  return { ...rest, points: points.map(({ at, inOctets, outOctets }) => [at, String(inOctets), String(outOctets)]) };
}

/** The file's content. */
export function interfacesText({ exporters, applications }: Told): string {
  const plain = Object.fromEntries(
    [...exporters].map(([exporter, interfaces]) => [
      exporter,
      Object.fromEntries([...interfaces].map(([ifIndex, entry]) => [ifIndex, entryJson(entry)])),
    ]),
  );
  const names = Object.fromEntries([...applications].map(([exporter, own]) => [exporter, Object.fromEntries(own)]));
  const told = applications.size > 0 ? { applications: names } : {};
  return `${JSON.stringify({ format: FORMAT, exporters: plain, ...told })}\n`;
}

/**
 * Writes the file of a directory, which is there as a whole or not at all. One writer for each directory.
 * @throws Error of the file system
 */
export async function writeInterfaces(directory: string, told: Told): Promise<void> {
  const path = join(directory, INTERFACES_FILE);
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w', MODE);
    try {
      await file.writeFile(interfacesText(told));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isDigits = (value: unknown): value is string => typeof value === 'string' && /^\d{1,20}$/.test(value);

function pointOf(value: unknown): CounterPoint[] {
  if (!Array.isArray(value)) return [];
  const [at, inOctets, outOctets] = value as readonly unknown[];
  if (!isCount(at) || !isDigits(inOctets) || !isDigits(outOctets)) return [];
  return [{ at, inOctets: BigInt(inOctets), outOctets: BigInt(outOctets) }];
}

function samplingOf(value: unknown): InterfaceSampling | undefined {
  if (!isObject(value)) return undefined;
  const { rate, observed, samples, lost, dropped } = value;
  if (!isCount(rate) || !isCount(samples) || !isCount(lost) || !isCount(dropped)) return undefined;
  return { rate, samples, lost, dropped, ...(isCount(observed) && { observed }) };
}

function entryOf(value: unknown): InterfaceEntry {
  if (!isObject(value)) return { points: [] };
  const { name, description, speed, points } = value;
  const sampling = samplingOf(value['sampling']);
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof description === 'string' && { description }),
    ...(isDigits(speed) && { speed }),
    points: Array.isArray(points) ? points.flatMap(pointOf) : [],
    ...(sampling && { sampling }),
  };
}

/**
 * What a file's content says; parts that are not as they should be are left out.
 * @throws Error that says what is wrong with the whole
 */
export function parseInterfaces(text: string): Told {
  const content: unknown = JSON.parse(text);
  if (!isObject(content) || content['format'] !== FORMAT) throw new Error(`it is not of format ${FORMAT}`);
  return {
    exporters: byExporter(content['exporters'], (entry): InterfaceEntry[] => [entryOf(entry)]),
    applications: byExporter(content['applications'], (name) => (typeof name === 'string' ? [name] : [])),
  };
}

/** What is told of each number of each exporter; nothing where `read` gives nothing. */
function byExporter<T>(value: unknown, read: (entry: unknown) => T[]): Map<string, ReadonlyMap<number, T>> {
  return new Map(
    Object.entries(isObject(value) ? value : {}).map(([exporter, entries]) => [
      exporter,
      new Map(
        Object.entries(isObject(entries) ? entries : {})
          .filter(([number]) => /^\d{1,10}$/.test(number))
          .flatMap(([number, entry]) => read(entry).map((found) => [Number(number), found] as const)),
      ),
    ]),
  );
}

/**
 * Reads the file of a directory.
 * @returns undefined if there is none
 * @throws Error that names the file and says what is wrong with it
 */
export async function readTold(directory: string): Promise<Told | undefined> {
  const path = join(directory, INTERFACES_FILE);
  try {
    const octets = await readFile(path);
    if (octets.length > LARGEST) throw new Error(`it has ${octets.length} octets, more than ${LARGEST}`);
    return parseInterfaces(octets.toString('utf8'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} cannot be read: ${why}`, { cause });
  }
}

/**
 * The interfaces in the file of a directory, by exporter.
 * @throws as {@link readTold}
 */
export async function readInterfaces(directory: string): Promise<ReadonlyMap<string, Interfaces> | undefined> {
  return (await readTold(directory))?.exporters;
}
