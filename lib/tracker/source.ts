/** Where a tracking's flows come from (reference section 2.2). */
import type { Configuration } from '../config/configuration.js';
import type { Source } from '../query/query.js';
import type { Tracking } from './tracking.js';

export type DirectorySource = Exclude<Source, { readonly kind: 'files' }>;

/**
 * As the original chooses: where an exporter is named, the directory that several exporters share, also if there is a device besides; without
 * either, flow files lie directly in the data directory.
 */
export function trackingSource(
  { fields: { device_name: name, exporter } }: Pick<Tracking, 'fields'>,
  { exporter_directory, flow_data_directory }: Pick<Configuration, 'exporter_directory' | 'flow_data_directory'>,
): DirectorySource {
  if (exporter !== '') return { kind: 'directory', path: exporter_directory };
  return name === '' ? { kind: 'directory', path: flow_data_directory } : { kind: 'device', name };
}
