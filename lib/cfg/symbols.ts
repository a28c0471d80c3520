/** Symbol files: names of protocols, ports, AS numbers and tags (reference section 5.0). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The tables there are; each is the file NAME.sym. `tcp-port` serves UDP too. */
export type SymbolTableName = 'ip-prot' | 'ip-type' | 'tcp-port' | 'asn' | 'tag';

/** A line of a symbol file that cannot be understood; the message names the file and line. */
export class SymbolError extends Error {
  readonly code = 'symbols';
}

/** Names of numbers, and back. */
export class SymbolTable {
  private readonly names = new Map<number, string>();
  private readonly values = new Map<string, number>();

  /** Of several names for one number, or numbers for one name, the last wins. */
  set(value: number, name: string): void {
    this.names.set(value, name);
    this.values.set(name.toLowerCase(), value);
  }

  name(value: number): string | undefined {
    return this.names.get(value);
  }

  /** The number of a name, whatever the case of its letters. */
  value(name: string): number | undefined {
    return this.values.get(name.toLowerCase());
  }
}

/** A number in C notation, blanks, and the rest of the line as the name: blanks within and after it belong to it. */
const LINE = /^[ \t]*(0x[0-9a-f]+|\d+)[ \t]+([^ \t].*)$/i;

/**
 * Reads `value<blanks>name` lines; lines that begin with `#` after optional blanks are comments.
 * @param file its name, for messages
 * @throws SymbolError at a line that lacks the name or whose first word is not a number
 */
export function parseSymbols(text: string, file: string): SymbolTable {
  const table = new SymbolTable();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^[ \t]*(?:#|$)/.test(line)) continue;
    const [, digits, name] = LINE.exec(line) ?? [];
    if (digits === undefined || name === undefined)
      throw new SymbolError(`${file} line ${index + 1}: Missing field: write a number, a space and its name.`);
    table.set(/^0\d/.test(digits) ? parseInt(digits, 8) : Number(digits), name);
  }
  return table;
}

/** The directory of the symbol files: `FLOW_TOOLS_SYMDIR`, else /etc/flow-tools/sym. */
export function symbolDirectory(): string {
  return process.env['FLOW_TOOLS_SYMDIR'] ?? '/etc/flow-tools/sym';
}

/**
 * Reads one table from the directory of the symbol files.
 * @returns undefined if there is no such file
 * @throws SymbolError for a file that cannot be understood; the system's error for one that cannot be read
 */
export function loadSymbols(name: SymbolTableName): SymbolTable | undefined {
  const file = join(symbolDirectory(), `${name}.sym`);
  try {
    return parseSymbols(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Tables by name, each loaded at first use. */
export type Symbols = (name: SymbolTableName) => SymbolTable | undefined;

/** The tables of the directory of the symbol files. */
export function symbolsOnDemand(): Symbols {
  const loaded = new Map<SymbolTableName, SymbolTable | undefined>();
  return (name) => {
    if (!loaded.has(name)) loaded.set(name, loadSymbols(name));
    return loaded.get(name);
  };
}
