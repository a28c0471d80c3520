/** The daemons by what they tell of themselves: alive, up to date, and losing nothing. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { captureStatusFile, FANOUT_PIDFILE, fanoutStatusFile } from '../../capture/status-values.js';
import type { Configuration } from '../../config/configuration.js';
import { formatIso } from '../../report/zone.js';
import { httpdStatusFiles } from '../../status/httpd-status-file.js';
import { metricsOf, type Program, type Watch } from '../../status/metrics.js';
import { readStatus, type Status } from '../../status/status.js';
import { Catalogue } from '../../tracker/catalogue.js';
import { trackerStatusFile, type TrackerDaemon } from '../../tracker/status-file.js';
import { formatCount, formatNumber } from '../../web/format.js';
import { flowSources } from './sources.js';
import type { CheckContext, Finding, Step } from './step.js';

/** How to start each of them. */
const START: Readonly<Record<Program, string>> = {
  'flow-capture': '/etc/init.d/flow-capture start',
  'flow-fanout': 'start flow-fanout',
  FlowTracker_Collector: '/etc/init.d/FlowTracker start',
  FlowTracker_Grapher: '/etc/init.d/FlowTracker start',
  'flowviewer-httpd': '/etc/init.d/flowviewer-httpd start',
};

/** A status is old that should have been written anew so many times. */
const MISSED = 8;

/** Whether there is such a process; one of another user counts. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isWrong({ when }: Watch, value: number): boolean {
  return 'above' in when ? value > when.above : value < when.below;
}

/** What is wrong with the numbers of one daemon. */
function complaints(status: Status, name: string): Finding[] {
  return metricsOf(status.program).flatMap(([key, { kind, watch }]): Finding[] => {
    const value = (kind === 'counter' ? status.recent.values : status.values)[key];
    if (!watch || value === undefined || !isWrong(watch, value)) return [];
    const lately = kind === 'counter' ? ` since ${formatIso(status.recent.since)}` : '';
    const what = value === 1 ? watch.one : watch.many;
    const text = `${name}: ${formatNumber(value)} ${what}${lately}.`;
    return [{ state: watch.state, text, fix: watch.fix }];
  });
}

/** @param name of the daemon for the reader */
function findings(path: string, name: string, now: number): readonly Finding[] | undefined {
  const status = readStatus(path);
  if (!status) return undefined;
  const { program, pid, written, every } = status;
  const told = formatIso(written);
  if (!isAlive(pid)) {
    const text = `${name}: process ${pid} is gone; it last told of itself ${told}, and has not ended in good order.`;
    return [{ state: 'broken', text, fix: `Start it (${START[program]}); its log may say why it ended.` }];
  }
  if (now - written > MISSED * every * 1000) {
    const text = `${name}: process ${pid} has told nothing since ${told}, though it should every ${every} seconds.`;
    const fix = `It hangs, or cannot write ${path}: see its log and the disk, and restart it.`;
    return [{ state: 'broken', text, fix }];
  }
  const wrong = complaints(status, name);
  return wrong.length > 0 ? wrong : [{ state: 'holds', text: `${name}: process ${pid} runs and loses nothing.` }];
}

/** As `flow-fanout.pid.9991.status.json`, where the default pidfiles are. */
function fanouts(): { path: string; name: string }[] {
  const directory = dirname(FANOUT_PIDFILE);
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.flatMap((each) => {
    const port = /\.(\d+)\.status\.json$/.exec(each)?.[1];
    const path = join(directory, each);
    return port !== undefined && path === fanoutStatusFile(FANOUT_PIDFILE, Number(port))
      ? [{ path, name: `flow-fanout of port ${port}` }]
      : [];
  });
}

function tracker(program: TrackerDaemon, active: number, { configuration, now }: CheckContext): readonly Finding[] {
  const found = findings(trackerStatusFile(program, configuration), program, now);
  if (found) return found;
  if (active === 0) return [{ state: 'holds', text: `${program} does not run, and there are no trackings.` }];
  const text = `${program} does not run, though it has ${formatCount(active, 'active tracking')} to follow.`;
  return [{ state: 'note', text, fix: `Start it (${START[program]}), unless cron runs it.` }];
}

async function activeTrackings({ filter_directory }: Configuration): Promise<number> {
  if (!existsSync(filter_directory)) return 0;
  const { trackings } = await new Catalogue(filter_directory).read();
  return trackings.filter(({ state }) => state === 'active').length;
}

export const DAEMONS: Step = {
  id: 'daemons',
  title: 'Daemons, alive and losing nothing',
  needs: ['data'],
  check: async (context) => {
    const { configuration, now } = context;
    const active = await activeTrackings(configuration);
    const captures = (await flowSources(configuration)).map(({ name, directory }) => ({
      path: captureStatusFile(directory),
      name: `flow-capture of ${name}`,
    }));
    return [
      ...captures.flatMap(
        ({ path, name }): readonly Finding[] =>
          findings(path, name, now) ?? [{ state: 'holds', text: `${name}: none runs that tells of itself.` }],
      ),
      ...fanouts().flatMap(({ path, name }) => findings(path, name, now) ?? []),
      ...httpdStatusFiles(configuration.state_directory).flatMap(
        ({ path, port }) => findings(path, `flowviewer-httpd of port ${port}`, now) ?? [],
      ),
      ...tracker('FlowTracker_Collector', active, context),
      ...tracker('FlowTracker_Grapher', active, context),
    ];
  },
};
