/** Looks up hosts and their networks, and then whom the autonomous systems of these networks belong to. */
import type { LookUpLimits } from '../names/look-ups.js';
import type { LookUp } from '../names/name-cache.js';
import { originAsOf } from '../report/names.js';
import type { NameTables } from '../report/nametables.js';
import type { Site } from './http.js';
import { lookUpNames, type LookedUp } from './lookup.js';

export interface LookedUpOwners extends LookedUp {
  /** Those that were wanted, and those that followed from what was found. */
  readonly lookUps: readonly LookUp[];
}

/**
 * The name of an AS can only be asked for when its number is known: both together take no longer than the limits say.
 * @param tables those that name an AS spare the question
 * @param of whether the AS of networks are wanted at all
 */
export async function lookUpOwners(
  wanted: readonly LookUp[],
  tables: NameTables,
  site: Pick<Site, 'configuration' | 'now'>,
  limits: LookUpLimits,
  of: 'with owners' | 'names only',
): Promise<LookedUpOwners> {
  const started = performance.now();
  const { found, notes } = await lookUpNames(wanted, site, limits);
  if (of === 'names only') return { found, lookUps: wanted, notes };
  const numbers = wanted.flatMap(({ kind, key }) => (kind === 'origin' ? (originAsOf(found, key) ?? []) : []));
  const owners = [...new Set(numbers)]
    .filter((number) => tables.as?.name(number) === undefined)
    .map((number): LookUp => ({ kind: 'as', key: String(number) }));
  const within = Math.max(0, limits.within - (performance.now() - started));
  const further = await lookUpNames(owners, site, { ...limits, within });
  for (const owner of owners) {
    const text = further.found.get(owner);
    if (text !== undefined) found.set(owner, text ?? undefined);
  }
  return { found, lookUps: [...wanted, ...owners], notes: [...new Set([...notes, ...further.notes])] };
}
