/**
 * All parts together, under load, each killed in its turn: flow-capture, FlowTracker_Collector, FlowTracker_Grapher and
 * flowviewer-httpd with people at their browsers. What it finds is an account; who runs it judges. Only on the loopback
 * address.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isCandidateName } from '../../lib/ftfile/names.js';
import { rrdFile } from '../../lib/tracker/tracking-rrd.js';
import { floorToPeriod, PERIOD } from '../../lib/tracker/period.js';
import { filesBelow, readFlows } from '../capture/flows.js';
import { freePort } from '../free-port.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { rrdValues, TrackerSite } from '../tracker/site.js';
import { Exporter } from './exporter.js';
import { Part } from './part.js';
import { Users, type Fault } from './users.js';

export interface SoakSettings {
  readonly seconds: number;
  readonly users: number;
  /** How long each looks at a page, ms. */
  readonly restMs: number;
  readonly say: (line: string) => void;
}

export interface SoakAccount {
  /** Flows that were sent, those that files have, and those of them that are there more than once. */
  readonly sent: number;
  readonly stored: number;
  readonly doubled: number;
  /** Files that were closed at some time, and those that are not there any more or have changed. */
  readonly closed: number;
  readonly lost: readonly string[];
  readonly damaged: readonly string[];
  /** Values of trackings that were to be stored, and those that are not as they should be. */
  readonly values: number;
  readonly wrong: readonly string[];
  /** Pictures of trackings, and those that are not whole. */
  readonly pictures: number;
  readonly torn: readonly string[];
  readonly seen: number;
  /** Pages that were wrong, but for those that were open when the server was killed. */
  readonly faults: readonly Fault[];
  /** Kills of each part. */
  readonly kills: Readonly<Record<string, number>>;
  /** Mean memory of each part in the third and in the last quarter of the time, octets. */
  readonly memory: Readonly<Record<string, { readonly before: number; readonly after: number }>>;
  /** Exit status of each part at its end. */
  readonly ends: Readonly<Record<string, number | string>>;
}

/** Periods of the past that the Collector makes up for: half a day. */
const PERIODS = 144;
/** How often flow-capture is told to begin a new file, ms. */
const FILE_MS = 4000;
const SAMPLE_MS = 1000;
/** Octets of a flow that fills a period: 1000 bit/s. */
const OCTETS = 37_500;

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / (values.length || 1);

/** A file as it was when it was seen first. */
const mark = (path: string): string => {
  const { size, mtimeMs, ino } = statSync(path);
  return `${size} ${mtimeMs} ${ino}`;
};

/** @throws Error if a part does not come up again */
export async function soak({ seconds, users, restMs, say }: SoakSettings): Promise<SoakAccount> {
  const site = new TrackerSite();
  const flows = join(site.configuration.flow_data_directory, 'router');
  mkdirSync(flows);
  const end = floorToPeriod(Date.now() / 1000 - 1800);
  const begin = end - PERIODS * PERIOD;
  const trackings = [];
  for (const label of ['one', 'two', 'three'])
    trackings.push(await site.add({ id: label, label, fields: { device_name: 'past' } }, begin));
  const past = join(site.configuration.flow_data_directory, 'past');
  for (let from = begin; from < end + 1800; from += PERIOD) {
    const record = timedRecord(from * 1000, (from + PERIOD) * 1000 - 1, 1e6, { doctets: OCTETS, dpkts: 10, prot: 6 });
    await writeRowFile(past, { version: '5', start: from * 1000, records: [record] });
  }
  const toml = site.write();
  const own = ['state', 'save'].map((name) => `${name}_directory = ${JSON.stringify(join(site.directory, name))}\n`);
  appendFileSync(toml, `${own.join('')}dns_servers = ["none"]\n`);
  const env = { FLOWVIEWER_CONFIG: toml, TZ: 'UTC' };
  const [udp, tcp] = [await freePort(), await freePort()];

  const capture = new Part('flow-capture', ['-D', '-p', '-', '-w', flows, `127.0.0.1/0/${udp}`], env, (said) =>
    said.includes('receive buffer'),
  );
  const collector = new Part('FlowTracker_Collector', ['-D'], env, (said) => said.includes('FlowTracker_Collector: '));
  const grapher = new Part('FlowTracker_Grapher', ['-D'], env, (said) => said.includes('FlowTracker_Grapher: '));
  const httpd = new Part('flowviewer-httpd', ['-D', '-P', String(tcp)], env, (said) => said.includes('listening on'));
  const parts = [collector, capture, grapher, httpd];
  const ends: Record<string, number | string> = {};
  const samples = new Map(parts.map(({ name }) => [name, [] as number[]]));
  const closed = new Map<string, string>();
  const isClosed = (path: string): boolean => isCandidateName(basename(path)) && !basename(path).startsWith('tmp-');
  let exporter: Exporter | undefined;
  let browsers: Users | undefined;
  try {
    await Promise.all([capture.ready(), httpd.ready()]);
    exporter = new Exporter(udp);
    browsers = new Users(tcp, trackings[0]?.id ?? '', users, restMs);
    const began = Date.now();
    const passed = (): number => (Date.now() - began) / 1000 / seconds;
    let nextFile = began + FILE_MS;
    // all are killed within the first half, again and again where there is time; the second shows whether memory stays
    const rounds = Math.max(1, Math.floor(seconds / 240));
    const kills = Array.from({ length: rounds * parts.length }, (_, index) => ({
      part: parts[index % parts.length],
      when: 0.02 + (0.4 * (index + 0.5)) / rounds / parts.length,
    }));
    let killing: Promise<void> = Promise.resolve();
    while (passed() < 1) {
      await pause(SAMPLE_MS);
      for (const part of parts) samples.get(part.name)?.push(part.memory);
      for (const path of existsSync(flows) ? filesBelow(flows) : [])
        if (isClosed(path) && !closed.has(path)) closed.set(path, mark(path));
      if (Date.now() > nextFile && capture.outages.at(-1)?.until !== Infinity) {
        nextFile = Date.now() + FILE_MS;
        capture.signal('SIGHUP');
      }
      if (kills[0]?.part && passed() > kills[0].when) {
        const { part } = kills.shift() ?? {};
        say(`${Math.round(passed() * seconds)} s: kill -9 ${part?.name}`);
        killing = killing.then(() => part?.kill());
        await killing;
      }
    }
    exporter.stop();
    await browsers.stop();
    await pause(2000); // what was sent last is on its way
  } finally {
    for (const part of parts) ends[part.name] = await part.end().catch((error: unknown) => String(error));
  }

  const files = filesBelow(flows).filter((path) => isCandidateName(basename(path)));
  const read = await Promise.all(files.map((path) => readFlows(path)));
  const numbers = read.flatMap((file) => file.numbers);
  const lost = [...closed].flatMap(([path, was]) => (existsSync(path) && mark(path) === was ? [] : [path]));
  const wrong = trackings.flatMap((tracking) => {
    const values = rrdValues(rrdFile(site.configuration.rrdtool_directory, tracking), begin, end);
    return Array.from({ length: PERIODS }, (_, index) => begin + (index + 1) * PERIOD).flatMap((time) => {
      const value = values.get(time) ?? NaN;
      return Math.abs(value - 1000) < 0.01 ? [] : [`${tracking.id} at ${time}: ${value}`];
    });
  });
  const pictures = trackings.flatMap(({ id }) => {
    const folder = join(site.configuration.tracker_directory, id);
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  });
  const drawn = pictures.filter((path) => path.endsWith('.png'));
  const torn = drawn.filter((path) => !readFileSync(path).subarray(-12).includes('IEND'));
  const isExcused = ({ at }: Fault): boolean => httpd.outages.some((out) => at > out.from - 15_000 && at < out.until);
  const account: SoakAccount = {
    sent: exporter.sent,
    stored: numbers.length,
    doubled: numbers.length - new Set(numbers).size,
    closed: closed.size,
    lost,
    damaged: read.filter(({ damage }) => damage.length > 0).map(({ path, damage }) => `${path}: ${damage.join('; ')}`),
    values: trackings.length * PERIODS,
    wrong,
    pictures: drawn.length,
    torn,
    seen: browsers.seen,
    faults: browsers.faults.filter((fault) => !(isExcused(fault) && !/^\d/.test(fault.text))),
    kills: Object.fromEntries(parts.map(({ name, outages }) => [name, outages.length])),
    memory: Object.fromEntries(
      [...samples].map(([name, all]) => {
        const [half, quarter] = [Math.floor(all.length / 2), Math.floor((all.length * 3) / 4)];
        return [name, { before: mean(all.slice(half, quarter)), after: mean(all.slice(quarter)) }];
      }),
    ),
    ends,
  };
  // flow-parquet, which flow-capture has started, may complete a twin yet
  await rm(site.directory, { recursive: true, force: true, maxRetries: 40, retryDelay: 250 });
  return account;
}
