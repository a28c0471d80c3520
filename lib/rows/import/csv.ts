/** Comma separated values, with or without a heading (reference section 5.8). */
import { createInterface } from 'node:readline';
import type { RecordLayout } from '../../flow/layout.js';
import type { ExportVersion } from '../../flow/version.js';
import { allColumns, ELEMENTS, FieldSelectionError, parseFieldNames, type Column } from '../field-selection.js';
import { RecordBuilder } from '../record-builder.js';
import { ImportError, type ImportFormat } from './format.js';
import { elementsSetter, valueSetter, type SetValue } from './value.js';

/** The columns of a `#:` line, in the order of values. */
function headingFields(line: string, version: ExportVersion): readonly Column[] {
  try {
    return parseFieldNames(line.slice(2).trim(), version);
  } catch (error) {
    if (error instanceof FieldSelectionError) throw new ImportError(`line 1: ${error.message}`, 255);
    throw error;
  }
}

/** @param asked in the order of values; undefined: those of the heading, else all of the version */
export function csvImport(layout: RecordLayout, asked: readonly Column[] | undefined): ImportFormat {
  return async function* (input) {
    const builder = new RecordBuilder(layout);
    let columns: { readonly name: Column; readonly set: SetValue }[] | undefined;
    let number = 0;
    let chosen = asked;
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number++;
      if (line === '') continue;
      if (line.startsWith('#')) {
        if (line.startsWith('#:') && !columns) chosen ??= headingFields(line, layout.version);
        continue;
      }
      columns ??= (chosen ?? allColumns(layout)).map((name) => ({
        name,
        set: name === ELEMENTS ? elementsSetter(builder) : valueSetter(builder, name),
      }));
      let at = 0;
      for (const { name, set } of columns) {
        if (at > line.length) break;
        const comma = name === ELEMENTS ? -1 : line.indexOf(',', at); // elements may have commas, and are the last column
        const end = comma < 0 ? line.length : comma;
        set(line.slice(at, end).trim(), number);
        at = end + 1;
      }
      const batch = builder.next();
      if (batch) yield batch;
    }
    const rest = builder.flush();
    if (rest) yield rest;
  };
}
