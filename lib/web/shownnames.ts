/** Looks up what an answer's values are called, and how long a page waits for that. */
import type { Configuration } from '../config/configuration.js';
import type { Answer } from '../report/answer.js';
import type { Column } from '../report/column.js';
import { countryOf, describe, namesOf, originAsOf, type Names } from '../report/names.js';
import type { NameTables } from '../report/nametables.js';
import type { FoundTexts } from '../names/look-ups.js';
import { loadCache, type LookUp } from '../names/name-cache.js';
import { nameServers } from '../names/name-servers.js';
import type { Cell } from '../store/store.js';
import type { Request, Site } from './http.js';
import { MOST_QUESTIONS, pendingNames } from './pendingnames.js';

/** How long an answer waits for names, ms: a page is filled in afterwards, files are not. */
export const NAME_PATIENCE = { page: 300, 'page of names': 5000, file: 3000 } as const;

/** How long an answer in this format waits: a page that is asked for names as long as it may take. */
export function patienceOf({ query }: Pick<Request, 'query'>, format: string): number {
  if (format !== 'html') return NAME_PATIENCE.file;
  return NAME_PATIENCE[query.get('names') === 'now' ? 'page of names' : 'page'];
}

/** What tells whether values of a column have names. */
type Kind = Pick<Column, 'kind'>;

/** Whether anybody is asked for names. */
export function isLookingUp({ dns_servers }: Configuration): boolean {
  return nameServers(dns_servers).servers.length > 0;
}

/** What is called how. */
export interface ShownNames {
  readonly names: Names;
  /** What a name is short for. */
  readonly describe: (column: Kind, value: Cell) => string | undefined;
  /** What a script can ask for because it is not known yet: `address 192.0.2.1` or `as 64500`. */
  readonly pending: (column: Kind, value: Cell) => string | undefined;
  /** How many values are not known yet. */
  readonly left: number;
}

/** Names out of tables alone. */
export function tableNames(owners: readonly string[], tables: NameTables): ShownNames {
  return onlyNames(namesOf(owners, tables));
}

/** Names with nothing to add. */
export function onlyNames(names: Names): ShownNames {
  const none = (): undefined => undefined;
  return { names, describe: none, pending: none, left: 0 };
}

/** Whether names of such columns are looked up. */
const isLookedUp = ({ kind }: Kind): boolean => kind === 'address' || kind === 'as';

/** Loads the data base of names while the store works. */
export function prepareNames(columns: readonly Column[], site: Site): void {
  if (columns.some(isLookedUp) && isLookingUp(site.configuration)) setImmediate(loadCache);
}

const COUNTRY: Column = { key: 'country', title: 'Country', kind: 'country' };

/** Of the network that a host is in, not of a flow. */
const ORIGIN_AS: Column = { key: 'origin_as', title: 'AS', kind: 'as' };

interface Hosts {
  /** Place of the only column of hosts. */
  readonly place: number;
  /** What stands behind it. */
  readonly behind: readonly Column[];
}

/** In sums by host (reference section 2.14), and in the list of scanners (section 3.5); undefined in other answers. */
function hostsOf({ question, columns }: Answer, { configuration }: Site): Hosts | undefined {
  const { report, presentation } = question;
  if (report.kind !== 'groups' || (presentation.perFlow !== 'shown' && !report.detects)) return undefined;
  if (configuration.as_names_zone === '' || !isLookingUp(configuration)) return undefined;
  const [key, ...others] = report.keys;
  if (key?.kind !== 'address' || key.key === 'exaddr' || others.length > 0) return undefined;
  const place = columns.findIndex((column) => column.key === key.key);
  return { place, behind: report.detects ? [COUNTRY, ORIGIN_AS] : [COUNTRY] };
}

/** The answer with columns behind its hosts. */
function withOrigins(answer: Answer, { place, behind }: Hosts, found: FoundTexts): Answer {
  const put = <T>(list: readonly T[], items: readonly T[]): T[] => [
    ...list.slice(0, place + 1),
    ...items,
    ...list.slice(place + 1),
  ];
  const origin = (column: Column, host: Cell): Cell =>
    (column === ORIGIN_AS ? originAsOf(found, host) : countryOf(found, host)) ?? null;
  const origins = (host: Cell): Cell[] => behind.map((column) => origin(column, host));
  return {
    ...answer,
    columns: put(answer.columns, behind),
    rows: answer.rows.map((row) => put(row, origins(row[place] ?? null))),
  };
}

/** What is looked up for a value of a column; the registration of a host's network beside its name. */
export function lookUpsOf(
  column: Kind,
  value: Cell,
  tables: NameTables,
  withCountry: 'with country' | 'name only',
): LookUp[] {
  if (value === null) return [];
  const key = String(value);
  if (column.kind === 'as') return tables.as?.name(Number(value)) === undefined ? [{ kind: 'as', key }] : [];
  const host: LookUp[] = tables.exporters.has(key) ? [] : [{ kind: 'host', key }];
  return withCountry === 'with country' ? [...host, { kind: 'origin', key }] : host;
}

/** Everything that is looked up for an answer, each once. */
function wantedOf(answer: Answer, of: (column: Column, value: Cell) => LookUp[]): LookUp[] {
  const wanted = new Map<string, LookUp>();
  for (const [place, column] of answer.columns.entries()) {
    if (!isLookedUp(column)) continue;
    for (const row of answer.rows)
      for (const each of of(column, row[place] ?? null)) wanted.set(`${each.kind} ${each.key}`, each);
  }
  return [...wanted.values()];
}

/**
 * Looks up the names that an answer is shown with.
 * @param patience longest wait, ms
 */
export async function findNames(
  answer: Answer,
  owners: readonly string[],
  tables: NameTables,
  site: Site,
  patience: number,
): Promise<{ answer: Answer; shown: ShownNames }> {
  if (!isLookingUp(site.configuration)) return { answer, shown: tableNames(owners, tables) };
  const hosts = hostsOf(answer, site);
  const each = (column: Kind, value: Cell): LookUp[] =>
    lookUpsOf(column, value, tables, hosts === undefined ? 'name only' : 'with country');
  const wanted = wantedOf(answer, each);
  const limits = { within: patience, most: MOST_QUESTIONS };
  const { lookUpOwners } = await import('./lookupowners.js'); // only here, because most of it asks name servers
  const wantedAs = hosts?.behind.includes(ORIGIN_AS) ? 'with owners' : 'names only';
  const { found, lookUps, notes } = await lookUpOwners(wanted, tables, site, limits, wantedAs);
  const waiting = pendingNames(lookUps, found);
  const shown: ShownNames = {
    names: namesOf(owners, tables, found),
    describe: ({ kind }, value) => describe(found, kind, value),
    pending: (column, value) =>
      isLookedUp(column) && waiting.includes(each(column, value)) ? `${column.kind} ${String(value)}` : undefined,
    left: waiting.left,
  };
  const noted = { ...answer, notes: [...answer.notes, ...notes] };
  return { answer: hosts ? withOrigins(noted, hosts, found) : noted, shown };
}
