/** Debian's pmacctd with its probes: an exporter of NetFlow and sFlow that nobody here wrote. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Packet } from './packet.js';
import { pcap } from './pcap.js';
import { Program } from './program.js';

export interface ProbeExport {
  /** Where the datagrams go to, on 127.0.0.1. */
  readonly port: number;
  /** For its files. */
  readonly folder: string;
  /** `sfprobe` sends sFlow, `nfprobe` NetFlow of the version. */
  readonly probe: { readonly name: 'sfprobe' } | { readonly name: 'nfprobe'; readonly version: 5 | 9 | 10 };
  /** One packet in so many. */
  readonly rate?: number;
}

/** Exports made packets, and ends. */
export async function probePackets(packets: readonly Packet[], to: ProbeExport): Promise<void> {
  const own = await mkdtemp(join(to.folder, 'pmacctd-'));
  const file = join(own, 'packets.pcap');
  await writeFile(file, pcap(packets));
  const { probe, port, rate = 1 } = to;
  const lines = [
    'daemonize: false',
    `pcap_savefile: ${file}`,
    `plugins: ${probe.name}[p]`,
    `${probe.name}_receiver: 127.0.0.1:${port}`,
    'aggregate: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags',
    `${probe.name}_ifindex[p]: 5`,
    `${probe.name}_direction[p]: in`,
    ...(probe.name === 'nfprobe' ? [`nfprobe_version: ${probe.version}`] : ['sfprobe_agentsubid: 7']),
    ...(rate > 1 ? [`sampling_rate: ${rate}`] : []),
  ];
  const configuration = join(own, 'pmacctd.conf');
  await writeFile(configuration, `${lines.join('\n')}\n`);
  const pmacctd = new Program('pmacctd', ['-f', configuration]);
  try {
    await pmacctd.end();
  } catch (error) {
    // the core of pmacctd 1.7.7 may find that its probe, which it has asked to end, has ended
    if (!pmacctd.output.includes('Shutting down on user request')) throw error;
  }
}
