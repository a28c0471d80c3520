/** Datagrams that the kernel threw away because the receive buffer was full. */
import { readFileSync } from 'node:fs';

/**
 * Reads the drop counter of the UDP socket bound to an address from the text of /proc/net/udp.
 * @param local IPv4 address as a number, 0 = any
 * @returns undefined if the table has no such socket
 */
export function dropsIn(table: string, local: number, port: number): number | undefined {
  // the kernel prints the address as the 32-bit number it has in memory, which is little-endian here
  const reversed = ((local & 255) << 24) | ((local & 0xff00) << 8) | ((local >>> 8) & 0xff00) | (local >>> 24);
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  const bound = `${hex(reversed >>> 0, 8)}:${hex(port, 4)}`;
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] === bound) return Number(columns.at(-1));
  }
  return undefined;
}

/** Drops of a socket since it was opened; undefined where the kernel does not tell. */
export function kernelDrops(local: number, port: number): number | undefined {
  try {
    return dropsIn(readFileSync('/proc/net/udp', 'latin1'), local, port);
  } catch {
    return undefined; // not Linux, or /proc is not mounted
  }
}
