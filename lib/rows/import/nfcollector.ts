/** ASCII files of Cisco NFCollector 1 (reference section 5.8). */
import { createInterface } from 'node:readline';
import type { FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { RecordBuilder } from '../record-builder.js';
import { ImportError, type ImportFormat } from './format.js';
import { valueSetter, type SetValue } from './value.js';

const CALL_RECORD = 'srcaddr dstaddr srcport dstport prot tos dpkts doctets dflows first last';

/** The columns of each aggregation; further ones are left out. */
const AGGREGATIONS = new Map<string, readonly string[]>([
  ['CallRecord', CALL_RECORD.split(' ')],
  ['HostMatrix', ['srcaddr', 'dstaddr', 'dpkts', 'doctets', 'dflows']],
  ['SourceNode', ['srcaddr', 'dpkts', 'doctets', 'dflows']],
  ['DestNode', ['dstaddr', 'dpkts', 'doctets', 'dflows']],
]);

/** The columns that the first line announces. */
function columnsOf(line: string): readonly string[] {
  const fields = line.split('|').map((field) => field.trim());
  const [, format, aggregation = ''] = fields;
  if (fields.length !== 9 || format !== 'FORMAT A')
    throw new ImportError('line 1: it must be nine fields separated by |, the second FORMAT A');
  const columns = AGGREGATIONS.get(aggregation.replace(/^AGGREGATION\s+/, ''));
  if (columns) return columns;
  const known = [...AGGREGATIONS.keys()].join(', ');
  throw new ImportError(`line 1: "${aggregation.slice(0, 60)}": it must be AGGREGATION and one of ${known}`);
}

/** Fields that the version lacks are left out. */
export function nfcollectorImport(layout: RecordLayout): ImportFormat {
  return async function* (input) {
    const builder = new RecordBuilder(layout);
    let columns: SetValue[] | undefined;
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number++;
      if (!columns) {
        // the table above holds field names only
        columns = (columnsOf(line) as FieldName[]).map((field) => valueSetter(builder, field));
        continue;
      }
      if (line === '') continue;
      for (const [at, text] of line.split('|', columns.length).entries()) {
        columns[at]?.(text.trim(), number);
      }
      const batch = builder.next();
      if (batch) yield batch;
    }
    if (!columns) throw new ImportError('line 1: the input is empty');
    const rest = builder.flush();
    if (rest) yield rest;
  };
}
