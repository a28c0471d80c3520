/** Names of addresses for +names, from the DNS. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** A server that does not answer costs this much once: the look-ups run side by side. */
const TIMEOUT = 2000;
const AT_ONCE = 256;

/** Names of those addresses that have one. */
export async function hostNames(addresses: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const resolver = new Resolver({ timeout: TIMEOUT, tries: 1 });
  const names = new Map<string, string>();
  const queue = new Set(addresses).values();
  const worker = async (): Promise<void> => {
    for (const address of queue) {
      if (isIP(address) === 0) continue;
      try {
        const [name] = await resolver.reverse(address);
        if (name !== undefined) names.set(address, name);
      } catch {
        // an address without a name is shown as it is
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return names;
}
