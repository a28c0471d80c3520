/** A capture that takes what agents of sFlow send: samples, and counters of interfaces with their names. */
import { Capture, type CaptureSettings } from '../../lib/capture/capture.js';
import { InterfaceKeeper } from '../../lib/capture/interface-keeper.js';
import { findOrphans } from '../../lib/capture/orphans.js';
import type { ExportVersion } from '../../lib/flow/version.js';

export const LOOPBACK = 0x7f000001;

export interface SflowCapture {
  /** Where its files go. */
  readonly directory: string;
  readonly now: () => number;
  readonly log?: (line: string) => void;
  /** What it stores as; default: the extended record. */
  readonly version?: ExportVersion;
  /** Minutes between STAT lines; default none. */
  readonly statistics?: CaptureSettings['statistics'];
}

export async function sflowCapture(options: SflowCapture): Promise<Capture> {
  const { directory, now, log = () => undefined, version, statistics = 0 } = options;
  return new Capture(
    {
      spool: { directory, byteOrder: 'little', level: 0, nesting: 0 },
      intake: { remote: 0, destination: () => LOOPBACK, ...(version && { version }) },
      rotations: 95,
      expiry: { files: 0, octets: 0, mode: 'delete' },
      statistics,
    },
    {
      log,
      now,
      kernelDrops: () => 0,
      onClosed: () => undefined,
      interfaces: await InterfaceKeeper.open(directory, log),
    },
    await findOrphans(directory),
  );
}
