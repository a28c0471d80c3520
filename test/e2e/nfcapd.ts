/** Debian's nfcapd, sfcapd and nfdump: collectors and a reader that nobody here wrote. sfcapd counts octets of whole frames. */
import { mkdir } from 'node:fs/promises';
import { freePort } from '../free-port.js';
import { udpQueue } from './udp-queue.js';
import { Program, run } from './program.js';
import type { SeenFlow, Totals } from './seen-flow.js';

/** Bits of the TCP flags in the order of nfdump's letters, `CEUAPRSF`. */
const FLAG_LETTERS = 'FSRPAUEC';

const COLLECTORS = {
  NetFlow: ['nfcapd', '-C', 'none'],
  sFlow: ['sfcapd'],
} as const;

export class Nfcapd {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly program: Program,
  ) {}

  /** @param folder where its files go; made by this */
  static async start(folder: string, of: keyof typeof COLLECTORS = 'NetFlow'): Promise<Nfcapd> {
    await mkdir(folder);
    const port = await freePort();
    const [name, ...options] = COLLECTORS[of];
    const program = new Program(name, [...options, '-w', folder, '-b', '127.0.0.1', '-p', String(port)]);
    await program.ready(async () => (await udpQueue(port)) !== undefined);
    return new Nfcapd(port, folder, program);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  /** All flows it stored; only after `stop`. */
  async flows(): Promise<SeenFlow[]> {
    return readNfdump(this.folder);
  }

  /** What nfdump's own statistics say of all exporters together. */
  async statistics(): Promise<Totals> {
    const text = await run('nfdump', ['-R', this.folder, '-I']);
    const value = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
    return { flows: value('Flows'), packets: value('Packets'), octets: value('Bytes') };
  }
}

/** All flows in a directory of nfdump's files. */
async function readNfdump(folder: string): Promise<SeenFlow[]> {
  const text = await run('nfdump', ['-q', '-R', folder, '-o', 'json']);
  return (JSON.parse(`[${text}]`) as NfdumpFlow[]).map(seen); // nfdump(1) promises this form
}

interface NfdumpFlow {
  readonly ip4_router: string;
  readonly src4_addr?: string;
  readonly src6_addr?: string;
  readonly dst4_addr?: string;
  readonly dst6_addr?: string;
  readonly proto: number;
  readonly src_port?: number;
  readonly dst_port?: number;
  readonly icmp_type?: number;
  readonly icmp_code?: number;
  readonly src_tos: number;
  readonly tcp_flags?: string;
  readonly in_packets: number;
  readonly in_bytes: number;
  /** Local time, which is UTC here. */
  readonly first: string;
  readonly last: string;
}

function seen(flow: NfdumpFlow): SeenFlow {
  const letters = (flow.tcp_flags ?? '').split('').reverse();
  return {
    exporter: flow.ip4_router,
    srcaddr: flow.src4_addr ?? flow.src6_addr ?? '',
    dstaddr: flow.dst4_addr ?? flow.dst6_addr ?? '',
    prot: flow.proto,
    srcport: flow.src_port ?? 0,
    dstport: flow.dst_port ?? (flow.icmp_type ?? 0) * 256 + (flow.icmp_code ?? 0),
    tos: flow.src_tos,
    flags: letters.reduce((flags, letter, bit) => flags | (letter === FLAG_LETTERS[bit] ? 1 << bit : 0), 0),
    packets: flow.in_packets,
    octets: flow.in_bytes,
    start: Date.parse(`${flow.first}Z`),
    end: Date.parse(`${flow.last}Z`),
  };
}
