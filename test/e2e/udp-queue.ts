/** What the kernel knows of a UDP port in use. */
import { readFile } from 'node:fs/promises';

export interface UdpQueue {
  /** Octets that arrived and that no process has read yet. */
  readonly waiting: number;
  /** Datagrams that found the queue full, since the socket was opened. */
  readonly dropped: number;
}

/** State of the IPv4 or IPv6 socket bound to a UDP port; undefined while nobody is bound to it. See proc(5), /proc/net/udp. */
export async function udpQueue(port: number): Promise<UdpQueue | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    for (const line of (await readFile(table, 'utf8')).split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      const [, local, , , queues] = columns;
      if (!local?.endsWith(suffix) || !queues) continue;
      return { waiting: parseInt(queues.split(':')[1] ?? '', 16), dropped: Number(columns[12]) };
    }
  }
  return undefined;
}
