/** Looks up what the hosts and autonomous systems of a graph are called: of its lines and of its parts. */
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { LookUp } from '../names/name-cache.js';
import type { ColumnKind } from '../report/column.js';
import type { NameTables } from '../report/nametables.js';
import { countryOf, describe, namesOf, originAsOf } from '../report/names.js';
import type { Cell } from '../store/store.js';
import type { Site } from './http.js';
import { MOST_QUESTIONS, pendingNames } from './pendingnames.js';
import { isLookingUp, lookUpsOf, onlyNames, type ShownNames } from './shownnames.js';

export interface GraphNames extends ShownNames {
  /** Country in which the network of a part is registered, where parts are hosts and that can be asked. */
  readonly country?: ((host: Cell) => string | undefined) | undefined;
  /** Number of the AS that announces this network, likewise. */
  readonly originAs?: ((host: Cell) => number | undefined) | undefined;
  /** Whole sentences about what keeps names from being found. */
  readonly notes: readonly string[];
}

export const NO_NAMES: GraphNames = { ...onlyNames(() => undefined), notes: [] };

/** @param patience longest wait, ms */
export async function graphNames(
  { question, lines = [], parts = [] }: GraphAnswer,
  owners: readonly string[],
  tables: NameTables,
  site: Site,
  patience: number,
): Promise<GraphNames> {
  const { configuration } = site;
  if (question.presentation.names === 'numbers only') return NO_NAMES;
  if (!isLookingUp(configuration)) return { ...onlyNames(namesOf(owners, tables)), notes: [] };
  const isHosts = question.split?.by.kind === 'address' && configuration.as_names_zone !== '';
  const of = (kind: ColumnKind, value: Cell, more: 'with country' | 'name only' = 'name only'): LookUp[] =>
    kind === 'address' || kind === 'as' ? lookUpsOf({ kind }, value, tables, more) : [];
  const columns = question.lines?.columns ?? [];
  const ofLines = lines.flatMap((row) => columns.flatMap(({ kind }, place) => of(kind, row[place] ?? null)));
  const kind = question.split?.by.kind ?? 'text';
  const ofParts = parts.flatMap(({ value }) => of(kind, value, isHosts ? 'with country' : 'name only'));
  const wanted = new Map([...ofLines, ...ofParts].map((lookUp) => [`${lookUp.kind} ${lookUp.key}`, lookUp]));
  const { lookUpOwners } = await import('./lookupowners.js'); // only here, because most of it asks name servers
  const limits = { within: patience, most: MOST_QUESTIONS };
  const wantedAs = isHosts ? 'with owners' : 'names only';
  const { found, lookUps, notes } = await lookUpOwners([...wanted.values()], tables, site, limits, wantedAs);
  const waiting = pendingNames(lookUps, found);
  const isPart = new Set(parts.map(({ value }) => value));
  return {
    names: namesOf(owners, tables, found),
    describe: (column, value) => describe(found, column.kind, value),
    pending: (column, value) => {
      const more = isHosts && isPart.has(value) ? 'with country' : 'name only';
      return waiting.includes(of(column.kind, value, more)) ? `${column.kind} ${String(value)}` : undefined;
    },
    left: waiting.left,
    ...(isHosts
      ? { country: (host: Cell) => countryOf(found, host), originAs: (host: Cell) => originAsOf(found, host) }
      : {}),
    notes,
  };
}
