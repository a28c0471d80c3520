/**
 * FlowGrapher's pages as CGI processes, whole requests, of a day of flows with twins: `node build/bench/grapher.js`. Graphs of
 * 2 M flows, and one of 10 M, up to `BENCH_FLOWS`. nfdump draws none, so that nothing is measured beside them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEVICE } from './bench-day.js';
import { prepareFlowSet } from './flow-set.js';
import { benchFlows, compare, sizeText } from './harness.js';

interface Graph {
  readonly what: string;
  /** Parameters of the request besides the device. */
  readonly query: string;
}

const DAY = 'start_date=2025-06-11&start_time=00:00:00&end_date=2025-06-12&end_time=00:00:00';
const HOUR = 'start_date=2025-06-11&start_time=14:00:00&end_date=2025-06-11&end_time=15:00:00';
const SHOWN = 'flow_select=1&stats_method=Nonzeroes&resolve_addresses=N';

const GRAPHS: readonly Graph[] = [
  { what: 'bits/s in 300 s, 24 h', query: `graph_type=bps&bucket_size=300&detail_lines=0&${DAY}` },
  { what: 'bits/s in 300 s with 200 lines, 24 h', query: `graph_type=bps&bucket_size=300&detail_lines=200&${DAY}` },
  {
    what: 'analysis by source, bits/s in 300 s, 24 h',
    query: `graph_type=bpsa&bucket_size=300&split=srcaddr&detail_lines=0&${DAY}`,
  },
  { what: 'active flows in 5 s, 1 h', query: `graph_type=fpsa&bucket_size=5&detail_lines=0&${HOUR}` },
];

/** Of a day that has five times the flows. */
const FINE: Graph = { what: 'bits/s in 5 s, 24 h', query: `graph_type=bps&bucket_size=5&detail_lines=0&${DAY}` };

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

async function measure(flows: number, graphs: readonly Graph[]): Promise<void> {
  const { twinned } = await prepareFlowSet(flows, (text) => {
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
    for (const { what, query } of graphs) {
      const env = {
        REQUEST_METHOD: 'GET',
        QUERY_STRING: `device_name=${DEVICE}&${SHOWN}&${query}`,
        FLOWVIEWER_CONFIG: configuration,
        TZ: 'UTC',
      };
      const script = 'FlowGrapher_Main.cgi';
      await compare({ what, size: sizeText(flows), ours: { name: script, argv: [built(`cgi-bin/${script}`)], env } });
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const flows = benchFlows(2e6);
await measure(flows, GRAPHS);
await measure(Math.min(5 * flows, benchFlows(1e7)), [FINE]);
