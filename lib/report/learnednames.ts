/** Names of interfaces that exporters tell themselves, kept beside their flows. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import type { Interfaces } from '../interfaces/interface-book.js';
import { readInterfaces } from '../interfaces/interfaces-file.js';

type Places = Pick<
  Configuration,
  'devices' | 'exporter_directory' | 'exporters' | 'flow_data_directory' | 'no_devices_or_exporters'
>;

/** The devices of the configuration, else the directories where devices' flows lie. */
async function deviceNames({ devices, flow_data_directory }: Places): Promise<readonly string[]> {
  if (devices.length > 0) return devices;
  const entries = await readdir(flow_data_directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name);
}

/** A file that cannot be read names nothing: flowviewer-check tells of it. */
async function interfacesOf(directory: string): Promise<ReadonlyMap<string, Interfaces>> {
  return (await readInterfaces(directory).catch(() => undefined)) ?? new Map<string, Interfaces>();
}

/** The one name that all exporters of a directory have for an index; where they differ there is none. */
function ofDirectory(owner: string, exporters: ReadonlyMap<string, Interfaces>, names: Map<string, string>): void {
  const found = new Map<number, Set<string>>();
  for (const interfaces of exporters.values())
    for (const [ifIndex, { name, description }] of interfaces) {
      const text = name ?? description;
      if (text === undefined) continue;
      found.set(ifIndex, (found.get(ifIndex) ?? new Set()).add(text));
    }
  for (const [ifIndex, [name, ...others]] of found)
    if (name !== undefined && others.length === 0) names.set(`${owner}:${ifIndex}`, name);
}

/**
 * Names by owner and ifIndex, `edge1:12`: devices by their name, exporters of the directory that they share by address,
 * and flows of no device by nothing.
 */
export async function learnedInterfaceNames(places: Places): Promise<ReadonlyMap<string, string>> {
  const { flow_data_directory, exporter_directory, exporters, no_devices_or_exporters } = places;
  const names = new Map<string, string>();
  if (no_devices_or_exporters) {
    ofDirectory('', await interfacesOf(flow_data_directory), names);
    return names;
  }
  const devices = await deviceNames(places);
  const files = await Promise.all(devices.map((device) => interfacesOf(join(flow_data_directory, device))));
  devices.forEach((device, index) => {
    ofDirectory(device, files[index] ?? new Map<string, Interfaces>(), names);
  });
  if (exporters.length > 0)
    for (const [exporter, interfaces] of await interfacesOf(exporter_directory))
      ofDirectory(exporter, new Map([[exporter, interfaces]]), names);
  return names;
}
