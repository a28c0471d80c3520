/** A site with trackings in a directory of its own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfiguration, type Configuration } from '../../lib/config/configuration.js';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { createDefinition } from '../../lib/tracker/save.js';
import { createTrackingRrd, rrdFile } from '../../lib/tracker/tracking-rrd.js';
import type { Tracking } from '../../lib/tracker/tracking.js';
import { aTracking } from './trackings.js';
import { temporaryFolder } from '../temporary-folder.js';

export class TrackerSite {
  readonly directory = temporaryFolder('tracker');
  readonly configuration: Configuration;
  /** What was logged. */
  readonly lines: string[] = [];

  constructor(changes: Partial<Configuration> = {}) {
    const at = (name: string): string => {
      const path = join(this.directory, name);
      mkdirSync(path);
      return path;
    };
    this.configuration = {
      ...defaultConfiguration(),
      flow_data_directory: at('flows'),
      filter_directory: at('filters'),
      rrdtool_directory: at('rrds'),
      tracker_directory: at('graphs'),
      log_directory: at('logs'),
      work_directory: at('work'),
      ...changes,
    };
  }

  readonly log = (line: string): void => {
    this.lines.push(line);
  };

  /** A tracking with an RRD that begins at `start`, or with none. */
  async add(some: Parameters<typeof aTracking>[0], start?: number): Promise<Tracking> {
    const { filter_directory, rrdtool_directory } = this.configuration;
    const tracking = await createDefinition<Tracking>(filter_directory, aTracking(some), new Set());
    if (start !== undefined) {
      const rrd = new RrdProcess();
      await createTrackingRrd(rrd, rrdFile(rrdtool_directory, tracking), start);
      await rrd.close();
    }
    return tracking;
  }

  /** 5-minute values of an RRD by the end of their period; unknown ones are NaN. */
  values(tracking: Tracking, start: number, end: number): Map<number, number> {
    return rrdValues(rrdFile(this.configuration.rrdtool_directory, tracking), start, end);
  }

  /** Writes the places as a configuration file, for programs. @returns its path */
  write(): string {
    const path = join(this.directory, 'FlowViewer.toml');
    const places = Object.entries(this.configuration).filter(([name]) => name.endsWith('_directory'));
    const own = places.filter(
      ([, value]) => String(value).startsWith(this.directory) || value === this.configuration.flow_data_directory,
    );
    writeFileSync(path, own.map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`).join(''));
    return path;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** What `rrdtool fetch` says of the periods from start to end. */
export function rrdValues(file: string, start: number, end: number, kind = 'AVERAGE'): Map<number, number> {
  const argv = ['fetch', file, kind, '--start', String(start), '--end', String(end - 1)];
  const text = execFileSync('rrdtool', argv, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const rows = [...text.matchAll(/^(\d+): (\S+)$/gm)].map(
    ([, time, value]) => [Number(time), value?.includes('nan') ? NaN : Number(value)] as const,
  );
  return new Map(rows.filter(([time]) => time > start && time <= end));
}

/** Equal but for the digits that rrdtool prints. */
export function isClose(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= 1e-9 * Math.abs(expected);
}
