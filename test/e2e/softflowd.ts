/** Debian's softflowd: an exporter that nobody here wrote. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Packet } from './packet.js';
import { pcap } from './pcap.js';
import { Program, run } from './program.js';

/** NetFlow 5 and 9, and IPFIX, which is number 10 in its datagrams. */
export type SoftflowdVersion = 5 | 9 | 10;

export interface Export {
  /** Where the datagrams go to, on 127.0.0.1. */
  readonly port: number;
  readonly version: SoftflowdVersion;
  /** For its files. */
  readonly folder: string;
}

/** In the foreground. */
function options({ port, version }: Export, folder: string): string[] {
  const times = version === 10 ? ['-A', 'milli'] : [];
  return ['-n', `127.0.0.1:${port}`, '-v', String(version), ...times, '-d', '-p', join(folder, 'pid')];
}

/** Datagrams sent, from softflowd's statistics. */
function datagramsSent(statistics: string): number {
  const [, datagrams, failures] = /\bin (\d+) packets \((\d+) failures\)/.exec(statistics) ?? [];
  if (datagrams === undefined || failures !== '0') throw new Error(`softflowd did not export all:\n${statistics}`);
  return Number(datagrams);
}

/**
 * Exports the flows of made packets, with `-a`: the exporter's clock is the packets'.
 * @returns how many datagrams it sent
 */
export async function exportPackets(packets: readonly Packet[], to: Export): Promise<number> {
  const own = await mkdtemp(join(to.folder, 'softflowd-'));
  const file = join(own, 'packets.pcap');
  await writeFile(file, pcap(packets));
  // softflowd 1.1 waits for a connection to its control socket, if it has one, before it reads a capture file
  return datagramsSent(await run('softflowd', ['-r', file, '-a', '-c', 'none', ...options(to, own)]));
}

/**
 * Watches the loopback interface, calls `send` until softflowd has seen `enough` packets, then exports what it saw. The
 * kernel hands packets to softflowd 1.1 by the 256 KiB, so the last ones are never seen.
 * @returns how many datagrams it sent
 */
export async function exportLive(
  filter: string,
  to: Export,
  enough: number,
  send: () => Promise<void>,
): Promise<number> {
  const own = await mkdtemp(join(to.folder, 'softflowd-'));
  const control = join(own, 'control');
  const ask = (command: string): Promise<string> => run('softflowctl', ['-c', control, command]);
  const seen = async (): Promise<number> =>
    Number(/^Packets processed: (\d+)$/m.exec(await ask('statistics'))?.[1] ?? NaN);
  const softflowd = new Program('softflowd', ['-i', 'lo', '-c', control, ...options(to, own), filter]);
  await softflowd.ready(() => softflowd.output.includes('starting data collection'));
  await softflowd.ready(async () => {
    await send();
    return (await seen()) >= enough;
  });
  await ask('expire-all');
  const sent = datagramsSent(await ask('statistics'));
  await softflowd.stop(); // nothing is left to export
  return sent;
}
