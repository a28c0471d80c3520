/** For CSV and JSON: each column whose values have names gets a column of names behind it. */
import type { Answer, Row } from '../../report/answer.js';
import type { Column } from '../../report/column.js';
import { NAMED_KINDS, type Names } from '../../report/names.js';

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Columns and rows that answer a question about presentation. */
type Named = Table & { readonly question: Pick<Answer['question'], 'presentation'> };

/** The answer's columns and rows; `prot` is followed by `prot_name` where names are asked for. */
export function withNameColumns({ columns, rows, question }: Named, names: Names): Table {
  const named = (column: Column): boolean => NAMED_KINDS.has(column.kind);
  if (question.presentation.names === 'numbers only' || !columns.some(named)) return { columns, rows };
  return {
    columns: columns.flatMap((column) => {
      const name: Column = { key: `${column.key}_name`, title: `${column.title} Name`, kind: 'text' };
      return named(column) ? [column, name] : [column];
    }),
    rows: rows.map((row) =>
      row.flatMap((value, index) => {
        const column = columns[index];
        return column && named(column) ? [value, names(column.kind, value) ?? null] : [value];
      }),
    ),
  };
}
