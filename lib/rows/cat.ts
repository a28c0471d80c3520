/** flow-cat: files, directories and standard input one after another (reference section 5.1). */
import { parseDate } from '../cfg/date.js';
import { readOptions } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import type { ParsedOptions } from '../command/getopt.js';
import { FLAG, type HeaderFields } from '../ftfile/header.js';
import { createFlowFile, openFlowStream, type FlowWriter } from '../ftfile/writer.js';
import type { ExportVersion } from '../flow/version.js';
import { defects } from './defects.js';
import { collectInputs, type Input } from './inputs.js';
import { joinedCounts, joinedTimes, preloadedFields } from './joined-header.js';
import { checkVersions, firstVersion } from './one-version.js';
import { hasOption, lastValue, outputOptions } from './output-options.js';

const USAGE =
  '[-aghmp] [-b big|little] [-C comment] [-d debug_level] [-o filename] [-t start_time] [-T end_time] [-z z_level] [file|directory|-]...';

/** Seconds since 1970 of -t or -T. */
function timeOption(parsed: ParsedOptions, letter: string): number | undefined {
  const text = lastValue(parsed, letter);
  if (text === undefined) return undefined;
  const time = parseDate(text, Date.now());
  if (time === undefined) throw new CommandError(`Error parsing time: ${text}.`);
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
    : createFlowFile(path, { version, header, ...options });
}

/** @returns the exit status */
export async function flowCat(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, { letters: 'ab:C:d:gmo:pt:T:z:', usage: USAGE, operands: 'any' });
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
  return 0;
}
