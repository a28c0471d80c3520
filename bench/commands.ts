/** The commands for the shell beside nfdump on the same flows: `node build/bench/commands.js`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFlows } from '../lib/demo/make-flows.js';
import { recordLayout } from '../lib/flow/layout.js';
import { readHeader } from '../lib/ftfile/reader.js';
import { benchFlows, compare, sizeText } from './harness.js';
import { writeNfdumpFiles } from './nfdump-files.js';
import { hourOf, writeRowFiles } from './row-files.js';

/** One command and what nfdump does instead of it. */
interface Task {
  readonly what: string;
  /** A name below `bin/` and its arguments; it reads all flows from standard input unless it names `FILES`. */
  readonly ours: readonly [string, ...string[]];
  /** nfdump's arguments besides its input. `OUTPUT` stands for the file to write. */
  readonly peer: readonly string[];
  /** Both write flows: as many. */
  readonly gives?: 'flows';
}

const FILES = '{files}';
const OUTPUT = '{output}';
const DEFINITIONS = '{filter.cfg}';

/** `much` passes two fifths of the flows, `little` one in seventy. */
const FILTER_CFG = `
filter-primitive https
  type ip-port
  permit 443

filter-primitive inside
  type ip-address-prefix
  permit 10.0.0.0/8

filter-definition much
  match ip-source-port https
  match ip-destination-address inside
  or
  match ip-destination-port https
  match ip-source-address inside

filter-primitive mail
  type ip-port
  permit 993

filter-primitive servers
  type ip-address-prefix
  permit 10.1.2.0/24

filter-definition little
  match ip-source-port mail
  match ip-source-address servers
`;
const MUCH = '(src port 443 and dst net 10.0.0.0/8) or (dst port 443 and src net 10.0.0.0/8)';
const LITTLE = 'src port 993 and src net 10.1.2.0/24';

const TASKS: readonly Task[] = [
  { what: 'flow-cat', ours: ['flow-cat', FILES], peer: ['-w', OUTPUT], gives: 'flows' },
  {
    what: 'flow-nfilter, passes much',
    ours: ['flow-nfilter', '-f', DEFINITIONS, '-F', 'much'],
    peer: ['-w', OUTPUT, MUCH],
    gives: 'flows',
  },
  {
    what: 'flow-nfilter, passes little',
    ours: ['flow-nfilter', '-f', DEFINITIONS, '-F', 'little'],
    peer: ['-w', OUTPUT, LITTLE],
    gives: 'flows',
  },
  { what: 'flow-stat -f 9: sources', ours: ['flow-stat', '-f', '9'], peer: ['-s', 'srcip', '-n', '0'] },
  { what: 'flow-stat -f 10: pairs', ours: ['flow-stat', '-f', '10'], peer: ['-A', 'srcip,dstip'] },
  { what: 'flow-print', ours: ['flow-print'], peer: ['-o', 'line'] },
  { what: 'flow-print -f 5', ours: ['flow-print', '-f', '5'], peer: ['-o', 'long'] },
];

/** Both must have passed the same flows. */
async function checkSame(what: string, ours: string, theirs: string): Promise<void> {
  const { length } = await readHeader(ours);
  const flows = (statSync(ours).size - length) / recordLayout('5').size;
  const { stdout } = spawnSync('nfdump', ['-r', theirs, '-I'], { encoding: 'utf8' });
  const counted = Number(/^Flows: (\d+)$/m.exec(stdout)?.[1]);
  if (flows !== counted) throw new Error(`${what} gives ${flows} flows, nfdump ${counted}`);
}

const flows = benchFlows(5_000_000);
const size = sizeText(flows);
const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
const program = (name: string): string => fileURLToPath(new URL(`../bin/${name}`, import.meta.url));
try {
  const paths = await writeRowFiles(join(scratch, 'flows'), flows);
  const joined = join(scratch, 'joined');
  // flow-stat and the like read one stream: one file of the same level
  const { status } = spawnSync(program('flow-cat'), ['-z', '6', '-o', joined, ...paths], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`flow-cat ended with status ${status}`);
  const captured = join(scratch, 'nfdump');
  await writeNfdumpFiles(captured, makeFlows(hourOf(flows)));
  const definitions = join(scratch, 'filter.cfg');
  writeFileSync(definitions, FILTER_CFG);
  const [output, theirs] = [join(scratch, 'output'), join(scratch, 'nfdump-output')];

  for (const { what, ours, peer, gives } of TASKS) {
    const [name, ...words] = ours;
    const args = words.flatMap((word) => (word === FILES ? paths : word === DEFINITIONS ? definitions : word));
    const { seconds } = await compare({
      what,
      size,
      ours: { name, argv: [program(name), ...args], stdin: joined, ...(gives && { stdout: output }) },
      peer: {
        name: `nfdump ${peer.filter((word) => word !== OUTPUT && !word.includes(' ')).join(' ')}`,
        argv: ['nfdump', '-R', captured, ...peer.map((word) => (word === OUTPUT ? theirs : word))],
      },
      runs: 3,
    });
    console.log(`  ${(flows / seconds / 1e6).toFixed(2)} M flows/s`);
    if (gives) await checkSame(what, output, theirs);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
