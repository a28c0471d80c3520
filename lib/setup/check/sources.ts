/** Where the pages look for flow files. */
import { join } from 'node:path';
import type { Configuration } from '../../config/configuration.js';
import { listDevices } from '../../web/devices.js';

export interface FlowSource {
  /** Device, or what the directory is. */
  readonly name: string;
  readonly directory: string;
}

/** One directory for each device, that of exporters if there are any, or the one where there are no devices. */
export async function flowSources(configuration: Configuration): Promise<readonly FlowSource[]> {
  const { flow_data_directory, exporter_directory, exporters, no_devices_or_exporters } = configuration;
  if (no_devices_or_exporters) return [{ name: 'flow_data_directory', directory: flow_data_directory }];
  const { names } = await listDevices(configuration);
  const devices = names.map((name) => ({ name, directory: join(flow_data_directory, name) }));
  return exporters.length > 0 ? [...devices, { name: 'exporter_directory', directory: exporter_directory }] : devices;
}
