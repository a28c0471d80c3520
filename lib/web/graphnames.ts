/** Looks up what the hosts and autonomous systems of a graph are called: of its lines and of its parts. */
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { LookUp } from '../names/name-cache.js';
import type { ColumnKind } from '../report/column.js';
import type { NameTables } from '../report/nametables.js';
import { countryOf, describe, namesOf, originAsOf, type Names } from '../report/names.js';
import type { Cell } from '../store/store.js';
import type { Site } from './http.js';
import { isLookingUp } from './shownnames.js';

export interface GraphNames {
  readonly names: Names;
  /** Country in which the network of a part is registered, where parts are hosts and that can be asked. */
  readonly country?: ((host: Cell) => string | undefined) | undefined;
  /** Number of the AS that announces this network, likewise. */
  readonly originAs?: ((host: Cell) => number | undefined) | undefined;
  /** What a name is short for. */
  readonly describe?: ((kind: ColumnKind, value: Cell) => string | undefined) | undefined;
  /** Whole sentences about what keeps names from being found. */
  readonly notes: readonly string[];
}

/** Questions to the DNS at most for one graph. */
const MOST_QUESTIONS = 2000;

function wantedOf(
  { question, lines = [], parts = [] }: GraphAnswer,
  hasCountries: 'with countries' | 'names',
): LookUp[] {
  const wanted = new Map<string, LookUp>();
  const add = (kind: LookUp['kind'], value: Cell): void => {
    if (value !== null) wanted.set(`${kind} ${value}`, { kind, key: String(value) });
  };
  const places = (question.lines?.columns ?? []).flatMap(({ kind }, index) => (kind === 'address' ? [index] : []));
  for (const row of lines) for (const place of places) add('host', row[place] ?? null);
  for (const { value } of parts) {
    if (question.split?.by.kind === 'as') add('as', value);
    if (question.split?.by.kind !== 'address') continue;
    add('host', value);
    if (hasCountries === 'with countries') add('origin', value);
  }
  return [...wanted.values()];
}

/** @param patience longest wait, ms */
export async function graphNames(
  answer: GraphAnswer,
  owners: readonly string[],
  tables: NameTables,
  site: Site,
  patience: number,
): Promise<GraphNames> {
  const { configuration } = site;
  if (answer.question.presentation.names === 'numbers only') return { names: () => undefined, notes: [] };
  if (!isLookingUp(configuration)) return { names: namesOf(owners, tables), notes: [] };
  const hasCountries = configuration.as_names_zone === '' ? 'names' : 'with countries';
  const wanted = wantedOf(answer, hasCountries);
  const { lookUpOwners } = await import('./lookupowners.js'); // only here, because most of it asks name servers
  const isHosts = answer.question.split?.by.kind === 'address' && hasCountries === 'with countries';
  const limits = { within: patience, most: MOST_QUESTIONS };
  const wantedAs = isHosts ? 'with owners' : 'names only';
  const { found, notes } = await lookUpOwners(wanted, tables, site, limits, wantedAs);
  return {
    names: namesOf(owners, tables, found),
    describe: (kind, value) => describe(found, kind, value),
    ...(isHosts
      ? { country: (host: Cell) => countryOf(found, host), originAs: (host: Cell) => originAsOf(found, host) }
      : {}),
    notes,
  };
}
