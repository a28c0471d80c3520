/** Where the demonstration keeps its things, and where the programs are that it starts. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The directory of the compiled program. */
const BUILD = fileURLToPath(new URL('../..', import.meta.url));

/** The checkout. */
export const ROOT = join(BUILD, '..');

export const PROGRAMS = {
  capture: join(BUILD, 'bin', 'flow-capture'),
  parquet: join(BUILD, 'bin', 'flow-parquet'),
  collector: join(BUILD, 'bin', 'FlowTracker_Collector'),
  grapher: join(BUILD, 'bin', 'FlowTracker_Grapher'),
  scripts: join(BUILD, 'cgi-bin'),
  assets: join(BUILD, 'htdocs'),
} as const;

export interface Places {
  /** One directory per device. */
  readonly flows: string;
  readonly logs: string;
  readonly work: string;
  /** What pages and trackings keep: saves, secrets, definitions, RRDs. */
  readonly state: string;
  /** Definitions of trackings, which FlowTracker's daemons look for as soon as they start. */
  readonly trackings: string;
  readonly configuration: string;
  readonly interfaceNames: string;
  readonly lock: string;
  /** Holds the address of the page while the demonstration runs. */
  readonly address: string;
}

/** @param data the directory of the setting DATA */
export function placesIn(data: string): Places {
  return {
    flows: join(data, 'flows'),
    logs: join(data, 'log'),
    work: join(data, 'work'),
    state: join(data, 'state'),
    trackings: join(data, 'state', 'FlowTracker_Filters'),
    configuration: join(data, 'FlowViewer.toml'),
    interfaceNames: join(data, 'interface-names'),
    lock: join(data, 'lock'),
    address: join(data, 'address'),
  };
}
