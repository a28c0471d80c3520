/** Pages of a day of flows with twins as CGI processes, whole requests. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEVICE } from './bench-day.js';
import { prepareFlowSet, type FlowSet } from './flow-set.js';
import { compare, sizeText, type Program, type TimedRow } from './harness.js';

/** Parameters of the whole day, and of its busiest hour. */
export const DAY = 'start_date=2025-06-11&start_time=00:00:00&end_date=2025-06-12&end_time=00:00:00';
export const HOUR = 'start_date=2025-06-11&start_time=14:00:00&end_date=2025-06-11&end_time=15:00:00';

export interface Page {
  readonly what: string;
  readonly script: string;
  /** Parameters of the request besides the device; none at all for an empty form. */
  readonly query: string;
  readonly peer?: Program;
}

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Measures pages on a day of so many flows.
 * @param pagesOf the pages, from the files that they can be compared on
 * @param runs timed runs of each, as {@link compare} has it
 * @param tell gets each page's row
 */
export async function measurePages(
  flows: number,
  pagesOf: (files: FlowSet) => readonly Page[],
  { runs, tell }: { readonly runs?: number; readonly tell?: (page: Page, row: TimedRow) => void } = {},
): Promise<void> {
  const files = await prepareFlowSet(flows, (text) => {
    console.log(`  ${text}`);
  });
  const made = spawnSync(built('bin/flow-parquet'), [join(files.twinned, DEVICE)], { stdio: 'inherit' });
  if (made.status !== 0) throw new Error(`flow-parquet ended with status ${made.status}`);
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
  try {
    const configuration = join(scratch, 'FlowViewer.toml');
    writeFileSync(
      configuration,
      `flow_data_directory = "${files.twinned}"\nwork_directory = "${scratch}"\ndns_servers = ["none"]\n`,
    );
    for (const page of pagesOf(files)) {
      const { what, script, query, peer } = page;
      const env = {
        REQUEST_METHOD: 'GET',
        QUERY_STRING: query && `device_name=${DEVICE}&${query}`,
        FLOWVIEWER_CONFIG: configuration,
        TZ: 'UTC',
      };
      const row = await compare({
        what,
        size: sizeText(flows),
        ours: { name: script, argv: [built(`cgi-bin/${script}`)], env },
        ...(peer && { peer: { ...peer, env: { TZ: 'UTC' } } }),
        ...(runs !== undefined && { runs }),
      });
      tell?.(page, row);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
