/** Names of interfaces and applications that exporters tell themselves, kept beside their flows. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import type { Told } from '../interfaces/interface-book.js';
import { readTold } from '../interfaces/interfaces-file.js';

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

/** What the names are of. */
export type Named = 'interfaces' | 'applications';

/** Names by number, of each exporter. */
type Learned = ReadonlyMap<string, ReadonlyMap<number, string>>;

function namesIn(told: Told, of: Named): Learned {
  if (of === 'applications') return told.applications;
  return new Map(
    [...told.exporters].map(([exporter, interfaces]) => {
      const names = [...interfaces].flatMap(([ifIndex, { name, description }]) => {
        const text = name ?? description;
        return text === undefined ? [] : [[ifIndex, text] as const];
      });
      return [exporter, new Map(names)];
    }),
  );
}

/** A file that cannot be read names nothing: flowviewer-check tells of it. */
async function learnedIn(directory: string, of: Named): Promise<Learned> {
  const told = await readTold(directory).catch(() => undefined);
  return told ? namesIn(told, of) : new Map<string, ReadonlyMap<number, string>>();
}

/** The one name that all exporters of a directory have for a number; where they differ there is none. */
function ofDirectory(owner: string, exporters: Learned, names: Map<string, string>): void {
  const found = new Map<number, Set<string>>();
  for (const own of exporters.values())
    for (const [number, text] of own) found.set(number, (found.get(number) ?? new Set()).add(text));
  for (const [number, [name, ...others]] of found)
    if (name !== undefined && others.length === 0) names.set(`${owner}:${number}`, name);
}

/**
 * Names by owner and number, `edge1:12`: devices by their name, exporters of the directory that they share by address,
 * and flows of no device by nothing.
 */
export async function learnedNames(of: Named, places: Places): Promise<ReadonlyMap<string, string>> {
  const { flow_data_directory, exporter_directory, exporters, no_devices_or_exporters } = places;
  const names = new Map<string, string>();
  if (no_devices_or_exporters) {
    ofDirectory('', await learnedIn(flow_data_directory, of), names);
    return names;
  }
  const devices = await deviceNames(places);
  const files = await Promise.all(devices.map((device) => learnedIn(join(flow_data_directory, device), of)));
  devices.forEach((device, index) => {
    ofDirectory(device, files[index] ?? new Map<string, ReadonlyMap<number, string>>(), names);
  });
  if (exporters.length > 0)
    for (const [exporter, own] of await learnedIn(exporter_directory, of))
      ofDirectory(exporter, new Map([[exporter, own]]), names);
  return names;
}
