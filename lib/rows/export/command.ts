/** flow-export: records in the formats of others (reference section 5.7). */
import { numberOption, readOptions } from '../../command/options.js';
import { CommandError, warn } from '../../command/run.js';
import { parseNumber } from '../../cfg/number.js';
import type { RecordLayout } from '../../flow/layout.js';
import { allFields, FieldSelectionError, parseFieldMask } from '../field-selection.js';
import { cflowdMask } from '../cflowd.js';
import { openInput } from '../input.js';
import { lastValue } from '../output-options.js';
import { cflowdFormat } from './cflowd.js';
import { csvFormat } from './csv.js';
import { datagramFormat } from './datagrams.js';
import type { ExportFormat } from './format.js';
import { insertFormat, tableOf } from './insert.js';
import { pcapFormat, PCAP_FIELDS } from './pcap.js';
import { ByteOutput } from '../../command/byte-output.js';

const USAGE = '[-h] [-d debug_level] [-f format] [-m mask_fields] [-u user:password:host:port:name:table]';

interface Wish {
  /** Text of -m. */
  readonly mask: string | undefined;
  /** Text of -u. */
  readonly uri: string | undefined;
}

function fieldsOf(layout: RecordLayout, { mask }: Wish) {
  return mask === undefined ? allFields(layout) : parseFieldMask(mask);
}

/** By number of -f. */
const FORMATS: readonly ((layout: RecordLayout, wish: Wish) => ExportFormat)[] = [
  (layout, { mask }) => {
    if (mask === undefined) return cflowdFormat(layout);
    return cflowdFormat(layout, parseNumber(mask) ?? cflowdMask(parseFieldMask(mask)));
  },
  (layout) => {
    const missing = PCAP_FIELDS.filter((field) => !layout.slots.has(field));
    if (missing.length === 0) return pcapFormat();
    const what = `Flow record missing required field for format. NetFlow ${layout.version} has no ${missing.join(', ')}.`;
    throw new CommandError(what, 255);
  },
  (layout, wish) => csvFormat(layout, fieldsOf(layout, wish)),
  (layout, wish) => insertFormat(layout, fieldsOf(layout, wish), tableOf(wish.uri)),
  datagramFormat,
  (layout, wish) => insertFormat(layout, fieldsOf(layout, wish), tableOf(wish.uri)),
];

/** @returns the exit status */
export async function flowExport(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, { letters: 'd:f:m:u:', usage: USAGE });
  const number = numberOption('f', lastValue(parsed, 'f') ?? '0', 0, FORMATS.length - 1);
  const file = await openInput();
  let format: ExportFormat | undefined;
  try {
    format = FORMATS[number]?.(file.layout, { mask: lastValue(parsed, 'm'), uri: lastValue(parsed, 'u') });
  } catch (error) {
    await file.close();
    throw error instanceof FieldSelectionError ? new CommandError(error.message) : error;
  }
  if (!format) throw new CommandError('No such format');
  const output = new ByteOutput();
  await output.write(format.start);
  let records = 0;
  for await (const batch of file.batches()) {
    await output.write(format.records(batch));
    records += batch.count;
  }
  await output.write(format.end?.() ?? '');
  warn(`Exported ${records} records`);
  return 0;
}
