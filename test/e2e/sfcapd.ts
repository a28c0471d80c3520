/** Debian's sfcapd: a collector of sFlow that nobody here wrote. Its octets are those of whole frames. */
import { mkdir } from 'node:fs/promises';
import { readNfdump } from './nfcapd.js';
import { freeUdpPort, udpQueue } from './port.js';
import { Program } from './program.js';
import type { SeenFlow } from './seen-flow.js';

export class Sfcapd {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly program: Program,
  ) {}

  /** @param folder where its files go; made by this */
  static async start(folder: string): Promise<Sfcapd> {
    await mkdir(folder);
    const port = await freeUdpPort();
    const program = new Program('sfcapd', ['-w', folder, '-b', '127.0.0.1', '-p', String(port)]);
    await program.ready(async () => (await udpQueue(port)) !== undefined);
    return new Sfcapd(port, folder, program);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  /** All flows it stored; only after `stop`. */
  flows(): Promise<SeenFlow[]> {
    return readNfdump(this.folder);
  }
}
