/** Who sent most, asked of row files by a whole process, beside nfdump on the same flows: `node build/bench/report.js`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFlows } from '../lib/demo/make-flows.js';
import type { FlowQuery } from '../lib/query/query.js';
import { DuckDbStore } from '../lib/store/duckdb-store.js';
import { benchFlows, compare, sizeText } from './harness.js';
import { writeNfdumpFiles } from './nfdump-files.js';
import { END, hourOf, START, writeRowFiles } from './row-files.js';

const TOP = 10;
const DEVICE = 'core';

const QUERY: FlowQuery = {
  sources: [{ kind: 'device', name: DEVICE }],
  window: { start: (START - 86_400) * 1000, end: END * 1000, rule: 'any' },
  filter: { kind: 'and', of: [] },
  share: 'whole flows',
  select: {
    kind: 'groups',
    dimensions: [{ kind: 'field', field: 'srcaddr' }],
    measures: [{ measure: 'flows' }, { measure: 'octets' }, { measure: 'packets' }],
  },
  order: [{ by: 'octets', direction: 'descending' }],
  limit: TOP,
};

/** What a reporting process does, without the page around the answer. */
async function answer(dataDirectory: string): Promise<string> {
  const store = new DuckDbStore({ dataDirectory });
  const { rows } = await store.run(QUERY);
  return rows.map(([address, , octets]) => `${address} ${octets}\n`).join('');
}

async function measure(flows: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
  try {
    const captured = join(scratch, 'nfdump');
    await writeRowFiles(join(scratch, DEVICE), flows);
    await writeNfdumpFiles(captured, makeFlows(hourOf(flows)));
    const self = fileURLToPath(import.meta.url);
    const question = ['-R', captured, '-s', 'srcip/bytes', '-n', String(TOP)] as const;
    await compare({
      what: 'top sources by octets, row files',
      size: sizeText(flows),
      ours: { name: 'FlowQuery', argv: [process.execPath, self, 'answer', scratch] },
      peer: { name: 'nfdump', argv: ['nfdump', ...question] },
    });
    const { stdout } = spawnSync('nfdump', [...question, '-N', '-q'], { encoding: 'utf8' });
    checkSame(await answer(scratch), stdout);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Both must have answered the same question: nfdump's line has address and octets among its columns. */
function checkSame(ours: string, theirs: string): void {
  const lines = theirs.split('\n');
  for (const line of ours.trimEnd().split('\n')) {
    const [address = '', octets = ''] = line.split(' ');
    const same = lines.some(
      (their) => their.includes(` ${address} `) && new RegExp(`\\s${octets}(\\(|\\s)`).test(their),
    );
    if (!same) throw new Error(`nfdump does not agree that ${address} sent ${octets} octets:\n${theirs}`);
  }
}

const [, , command, directory = ''] = process.argv;
if (command === 'answer') {
  process.stdout.write(await answer(directory));
  process.exit(); // the engine's threads need not be waited for
} else for (const flows of new Set([benchFlows(1_000_000), benchFlows(5_000_000)])) await measure(flows);
