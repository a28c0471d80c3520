/** Whether the row commands repeat faults of the original. */
import type { Defects } from '../netflow/refusal.js';

/**
 * `FLOW_TOOLS_DEFECTS=original` in the environment: read and write what the original's tools do where they are wrong in a
 * way that others may rely on. That is, fields in wrong byte order in big-endian files of versions 8.12 and 1005
 * (reference section 2.5), fields lost on the way to and from datagrams (3.4, 3.7), the output interface lost on the way
 * from version 1 to others (3.6), and the meaning of a lone -t or -T of flow-cat (5.1).
 */
export function defects(): Defects {
  return process.env['FLOW_TOOLS_DEFECTS'] === 'original' ? 'original' : 'fixed';
}
