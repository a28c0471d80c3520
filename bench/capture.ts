/**
 * How much a capture takes before it loses datagrams, and what it costs: flow-capture against nfcapd, the same datagrams
 * over the loopback interface at stated rates: NetFlow v5 of 30 flows, or with 9 or 10 v9 or IPFIX of 24.
 *   node build/bench/capture.js [SECONDS [VERSION]]     default 10 5; BENCH_FLOWS limits the flows of one run
 * Files are written below TMPDIR: 1.9 GB at the highest rate, which a slow disk may be the limit of.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { kernelDrops } from '../lib/capture/kernel-drops.js';
import { readHeader } from '../lib/ftfile/reader.js';
import { blast, FLOWS_PER_DATAGRAM, type BlastVersion } from './blast.js';
import { allowReceiveBuffer, letGoFirst } from './even-terms.js';
import { benchFlows, reportRow } from './harness.js';

const LOOPBACK = 0x7f000001;
const PORT = 29_995;

/** Datagrams per second. */
const RATES = [20_000, 60_000, 100_000, 130_000];

/** Octets of receive buffer that both collectors ask for. */
const BUFFER = 32 * 2 ** 20;

interface Collector {
  readonly name: string;
  readonly argv: (directory: string) => readonly [string, ...string[]];
  /** Flows that it has stored. */
  readonly stored: (directory: string) => Promise<number>;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const flowCapture = (level: number): Collector => ({
  name: `flow-capture -z ${level}`,
  argv: (directory) => [
    process.execPath,
    'build/bin/flow-capture',
    ...['-D', '-z', `${level}`, '-w', directory, `127.0.0.1/0/${PORT}`],
  ],
  stored: async (directory) => {
    const headers = await Promise.all(filesBelow(directory).map((path) => readHeader(path)));
    return headers.reduce((sum, { flows = 0 }) => sum + flows, 0);
  },
});

const nfcapd = (compression: string): Collector => ({
  name: `nfcapd ${compression}`.trim(),
  argv: (directory) => [
    'nfcapd',
    ...compression.split(' ').filter((word) => word !== ''),
    ...['-b', '127.0.0.1', '-p', `${PORT}`, '-B', `${BUFFER}`, '-w', directory],
  ],
  stored: (directory) => {
    const { stdout } = spawnSync('nfdump', ['-R', directory, '-I'], { encoding: 'utf8' });
    return Promise.resolve(Number(/^Flows: (\d+)$/m.exec(stdout)?.[1] ?? 0));
  },
});

/** Both uncompressed, and both compressed as usual: zlib at its default level, and LZO. */
const PAIRS: readonly [ours: Collector, peer: Collector][] = [
  [flowCapture(0), nfcapd('')],
  [flowCapture(6), nfcapd('-z')],
];

/** Seconds of processor time that a process has used. */
function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100; // clock ticks; Linux has 100 a second for user space
}

interface Measured {
  readonly loss: number;
  readonly seconds: number;
  /** Datagrams a second that were really sent. */
  readonly rate: number;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function measure(version: BlastVersion, collector: Collector, rate: number, count: number): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'flowviewer-bench-capture-'));
  const [command, ...argv] = collector.argv(directory);
  const child = spawn(command, argv, { stdio: 'ignore', detached: true });
  try {
    for (let turn = 0; kernelDrops(LOOPBACK, PORT) === undefined; turn++) {
      if (turn > 200 || child.exitCode !== null) throw new Error(`${collector.name} does not listen`);
      await setTimeout(50);
    }
    const pid = child.pid ?? 0;
    letGoFirst(pid); // now that its other threads are there, which do not
    const before = processorSeconds(pid);
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) => {
      const blaster = spawn(process.execPath, [process.argv[1] ?? '', 'blast', version, `${rate}`, `${count}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      if (blaster.pid !== undefined) letGoFirst(blaster.pid);
      let text = '';
      blaster.stdout.on('data', (octets: Buffer) => (text += octets.toString()));
      blaster.on('error', reject);
      blaster.on('close', () => {
        resolve({ stdout: text });
      });
    });
    let seconds = processorSeconds(pid) - before;
    for (;;) {
      await setTimeout(500); // until it has worked off what is queued
      const now = processorSeconds(pid) - before;
      if (now - seconds < 0.02) break;
      seconds = now;
    }
    child.kill('SIGTERM');
    await ended(child);
    const stored = await collector.stored(directory);
    return { loss: 1 - stored / (count * FLOWS_PER_DATAGRAM[version]), seconds, rate: count / Number(stdout) };
  } finally {
    child.kill('SIGKILL');
    await ended(child);
    rmSync(directory, { recursive: true });
  }
}

const percent = (part: number): string => `${(part * 100).toFixed(2)} %`;

async function main(seconds: number, version: BlastVersion): Promise<void> {
  const flows = FLOWS_PER_DATAGRAM[version];
  for (const [ours, peer] of PAIRS)
    for (const rate of RATES) {
      const count = Math.min(rate * seconds, Math.ceil(benchFlows(rate * seconds * flows) / flows));
      const mine = await measure(version, ours, rate, count);
      const theirs = await measure(version, peer, rate, count);
      console.log(
        `${rate} datagrams/s of version ${version} wanted: ${ours.name} got ${Math.round(mine.rate)}/s, lost ${percent(mine.loss)}; ` +
          `${peer.name} got ${Math.round(theirs.rate)}/s, lost ${percent(theirs.loss)}`,
      );
      reportRow({
        what: version === '5' ? `${ours.name}, processor time` : `${ours.name}, processor time, version ${version}`,
        size: `${rate / 1000} k datagrams/s`,
        seconds: mine.seconds,
        peer: peer.name,
        peerSeconds: theirs.seconds,
        ratio: theirs.seconds / mine.seconds,
        loss: mine.loss,
        peerLoss: theirs.loss,
      });
    }
}

const [, , mode, ...numbers] = process.argv;
const isVersion = (text: string | undefined): text is BlastVersion => text !== undefined && text in FLOWS_PER_DATAGRAM;
const [version = '5'] = numbers;
if (!isVersion(version)) throw new Error(`version ${version}: it must be 5, 9 or 10`);
if (mode === 'blast') console.log(await blast(version, PORT, Number(numbers[1]), Number(numbers[2])));
else {
  const putBack = allowReceiveBuffer(BUFFER);
  try {
    await main(Number(mode ?? 10), version);
  } finally {
    putBack();
  }
}
