/** What an operator runs over a day: flow-stat in a pipe, and the report page as Apache would start it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSame, nfdumpArgv } from './answers.js';
import { DEVICE } from './bench-day.js';
import type { FlowSet } from './flow-set.js';
import { compare, sizeText, type Program } from './harness.js';
import { question, TOP } from './questions.js';

const SOURCES = question('top source addresses');

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** All sources with their sums, the greatest first. */
function flowStat(directory: string): Program {
  const pipe = '"$0" "$1" | "$2" -f 9 -S 2';
  const argv = ['sh', '-c', pipe, built('bin/flow-cat'), directory, built('bin/flow-stat')] as const;
  return { name: 'flow-cat | flow-stat -f 9', argv };
}

/** The report of sources, from an hour before the day: what was exported in its first minutes began before it. */
function page(configuration: string): Program {
  const span = 'start_date=2025-06-10&start_time=23:00:00&end_date=2025-06-12&end_time=00:00:00';
  return {
    name: 'FlowViewer_Main.cgi',
    argv: [built('cgi-bin/FlowViewer_Main.cgi')],
    env: {
      REQUEST_METHOD: 'GET',
      QUERY_STRING: `device_name=${DEVICE}&${span}&stat_report=9&cutoff_lines=${TOP}&unit_conversion=N`,
      FLOWVIEWER_CONFIG: configuration,
      TZ: 'UTC',
    },
  };
}

/** The first lines of flow-stat's listing as an answer: address and octets. */
function statAnswer(listing: string): string {
  const lines = listing.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .slice(0, TOP)
    .map((line) => line.split(/ +/))
    .map(([address, , octets]) => `${address} ${octets}\n`)
    .join('');
}

/** The rows of the page's table as an answer: its third column has the octets. */
function pageAnswer(html: string): string {
  const body = html.slice(html.indexOf('<tbody>'), html.indexOf('</tbody>'));
  return [...body.matchAll(/<tr>.*<\/tr>/g)]
    .map(([row]) => row.split('</td>').map((cell) => cell.replaceAll(/<[^>]*>|,/g, '')))
    .map(([address, , octets]) => `${address} ${octets}\n`)
    .join('');
}

/**
 * Compares both with nfdump's list of sources.
 * @param scratch directory for what they print
 * @throws Error if nfdump does not give the same addresses and octets
 */
export async function compareDay(
  { flows, rows, twinned, lzo }: FlowSet,
  { runs, scratch }: { readonly runs: number; readonly scratch: string },
): Promise<void> {
  const [stdout, theirs] = [join(scratch, 'ours'), join(scratch, 'nfdump')];
  const peer = { name: 'nfdump LZO', argv: nfdumpArgv(SOURCES, lzo), stdout: theirs };
  const size = sizeText(flows);
  const stat = flowStat(join(rows, DEVICE));
  await compare({ what: `${stat.name}, 24 h`, size, ours: { ...stat, stdout }, peer, runs });
  checkSame(SOURCES, statAnswer(readFileSync(stdout, 'utf8')), theirs);
  for (const [from, data] of Object.entries({ twins: twinned, rows })) {
    const configuration = join(scratch, `${from}.toml`);
    writeFileSync(
      configuration,
      `flow_data_directory = "${data}"\nwork_directory = "${scratch}"\ndns_servers = ["none"]\n`,
    );
    await compare({ what: `report page, 24 h, ${from}`, size, ours: { ...page(configuration), stdout }, peer, runs });
    checkSame(SOURCES, pageAnswer(readFileSync(stdout, 'utf8')), theirs);
  }
}
