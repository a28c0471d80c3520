/** Where the status of a daemon of FlowTracker lies: beside its lock, in the directory that it works on. */
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';

/** The directory that only one process of each program may work on at a time. */
export const GUARDED = {
  FlowTracker_Collector: ({ rrdtool_directory }: Configuration): string => rrdtool_directory,
  FlowTracker_Grapher: ({ tracker_directory }: Configuration): string => tracker_directory,
} as const;

export type TrackerDaemon = keyof typeof GUARDED;

export function trackerStatusFile(program: TrackerDaemon, configuration: Configuration): string {
  return join(GUARDED[program](configuration), `.${program}.status.json`);
}
