/** Days of collecting, by a clock that the test drives: every stored number is computed again from the flow files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FieldName } from '../../lib/flow/field.js';
import { absoluteMs, type Ms } from '../../lib/flow/time.js';
import { flowFileName, nestingDirectory } from '../../lib/ftfile/names.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';
import type { Clock } from '../../lib/tracker/clock.js';
import { collectForever } from '../../lib/tracker/collect-loop.js';
import { Collector } from '../../lib/tracker/collector.js';
import { PERIOD, periodEnds, type Seconds } from '../../lib/tracker/period.js';
import { rrdFile } from '../../lib/tracker/tracking-rrd.js';
import type { Tracking } from '../../lib/tracker/tracking.js';
import { batchOf, timedRecord, type RawRecord } from '../store/row-files.js';
import { isClose, TrackerSite } from './site.js';
import type { aTracking } from './trackings.js';

const HOUR: Seconds = 3600;
const FILE: Seconds = 300;
const OFFSET: Seconds = 1800;
const DEVICE = 'router';

/** Moments at which the clocks of Berlin change. */
const NIGHTS = { spring: Date.UTC(2025, 2, 30, 1) / 1000, autumn: Date.UTC(2025, 9, 26, 1) / 1000 };

interface Flow {
  readonly start: Ms;
  readonly end: Ms;
  readonly octets: number;
  readonly packets: number;
  readonly port: number;
}

/** How much of a value that is spread over a flow's life lies in a period. */
function part({ start, end }: Flow, from: Ms, to: Ms): number {
  if (end === start) return from <= start && start < to ? 1 : 0;
  return Math.max(0, Math.min(end, to) - Math.max(start, from)) / (end - start);
}

interface Expected {
  readonly some: Parameters<typeof aTracking>[0];
  /** What one flow adds to a period's rate. */
  readonly adds: (flow: Flow, from: Ms, to: Ms) => number;
}

const fields = { device_name: DEVICE };
const TRACKINGS: readonly Expected[] = [
  { some: { label: 'bits', fields }, adds: (flow, from, to) => (8 * flow.octets * part(flow, from, to)) / PERIOD },
  {
    some: { label: 'packets of web', type: 'pps', multiplier: '10', fields: { ...fields, dest_port: '80' } },
    adds: (flow, from, to) => (flow.port === 80 ? (10 * flow.packets * part(flow, from, to)) / PERIOD : 0),
  },
  {
    some: { label: 'begun', type: 'fpsi', fields: { ...fields, dest_port: '-80' } },
    adds: ({ start, port }, from, to) => (port !== 80 && from <= start && start < to ? 1 / PERIOD : 0),
  },
  {
    some: { label: 'alive', type: 'fpsa', fields },
    adds: ({ start, end }, from, to) => Math.max(0, Math.min(end, to) - Math.max(start, from)) / 1000 / PERIOD,
  },
];

/** The same numbers in every run. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Records by the start of the file that they are exported into: flows last up to 20 minutes, some no time at all. */
function recordsByFile(start: Seconds, end: Seconds): Map<Seconds, RawRecord[]> {
  const files = new Map<Seconds, RawRecord[]>();
  const random = randoms(start % 1_000_003);
  for (let at = start; at < end; at += 40) {
    const begun = at * 1000 + Math.floor(random() * 40_000);
    const ended = begun + (random() < 0.2 ? 0 : Math.floor(random() ** 3 * 1_200_000));
    const counters = { dpkts: 1 + Math.floor(random() * 1000), doctets: 40 + Math.floor(random() * 1e6) };
    const record = timedRecord(begun, ended, 3e9, { ...counters, prot: 6, dstport: random() < 0.5 ? 80 : 443 });
    const file = Math.floor(record.unix_secs! / FILE) * FILE;
    files.set(file, [...(files.get(file) ?? []), record]);
  }
  return files;
}

/** Captures: each file is there when it is over, but for those of an outage. */
class Exporter {
  readonly #files: Map<Seconds, RawRecord[]>;
  #next: Seconds;

  constructor(
    private readonly directory: string,
    start: Seconds,
    private readonly end: Seconds,
    private readonly outage: { readonly start: Seconds; readonly end: Seconds },
  ) {
    this.#files = recordsByFile(start, end);
    this.#next = start;
  }

  async write(now: Seconds): Promise<void> {
    for (; this.#next + FILE <= Math.min(now, this.end); this.#next += FILE) {
      const { start: down, end: up } = this.outage;
      const [start, end] = [this.#next, this.#next + FILE];
      const [captureStart, captureEnd] = [
        start >= down && start < up ? Math.min(up, end) : start,
        end > down && end <= up ? Math.max(down, start) : end,
      ];
      if (captureStart >= captureEnd) continue;
      const records = (this.#files.get(start) ?? []).filter(
        ({ unix_secs: exported = 0 }) => exported >= captureStart && exported < captureEnd,
      );
      const closed = { state: 'closed', version: '5', start: captureStart * 1000 } as const;
      const path = join(this.directory, nestingDirectory(3, closed.start), flowFileName(closed));
      mkdirSync(dirname(path), { recursive: true });
      const file = await createFlowFile(path, { version: '5', header: { captureStart, captureEnd } });
      await file.append(batchOf('5', records));
      await file.close();
    }
  }
}

/** The flows of all files of a directory. */
async function flowsOf(directory: string): Promise<Flow[]> {
  const flows: Flow[] = [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = await openFlowFile(join(entry.parentPath, entry.name));
    for await (const { bytes, count, layout } of file.batches()) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let record = 0; record < count; record++) {
        const value = (field: FieldName): number => {
          const slot = layout.slots.get(field)!;
          const at = record * layout.size + slot.offset;
          return slot.bytes === 4 ? view.getUint32(at, true) : view.getUint16(at, true);
        };
        const time = (field: 'first' | 'last') =>
          absoluteMs(value('unix_secs'), value('unix_nsecs'), value('sysuptime'), value(field));
        const counters = { octets: value('doctets'), packets: value('dpkts'), port: value('dstport') };
        flows.push({ start: time('first'), end: time('last'), ...counters });
      }
    }
  }
  return flows;
}

/** Waiting takes no time; what happens meanwhile, does. */
class DrivenClock implements Clock {
  #time: Ms = 0;
  readonly now = (): Ms => this.#time;

  constructor(private readonly meanwhile: (now: Seconds) => Promise<void>) {}

  async set(time: Seconds): Promise<void> {
    this.#time = time * 1000;
    await this.meanwhile(time);
  }

  /** Wakes late, as timers do. */
  readonly until = async (moment: Ms): Promise<void> => {
    await this.set(Math.max(this.#time, moment + 137) / 1000);
  };

  /** A pass takes so long. */
  jump(time: Seconds): void {
    this.#time += time * 1000;
  }
}

describe('days of collecting', () => {
  let zone: string | undefined;
  let site: TrackerSite;
  beforeEach(() => {
    zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    site = new TrackerSite({ collection_offset: OFFSET });
  });
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    site.remove();
  });

  for (const [name, change] of Object.entries(NIGHTS))
    it(`misses no period and counts none twice when clocks change in ${name}, with the Collector down for 3 hours, flow-capture too, and a slow pass`, async function () {
      this.timeout(300_000);
      const begin = change - 3 * HOUR;
      const outage = { start: change + 5 * HOUR + 100, end: change + 8 * HOUR + 100 };
      const directory = join(site.configuration.flow_data_directory, DEVICE);
      const exporter = new Exporter(directory, begin - HOUR, change + 24 * HOUR, outage);
      const trackings = new Map<Tracking, Expected>();
      for (const expected of TRACKINGS) trackings.set(await site.add(expected.some, begin), expected);

      let stop: Seconds = 0;
      let over = new AbortController();
      const clock = new DrivenClock(async (now) => {
        await exporter.write(now);
        if (now > stop) over.abort();
      });
      let slow = true;
      const onValue = (_: Tracking, { end }: { readonly end: Seconds }): void => {
        if (slow && end === change + 4 * HOUR) {
          slow = false;
          clock.jump(720);
        }
      };
      const failures: unknown[] = [];
      /** A Collector that runs from one moment to another; each has none of what the one before it knew. */
      const run = async (from: Seconds, to: Seconds): Promise<void> => {
        [stop, over] = [to, new AbortController()];
        await clock.set(from);
        const collector = new Collector({ configuration: site.configuration, log: site.log, onValue });
        const { signal } = over;
        await collectForever(collector, { clock, offset: OFFSET, signal }, (error) => failures.push(error));
      };
      await run(change - HOUR / 2 + 7, change + HOUR);
      await run(change + 4 * HOUR, change + 5 * HOUR);
      await run(change + 22 * HOUR, change + 22 * HOUR + 1200);

      assert.deepEqual(failures, []);
      assert.deepEqual(
        site.lines.filter((line) => !/^(start|end): |: There are no flow files/.test(line)),
        [],
      );
      const last = change + 22 * HOUR + 1200 - PERIOD - OFFSET;
      const ends = periodEnds(begin, last);
      const flows = await flowsOf(directory);
      assert.ok(flows.length > 1500);
      const isUnknown = (end: Seconds): boolean => end > outage.start && end <= outage.end;
      for (const [tracking, { adds }] of trackings) {
        const stored = site.values(tracking, begin, last);
        assert.deepEqual([...stored.keys()], ends);
        for (const [end, value] of stored) {
          const [from, to] = [(end - PERIOD) * 1000, end * 1000];
          const exact = isUnknown(end) ? NaN : flows.reduce((sum, flow) => sum + adds(flow, from, to), 0);
          const what = `${tracking.label} at ${new Date(end * 1000).toISOString()}: ${value}, not ${exact}`;
          assert.ok(Number.isNaN(exact) ? Number.isNaN(value) : isClose(value, exact), what);
        }
        assert.equal([...stored.values()].filter((value) => Number.isNaN(value)).length, 36);
        assertConsolidated(rrdFile(site.configuration.rrdtool_directory, tracking), stored, begin, last);
      }
    });
});

/** Half an hour is the mean and the greatest of its six values. */
function assertConsolidated(file: string, stored: ReadonlyMap<number, number>, begin: Seconds, last: Seconds): void {
  const step = 6 * PERIOD;
  for (const kind of ['AVERAGE', 'MAX']) {
    const argv = ['fetch', file, kind, '--resolution', String(step), '--start', String(begin), '--end', String(last)];
    const text = execFileSync('rrdtool', argv, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    let compared = 0;
    for (const [, time = '', value = ''] of text.matchAll(/^(\d+): (\S+)$/gm)) {
      const of = periodEnds(Number(time) - step, Number(time)).flatMap((end) => stored.get(end) ?? []);
      if (of.length < 6 || of.some((one) => Number.isNaN(one))) continue;
      const expected = kind === 'MAX' ? Math.max(...of) : of.reduce((sum, one) => sum + one, 0) / of.length;
      assert.ok(isClose(Number(value), expected), `${kind} at ${time}: ${value}, not ${expected}`);
      compared++;
    }
    assert.ok(compared > 30);
  }
}
