/** Addresses of a host name, of both families. */
import { formatAddress, parseAddress } from '../flow/address.js';
import type { DnsClient } from './dns-client.js';

export type HostAddresses =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  /** The reason completes "NAME …": `has no address in the DNS`. */
  | { readonly kind: 'none'; readonly reason: string };

/** Labels of letters, digits, `-` and `_`, at most 253 characters (RFC 1123 section 2.1). */
export function isHostName(text: string): boolean {
  return /^(?=.{1,253}\.?$)([a-z\d_]([\w-]{0,61}[a-z\d_])?)(\.[a-z\d_]([\w-]{0,61}[a-z\d_])?)*\.?$/i.test(text);
}

async function ask(name: string, client: DnsClient): Promise<HostAddresses> {
  const outcomes = await Promise.all((['A', 'AAAA'] as const).map((type) => client.ask({ name, type })));
  const addresses = outcomes.flatMap((outcome) =>
    outcome.kind === 'found'
      ? outcome.data.flatMap((text) => {
          const address = parseAddress(text);
          return address ? [formatAddress(address)] : [];
        })
      : [],
  );
  if (addresses.length > 0) return { kind: 'found', addresses: [...new Set(addresses)] };
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  return {
    kind: 'none',
    reason: failed ? `cannot be looked up, because ${failed.reason}` : 'has no address in the DNS',
  };
}

/**
 * All addresses of a host.
 * @param name without a dot it is looked for in the search domains first
 */
export async function hostAddresses(
  name: string,
  client: DnsClient,
  search: readonly string[],
): Promise<HostAddresses> {
  const plain = name.replace(/\.$/, '');
  const names = name.includes('.') ? [plain] : [...search.map((domain) => `${plain}.${domain}`), plain];
  let last: HostAddresses = { kind: 'none', reason: 'has no address in the DNS' };
  for (const each of names.filter(isHostName)) {
    last = await ask(each, client);
    if (last.kind === 'found') return last;
  }
  return last;
}
