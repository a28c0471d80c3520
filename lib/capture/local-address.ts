/**
 * The address an exporter probably sends to. Node does not tell a datagram's destination; where the socket is bound to
 * any address, this is the one that the host would answer the exporter from.
 */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { maskIpv4, maskIpv6, parsePrefix } from '../flow/address.js';
import { parseAddressNumber, type AddressNumber } from '../flow/address-number.js';

/** Addresses and networks as numbers, all of one family. */
export interface Route {
  readonly network: AddressNumber;
  readonly length: number;
  readonly local: AddressNumber;
}

interface NamedRoute extends Route {
  readonly name: string;
}

function bits(mask: number): number {
  return mask === 0 ? 0 : 32 - Math.log2(2 ** 32 - mask);
}

/** The networks of the host's interfaces. */
function connected(): NamedRoute[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ address, cidr }) => {
      const local = parseAddressNumber(address);
      const prefix = parsePrefix(cidr ?? address);
      if (local === undefined || prefix === undefined) return [];
      return [{ name, network: prefix.address.value, length: prefix.length, local }];
    }),
  );
}

/** The kernel's table; empty where it is not Linux, or /proc is not mounted: the interfaces' own networks have to do. */
function table(name: string): string[][] {
  try {
    const lines = readFileSync(`/proc/net/${name}`, 'latin1').split('\n');
    return lines.map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

function ipv4Routes(own: readonly NamedRoute[]): Route[] {
  const swap = (hex: string) => Buffer.from(hex.padStart(8, '0'), 'hex').readUInt32LE();
  return table('route')
    .slice(1)
    .flatMap(([name, destination, , , , , , mask]) => {
      const local = own.find((route) => route.name === name && typeof route.local === 'number')?.local;
      if (destination === undefined || mask === undefined || local === undefined) return [];
      return [{ network: swap(destination), length: bits(swap(mask)), local }];
    });
}

/** Of the kernel's flags: such a route says that there is no way. */
const REJECT = 0x200;
const LINK_LOCAL = 0xfe80n;

function ipv6Routes(own: readonly NamedRoute[]): Route[] {
  return table('ipv6_route').flatMap((columns) => {
    const [destination = '', length = '', , , , , , , flags = ''] = columns;
    const name = columns.at(-1);
    if (!/^[0-9a-f]{32}$/.test(destination) || (parseInt(flags, 16) & REJECT) !== 0) return [];
    const locals = own.flatMap(({ name: of, local }) => (of === name && typeof local === 'bigint' ? [local] : []));
    const local = locals.find((each) => each >> 112n !== LINK_LOCAL) ?? locals[0];
    return local === undefined ? [] : [{ network: BigInt(`0x${destination}`), length: parseInt(length, 16), local }];
  });
}

/** The host's routes: its own networks, and those of the kernel's tables that lead through one of its interfaces. */
export function routes(): Route[] {
  const own = connected();
  return [...own, ...ipv4Routes(own), ...ipv6Routes(own)];
}

function holds({ network, length }: Route, address: AddressNumber): boolean {
  return typeof address === 'number' ? maskIpv4(address, length) === network : maskIpv6(address, length) === network;
}

/** The local address of the longest prefix that holds `remote`; 0 if no route does. */
export function localAddress(remote: AddressNumber, table: readonly Route[]): AddressNumber {
  let best: Route | undefined;
  for (const route of table)
    if (typeof route.local === typeof remote && holds(route, remote) && (!best || route.length > best.length))
      best = route;
  return best?.local ?? 0;
}
