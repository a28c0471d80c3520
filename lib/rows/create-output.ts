/** The file of `-o`, which flow-cat and flow-merge write. */
import { CommandError } from '../command/run.js';
import { createFlowFile, type FlowWriter, type WriterOptions } from '../ftfile/writer.js';

/** @throws CommandError that names the option and the file */
export async function createOutput(path: string, options: WriterOptions): Promise<FlowWriter> {
  try {
    return await createFlowFile(path, options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`-o ${path}: cannot be written: ${why}`, 1, { cause });
  }
}
