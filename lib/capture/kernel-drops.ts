/** Datagrams that the kernel threw away because the receive buffer was full. */
import { readFileSync } from 'node:fs';
import type { AddressNumber } from '../flow/address-number.js';

/** An address as the kernel prints it: the 32-bit numbers that it has in memory, which are little-endian here. */
function memoryHex(address: AddressNumber): string {
  const hex = address.toString(16).padStart(typeof address === 'number' ? 8 : 32, '0');
  const words = hex.match(/.{8}/g) ?? [];
  return words
    .map((word) => Buffer.from(word, 'hex').reverse().toString('hex'))
    .join('')
    .toUpperCase();
}

/**
 * Reads the drop counter of the UDP socket bound to an address from the text of /proc/net/udp or udp6.
 * @param local address as a number, 0 or `0n` = any of its family
 * @returns undefined if the table has no such socket
 */
export function dropsIn(table: string, local: AddressNumber, port: number): number | undefined {
  const bound = `${memoryHex(local)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] === bound) return Number(columns.at(-1));
  }
  return undefined;
}

function dropsOf(local: AddressNumber, port: number): number | undefined {
  try {
    return dropsIn(readFileSync(typeof local === 'number' ? '/proc/net/udp' : '/proc/net/udp6', 'latin1'), local, port);
  } catch {
    return undefined; // not Linux, or /proc is not mounted
  }
}

/**
 * Drops since the sockets of an address were opened; undefined where the kernel does not tell.
 * @param local address as a number; 0 = any of both families, each of which has its socket
 */
export function kernelDrops(local: AddressNumber, port: number): number | undefined {
  const drops = dropsOf(local, port);
  return local === 0 && drops !== undefined ? drops + (dropsOf(0n, port) ?? 0) : drops;
}
