/** How row commands open their input. */
import { warn } from '../command/run.js';
import { openFlowFile, type FlowFile, type FlowSource, type ReaderOptions } from '../ftfile/reader.js';
import { defects } from './defects.js';

/**
 * Opens standard input or a file; damage is told on standard error.
 * @throws FlowFileError if it is no flow file
 */
export function openInput(from: FlowSource = 0, options: ReaderOptions = {}): Promise<FlowFile> {
  return openFlowFile(from, {
    bigEndian: defects() === 'original' ? 'original' : 'correct',
    onDamage: ({ text }) => {
      warn(text);
    },
    ...options,
  });
}
