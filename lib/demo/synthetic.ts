/** SOURCE=synthetic: two routers of our own, with a past. */
import { join } from 'node:path';
import { parseIpv4 } from '../flow/address.js';
import { FILE_S, LOOPBACK, NESTING, startCollector, type Collector } from './collector.js';
import { coveredSpans, missingSpans } from './coverage.js';
import { exportFlows } from './exporter.js';
import { writeHistory, type HistoryProgress } from './history.js';
import { DEVICES, type Device } from './network.js';
import type { Places } from './places.js';
import { ProgressLine, roughly } from '../command/progress-line.js';
import type { DemoSettings } from './settings.js';
import { workBeside, type DemoRun, type TrafficSource } from './source.js';
import { Traffic } from './traffic.js';
import { keepTwins } from './twins.js';

/** Address of a router: the whole of 127.0.0.0/8 is this machine, so that each can have its own. */
function exporterAddress({ number }: Device): string {
  return `127.0.0.${10 + number}`;
}

/** The model of one device under these settings. */
function deviceTraffic(device: Device, { flows }: Pick<DemoSettings, 'flows'>): Traffic {
  return new Traffic({
    device,
    rate: flows * device.share,
    exporter: parseIpv4(exporterAddress(device)) ?? 0,
    utcOffsetSeconds: -60 * new Date().getTimezoneOffset(),
  });
}

/**
 * Writes what is missing of every device's last HOURS.
 * @param ends for each device the second up to which history is wanted
 */
async function fillHistory(
  settings: DemoSettings,
  places: Places,
  ends: ReadonlyMap<Device, number>,
  signal: AbortSignal,
  progress: (done: HistoryProgress) => void,
): Promise<void> {
  const devices = await Promise.all(
    [...ends].map(async ([device, end]) => {
      const directory = join(places.flows, device.name);
      const whole = { start: end - settings.hours * 3600, end };
      const missing = missingSpans(whole, await coveredSpans(directory, whole.start));
      return { directory, missing, traffic: () => deviceTraffic(device, settings) };
    }),
  );
  await writeHistory(devices, { nesting: NESTING, fileSeconds: FILE_S, progress, signal });
}

/** Starts flow-capture for every device. If one fails, those that run already are ended. */
async function startCollectors(places: Places, signal: AbortSignal): Promise<Map<Device, Collector>> {
  const collectors = new Map<Device, Collector>();
  try {
    for (const device of DEVICES) {
      collectors.set(device, await startCollector(device.name, exporterAddress(device), places, signal));
    }
  } catch (error) {
    await Promise.all([...collectors.values()].map(({ child }) => child.stop()));
    throw error;
  }
  return collectors;
}

/** Exports live from where the collectors began. @returns when the signal fires */
async function exportLive(
  collectors: ReadonlyMap<Device, Collector>,
  settings: DemoSettings,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    [...collectors].map(([device, { port, since }]) =>
      exportFlows({
        traffic: deviceTraffic(device, settings),
        address: exporterAddress(device),
        collector: { address: LOOPBACK, port },
        from: since,
        signal,
      }),
    ),
  );
}

/** The long fill at the start, with its progress. */
async function fillWithProgress({ settings, places, stop, output }: DemoRun): Promise<void> {
  const line = new ProgressLine(output, { elsewhere: 'a line at times' });
  const began = Date.now();
  let last: HistoryProgress | undefined;
  const now = Math.floor(began / 1000);
  await fillHistory(settings, places, new Map(DEVICES.map((device) => [device, now])), stop, (done) => {
    last = done;
    line.update(() => fillText(done, Date.now() - began));
  });
  if (last) line.end(filledText(last, Date.now() - began));
}

function fillText({ seconds, secondsInAll, flows }: HistoryProgress, ms: number): string {
  const left = Math.ceil((ms * (secondsInAll - seconds)) / seconds / 1000);
  const percent = Math.floor((100 * seconds) / secondsInAll);
  return `Making the past: ${percent} %, ${roughly(flows)} flows, ${roughly((1000 * flows) / ms)} a second, ${left} s left`;
}

function filledText({ flows, files }: HistoryProgress, ms: number): string {
  return `Made the past: ${flows.toLocaleString('en')} flows in ${files} files, ${(ms / 1000).toFixed(1)} s.`;
}

export const synthetic: TrafficSource = {
  devices: DEVICES,
  check: () => undefined,
  async run(run) {
    const { settings, places, stop, output, welcome } = run;
    await fillWithProgress(run);
    const collectors = await startCollectors(places, stop);
    const children = [...collectors.values()].map(({ child }) => child);
    try {
      const begun = new Map([...collectors].map(([device, { since }]) => [device, since]));
      await fillHistory(settings, places, begun, stop, () => undefined); // what passed meanwhile
      output.write(welcome);
      await workBeside(children, stop, async (signal) => {
        await Promise.all([exportLive(collectors, settings, signal), keepTwins(places, signal)]);
      });
    } finally {
      await Promise.all(children.map((child) => child.stop()));
    }
  },
};
