/** The DNS and the cache of names as a site has them. */
import type { Configuration } from '../config/configuration.js';
import { DnsClient } from '../names/dns-client.js';
import { hostAddresses, type HostAddresses } from '../names/host-addresses.js';
import { FoundTexts, lookUp, type LookUpLimits } from '../names/look-ups.js';
import { CACHE_FILE, NameCache, type LookUp } from '../names/name-cache.js';
import { nameServers } from '../names/name-servers.js';
import type { Site } from './http.js';

export interface LookedUp {
  readonly found: FoundTexts;
  /** Whole sentences about what keeps names from being found. */
  readonly notes: readonly string[];
}

function cacheNote({ work_directory }: Configuration, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `Names are looked up anew for each page, because their cache, ${CACHE_FILE} in ${work_directory}, cannot be used: ${reason}.`;
}

/** Looks things up in the cache and, for as long as the limits say, in the DNS. */
export async function lookUpNames(
  lookUps: readonly LookUp[],
  { configuration, now }: Pick<Site, 'configuration' | 'now'>,
  limits: LookUpLimits,
): Promise<LookedUp> {
  const { servers, notes } = nameServers(configuration.dns_servers);
  if (servers.length === 0 || lookUps.length === 0) return { found: new FoundTexts(), notes };
  const problems: string[] = [];
  let cache: NameCache | undefined;
  try {
    cache = NameCache.open(configuration.work_directory);
  } catch (error) {
    problems.push(cacheNote(configuration, error));
  }
  const zones = { as: configuration.as_names_zone };
  const client = new DnsClient(servers);
  const found = await lookUp(lookUps, { ...(cache && { cache }), client, zones, now }, limits);
  if (found.cacheError !== undefined) problems.push(cacheNote(configuration, found.cacheError));
  await cache?.close();
  return { found, notes: [...notes, ...problems] };
}

/** Looks up the addresses of one host after the other. */
export class HostLookUp {
  readonly #search: readonly string[];
  readonly #client: DnsClient;

  constructor({ dns_servers }: Configuration) {
    const { servers, search } = nameServers(dns_servers);
    this.#search = search;
    this.#client = new DnsClient(servers);
  }

  addresses(name: string): Promise<HostAddresses> {
    return hostAddresses(name, this.#client, this.#search);
  }

  close(): void {
    this.#client.close();
  }
}
