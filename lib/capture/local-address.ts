/**
 * The address an exporter probably sends to. Node does not tell a datagram's destination; where the socket is bound to
 * any address, this is the one that the host would answer the exporter from.
 */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { maskIpv4, parseIpv4 } from '../flow/address.js';

/** Addresses and networks as numbers. */
export interface Route {
  readonly network: number;
  readonly length: number;
  readonly local: number;
}

function bits(mask: number): number {
  return mask === 0 ? 0 : 32 - Math.log2(2 ** 32 - mask);
}

/** The networks of the host's interfaces. */
function connected(): (Route & { readonly name: string })[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ family, address, netmask }) => {
      const local = parseIpv4(address);
      if (family !== 'IPv4' || local === undefined) return [];
      const length = bits(parseIpv4(netmask) ?? 0xffffffff);
      return [{ name, network: maskIpv4(local, length), length, local }];
    }),
  );
}

/** The host's routes: its own networks, and those of the kernel's table that lead through one of its interfaces. */
export function routes(): Route[] {
  const own = connected();
  let table = '';
  try {
    table = readFileSync('/proc/net/route', 'latin1');
  } catch {
    // not Linux, or /proc is not mounted: the interfaces' own networks have to do
  }
  const swap = (hex: string) => Buffer.from(hex.padStart(8, '0'), 'hex').readUInt32LE();
  const further = table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [name, destination, , , , , , mask] = line.trim().split(/\s+/);
      const local = own.find((route) => route.name === name)?.local;
      if (destination === undefined || mask === undefined || local === undefined) return [];
      return [{ network: swap(destination), length: bits(swap(mask)), local }];
    });
  return [...own, ...further];
}

/** The local address of the longest prefix that holds `remote`; 0 if no route does. */
export function localAddress(remote: number, table: readonly Route[]): number {
  let best: Route | undefined;
  for (const route of table)
    if (maskIpv4(remote, route.length) === route.network && (!best || route.length > best.length)) best = route;
  return best?.local ?? 0;
}
