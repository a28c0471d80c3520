/** The devices that a form offers. */
import { readdir } from 'node:fs/promises';
import type { Configuration } from '../config/configuration.js';
import { learnedNames } from '../report/learnednames.js';
import { readInterfaceNames, type InterfaceNames } from '../report/nametables.js';

export interface Devices {
  readonly names: readonly string[];
  /** Names of interfaces; a file of them that cannot be read is no matter of a form. */
  readonly interfaces?: InterfaceNames;
  /** Why there are none, as a whole sentence that says what to do. */
  readonly problem?: string;
}

/** The devices with the names of their interfaces, for a form. */
export async function listNamedDevices(configuration: Configuration): Promise<Devices> {
  const { interface_names_file, exporter_interfaces_file } = configuration;
  const [devices, learned, told] = await Promise.all([
    listDevices(configuration),
    learnedNames('interfaces', configuration),
    readInterfaceNames([interface_names_file, exporter_interfaces_file]),
  ]);
  return { ...devices, interfaces: new Map([...learned, ...told]) };
}

/** The configured devices, or the directories below the flow data directory; hidden ones are not devices. */
export async function listDevices(configuration: Configuration): Promise<Devices> {
  const { devices, flow_data_directory, no_devices_or_exporters } = configuration;
  if (devices.length > 0 || no_devices_or_exporters) return { names: devices };
  try {
    const entries = await readdir(flow_data_directory, { withFileTypes: true });
    const names = entries
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
    if (names.length > 0) return { names };
    const problem = `No device yet: ${flow_data_directory} is empty. Let flow-capture write to a directory of its own in it (-w ${flow_data_directory}/NAME).`;
    return { names, problem };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'ENOENT' ? 'does not exist' : 'cannot be read by the web server';
    const problem = `The flow data directory ${flow_data_directory} ${reason}. Create it, or set flow_data_directory in the configuration.`;
    return { names: [], problem };
  }
}
