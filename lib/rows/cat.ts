/** flow-cat: files, directories and standard input one after another (reference section 5.1). */
import { parseDate } from '../cfg/date.js';
import { readOptions } from '../command/options.js';
import type { CommandSyntax, OptionTable } from '../command/option-table.js';
import { CommandError, warn } from '../command/run.js';
import type { ParsedOptions } from '../command/getopt.js';
import { FLAG, type HeaderFields } from '../ftfile/header.js';
import { openFlowStream, type FlowWriter } from '../ftfile/writer.js';
import { createOutput } from './create-output.js';
import type { ExportVersion } from '../flow/version.js';
import { defects } from './defects.js';
import { collectInputs, type Input } from './inputs.js';
import { joinedCounts, joinedTimes, preloadedFields } from './joined-header.js';
import { checkVersions, firstVersion } from './one-version.js';
import { hasOption, lastValue, OUTPUT_OPTIONS, outputOptions } from './output-options.js';
import { Speed, SPEED_OPTION } from './speed.js';

/** What flow-cat and flow-merge understand alike. */
export const JOINING_OPTIONS = {
  ...OUTPUT_OPTIONS,
  a: { text: 'Read unfinished files (tmp-...) too.' },
  d: SPEED_OPTION,
  g: { text: 'Sort all inputs together by the start of their capture.' },
  m: { text: 'Taken and ignored: files are never memory-mapped.' },
  o: { value: 'file', text: 'Write to this file, with a complete header, instead of to standard output.' },
} as const satisfies OptionTable;

export const CAT_SYNTAX: CommandSyntax = {
  purpose: 'concatenate flow files',
  options: {
    ...JOINING_OPTIONS,
    p: { text: 'Read all headers first; the output header tells their times and counts.' },
    t: { value: 'start_time', text: 'Only files whose capture started at or after this time.' },
    T: { value: 'end_time', text: 'Only files whose capture started at or before this time.' },
  },
  operands: '[file|directory|-]...',
};

/** Seconds since 1970 of -t or -T. */
function timeOption(parsed: ParsedOptions, letter: string): number | undefined {
  const text = lastValue(parsed, letter);
  if (text === undefined) return undefined;
  const time = parseDate(text, Date.now());
  if (time === undefined)
    throw new CommandError(`-${letter} ${text}: it must be a time, such as 2025-06-15 14:30:00 or "2 hours ago"`);
  return Math.floor(time / 1000);
}

/**
 * The files whose capture started between two times. In the original a lone -t keeps the files that started before it,
 * and a lone -T those that ended after it.
 */
function selectByTime(inputs: readonly Input[], from: number | undefined, to: number | undefined): readonly Input[] {
  if (from === undefined && to === undefined) return inputs;
  const isLone = from === undefined || to === undefined;
  return inputs.filter(({ name, header: { captureStart, captureEnd } }) => {
    if (captureStart === undefined) {
      warn(`${name}: left out: its header does not say when the capture started`);
      return false;
    }
    if (isLone && defects() === 'original')
      return from === undefined ? (captureEnd ?? 0) >= (to ?? 0) : captureStart <= from;
    return captureStart >= (from ?? 0) && captureStart <= (to ?? Infinity);
  });
}

function startWriter(parsed: ParsedOptions, version: ExportVersion, inputs: readonly Input[]): Promise<FlowWriter> {
  const { comment, ...options } = outputOptions(parsed);
  const path = lastValue(parsed, 'o');
  const told = hasOption(parsed, 'p') ? preloadedFields(inputs) : {};
  const ownComment = comment === undefined ? {} : { comment };
  const header: HeaderFields =
    path === undefined
      ? { ...told, ...ownComment, flags: (told.flags ?? 0) | FLAG.streaming }
      : { ...joinedTimes(inputs), ...joinedCounts(inputs), ...told, ...ownComment };
  return path === undefined
    ? openFlowStream(process.stdout, { version, header, ...options })
    : createOutput(path, { version, header, ...options });
}

/** @returns the exit status */
export async function flowCat(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, CAT_SYNTAX);
  const speed = new Speed(parsed);
  const [from, to] = [timeOption(parsed, 't'), timeOption(parsed, 'T')];
  const found = await collectInputs(parsed.operands, {
    files: hasOption(parsed, 'a') ? 'all' : 'finished',
    order: hasOption(parsed, 'g') ? 'capture' : 'operands',
  });
  const version = firstVersion(found);
  if (!version) throw new CommandError('no flow file to read');
  const inputs = selectByTime(found, from, to);
  const writer = await startWriter(parsed, version, inputs);
  try {
    checkVersions(inputs, version);
    for (const input of inputs) {
      const file = await input.open();
      for await (const batch of file.batches()) await writer.append(batch);
    }
  } finally {
    await writer.close();
  }
  speed.tell(writer.flows);
  return 0;
}
