/** How row commands open their input. */
import { warn } from '../command/run.js';
import type { BigEndianStyle } from '../ftfile/byte-order.js';
import { openFlowFile, type FlowFile, type FlowSource } from '../ftfile/reader.js';

/**
 * `FLOW_TOOLS_BIG_ENDIAN=original` in the environment: big-endian files of versions 8.12 and 1005 come from the tools of
 * the original, which wrote some of their fields in a wrong order (reference section 2.5).
 */
function bigEndianStyle(): BigEndianStyle {
  return process.env['FLOW_TOOLS_BIG_ENDIAN'] === 'original' ? 'original' : 'correct';
}

/**
 * Opens standard input or a file; damage is told on standard error.
 * @throws FlowFileError if it is no flow file
 */
export function openInput(from: FlowSource = 0): Promise<FlowFile> {
  return openFlowFile(from, {
    bigEndian: bigEndianStyle(),
    onDamage: ({ text }) => {
      warn(text);
    },
  });
}
