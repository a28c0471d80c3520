/** Whose flows a form asks for: devices, or the directory of exporters. */
import type { Configuration } from '../config/configuration.js';
import type { FlowQuery, Source } from '../query/query.js';
import type { Form } from './form.js';
import { exporterNames } from './nametables.js';
import { FieldProblem } from './readfield.js';

/** What the field of the device holds for all there are. */
export const ALL_DEVICES = '*';

/** What stands between devices in the field. */
const COMMA = /\s*,\s*/;

/** The devices that a text names: one, several with commas between them, or all; each once. A name may itself have commas. */
export function devicesOf(text: string, devices: readonly string[]): readonly string[] {
  if (text === ALL_DEVICES) return devices;
  if (text === '' || devices.includes(text)) return text === '' ? [] : [text];
  return [...new Set(text.split(COMMA).filter((name) => name !== ''))];
}

/**
 * Devices or exporter in words: `exporter Main Router (192.0.2.1)` where the configuration names it.
 * @param exporters as the configuration has them
 */
export function sourceText(
  { device_name, exporter }: Pick<Form, 'device_name' | 'exporter'>,
  { exporters }: Pick<Configuration, 'exporters'>,
): string {
  if (device_name === ALL_DEVICES) return 'all devices';
  if (device_name !== '') return device_name;
  if (exporter === '') return 'all flows';
  const name = exporterNames(exporters).get(exporter);
  return name === undefined ? `exporter ${exporter}` : `exporter ${name} (${exporter})`;
}

type Places = Pick<Configuration, 'exporter_directory' | 'flow_data_directory' | 'no_devices_or_exporters'>;

/**
 * The sources of a question. An exporter alone is looked for in the directory of exporters; without device and exporter the
 * flows lie in the data directory itself, where the configuration says so.
 * @param devices those that may be chosen
 * @throws FieldProblem
 */
export function readSources(
  { device_name: text, exporter }: Form,
  places: Places,
  devices: readonly string[],
): readonly Source[] {
  if (text === '' && exporter !== '') return [{ kind: 'directory', path: places.exporter_directory }];
  if (text === '' && places.no_devices_or_exporters) return [{ kind: 'directory', path: places.flow_data_directory }];
  const names = devicesOf(text, devices);
  const unknown = names.find((name) => !devices.includes(name));
  if (unknown !== undefined) {
    const known = devices.length > 0 && devices.length <= 20 ? ` Choose one of: ${devices.join(', ')}.` : '';
    throw new FieldProblem('device_name', `There is no device "${unknown}".${known}`);
  }
  if (names.length > 0) return names.map((name) => ({ kind: 'device', name }));
  const where = places.flow_data_directory;
  const none = `There is no device yet: let flow-capture write to a directory of its own below ${where}, or name the devices in the configuration.`;
  throw new FieldProblem('device_name', devices.length === 0 ? none : 'Choose a device.');
}

/** Devices, or the exporter, whose interfaces the numbers of an answer are. */
export function ownersOf(
  { sources }: Pick<FlowQuery, 'sources'>,
  { exporter }: Pick<Form, 'exporter'>,
): readonly string[] {
  const devices = sources.flatMap((source) => (source.kind === 'device' ? source.name : []));
  return devices.length > 0 ? devices : [exporter];
}
