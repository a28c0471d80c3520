/**
 * flow-export -f 3 and -f 5: SQL statements for MySQL and PostgreSQL on standard output, for their own clients. The
 * original connects to the database itself; credentials on a command line are better left to the client.
 */
import { CommandError } from '../../command/run.js';
import type { RecordLayout } from '../../flow/layout.js';
import { hasColumn, type Column } from '../field-selection.js';
import { OctetText } from '../octet-text.js';
import { LONGEST_VALUE, valueWriters } from './csv.js';
import type { ExportFormat } from './format.js';

const DEFAULT_TABLE = 'raw';

/**
 * The table of -u `user:password:host:port:name:table`.
 * @throws CommandError for an incomplete URI or a table name that is not made of letters, digits, `_` and `.`
 */
export function tableOf(uri: string | undefined): string {
  if (uri === undefined) return DEFAULT_TABLE;
  const parts = uri.split(':');
  const table = parts[5] ?? '';
  if (parts.length !== 6 || parts.includes(''))
    throw new CommandError('-u: it must be user:password:host:port:name:table');
  if (!/^[a-z_]\w*(\.[a-z_]\w*)?$/i.test(table))
    throw new CommandError(
      `-u: table "${table}": it must be letters, digits and _, perhaps with a schema before a dot`,
    );
  return table;
}

/** Texts of SQL. MySQL takes a backslash in them for the beginning of a character. */
const QUOTED = {
  mysql: (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  postgresql: (text: string) => `'${text.replaceAll("'", "''")}'`,
} as const;

export interface Insert {
  readonly table: string;
  readonly database: keyof typeof QUOTED;
}

/** @param columns in the order of values; those that the layout lacks are left out */
export function insertFormat(
  layout: RecordLayout,
  columns: readonly Column[],
  { table, database }: Insert,
): ExportFormat {
  const present = columns.filter((name) => hasColumn(layout, name));
  const statement = Buffer.from(`INSERT INTO ${table}(${present.join(',')}) VALUES (`);
  const text = new OctetText();
  return {
    start: '',
    records(batch) {
      const values = valueWriters(batch, present, { quote: "'", nothing: 'NULL', quoted: QUOTED[database] });
      for (let index = 0; index < batch.count; index++) {
        text.room(statement.length + values.length * (LONGEST_VALUE + 1) + 3);
        text.octets(statement);
        for (let place = 0; place < values.length; place++) {
          if (place > 0) text.ascii(',');
          values[place]!(text, index);
        }
        text.ascii(');\n');
      }
      return text.take();
    },
  };
}
