/** The hosts whose flows a scan detector leaves out: files of `ADDRESS PROTOCOL SRCPORT DSTPORT` lines. */
import { readFileSync } from 'node:fs';
import { parseAddressNumber, type AddressNumber } from '../flow/address-number.js';

/** A suppress file that cannot be read or understood; the message names the file and line. */
export class SuppressError extends Error {
  readonly code = 'suppress';
}

/** What is compared with a line; an absent condition matches anything. */
export interface SuppressLine {
  readonly prot?: number;
  readonly srcport?: number;
  readonly dstport?: number;
}

/** Lines by address. */
export type SuppressList = ReadonlyMap<AddressNumber, readonly SuppressLine[]>;

const CONDITIONS = [
  { name: 'prot', most: 255 },
  { name: 'srcport', most: 0xffff },
  { name: 'dstport', most: 0xffff },
] as const;

/**
 * Reads lines of an address, a protocol and two ports; `-` is any. Empty lines and those that begin with `#` are left out.
 * @param file its name, for messages
 * @throws SuppressError
 */
export function parseSuppressList(text: string, file: string): SuppressList {
  const list = new Map<AddressNumber, SuppressLine[]>();
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#')) continue;
    const fault = (what: string) => new SuppressError(`${file} line ${index + 1}: ${what}`);
    if (words.length !== CONDITIONS.length + 1)
      throw fault('it must have four words: an address, a protocol, a source port and a destination port, "-" for any');
    const address = parseAddressNumber(words[0] ?? '');
    if (address === undefined) throw fault(`"${words[0]}" is not an address such as 192.0.2.1 or 2001:db8::1`);
    const conditions: { -readonly [name in keyof SuppressLine]: SuppressLine[name] } = {};
    for (const [at, { name, most }] of CONDITIONS.entries()) {
      const word = words[at + 1] ?? '-';
      if (word === '-') continue;
      if (!/^\d{1,5}$/.test(word) || Number(word) > most)
        throw fault(`${name} "${word}" is neither "-" nor a number from 0 to ${most}`);
      conditions[name] = Number(word);
    }
    const lines = list.get(address);
    if (lines) lines.push(conditions);
    else list.set(address, [conditions]);
  }
  return list;
}

/** True if a line of the address matches the flow in all that it says. */
export function isSuppressed(
  list: SuppressList,
  address: AddressNumber,
  prot: number,
  srcport: number,
  dstport: number,
): boolean {
  const same = (condition: number | undefined, value: number) => condition === undefined || condition === value;
  const lines = list.get(address);
  return (
    lines !== undefined &&
    lines.some((line) => same(line.prot, prot) && same(line.srcport, srcport) && same(line.dstport, dstport))
  );
}

/** Of the sources' and of the destinations' addresses. */
export interface SuppressLists {
  readonly source: SuppressList;
  readonly destination: SuppressList;
}

/**
 * Reads `NAME.src` and `NAME.dst`; both must exist.
 * @param log gets the original's line before each file
 * @throws SuppressError
 */
export function loadSuppressLists(name: string, log: (text: string) => void): SuppressLists {
  const load = (number: number, ending: string): SuppressList => {
    log(`load_suppress ${number}`);
    const file = `${name}.${ending}`;
    try {
      return parseSuppressList(readFileSync(file, 'utf8'), file);
    } catch (cause) {
      if (cause instanceof SuppressError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SuppressError(`${file} cannot be read: ${why}; it must exist, if only as an empty file`, { cause });
    }
  };
  return { source: load(0, 'src'), destination: load(1, 'dst') };
}
