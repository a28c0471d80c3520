/** Writes row files from plain records, and says what flows they hold. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Address } from '../../lib/flow/address.js';
import { writePlace } from '../../lib/flow/address-place.js';
import { wordsOf, type FlowBatch } from '../../lib/flow/batch.js';
import { FLOW_FIELDS, flowField, type FieldName } from '../../lib/flow/field.js';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import type { Ms } from '../../lib/flow/time.js';
import { EXTENDED, type ExportVersion } from '../../lib/flow/version.js';
import { flowFileName, nestingDirectory, type FileState, type NestingLevel } from '../../lib/ftfile/names.js';
import { createFlowFile, type WriterOptions } from '../../lib/ftfile/writer.js';
import type { ReferenceFlow } from '../query/reference.js';

/** Values of a record as its octets hold them; what is not named is 0, or what extended records have for unknown. */
type AddressField = Extract<(typeof FLOW_FIELDS)[number], { readonly type: 'ip' }>['name'];
export type RawRecord = Readonly<
  Partial<Record<Exclude<FieldName, AddressField>, number> & Record<AddressField, number | Address>>
>;

/** Classic records have no more than 32 bits of an address. */
function numberOf(value: number | Address): number {
  return typeof value === 'number' ? value : Number(BigInt.asUintN(32, BigInt(value.value)));
}

function addressOf(value: number | Address): Address {
  return typeof value === 'number' ? { family: 4, value } : value;
}

export function batchOf(version: ExportVersion, records: readonly RawRecord[]): FlowBatch {
  const layout = recordLayout(version);
  const bytes = blankRecords(layout, records.length);
  const view = new DataView(bytes.buffer);
  records.forEach((record, index) => {
    for (const { field, offset, bytes: width } of layout.slots.values()) {
      const at = index * layout.size + offset;
      const given = record[field];
      if (given === undefined) continue;
      const value = numberOf(given);
      if (width === 16) writePlace(wordsOf({ bytes }), at >> 2, addressOf(given));
      else if (width === 8) view.setBigUint64(at, BigInt(value), true);
      else if (width === 1) view.setUint8(at, value);
      else if (width === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
    }
  });
  return { layout, bytes, count: records.length };
}

/** The flow that a reader of the record must see: fields that the version lacks are absent. */
export function flowOf(version: ExportVersion, record: RawRecord): ReferenceFlow {
  const { slots } = recordLayout(version);
  const present = FLOW_FIELDS.filter(({ name }) => slots.has(name)).map(({ name }) => {
    const { type, none } = flowField(name);
    const value = record[name] ?? (version === EXTENDED ? none : undefined) ?? 0;
    if (type === 'ip') return [name, version === EXTENDED ? addressOf(value) : { family: 4, value: numberOf(value) }];
    return [name, version === EXTENDED && value === none ? null : value];
  });
  if (version === EXTENDED) return Object.fromEntries(present) as ReferenceFlow;
  const numbers = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, numberOf(value)]));
  const { unix_secs = 0, unix_nsecs = 0, sysuptime = 0, first = 0, last = 0 } = numbers;
  const booted = unix_secs * 1000 + Math.floor(unix_nsecs / 1e6) - sysuptime;
  const time = (uptime: number) => booted + uptime - (uptime - sysuptime > 2 ** 31 ? 2 ** 32 : 0);
  return { ...(Object.fromEntries(present) as ReferenceFlow), start_ms: time(first), end_ms: time(last) };
}

/** A record with the times given, as a router would send it some time after; `sysuptime` may have wrapped since. */
export function timedRecord(start: Ms, end: Ms, sysuptime: number, fields: RawRecord): RawRecord {
  const exported = Math.max(start, end) + 12_345;
  const uptime = (time: Ms) => (((sysuptime - (exported - time)) % 2 ** 32) + 2 ** 32) % 2 ** 32;
  return {
    ...fields,
    unix_secs: Math.floor(exported / 1000),
    unix_nsecs: (exported % 1000) * 1_000_000 + 999_999,
    sysuptime,
    first: uptime(start),
    last: uptime(end),
    start_ms: start,
    end_ms: end,
  };
}

export interface RowFile {
  readonly version: ExportVersion;
  readonly start: Ms;
  readonly records: readonly RawRecord[];
  /** Of each record, where some have pairs. */
  readonly pairs?: FlowBatch['pairs'];
  readonly state?: FileState;
  readonly level?: NestingLevel;
  readonly options?: Pick<WriterOptions, 'byteOrder' | 'level'>;
}

/** Writes a file into a device's directory and returns its path. */
export async function writeRowFile(directory: string, file: RowFile): Promise<string> {
  const { version, start, records, pairs, state = 'closed', level = 3, options = {} } = file;
  const path = join(directory, nestingDirectory(level, start), flowFileName({ state, version, start }));
  mkdirSync(dirname(path), { recursive: true });
  const writer = await createFlowFile(path, { version, ...options });
  await writer.append({ ...batchOf(version, records), ...(pairs && { pairs }) });
  await writer.close();
  return path;
}
