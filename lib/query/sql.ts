/** SQL text that can only be made of literal program text, numbers and other such texts: nothing typed can get in. */

/** A piece of SQL; only {@link sql} and {@link identifier} make one. */
export class Sql {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** The text, for the data base. */
  toString(): string {
    return this.#text;
  }
  /** @internal text that this module has checked */
  static checked(text: string): Sql {
    return new Sql(text);
  }
}

export type SqlValue = Sql | number | bigint;

function literal(value: unknown): string {
  if (value instanceof Sql) return value.toString();
  if (typeof value === 'bigint') return String(value);
  // a query may come from a file or a URL, where the types promise nothing
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new TypeError(`only finite numbers can be written into a query, not ${typeof value} ${String(value)}`);
  return String(value);
}

/** Template tag: numbers become literals, pieces of SQL are put in as they are, anything else is refused. */
export function sql(strings: TemplateStringsArray, ...values: SqlValue[]): Sql {
  return Sql.checked(strings.map((text, index) => (index === 0 ? text : literal(values[index - 1]) + text)).join(''));
}

/** A column or table name of lower case letters, digits and underscores. */
export function identifier(name: string): Sql {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new TypeError(`"${name}" cannot be the name of a column`);
  return Sql.checked(name);
}

/** A text literal, a file's path for one: whatever is in it stays text. */
export function textLiteral(text: string): Sql {
  if (text.includes('\0')) throw new TypeError('a text with a NUL cannot be written into a statement');
  return Sql.checked(`'${text.replaceAll("'", "''")}'`);
}

/** Several pieces in a row. */
export function join(
  pieces: readonly SqlValue[],
  separator: ', ' | ' AND ' | ' OR ' | ' + ' | ' ' | ' UNION ALL ',
): Sql {
  return Sql.checked(pieces.map(literal).join(separator));
}
