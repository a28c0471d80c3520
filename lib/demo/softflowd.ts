/** Real traffic: Debian's softflowd watches this machine's interfaces and exports what it sees as NetFlow v5. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError } from '../command/run.js';
import { Child } from './child.js';
import { LOOPBACK, startCollector } from './collector.js';
import type { Places } from './places.js';
import { workBeside, type TrafficSource } from './source.js';
import { keepTwins } from './twins.js';

/** The one device of SOURCE=softflowd. */
const THIS_MACHINE = 'THISMACHINE';

/** Seconds after which softflowd exports: short, so that something is to be seen soon. */
const TIMEOUTS = {
  maxlife: 60,
  expint: 5,
  general: 30,
  tcp: 30,
  'tcp.fin': 5,
  'tcp.rst': 5,
  udp: 15,
  icmp: 15,
} as const;

/** Administrators' directories are not in everybody's PATH. */
const DIRECTORIES = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * Where softflowd is.
 * @throws CommandError if it is not there, or this process may not capture packets
 */
function findSoftflowd(): string {
  if (process.getuid?.() !== 0) {
    throw new CommandError(
      'SOURCE=softflowd watches the packets of this machine, which only root may: run "sudo make demo SOURCE=softflowd".',
    );
  }
  for (const directory of DIRECTORIES) {
    const path = join(directory, 'softflowd');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  throw new CommandError(
    'SOURCE=softflowd needs the program softflowd: run "apt-get install softflowd", or leave SOURCE out for synthetic traffic.',
  );
}

/** Watches every interface, but not the export itself. */
function startSoftflowd(path: string, port: number, places: Places): Child {
  const timeouts = Object.entries(TIMEOUTS).flatMap(([name, seconds]) => ['-t', `${name}=${seconds}`]);
  const files = ['-p', join(places.work, 'softflowd.pid'), '-c', join(places.work, 'softflowd.ctl')];
  return new Child({
    title: 'softflowd',
    command: path,
    args: [
      ...['-d', '-i', 'any', '-v', '5', '-n', `${LOOPBACK}:${port}`, ...files, ...timeouts],
      `not (udp and dst port ${port})`,
    ],
    log: join(places.logs, 'softflowd.log'),
  });
}

export const softflowd: TrafficSource = {
  devices: [{ name: THIS_MACHINE, interfaces: [] }],
  check: () => void findSoftflowd(),
  async run({ places, stop, output, welcome }) {
    const collector = await startCollector(THIS_MACHINE, LOOPBACK, places, stop);
    const children = [collector.child];
    try {
      children.unshift(startSoftflowd(findSoftflowd(), collector.port, places));
      output.write(welcome);
      await workBeside(children, stop, (signal) => keepTwins(places, signal));
    } finally {
      for (const child of children) await child.stop(); // softflowd first: it exports what it has when it ends
    }
  },
};
