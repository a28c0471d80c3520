/** The same datagrams of an exporter to flow-capture and to the collector of others. */
import { join } from 'node:path';
import { FlowCapture } from './flow-capture.js';
import type { Packet } from './packet.js';
import type { SeenFlow } from './seen-flow.js';
import { settled } from './settled.js';
import { Tee } from './tee.js';
import { traffic, type TrafficOptions } from './traffic.js';

/** Whom the collectors take for the exporter; it is what pmacctd calls itself as an agent of sFlow, too. */
export const EXPORTER = '127.0.0.1';

const MINUTE = 60_000;

/** When packets are made to have been sent: in the past, so that every flow has ended. */
export const recently = (): Pick<TrafficOptions, 'from' | 'spread'> => ({
  from: Date.now() - 20 * MINUTE,
  spread: 12 * MINUTE,
});

/** A collector that runs. */
export interface Collector {
  readonly port: number;
  stop: () => Promise<void>;
  flows: () => Promise<SeenFlow[]>;
}

export interface Captured {
  /** What the exporter saw. */
  readonly packets: readonly Packet[];
  readonly ours: readonly SeenFlow[];
  readonly theirs: readonly SeenFlow[];
  /** Of flow-capture. */
  readonly log: string;
}

export interface CaptureBeside {
  /** For the files of both. */
  readonly folder: string;
  /** What is different from other captures in that folder. */
  readonly name: string;
  /** Starts the other collector; its files go into the directory. */
  readonly start: (directory: string) => Promise<Collector>;
  readonly made: Omit<TrafficOptions, 'from' | 'spread'>;
  /** Exports the packets to a port of 127.0.0.1, and ends. */
  readonly exporting: (packets: readonly Packet[], port: number) => Promise<unknown>;
}

export async function captureBeside({ folder, name, start, made, exporting }: CaptureBeside): Promise<Captured> {
  const other = await start(join(folder, `other-${name}`));
  const capture = await FlowCapture.start({ dataDirectory: folder, device: name });
  const collectors = [other.port, capture.port];
  const packets = traffic({ ...made, ...recently() });
  const tee = await Tee.open({ exporter: EXPORTER, collectors });
  await exporting(packets, tee.port);
  await settled(tee, collectors);
  tee.close();
  await Promise.all([other.stop(), capture.stop()]);
  return { packets, ours: await capture.flows(), theirs: await other.flows(), log: capture.log };
}
