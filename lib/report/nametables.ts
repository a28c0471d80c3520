/** Tables of names that files and the configuration hold. */
import { readFile } from 'node:fs/promises';
import { parseSymbols, type SymbolTable } from '../cfg/symbols.js';
import type { Configuration } from '../config/configuration.js';
import { parseNumberNames, type NumberNames } from '../names/number-names.js';
import type { ColumnKind } from './column.js';
import { learnedNames } from './learnednames.js';

/** Interface names by device (or exporter) and ifIndex: `edge1:12`. */
export type InterfaceNames = ReadonlyMap<string, string>;

export interface NameTables {
  readonly interfaces: InterfaceNames;
  /** By device (or exporter) and number, likewise. */
  readonly applications?: InterfaceNames | undefined;
  /** By address. */
  readonly exporters: ReadonlyMap<string, string>;
  readonly ports?: NumberNames | undefined;
  readonly protocols?: NumberNames | undefined;
  readonly as?: SymbolTable | undefined;
}

export interface ReadTables {
  readonly tables: NameTables;
  /** Whole sentences about files that cannot be read. */
  readonly notes: readonly string[];
}

const LARGEST_PORT = 65_535;
const LARGEST_PROTOCOL = 255;

/** Files of the system, which a machine may lack. */
const SYSTEM_FILES: readonly string[] = ['/etc/services', '/etc/protocols'];

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
 * Reads files of interface names together.
 * @param files empty ones stand for none; those that cannot be read too
 */
export async function readInterfaceNames(files: readonly string[]): Promise<InterfaceNames> {
  const texts = files.filter((file) => file !== '').map((file) => readFile(file, 'utf8').catch(() => ''));
  return parseInterfaceNames((await Promise.all(texts)).join('\n'));
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

/** Exporters of the configuration, each as `address:name`. */
export function exporterNames(exporters: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    exporters.flatMap((entry) => {
      const [, address, name] = /^(.+):([^:]+)$/.exec(entry) ?? [];
      return address !== undefined && name !== undefined ? [[address, name] as const] : [];
    }),
  );
}

/** What names of a kind are read from. */
interface TableFile {
  readonly kind: ColumnKind;
  readonly parameter:
    'interface_names_file' | 'exporter_interfaces_file' | 'services_file' | 'protocols_file' | 'as_names_file';
  /** What happens without the file. */
  readonly without: string;
}

const INTERFACES = { kind: 'interface', without: 'Interfaces are shown by index' } as const;
const FILES = {
  devices: { ...INTERFACES, parameter: 'interface_names_file' },
  exporters: { ...INTERFACES, parameter: 'exporter_interfaces_file' },
  ports: { kind: 'port', parameter: 'services_file', without: 'Ports are shown by number' },
  protocols: { kind: 'protocol', parameter: 'protocols_file', without: 'Some protocols are shown by number' },
  as: { kind: 'as', parameter: 'as_names_file', without: 'Names of autonomous systems are incomplete' },
} as const satisfies Record<string, TableFile>;

/** What a file holds; a sentence is added to the notes where it cannot be read. */
async function read<T>(
  { kind, parameter, without }: TableFile,
  kinds: ReadonlySet<ColumnKind>,
  configuration: Configuration,
  notes: string[],
  parse: (text: string, file: string) => T,
): Promise<T | undefined> {
  const file = configuration[parameter];
  if (file === '' || !kinds.has(kind)) return undefined;
  try {
    return parse(await readFile(file, 'utf8'), file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && SYSTEM_FILES.includes(file)) return undefined;
    notes.push(
      `${without}, because their names cannot be read (${String(error)}): see ${parameter} in the configuration.`,
    );
    return undefined;
  }
}

/**
 * Reads the tables.
 * @param of whose interfaces are meant
 * @param kinds that names are wanted for; files of others are left alone
 */
export async function readNameTables(
  configuration: Configuration,
  of: 'a device' | 'an exporter',
  kinds: ReadonlySet<ColumnKind>,
): Promise<ReadTables> {
  const notes: string[] = [];
  const own = of === 'an exporter' && configuration.exporter_interfaces_file !== '' ? FILES.exporters : FILES.devices;
  const file = <T>(table: TableFile, parse: (text: string, file: string) => T): Promise<T | undefined> =>
    read(table, kinds, configuration, notes, parse);
  const [told, learned, applications, ports, protocols, as] = await Promise.all([
    file(own, parseInterfaceNames),
    kinds.has('interface') ? learnedNames('interfaces', configuration) : [],
    kinds.has('application') ? learnedNames('applications', configuration) : undefined,
    file(FILES.ports, (text) => parseNumberNames(text, LARGEST_PORT)),
    file(FILES.protocols, (text) => parseNumberNames(text, LARGEST_PROTOCOL)),
    file(FILES.as, parseSymbols),
  ]);
  const exporters = exporterNames(kinds.has('address') ? configuration.exporters : []);
  const interfaces = new Map([...learned, ...(told ?? [])]); // what the site says counts before what exporters do
  return { tables: { interfaces, exporters, applications, ports, protocols, as }, notes };
}
