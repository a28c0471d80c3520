/** The configuration file of the demonstration, and the names it refers to. */
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { Configuration } from '../config/configuration.js';
import { NESTING } from './collector.js';
import type { Interface } from './network.js';
import type { Places } from './places.js';

const HEAD = `# Written by "make demo" at each start: what you change here is lost.
# etc/FlowViewer.toml lists every parameter with its default.

`;

/** What the demonstration sets. */
export function demoParameters(places: Places, devices: readonly { readonly name: string }[]): Partial<Configuration> {
  return {
    flow_data_directory: places.flows,
    devices: devices.map(({ name }) => name),
    N: NESTING,
    interface_names_file: places.interfaceNames,
    work_directory: places.work,
    state_directory: places.state,
    save_directory: join(places.state, 'saves'),
    filter_directory: places.trackings,
    rrdtool_directory: join(places.state, 'FlowTracker_RRDtool'),
    tracker_directory: join(places.state, 'FlowTracker'),
    mail_queue_directory: join(places.state, 'mail'),
    log_directory: places.logs,
    left_title: 'FlowViewer demonstration',
    // reserved addresses have no names, and what happens just now is of interest
    default_identifier: 'IP',
    start_offset: 3600,
    end_offset: 0,
    use_even_hours: false,
  };
}

/** TOML text that sets some parameters; the others keep their defaults. */
export function demoConfiguration(parameters: Partial<Configuration>): string {
  return `${HEAD}${stringify(parameters)}\n`;
}

/** Lines `device:ifIndex:name` for the parameter interface_names_file. */
export function interfaceNames(
  devices: readonly { readonly name: string; readonly interfaces: readonly Interface[] }[],
): string {
  return devices
    .flatMap(({ name, interfaces }) => interfaces.map((each) => `${name}:${each.ifIndex}:${each.name}\n`))
    .join('');
}
