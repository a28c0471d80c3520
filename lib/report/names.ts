/** Names for numbers: of interfaces (reference section 2.6) and IP protocols. */
import { readFile } from 'node:fs/promises';
import { PROTOCOL_NUMBERS } from '../query/protocol.js';
import type { Cell } from '../store/store.js';
import type { ColumnKind } from './column.js';

/** Name of a value of one kind, undefined if it has none. */
export type Names = (kind: ColumnKind, value: Cell) => string | undefined;

/** Interface names by device (or exporter) and ifIndex. */
export type InterfaceNames = ReadonlyMap<string, string>;

const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map(
  [...PROTOCOL_NUMBERS].reverse().map(([name, number]) => [number, name] as const),
);

/** Lines `device:ifIndex:name`; blank ones and those that start with # are skipped, others that do not fit too. */
export function parseInterfaceNames(text: string): InterfaceNames {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^(?!#)\s*(.+):(\d+):([^:]+)$/.exec(line.trim());
    if (match) names.set(`${match[1]}:${Number(match[2])}`, (match[3] ?? '').trim());
  }
  return names;
}

/**
 * Reads the file of interface names.
 * @param file empty for none
 * @returns the names, and a sentence where the file cannot be read
 */
export async function readInterfaceNames(file: string): Promise<{ names: InterfaceNames; note?: string }> {
  if (file === '') return { names: new Map() };
  try {
    return { names: parseInterfaceNames(await readFile(file, 'utf8')) };
  } catch (error) {
    const note = `Interfaces are shown by index, because their names cannot be read (${String(error)}): see interface_names_file in the configuration.`;
    return { names: new Map(), note };
  }
}

/** The one name that the interface has on all devices that name it; where they differ the index has to do. */
function interfaceName(owners: readonly string[], index: Cell, interfaces: InterfaceNames): string | undefined {
  const found = new Set(owners.flatMap((owner) => interfaces.get(`${owner}:${index}`) ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}

/** @param owners devices or exporters whose interfaces are meant */
export function namesOf(owners: readonly string[], interfaces: InterfaceNames): Names {
  return (kind, value) => {
    if (kind === 'interface') return interfaceName(owners, value, interfaces);
    return kind === 'protocol' && typeof value === 'number' ? PROTOCOL_NAMES.get(value) : undefined;
  };
}

export interface NamedInterface {
  readonly index: number;
  readonly name: string;
}

/** All interfaces that have names, by their device or exporter. */
export function namedInterfaces(interfaces: InterfaceNames): ReadonlyMap<string, readonly NamedInterface[]> {
  const byOwner = new Map<string, NamedInterface[]>();
  for (const [key, name] of interfaces) {
    const colon = key.lastIndexOf(':');
    const owner = key.slice(0, colon);
    const own = byOwner.get(owner);
    const named = { index: Number(key.slice(colon + 1)), name };
    if (own) own.push(named);
    else byOwner.set(owner, [named]);
  }
  return byOwner;
}
