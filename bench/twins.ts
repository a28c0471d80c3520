/**
 * Questions about a day, asked of columnar twins and of row files by whole processes, beside nfdump on the same flows:
 *   node build/bench/twins.js      1 M and 10 M flows; with BENCH_FLOWS=50000000 also 50 M
 * Flows are kept in BENCH_DATA, default build/bench-data.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSame, nfdumpArgv } from './answers.js';
import { DEVICE } from './bench-day.js';
import { bundled } from './bundled.js';
import { compareDay } from './day-reports.js';
import { sizeOnDisk } from './file-tree.js';
import { prepareFlowSet, type FlowSet } from './flow-set.js';
import { benchSizes, compare, reportRow, sizeText } from './harness.js';
import { QUESTIONS, type Question } from './questions.js';
import { findSources } from '../lib/store/sources.js';
import { TWIN_DIRECTORY } from '../lib/store/twin/path.js';

const SIZES = [1e6, 10e6, 50e6];
const USUAL = 10e6;

/** Octets that a reporting process may have resident: what DuckDB may use, and half as much for everything else. */
const MOST_MEMORY = 1.5e9;

const ANSWER_QUESTION = fileURLToPath(new URL('programs/answer-question.js', import.meta.url));
const FLOW_PARQUET = fileURLToPath(new URL('../bin/flow-parquet', import.meta.url));

/** The more flows, the less one run differs from the next. */
function runsFor(flows: number): number {
  if (flows < 1e6) return 1;
  if (flows < 10e6) return 5;
  return flows < 50e6 ? 3 : 1;
}

/** Makes all of them anew each time. @throws Error if one of them would not be read instead of its row file */
async function makeTwins({ flows, twinned }: FlowSet): Promise<void> {
  await compare({
    what: 'make all twins',
    size: sizeText(flows),
    flows,
    ours: { name: 'flow-parquet', argv: [FLOW_PARQUET, '-a', join(twinned, DEVICE)] },
    runs: 1,
  });
  const [{ query }] = QUESTIONS;
  const capture = { fileLength: 900_000, captureInterval: 2_100_000 };
  const { segments } = await findSources(query.sources, query.window, { dataDirectory: twinned, capture });
  const others = segments.filter(({ kind }) => kind !== 'twin');
  if (segments.length === 0 || others.length > 0)
    throw new Error(`${others.length} of ${segments.length} files would not be read as twins`);
}

function compareSizes({ flows, rows, twinned, lz4, lzo }: FlowSet): void {
  const ours = { 'row files (zlib)': join(rows, DEVICE), twins: join(twinned, TWIN_DIRECTORY) };
  const peers = { 'nfdump LZ4': lz4, 'nfdump LZO': lzo };
  for (const [name, directory] of Object.entries(ours))
    for (const [peer, its] of Object.entries(peers)) {
      const [octets, peerOctets] = [sizeOnDisk(directory), sizeOnDisk(its)];
      const what = `size on disk, ${name}`;
      reportRow({ what, size: sizeText(flows), octets, peer, peerOctets, ratio: peerOctets / octets });
    }
}

/** @param scratch directory for what they print */
async function ask(asked: Question, { flows, rows, twinned, lz4, lzo }: FlowSet, scratch: string): Promise<void> {
  const from = [
    { what: 'twins', data: twinned, peer: 'nfdump LZ4', files: lz4 },
    { what: 'rows', data: rows, peer: 'nfdump LZO', files: lzo },
  ];
  const [stdout, theirs] = [join(scratch, 'ours'), join(scratch, 'nfdump')];
  const program = bundled(ANSWER_QUESTION, scratch);
  const hasRoom = flows * (asked.nfdumpMemory ?? 0) < freemem();
  if (!hasRoom) console.warn(`  There is not enough memory to ask nfdump for ${asked.name}.`);
  for (const { what, data, peer, files } of from) {
    const { peakMemory = 0 } = await compare({
      what: `${asked.name}, ${what}`,
      size: sizeText(flows),
      ours: { name: 'FlowQuery', argv: [process.execPath, program, asked.name, data], stdout },
      ...(hasRoom && { peer: { name: peer, argv: nfdumpArgv(asked, files), stdout: theirs } }),
      runs: runsFor(flows),
    });
    if (peakMemory > MOST_MEMORY) {
      console.error(`  This took more memory than the ${MOST_MEMORY / 1e9} GB that a report may take in all.`);
      process.exitCode = 1;
    }
    if (hasRoom) checkSame(asked, readFileSync(stdout, 'utf8'), theirs);
  }
}

async function measure(flows: number): Promise<void> {
  const set = await prepareFlowSet(flows, (text) => {
    console.log(`  ${text}`);
  });
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
  try {
    await makeTwins(set);
    compareSizes(set);
    for (const asked of QUESTIONS) await ask(asked, set, scratch);
    await compareDay(set, { runs: runsFor(flows), scratch });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

for (const flows of benchSizes(SIZES, USUAL)) await measure(flows);
