/** Comma separated values, with or without a heading (reference section 5.8). */
import { createInterface } from 'node:readline';
import type { FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import type { ExportVersion } from '../../flow/version.js';
import { allFields, FieldSelectionError, parseFieldNames } from '../field-selection.js';
import { RecordBuilder } from '../record-builder.js';
import { ImportError, type ImportFormat } from './format.js';
import { valueParser, type ParseValue } from './value.js';

/** The fields of a `#:` line, in the order of values. */
function headingFields(line: string, version: ExportVersion): readonly FieldName[] {
  try {
    return parseFieldNames(line.slice(2).trim(), version);
  } catch (error) {
    if (error instanceof FieldSelectionError) throw new ImportError(`line 1: ${error.message}`, 255);
    throw error;
  }
}

/** @param fields in the order of values; undefined: those of the heading, else all of the version */
export function csvImport(layout: RecordLayout, fields: readonly FieldName[] | undefined): ImportFormat {
  return async function* (input) {
    const builder = new RecordBuilder(layout);
    let columns: { field: FieldName; parse: ParseValue }[] | undefined;
    let number = 0;
    let chosen = fields;
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number++;
      if (line === '') continue;
      if (line.startsWith('#')) {
        if (line.startsWith('#:') && !columns) chosen ??= headingFields(line, layout.version);
        continue;
      }
      columns ??= (chosen ?? allFields(layout)).map((field) => ({ field, parse: valueParser(layout, field) }));
      const values = line.split(',', columns.length);
      for (const [at, text] of values.entries()) {
        const column = columns[at];
        if (column) builder.set(column.field, column.parse(text.trim(), number));
      }
      const batch = builder.next();
      if (batch) yield batch;
    }
    const rest = builder.flush();
    if (rest) yield rest;
  };
}
