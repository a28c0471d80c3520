/** Names of ports and protocols, from files as services(5) and protocols(5) have them, or tables of number and name. */

/** Names of numbers, and back whatever the case of the letters. */
export class NumberNames {
  readonly #names = new Map<number, string>();
  readonly #numbers = new Map<string, number>();

  /** The first name of a number, and the first number of a name, stay. */
  add(number: number, name: string, aliases: readonly string[] = []): void {
    if (!this.#names.has(number)) this.#names.set(number, name);
    for (const each of [name, ...aliases]) {
      const key = each.toLowerCase();
      if (!this.#numbers.has(key)) this.#numbers.set(key, number);
    }
  }

  name(number: number): string | undefined {
    return this.#names.get(number);
  }

  number(name: string): number | undefined {
    return this.#numbers.get(name.toLowerCase());
  }
}

/** `http 80/tcp www` (services(5)), `tcp 6 TCP` (protocols(5)), `80 http`, and the original's `http 80 tcp description`. */
const LINES = {
  service: /^(\S+)\s+(\d{1,5})\/\w+((?:\s+\S+)*)$/,
  protocol: /^(\S+)\s+(\d{1,5})((?:\s+\S+)*)$/,
  table: /^(\d{1,5})\s+(\S.*)$/,
  original: /^([^,\s]+)[,\s]+(\d{1,5})[,\s]+(?:tcp|udp|sctp|dccp)\b.*$/i,
} as const;

/**
 * Reads names of ports or protocols. Comments begin with `#`; lines that are none of the forms are skipped. A line of the
 * original's table of ports has name, number, protocol and description, with blanks or commas between them.
 * @param largest number that counts
 */
export function parseNumberNames(text: string, largest: number): NumberNames {
  const names = new NumberNames();
  for (const line of text.split('\n')) {
    const content = line.replace(/#.*$/, '').trim();
    const table = LINES.table.exec(content);
    const other = LINES.service.exec(content) ?? LINES.original.exec(content) ?? LINES.protocol.exec(content);
    const [name, digits, aliases = ''] = table ? [table[2], table[1]] : [other?.[1], other?.[2], other?.[3]];
    if (name === undefined || digits === undefined || Number(digits) > largest) continue;
    names.add(Number(digits), name, aliases.trim().split(/\s+/).filter(Boolean));
  }
  return names;
}
