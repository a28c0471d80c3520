/** The devices that a form offers. */
import { readdir } from 'node:fs/promises';
import type { Configuration } from '../config/configuration.js';

export interface Devices {
  readonly names: readonly string[];
  /** Why there are none, as a whole sentence that says what to do. */
  readonly problem?: string;
}

/** The configured devices, or the directories below the flow data directory; hidden ones are not devices. */
export async function listDevices({ devices, flow_data_directory }: Configuration): Promise<Devices> {
  if (devices.length > 0) return { names: devices };
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
