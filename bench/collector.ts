/**
 * Passes of FlowTracker_Collector and FlowTracker_Grapher as whole processes: 50, 250 and 1,000 varied trackings of a small
 * router, 6,900 flows in 5 minutes, and of a large one, 300,000; from row files and from their columnar twins.
 *   node build/bench/collector.js
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultConfiguration, type Configuration } from '../lib/config/configuration.js';
import { RrdProcess } from '../lib/rrd/rrd-process.js';
import { Catalogue } from '../lib/tracker/catalogue.js';
import { Collector } from '../lib/tracker/collector.js';
import { Grapher } from '../lib/tracker/grapher.js';
import { PERIOD, periodEnds, type Seconds } from '../lib/tracker/period.js';
import { createDefinition } from '../lib/tracker/save.js';
import { addValues, createTrackingRrd, lastUpdate, rrdFile } from '../lib/tracker/tracking-rrd.js';
import type { Tracking } from '../lib/tracker/tracking.js';
import { writeCapturedHour } from './captured-hour.js';
import { benchSizes, compare, sizeText } from './harness.js';
import { START } from './row-files.js';
import { variedTrackings } from './trackings.js';

/** Flows of 5 minutes. */
const SIZES = [6900, 300_000];
const COUNTS = [50, 250, 1000];
const DEVICE = 'router';
/** Trackings whose graphs are drawn. */
const DRAWN = 250;
/** The first period that is collected ends then: files of 15 minutes before it are read. */
const BEGIN: Seconds = START + 900;
const PERIODS_IN_HOUR = 12;

const SELF = fileURLToPath(import.meta.url);
const FLOW_PARQUET = fileURLToPath(new URL('../bin/flow-parquet', import.meta.url));

function configurationOf(site: string, flows: string): Configuration {
  return {
    ...defaultConfiguration(),
    flow_data_directory: flows,
    filter_directory: join(site, 'filters'),
    rrdtool_directory: join(site, 'rrds'),
    tracker_directory: join(site, 'graphs'),
    work_directory: join(site, 'work'),
  };
}

async function trackingsOf({ filter_directory }: Configuration): Promise<readonly Tracking[]> {
  return (await new Catalogue(filter_directory).read()).trackings;
}

/** Runs an action with the file of every tracking, in one rrdtool. */
async function withRrds(
  configuration: Configuration,
  action: (rrd: RrdProcess, file: string) => Promise<unknown>,
): Promise<void> {
  const rrd = new RrdProcess();
  for (const tracking of await trackingsOf(configuration))
    await action(rrd, rrdFile(configuration.rrdtool_directory, tracking));
  await rrd.close();
}

/** A new site each time; its RRDs end where the measured periods begin. @returns its directory */
async function prepare(scratch: string, flows: string, count: number): Promise<string> {
  const site = mkdtempSync(join(scratch, 'site-'));
  const configuration = configurationOf(site, flows);
  for (const directory of [configuration.rrdtool_directory, configuration.work_directory]) mkdirSync(directory);
  for (const tracking of variedTrackings(count, DEVICE))
    await createDefinition<Tracking>(configuration.filter_directory, tracking, new Set());
  await withRrds(configuration, (rrd, file) => createTrackingRrd(rrd, file, BEGIN));
  writeFileSync(join(site, 'configuration.json'), JSON.stringify(configuration));
  return site;
}

/** What a measured process does: the next period. @throws Error if not every tracking has a value */
async function pass(configuration: Configuration): Promise<void> {
  const trackings = await trackingsOf(configuration);
  const rrd = new RrdProcess();
  const last = await lastUpdate(rrd, rrdFile(configuration.rrdtool_directory, trackings[0]!));
  await rrd.close();
  const lines: string[] = [];
  await new Collector({ configuration, log: (line) => lines.push(line) }).pass(last + PERIOD);
  const [, positive = 0, zero = 0] = (
    /values: (\d+) positive, (\d+) zero, 0 unknown/.exec(lines.at(-1) ?? '') ?? []
  ).map(Number);
  if (positive === 0 || positive + zero !== trackings.length) throw new Error(lines.join('\n'));
}

/** What a measured process does: all pictures, or those that one new value changes. */
async function draw(configuration: Configuration, which: 'all' | 'changed'): Promise<void> {
  let now = 0;
  await withRrds(configuration, async (rrd, file) => {
    now = await lastUpdate(rrd, file);
    if (which === 'all') return;
    await addValues(rrd, file, now, [{ end: now + PERIOD, value: 1e6 }]);
    now += PERIOD;
  });
  const lines: string[] = [];
  const drawn = await new Grapher({ configuration, log: (line) => lines.push(line) }).pass(now, undefined, which);
  if (drawn < DRAWN) throw new Error(lines.join('\n'));
}

async function comparePasses(scratch: string, flows: number): Promise<void> {
  const rows = join(scratch, `rows-${flows}`);
  await writeCapturedHour(join(rows, DEVICE), flows * PERIODS_IN_HOUR);
  for (const from of ['rows', 'twins'] as const) {
    if (from === 'twins') execFileSync(FLOW_PARQUET, ['-a', join(rows, DEVICE)]);
    for (const count of flows < SIZES[0]! ? COUNTS.slice(0, 1) : COUNTS) {
      const site = await prepare(scratch, rows, count);
      await compare({
        what: `Collector, ${count} trackings, ${from}`,
        size: sizeText(flows),
        ours: { name: 'FlowTracker_Collector', argv: [process.execPath, SELF, 'pass', site] },
        runs: flows < SIZES[0]! ? 1 : 5,
      });
      rmSync(site, { recursive: true });
    }
  }
  rmSync(rows, { recursive: true });
}

async function compareDrawing(scratch: string): Promise<void> {
  const site = await prepare(scratch, scratch, DRAWN);
  const ends = periodEnds(BEGIN, BEGIN + 2 * 86_400);
  await withRrds(configurationOf(site, scratch), (rrd, file) =>
    addValues(
      rrd,
      file,
      BEGIN,
      ends.map((end) => ({ end, value: (1 + Math.sin(end / 13_751)) * 1e6 + (end % 3600) * 100 })),
    ),
  );
  for (const [what, word] of [
    ['all stale', 'all'],
    ['a new value each', 'changed'],
  ] as const)
    await compare({
      what: `Grapher, ${DRAWN} trackings, ${what}`,
      size: `${word === 'all' ? DRAWN * 5 : DRAWN} files`,
      ours: { name: 'FlowTracker_Grapher', argv: [process.execPath, SELF, word, site] },
      runs: 3,
    });
}

const [, , command, site = ''] = process.argv;
if (command !== undefined) {
  const text = readFileSync(join(site, 'configuration.json'), 'utf8');
  const configuration = JSON.parse(text) as Configuration; // written above
  if (command === 'pass') await pass(configuration);
  else await draw(configuration, command === 'all' ? 'all' : 'changed');
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
  try {
    const sizes = benchSizes(SIZES, Infinity);
    if (sizes.length === SIZES.length) await compareDrawing(scratch);
    for (const flows of sizes) await comparePasses(scratch, flows);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
