/** Names as wide as a table has room for. */
import type { Configuration } from '../config/configuration.js';
import type { ColumnKind } from '../report/column.js';

export interface CutName {
  readonly text: string;
  /** The whole name, or what it is short for; absent where the text says it all. */
  readonly title?: string;
}

/** Of a host the end is kept, which says where it is; of others the beginning (reference section 2.9). */
export function cutName(
  kind: ColumnKind,
  name: string,
  description: string | undefined,
  { dns_column_width, asn_width }: Pick<Configuration, 'dns_column_width' | 'asn_width'>,
): CutName {
  const letters = Array.from(name);
  const cut = (): string => {
    if (kind === 'address' && letters.length > dns_column_width) return `…${letters.slice(-dns_column_width).join('')}`;
    if (kind === 'as' && letters.length > asn_width) return `${letters.slice(0, asn_width).join('')}…`;
    return name;
  };
  const text = cut();
  const whole = description ?? name;
  return whole === text ? { text } : { text, title: whole };
}
