/** The command flow-rpt2rrd: rows of a report to RRDs, one for each wanted key (reference section 5.19). */
import { readFileSync } from 'node:fs';
import { symbolsOnDemand, type Symbols } from '../cfg/symbols.js';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import { ensureRrd, rrdPath, sourceName, updateRrd, type RrdShape } from '../rrd/rrdtool.js';
import { inputLines } from './lines.js';
import { reportSections, type Section } from './parse.js';
import { namedValue } from './symbols.js';

/** The key of the totals. */
const TOTAL = 'total_';
/** Steps of 5 minutes: 5 minutes, 30 minutes, 2 hours, 1 day. */
const ARCHIVE_STEPS = [1, 6, 24, 288] as const;
export const RPT2RRD_SYNTAX: CommandSyntax = {
  purpose: 'put rows of a report into RRD files',
  options: {
    d: { text: 'The same as -v.' },
    f: { value: 'fields', text: 'Fields of the report to store (default flows,octets,packets).' },
    k: { value: 'keys', text: `Keys with commas between, an RRD file each; ${TOTAL} is the sum of all.` },
    K: { value: 'keyfile', text: 'Further keys, one in each line of this file.' },
    n: { text: 'Names instead of numbers in keys.' },
    p: { value: 'path', text: 'Directory of the RRD files (default the working directory).' },
    P: { value: 'postfix', text: 'Added to the key in the name of the file.' },
    r: { value: 'rows', text: 'Rows of 5 minutes, 30 minutes, 2 hours and a day (default 600:600:600:732).' },
    v: { text: 'Tell what is written.' },
  },
  input: 'report',
};

/** A first value is of the 5 minutes before it. Seconds. */
const FIRST_PERIOD = 300;

interface RrdOptions {
  readonly keys: ReadonlySet<string>;
  readonly fields: readonly string[];
  readonly directory: string;
  readonly postfix: string;
  readonly archives: RrdShape['archives'];
  readonly symbols: Symbols | undefined;
  readonly say: (text: string) => void;
}

function keysOf(list: string | undefined, file: string | undefined): Set<string> {
  const keys = new Set((list ?? '').split(',').filter((key) => key !== ''));
  if (file !== undefined)
    try {
      for (const line of readFileSync(file, 'utf8').split('\n'))
        if (line.trim() !== '' && !line.startsWith('#')) keys.add(line.trim());
    } catch (cause) {
      throw new CommandError(`-K: ${cause instanceof Error ? cause.message : String(cause)}`, 1, { cause });
    }
  if (keys.size === 0) throw new CommandError(`no key is wanted: name keys with -k or -K, or ${TOTAL} for the totals`);
  return keys;
}

function parseRrdOptions(argv: readonly string[]): RrdOptions {
  const parsed = readOptions(argv, RPT2RRD_SYNTAX);
  const value = (letter: string) => lastValue(parsed, letter);
  const rows = (value('r') ?? '600:600:600:732').split(':');
  if (rows.length !== ARCHIVE_STEPS.length)
    throw new CommandError(`-r ${rows.join(':')}: it must be ${ARCHIVE_STEPS.length} numbers with colons between`);
  const talks = hasOption(parsed, 'v') || hasOption(parsed, 'd');
  return {
    keys: keysOf(value('k'), value('K')),
    fields: (value('f') ?? 'flows,octets,packets').split(','),
    directory: value('p') ?? '.',
    postfix: value('P') ?? '',
    archives: ARCHIVE_STEPS.map((steps, at) => [steps, numberOption('r', rows[at] ?? '', 1, 1e6)]),
    symbols: hasOption(parsed, 'n') ? symbolsOnDemand() : undefined,
    say: (text) => {
      if (talks) warn(text);
    },
  };
}

/** Time of the last flow, seconds since 1970, from the heading. */
function timeOf(heading: string): number | undefined {
  const [, digits] = /^# last-flow: +(\d{1,10})\b/m.exec(heading) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The values of the fields in each row, by key. Several columns of one key have a `-` between. */
function valuesOf(section: Section, { fields, symbols }: RrdOptions): Map<string, readonly string[]> {
  const columns = fields.map((field) => {
    const column = section.headings.indexOf(field);
    if (column < 0)
      throw new CommandError(`-f ${field}: the report has no such field; it has ${section.headings.join(', ')}`);
    return column;
  });
  const keyColumns = section.keys;
  const found = new Map<string, readonly string[]>();
  for (const row of section.rows) {
    const named = keyColumns.map((column) => {
      const text = row[column] ?? '';
      return symbols ? namedValue(section.headings[column] ?? '', text, symbols) : text;
    });
    const key = section.kind === 'totals' ? TOTAL : named.join('-');
    found.set(key, columns.map((column) => row[column] ?? '')); // prettier-ignore
  }
  return found;
}

/** Puts a section's rows into RRDs. @returns how many keys failed, each with a message */
async function putSection(section: Section, heading: string, options: RrdOptions): Promise<number> {
  const time = timeOf(heading);
  if (time === undefined) throw new CommandError('the report does not say its time: it needs the option +header');
  const values = valuesOf(section, options);
  const sources = options.fields.map(sourceName);
  const isCut = /^# records_shown:/m.test(heading);
  let failures = 0;
  for (const key of options.keys) {
    if ((key === TOTAL) !== (section.kind === 'totals')) continue;
    const found = values.get(key);
    if (!found && isCut) continue; // it may be among the rows not shown
    const file = rrdPath(options.directory, `${key}${options.postfix}`);
    try {
      const shape = { start: time - FIRST_PERIOD, sources, kind: 'ABSOLUTE', archives: options.archives } as const;
      await ensureRrd(file, shape);
      await updateRrd(file, sources, [{ time, values: found ?? sources.map(() => '0') }]);
      options.say(`${file}: ${time} ${(found ?? ['no flows']).join(' ')}`);
    } catch (error) {
      failures++;
      warn(error instanceof Error ? error.message : String(error));
    }
  }
  return failures;
}

/** @returns the exit status: 1 if a key could not be updated */
export async function flowRpt2rrd(argv: readonly string[]): Promise<number> {
  const options = parseRrdOptions(argv);
  let failures = 0;
  let heading = '';
  const seen = new Set<Section['kind']>();
  for await (const section of reportSections(inputLines())) {
    if (section.comments !== '') heading = section.comments;
    if (section.kind === 'detail') continue;
    seen.add(section.kind);
    if (section.kind === 'rows' || options.keys.has(TOTAL)) failures += await putSection(section, heading, options);
  }
  if (options.keys.has(TOTAL) && !seen.has('totals'))
    throw new CommandError(`the report has no totals for ${TOTAL}: it needs the option +totals`);
  if ([...options.keys].some((key) => key !== TOTAL) && !seen.has('rows'))
    throw new CommandError('the report has no rows ("# recn: …")');
  return failures > 0 ? 1 : 0;
}
