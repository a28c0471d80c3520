/** The frame of the commands that read records, change or drop some, and write the rest (reference sections 1.3, 5.0). */
import type { ParsedOptions } from '../command/getopt.js';
import type { CommandSyntax, OptionTable } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { parseVariable, type Variables } from '../cfg/variables.js';
import type { RecordLayout } from '../flow/layout.js';
import { FLAG, type HeaderFields } from '../ftfile/header.js';
import { openInput } from './input.js';
import { hasOption, lastValue, OUTPUT_OPTIONS, outputOptions } from './output-options.js';
import { Speed, SPEED_OPTION } from './speed.js';
import { streamRows, type RowStage } from './row-stream.js';

/** The options that they all take. */
export const REWRITING_OPTIONS = {
  ...OUTPUT_OPTIONS,
  d: SPEED_OPTION,
  k: { text: 'Keep the capture times of the input in the output header.' },
} as const satisfies OptionTable;

/** -v of the commands whose configuration file may have variables. */
export const VARIABLE_OPTION = {
  value: 'NAME=VALUE',
  text: 'Sets a variable: @{NAME} in the configuration file becomes VALUE. May be repeated.',
} as const;

export interface RewritingCommand {
  readonly syntax: CommandSyntax;
  /** What the header says of times and counts without -k: zeros, as the original's do, or nothing. */
  readonly times: 'zero' | 'absent';
  /**
   * Reads options and configuration, before any input.
   * @returns makes the stage for the records that come
   * @throws CommandError, CfgError
   */
  prepare(parsed: ParsedOptions): (layout: RecordLayout) => RowStage | Promise<RowStage>;
}

/**
 * With -k the header has the capture times of the input, and nothing is said of counts. (The original's flow-nfilter,
 * flow-tag, flow-mask and flow-xlate write zeros all the same.)
 */
function headerFields({ times }: RewritingCommand, input: HeaderFields, parsed: ParsedOptions): HeaderFields {
  const comment = lastValue(parsed, 'C');
  const common = { ...(comment !== undefined && { comment }) };
  if (!hasOption(parsed, 'k'))
    return { ...common, ...(times === 'zero' && { captureStart: 0, captureEnd: 0, flows: 0 }), flags: FLAG.streaming };
  const { captureStart, captureEnd } = input;
  return {
    ...common,
    ...(captureStart !== undefined && { captureStart }),
    ...(captureEnd !== undefined && { captureEnd }),
    flags: FLAG.streaming | FLAG.preloaded,
  };
}

/** The variables of all -v options. @throws CommandError for one that is not NAME=VALUE */
export function variables({ options }: ParsedOptions): Variables {
  return new Map(
    options
      .filter(({ letter }) => letter === 'v')
      .map(({ value = '' }) => {
        const variable = parseVariable(value);
        if (!variable) throw new CommandError(`-v ${value}: it must be NAME=VALUE, both not empty`);
        return variable;
      }),
  );
}

/** A statement of the filter is run for each batch: with the reader's own 8,192 records it takes a quarter more time. */
const BATCH = 16_384;

/** @returns the exit status */
export async function rewritingCommand(argv: readonly string[], command: RewritingCommand): Promise<number> {
  const parsed = readOptions(argv, command.syntax);
  const { byteOrder, level } = outputOptions(parsed);
  const speed = new Speed(parsed);
  const makeStage = command.prepare(parsed);
  const file = await openInput(0, { batchRecords: BATCH });
  let stage: RowStage | undefined;
  try {
    stage = await makeStage(file.layout);
    const flows = await streamRows(file, stage, {
      byteOrder,
      level,
      header: headerFields(command, file.header, parsed),
    });
    speed.tell(flows);
  } finally {
    stage?.close?.();
    await file.close();
  }
  return 0;
}
