/** FlowViewer_CleanHostCache and FlowViewer_CleanASCache: list and remove names that are kept (reference section 8.1). */
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import { loadConfiguration } from '../config/load.js';
import { formatAddress, parseAddress } from '../flow/address.js';
import { CACHE_FILE, NameCache, type CacheEntry, type LookUp, type LookUpKind } from '../names/name-cache.js';
import { parseAsRegistration } from '../names/registration.js';

const OPTIONS = {
  a: { text: 'Remove all entries.' },
  e: { text: 'Remove what has expired.' },
  l: { text: 'List the entries: key, value, and until when it is kept.' },
} as const;

export const CLEAN_HOSTS_SYNTAX: CommandSyntax = {
  purpose: 'list and remove names of hosts that FlowViewer keeps',
  options: OPTIONS,
  operands: '[address|name...]',
};

export const CLEAN_AS_SYNTAX: CommandSyntax = {
  purpose: 'list and remove names of autonomous systems that FlowViewer keeps',
  options: OPTIONS,
  operands: '[number|name...]',
};

interface Cleaned {
  readonly syntax: CommandSyntax;
  readonly kinds: readonly LookUpKind[];
  /** The key that an operand means, if it is none it is a name. */
  readonly key: (operand: string) => string | undefined;
  /** Name in an entry's value. */
  readonly name: (value: string) => string | undefined;
}

type Entry = readonly [LookUp, CacheEntry];

function matches({ key, name }: Cleaned, operand: string, [lookUp, { value }]: Entry): boolean {
  const wanted = key(operand);
  if (wanted !== undefined) return lookUp.key === wanted;
  return value !== undefined && name(value)?.toLowerCase() === operand.toLowerCase();
}

function list(entries: readonly Entry[]): void {
  for (const [{ key }, { value, expires }] of entries)
    process.stdout.write(`${key}\t${value ?? '(none)'}\t${new Date(expires).toISOString()}\n`);
}

/** @returns the exit status: 1 if an operand matched nothing */
async function clean(argv: readonly string[], cleaned: Cleaned): Promise<number> {
  const { options, operands } = readOptions(argv, cleaned.syntax);
  const [option, ...more] = options.map(({ letter }) => letter);
  if (more.length > 0 || (option === undefined) === (operands.length === 0))
    throw new CommandError('give one of -a, -e and -l, or say which entries are to be removed');
  const { work_directory } = loadConfiguration();
  const cache = NameCache.openExisting(work_directory);
  if (!cache) throw new CommandError(`there is no cache of names: no ${CACHE_FILE} in ${work_directory}`);
  try {
    const entries = [...cache.list(cleaned.kinds)];
    if (option === 'l') {
      list(entries);
      return 0;
    }
    const now = Date.now();
    const unmatched = operands.filter((operand) => !entries.some((entry) => matches(cleaned, operand, entry)));
    const wanted = entries.filter(
      (entry) =>
        option === 'a' ||
        (option === 'e' && entry[1].expires <= now) ||
        operands.some((operand) => matches(cleaned, operand, entry)),
    );
    process.stdout.write(`removed: ${cache.remove(wanted.map(([lookUp]) => lookUp))} of ${entries.length}\n`);
    for (const operand of unmatched) warn(`${operand}: there is no such entry`);
    return unmatched.length > 0 ? 1 : 0;
  } finally {
    await cache.close();
  }
}

/** What belongs to an address: its name, and the country of its network. */
export function cleanHostCache(argv: readonly string[]): Promise<number> {
  return clean(argv, {
    syntax: CLEAN_HOSTS_SYNTAX,
    kinds: ['host', 'origin'],
    key: (operand) => {
      const address = parseAddress(operand);
      return address && formatAddress(address);
    },
    name: (value) => value,
  });
}

export function cleanAsCache(argv: readonly string[]): Promise<number> {
  return clean(argv, {
    syntax: CLEAN_AS_SYNTAX,
    kinds: ['as'],
    key: (operand) => (/^(AS)?\d{1,10}$/i.test(operand) ? String(Number(operand.replace(/^AS/i, ''))) : undefined),
    name: (value) => parseAsRegistration(value)?.name,
  });
}
