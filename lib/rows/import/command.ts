/** flow-import: records from the formats of others (reference section 5.8). */
import { numberOption, readOptions } from '../../command/options.js';
import { CommandError, programName, warn } from '../../command/run.js';
import type { FieldName } from '../../flow/field.js';
import { recordLayout, type RecordLayout } from '../../flow/layout.js';
import { openFlowStream } from '../../ftfile/writer.js';
import { WIRE_FORMATS } from '../../netflow/wire.js';
import { FieldSelectionError, parseFieldMask } from '../field-selection.js';
import { lastValue, outputOptions } from '../output-options.js';
import { versionOption } from '../version-option.js';
import { cflowdImport } from './cflowd.js';
import { csvImport } from './csv.js';
import { datagramImport } from './datagrams.js';
import { ImportError, type ImportFormat } from './format.js';
import { nfcollectorImport } from './nfcollector.js';

const USAGE = '[-h] [-b big|little] [-d debug_level] [-f format] [-m mask_fields] -V pdu_version [-z z_level]';

type MakeImport = (layout: RecordLayout, fields: readonly FieldName[] | undefined) => ImportFormat;

/** By number of -f; 1 would be pcap, which holds packets and no flows. */
const FORMATS: Readonly<Record<number, MakeImport>> = {
  0: cflowdImport,
  2: csvImport,
  3: nfcollectorImport,
  4: datagramImport,
};

/** @returns the exit status */
export async function flowImport(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, { letters: 'b:d:f:m:V:z:', usage: USAGE });
  const { byteOrder, level } = outputOptions(parsed);
  const named = lastValue(parsed, 'V');
  if (named === undefined) throw new CommandError('-V is missing: which export version do the records have?');
  const version = versionOption('V', named, [...WIRE_FORMATS.keys()]);
  const make = FORMATS[numberOption('f', lastValue(parsed, 'f') ?? '0', 0, Number.MAX_SAFE_INTEGER)];
  if (!make) throw new CommandError(`No such format: there are ${Object.keys(FORMATS).join(', ')}`);
  const mask = lastValue(parsed, 'm');
  try {
    const format = make(recordLayout(version), mask === undefined ? undefined : parseFieldMask(mask));
    const header = { hostname: programName(), comment: programName() };
    const writer = await openFlowStream(process.stdout, { version, byteOrder, level, header });
    try {
      for await (const batch of format(process.stdin)) await writer.append(batch);
    } finally {
      await writer.close(); // what was understood before a fault is kept
    }
    warn(`Imported ${writer.flows} records.`);
    return 0;
  } catch (error) {
    if (error instanceof ImportError) throw new CommandError(error.message, error.status);
    throw error instanceof FieldSelectionError ? new CommandError(error.message) : error;
  }
}
