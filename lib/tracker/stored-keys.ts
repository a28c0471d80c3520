/** What the fields of the form are called in definitions (reference sections 2.1 and 6.2). */
import { CRITERIA, type CriterionName } from '../report/criterion.js';

/** What a tracking filters by: the device, and the lists of the form. */
export type TrackedField = 'device_name' | CriterionName;

/** Where the original's key is not the name of its form field. What the original does not have is stored by its own name. */
const ORIGINAL_KEYS: Readonly<Partial<Record<CriterionName, string>>> = {
  source_address: 'source_addresses',
  source_port: 'source_ports',
  source_if: 'source_ifs',
  source_as: 'source_ases',
  dest_address: 'dest_addresses',
  dest_port: 'dest_ports',
  dest_if: 'dest_ifs',
  dest_as: 'dest_ases',
  nexthop_ip: 'nexthop_ips',
};

/** In the order of the file. */
export const STORED_KEYS: readonly (readonly [key: string, field: TrackedField])[] = [
  ['device_name', 'device_name'],
  ...CRITERIA.map(({ name }) => [ORIGINAL_KEYS[name] ?? name, name] as const),
];

/** Lists of interfaces chosen by name, which are indexes too: each is part of another field's list. */
export const ADDED_KEYS: Readonly<Record<string, TrackedField>> = { sif_names: 'source_if', dif_names: 'dest_if' };

/** No field has a value. */
export function noFields(): Record<TrackedField, string> {
  // every field of the type has a row
  return Object.fromEntries(STORED_KEYS.map(([, field]) => [field, ''])) as Record<TrackedField, string>;
}
