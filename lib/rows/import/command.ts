/** flow-import: records from the formats of others (reference section 5.8). */
import type { CommandSyntax } from '../../command/option-table.js';
import { numberOption, readOptions } from '../../command/options.js';
import { CommandError, programName, warn } from '../../command/run.js';
import { recordLayout, type RecordLayout } from '../../flow/layout.js';
import { EXTENDED } from '../../flow/version.js';
import { openFlowStream } from '../../ftfile/writer.js';
import { WIRE_FORMATS } from '../../netflow/wire.js';
import { FieldSelectionError, parseFieldMask, type Column } from '../field-selection.js';
import { lastValue, OUTPUT_OPTIONS, outputOptions } from '../output-options.js';
import { Speed, SPEED_OPTION } from '../speed.js';
import { versionOption } from '../version-option.js';
import { cflowdImport } from './cflowd.js';
import { csvImport } from './csv.js';
import { datagramImport } from './datagrams.js';
import { ImportError, type ImportFormat } from './format.js';
import { nfcollectorImport } from './nfcollector.js';

export const IMPORT_SYNTAX: CommandSyntax = {
  purpose: 'read flows in the formats of other programs',
  options: {
    b: OUTPUT_OPTIONS.b,
    d: SPEED_OPTION,
    f: { value: 'format', text: 'Number of the format (default 0).' },
    m: { value: 'fields', text: 'The fields of comma separated values: names with commas between, or a bit mask.' },
    V: {
      value: 'version',
      text: 'Export version the flows shall have: 1, 5, 6, 7, 8.1 to 8.14, or 1009.',
      need: 'required',
    },
    z: OUTPUT_OPTIONS.z,
  },
  input: 'data',
  choices: () => [{ title: 'Formats', rows: Object.entries(FORMATS).map(([name, { text }]) => ({ name, text })) }],
};

type MakeImport = (layout: RecordLayout, columns: readonly Column[] | undefined) => ImportFormat;

const CSV = 2;

/** By number of -f; 1 would be pcap, which holds packets and no flows. */
const FORMATS: Readonly<Record<number, { readonly text: string; readonly make: MakeImport }>> = {
  0: { text: 'Raw flows of cflowd 2.', make: cflowdImport },
  [CSV]: { text: 'Comma separated values, with or without a line that names the fields.', make: csvImport },
  3: { text: 'ASCII files of Cisco NFCollector 1.', make: nfcollectorImport },
  4: { text: 'NetFlow datagrams, one after another.', make: datagramImport },
};

/** @returns the exit status */
export async function flowImport(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, IMPORT_SYNTAX);
  const speed = new Speed(parsed);
  const { byteOrder, level } = outputOptions(parsed);
  const named = lastValue(parsed, 'V');
  if (named === undefined) throw new CommandError('-V is missing: which export version do the records have?');
  const version = versionOption('V', named, [...WIRE_FORMATS.keys(), EXTENDED]);
  const number = numberOption('f', lastValue(parsed, 'f') ?? '0', 0, Number.MAX_SAFE_INTEGER);
  const chosen = FORMATS[number];
  if (!chosen) throw new CommandError(`No such format: there are ${Object.keys(FORMATS).join(', ')}`);
  if (version === EXTENDED && number !== CSV)
    throw new CommandError(
      `-f ${number} tells nothing that needs -V ${EXTENDED}: use -V 5, then flow-xlate -V ${EXTENDED}`,
    );
  const mask = lastValue(parsed, 'm');
  try {
    const format = chosen.make(recordLayout(version), mask === undefined ? undefined : parseFieldMask(mask, version));
    const header = { hostname: programName(), comment: programName() };
    const writer = await openFlowStream(process.stdout, { version, byteOrder, level, header });
    try {
      for await (const batch of format(process.stdin)) await writer.append(batch);
    } finally {
      await writer.close(); // what was understood before a fault is kept
    }
    warn(`Imported ${writer.flows} records.`);
    speed.tell(writer.flows);
    return 0;
  } catch (error) {
    if (error instanceof ImportError) throw new CommandError(error.message, error.status);
    throw error instanceof FieldSelectionError ? new CommandError(error.message) : error;
  }
}
