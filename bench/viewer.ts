/**
 * FlowViewer's pages as CGI processes, whole requests, on 2 M flows of a day with twins: `node build/bench/viewer.js`. Reports
 * are measured beside nfdump with the same question (LZ4 files), the form beside an empty Node process.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEVICE } from './bench-day.js';
import { prepareFlowSet } from './flow-set.js';
import { benchFlows, compare, sizeText, type Program } from './harness.js';

interface Page {
  readonly what: string;
  readonly script: string;
  /** Parameters of the request besides the device. */
  readonly query: string;
  readonly peer: Program;
}

const DAY = 'start_date=2025-06-11&start_time=00:00:00&end_date=2025-06-12&end_time=00:00:00';
const HOUR = 'start_date=2025-06-11&start_time=14:00:00&end_date=2025-06-11&end_time=15:00:00';
const SHOWN = 'flow_select=1&cutoff_lines=100&resolve_addresses=N';
const FLOOR = '10.1.64.0/24';

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** @param files directory of nfdump's files */
function pages(files: string): readonly Page[] {
  const nfdump = (...argv: readonly string[]): Program => ({
    name: `nfdump ${argv.filter((word) => !word.includes(' ')).join(' ')}`,
    argv: ['nfdump', '-R', files, ...argv],
  });
  const report = (what: string, query: string, peer: Program): Page => ({
    what,
    script: 'FlowViewer_Main.cgi',
    query: `${query}&${SHOWN}`,
    peer,
  });
  const pairs = ['-A', 'srcip,dstip', '-O', 'bytes', '-n', '100'];
  return [
    report('source/destination pairs, 24 h', `stat_report=10&${DAY}`, nfdump(...pairs)),
    report(
      'pairs from one /24, 24 h',
      `stat_report=10&source_address=${FLOOR}&${DAY}`,
      nfdump(...pairs, `src net ${FLOOR}`),
    ),
    report('destination ports, 24 h', `stat_report=5&${DAY}`, nfdump('-s', 'dstport/bytes', '-n', '100')),
    report(
      'printed flows, 1 h',
      `print_report=5&${HOUR}`,
      nfdump('-t', '2025/06/11.14:00:00-2025/06/11.15:00:00', '-o', 'long'),
    ),
    {
      what: 'form',
      script: 'FlowViewer.cgi',
      query: '',
      peer: { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    },
  ];
}

const flows = benchFlows(2e6);
const { twinned, lz4 } = await prepareFlowSet(flows, (text) => {
  console.log(`  ${text}`);
});
const made = spawnSync(built('bin/flow-parquet'), [join(twinned, DEVICE)], { stdio: 'inherit' });
if (made.status !== 0) throw new Error(`flow-parquet ended with status ${made.status}`);
const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
try {
  const configuration = join(scratch, 'FlowViewer.toml');
  writeFileSync(
    configuration,
    `flow_data_directory = "${twinned}"\nwork_directory = "${scratch}"\ndns_servers = ["none"]\n`,
  );
  for (const { what, script, query, peer } of pages(lz4)) {
    const env = {
      REQUEST_METHOD: 'GET',
      QUERY_STRING: query && `device_name=${DEVICE}&${query}`,
      FLOWVIEWER_CONFIG: configuration,
      TZ: 'UTC',
    };
    const { seconds, peerSeconds = NaN } = await compare({
      what,
      size: sizeText(flows),
      ours: { name: script, argv: [built(`cgi-bin/${script}`)], env },
      peer: { ...peer, env: { TZ: 'UTC' } },
      runs: 9,
    });
    if (what === 'form') console.log(`  ${((seconds - peerSeconds) * 1000).toFixed(0)} ms more than an empty process`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
