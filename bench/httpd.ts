/**
 * The same pages by flowviewer-httpd and as CGI processes, in turns, on 2 M flows of a day with twins: `node build/bench/httpd.js`. A
 * request goes over a connection that is open already, as a browser's or proxy's; a process is started for each of CGI.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfiguration } from '../lib/config/load.js';
import { startHttpd, type Httpd } from '../lib/httpd/httpd.js';
import { DEVICE } from './bench-day.js';
import { prepareFlowSet } from './flow-set.js';
import { benchFlows, median, reportRow, sizeText } from './harness.js';
import { processorSecondsOfAll } from './machine.js';

const DAY = 'start_date=2025-06-11&start_time=00:00:00&end_date=2025-06-12&end_time=00:00:00';
const SHOWN = 'flow_select=1&cutoff_lines=100&resolve_addresses=N';
/** Requests that warm the server, before those that are timed. */
const WARMING = 4;
/** One process of CGI for so many requests. */
const CGI_EVERY = 4;

interface Page {
  readonly what: string;
  readonly script: string;
  readonly query: string;
  /** Timed requests. */
  readonly runs: number;
}

const PAGES: readonly Page[] = [
  { what: 'form', script: 'FlowViewer.cgi', query: '', runs: 41 },
  { what: 'list of trackings', script: 'FlowTracker_Management.cgi', query: '', runs: 41 },
  {
    what: 'destination ports, 24 h',
    script: 'FlowViewer_Main.cgi',
    query: `device_name=${DEVICE}&stat_report=5&${DAY}&${SHOWN}`,
    runs: 9,
  },
  {
    what: 'source/destination pairs, 24 h',
    script: 'FlowViewer_Main.cgi',
    query: `device_name=${DEVICE}&stat_report=10&${DAY}&${SHOWN}`,
    runs: 9,
  },
];

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const agent = new Agent({ keepAlive: true });

/** Seconds until the last octet. @throws Error unless the page is all right */
async function request({ port }: Httpd, { script, query }: Page): Promise<number> {
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const path = `/cgi-bin/FlowViewer/${script}?${query}`;
    get({ port, host: '127.0.0.1', path, agent }, (response) => {
      response.resume().on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${path} has status ${response.statusCode}`));
      });
    }).on('error', reject);
  });
  return (performance.now() - began) / 1000;
}

/** Seconds from the start of a CGI process to its end. */
async function runCgi({ script, query }: Page, configuration: string): Promise<number> {
  const began = performance.now();
  const env = {
    ...process.env,
    REQUEST_METHOD: 'GET',
    QUERY_STRING: query,
    FLOWVIEWER_CONFIG: configuration,
    TZ: 'UTC',
  };
  const child = spawn(built(`cgi-bin/${script}`), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [status] = (await once(child, 'close')) as [number | null]; // what the event carries
  if (status !== 0) throw new Error(`${script} ended with status ${status ?? 'unknown'}`);
  return (performance.now() - began) / 1000;
}

process.env['TZ'] = 'UTC';
const flows = benchFlows(2e6);
const { twinned } = await prepareFlowSet(flows, (text) => {
  console.log(`  ${text}`);
});
const made = spawnSync(built('bin/flow-parquet'), [join(twinned, DEVICE)], { stdio: 'inherit' });
if (made.status !== 0) throw new Error(`flow-parquet ended with status ${made.status}`);
const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
const file = join(scratch, 'FlowViewer.toml');
const places = ['work', 'state', 'save', 'filter', 'rrdtool', 'tracker'];
const lines = places.map((name) => `${name}_directory = "${join(scratch, name)}"\n`);
const text = `flow_data_directory = "${twinned}"\ndns_servers = ["none"]\n${lines.join('')}`;
writeFileSync(file, text);
const configuration = parseConfiguration(text, file);
const httpd = await startHttpd({
  address: '127.0.0.1',
  port: 0,
  queries: 2,
  trust: 'connection',
  configuration: () => configuration,
  log: (line) => {
    console.error(line);
  },
});
try {
  for (const page of PAGES) {
    for (let run = 0; run < WARMING; run++) await request(httpd, page);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < page.runs; run++) {
      if (run % CGI_EVERY === 0) theirs.push(await runCgi(page, file));
      ours.push(await request(httpd, page));
    }
    const idle = { at: performance.now(), processors: processorSecondsOfAll() };
    await new Promise((resolve) => setTimeout(resolve, 1000)); // nothing of ours runs meanwhile
    const others = (processorSecondsOfAll() - idle.processors) / ((performance.now() - idle.at) / 1000);
    // the quickest is what a page takes by itself, whatever else the machine does
    const kinds = [
      { what: page.what, of: median },
      { what: `${page.what}, the quickest`, of: (times: readonly number[]) => Math.min(...times) },
    ];
    for (const { what, of } of kinds) {
      const [seconds, peerSeconds] = [of(ours), of(theirs)];
      const row = { what, size: sizeText(flows), seconds, peer: 'CGI', peerSeconds };
      reportRow({ ...row, ratio: peerSeconds / seconds, others: others / availableParallelism() });
    }
  }
} finally {
  agent.destroy();
  await httpd.close(0);
  rmSync(scratch, { recursive: true });
}
