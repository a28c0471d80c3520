/** Names for numbers: of hosts, exporters, interfaces (reference section 2.6), ports, protocols and autonomous systems. */
import { CODE_WORDS, codeName, isCoded, type CodedField } from '../flow/code.js';
import type { FoundTexts } from '../names/look-ups.js';
import { parseAsRegistration, parseOriginAs, parseOriginCountry } from '../names/registration.js';
import { PROTOCOL_NUMBERS } from '../query/protocol.js';
import type { Cell } from '../store/store.js';
import type { ColumnKind } from './column.js';
import type { InterfaceNames, NameTables } from './nametables.js';

/** Name of a value of one kind, undefined if it has none. */
export type Names = (kind: ColumnKind, value: Cell) => string | undefined;

/** Kinds whose values have names. */
export const NAMED_KINDS: ReadonlySet<ColumnKind> = new Set<ColumnKind>([
  ...(['address', 'application', 'as', 'interface', 'port', 'protocol'] as const),
  ...(Object.keys(CODE_WORDS) as CodedField[]), // its keys are that
]);

const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map(
  [...PROTOCOL_NUMBERS].reverse().map(([name, number]) => [number, name] as const),
);

/**
 * Names out of tables, and of what was looked up.
 * @param owners devices or exporters whose interfaces are meant
 */
export function namesOf(owners: readonly string[], tables: NameTables, found?: FoundTexts): Names {
  return (kind, value) => {
    const key = String(value);
    switch (kind) {
      case 'address':
        return tables.exporters.get(key) ?? found?.get({ kind: 'host', key }) ?? undefined;
      case 'as':
        return tables.as?.name(Number(value)) ?? registration(found, key)?.name;
      case 'application':
        return tables.applications && ownedName(owners, value, tables.applications);
      case 'interface':
        return ownedName(owners, value, tables.interfaces);
      case 'port':
        return tables.ports?.name(Number(value));
      case 'protocol':
        return typeof value === 'number' ? (tables.protocols?.name(value) ?? PROTOCOL_NAMES.get(value)) : undefined;
      default:
        return isCoded(kind) && typeof value === 'number' ? codeName(kind, value) : undefined;
    }
  };
}

/** The one name that a number has on all devices that name it; where they differ the number has to do. */
function ownedName(owners: readonly string[], number: Cell, names: InterfaceNames): string | undefined {
  const found = new Set(owners.flatMap((owner) => names.get(`${owner}:${number}`) ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}

function registration(found: FoundTexts | undefined, key: string) {
  const text = found?.get({ kind: 'as', key });
  return text ? parseAsRegistration(text) : undefined;
}

/** What is said of a value besides its name, where the name is a short one. */
export function describe(found: FoundTexts, kind: ColumnKind, value: Cell): string | undefined {
  return kind === 'as' ? registration(found, String(value))?.description : undefined;
}

/** Country in which the network of an address is registered: two capital letters. */
export function countryOf(found: FoundTexts, address: Cell): string | undefined {
  const text = found.get({ kind: 'origin', key: String(address) });
  return text ? parseOriginCountry(text) : undefined;
}

/** Number of the AS that announces the network of an address. */
export function originAsOf(found: FoundTexts, address: Cell): number | undefined {
  const text = found.get({ kind: 'origin', key: String(address) });
  return text ? parseOriginAs(text) : undefined;
}
