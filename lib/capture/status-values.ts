/** What the status of every daemon that receives tells, and where its metrics go. */
import { join } from 'node:path';
import type { RECEIVED } from '../status/metrics.js';
import type { Intake } from './intake.js';
import type { SflowAgent } from './sflow-intake.js';

/** What both flow-capture and flow-fanout tell. */
type Received = { readonly [K in keyof typeof RECEIVED]: number | undefined };

/** Status of the flow-capture that writes there; like its lock, in the working directory and nothing that is scanned for. */
export function captureStatusFile(directory: string): string {
  return join(directory, '.flow-capture.status.json');
}

/** Where flow-fanout keeps its pidfile unless told otherwise; the port is added to the name. */
export const FANOUT_PIDFILE = '/var/run/flow-fanout.pid';

/** Status of a flow-fanout, beside its pidfile. */
export function fanoutStatusFile(pidfile: string, port: number): string {
  return `${pidfile}.${port}.status.json`;
}

/** Directory of node_exporter, as the environment names it; absent for no metrics. */
export function metricsDirectory(): { readonly metrics?: string } {
  const metrics = process.env['FLOW_TOOLS_METRICSDIR'] ?? '';
  return metrics === '' ? {} : { metrics };
}

/**
 * @param agents of sFlow, which lose samples and do not tell twice
 * @param filtered flows that a filter kept back
 */
export function receivedValues(
  { datagrams, corrupt, exporters, losses }: Pick<Intake, 'datagrams' | 'corrupt' | 'exporters' | 'losses'>,
  agents: readonly Pick<SflowAgent, 'flows' | 'lost' | 'resets'>[],
  kernelDrops: number | undefined,
  filtered: number,
): Received {
  const all = exporters.exporters();
  const both = [...all, ...agents];
  const sum = (counter: 'flows' | 'lost' | 'resets'): number => both.reduce((total, each) => total + each[counter], 0);
  return {
    datagrams,
    flows: sum('flows'),
    corrupt,
    lost: sum('lost'),
    resets: sum('resets'),
    misordered: all.reduce((total, exporter) => total + exporter.misordered, 0),
    duplicates: all.reduce((total, exporter) => total + exporter.duplicates, 0),
    exporters: both.length,
    kernelDrops,
    leftOut: losses.ipv6,
    saturated: losses.saturated,
    filtered,
  };
}
