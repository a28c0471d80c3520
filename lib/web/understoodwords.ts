/** What names in the filter fields of a form mean. */
import type { Form } from '../report/form.js';
import { readNameTables } from '../report/nametables.js';
import { devicesOf } from '../report/sources.js';
import { kindsOfWords, readWords, type ReadWords } from '../report/words.js';
import type { Devices } from './devices.js';
import type { Site } from './http.js';

/** Whose interfaces the tables of names are asked for. */
export const ownerKind = ({ device_name }: Form): 'an exporter' | 'a device' =>
  device_name === '' ? 'an exporter' : 'a device';

/** What names in the filter fields mean: hosts are looked up now. */
export async function understoodWords(form: Form, { configuration }: Site, devices: Devices): Promise<ReadWords> {
  const kinds = kindsOfWords(form);
  if (kinds.size === 0) return { meanings: {}, errors: [] };
  const { tables } = await readNameTables(configuration, ownerKind(form), kinds);
  const { HostLookUp } = await import('./lookup.js');
  const hosts = new HostLookUp(configuration);
  try {
    const named = devicesOf(form.device_name, devices.names);
    const owners = named.length > 0 ? named : [form.exporter];
    return await readWords(form, { owners, tables, host: (name) => hosts.addresses(name) });
  } finally {
    hosts.close();
  }
}
