/** flow-export: records in the formats of others (reference section 5.7). */
import type { CommandSyntax } from '../../command/option-table.js';
import { numberOption, readOptions } from '../../command/options.js';
import { CommandError, warn } from '../../command/run.js';
import { parseNumber } from '../../cfg/number.js';
import { hasField, type RecordLayout } from '../../flow/layout.js';
import { EXTENDED } from '../../flow/version.js';
import { allColumns, FieldSelectionError, parseFieldMask } from '../field-selection.js';
import { cflowdMask } from '../cflowd.js';
import { streamSink } from '../../ftfile/byte-sink.js';
import { openInput } from '../input.js';
import { lastValue } from '../output-options.js';
import { Speed, SPEED_OPTION } from '../speed.js';
import { cflowdFormat } from './cflowd.js';
import { csvFormat } from './csv.js';
import { datagramFormat } from './datagrams.js';
import type { ExportFormat } from './format.js';
import { insertFormat, tableOf, type Insert } from './insert.js';
import { pcapFormat, PCAP_FIELDS } from './pcap.js';

export const EXPORT_SYNTAX: CommandSyntax = {
  purpose: 'write flows in the formats of other programs',
  options: {
    d: SPEED_OPTION,
    f: { value: 'format', text: 'Number of the format (default 0).' },
    m: { value: 'fields', text: 'Only these fields: names with commas between, or a bit mask.' },
    u: { value: 'user:password:host:port:name:table', text: 'Where INSERT statements go; only the table is used.' },
  },
  input: 'flow file',
  choices: () => [{ title: 'Formats', rows: FORMATS.map(({ text }, number) => ({ name: String(number), text })) }],
};

interface Wish {
  /** Text of -m. */
  readonly mask: string | undefined;
  /** Text of -u. */
  readonly uri: string | undefined;
}

function columnsOf(layout: RecordLayout, { mask }: Wish) {
  return mask === undefined ? allColumns(layout) : parseFieldMask(mask, layout.version);
}

interface NumberedFormat {
  readonly text: string;
  readonly make: (layout: RecordLayout, wish: Wish) => ExportFormat;
}

const insertFor =
  (database: Insert['database']): NumberedFormat['make'] =>
  (layout, wish) =>
    insertFormat(layout, columnsOf(layout, wish), { table: tableOf(wish.uri), database });

/** By number of -f. */
const FORMATS: readonly NumberedFormat[] = [
  {
    text: 'Raw flows of cflowd 2; -m is a mask of cflowd fields.',
    make: (layout, { mask }) => {
      if (layout.version === EXTENDED)
        throw new CommandError(
          'cflowd has no place for IPv6 and wide counters: translate to version 5 first (flow-xlate -n -V 5).',
          255,
        );
      if (mask === undefined) return cflowdFormat(layout);
      return cflowdFormat(layout, parseNumber(mask) ?? cflowdMask(parseFieldMask(mask, layout.version)));
    },
  },
  {
    text: 'A pcap file with one made-up packet without payload for each flow.',
    make: (layout) => {
      const missing = PCAP_FIELDS.filter((field) => !hasField(layout, field));
      if (missing.length === 0) return pcapFormat();
      const what = `Flow record missing required field for format. NetFlow ${layout.version} has no ${missing.join(', ')}.`;
      throw new CommandError(what, 255);
    },
  },
  {
    text: 'Comma separated values under a line that names the fields.',
    make: (layout, wish) => csvFormat(layout, columnsOf(layout, wish)),
  },
  { text: 'INSERT statements, as for MySQL.', make: insertFor('mysql') },
  { text: 'NetFlow datagrams, one after another.', make: datagramFormat },
  { text: 'INSERT statements, as for PostgreSQL.', make: insertFor('postgresql') },
];

/** @returns the exit status */
export async function flowExport(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, EXPORT_SYNTAX);
  const speed = new Speed(parsed);
  const number = numberOption('f', lastValue(parsed, 'f') ?? '0', 0, FORMATS.length - 1);
  const file = await openInput();
  let format: ExportFormat | undefined;
  try {
    format = FORMATS[number]?.make(file.layout, { mask: lastValue(parsed, 'm'), uri: lastValue(parsed, 'u') });
  } catch (error) {
    await file.close();
    throw error instanceof FieldSelectionError ? new CommandError(error.message) : error;
  }
  if (!format) throw new CommandError('No such format');
  const output = streamSink(process.stdout);
  await output.write(Buffer.from(format.start));
  let records = 0;
  for await (const batch of file.batches()) {
    await output.write(format.records(batch));
    records += batch.count;
  }
  const end = format.end?.();
  if (end) await output.write(end);
  warn(`Exported ${records} records`);
  speed.tell(records);
  return 0;
}
