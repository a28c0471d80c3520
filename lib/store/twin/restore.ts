/** Makes the row file again of its twin: the same header and records, octet for octet. */
import { rename, rm, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { swapRecords } from '../../ftfile/byte-order.js';
import { fileSink, type ByteSink } from '../../ftfile/byte-sink.js';
import { withContinuations } from '../../ftfile/continuation.js';
import { deflater, plainEncoder } from '../../ftfile/deflater.js';
import { hasFlag } from '../../ftfile/header.js';
import { TwinError } from './error.js';
import { openTwin, type TwinFile } from './read.js';

/** zlib's own default, which flow-capture takes: the level that a file was compressed with is not known. */
const LEVEL = 6;

/**
 * Writes a row file, with the date that it had. Compressed data inflate to what they inflated to, and may be of another length.
 * @param path where; what is there is replaced
 * @returns the number of flows
 * @throws FlowFileError if the twin cannot be read, TwinError `differs` if it is damaged; nothing is left behind then
 */
export async function restoreRowFile(twin: string, path: string): Promise<number> {
  let damaged: string | undefined;
  const file = await openTwin(twin, {
    onDamage: ({ text }) => {
      damaged = text.slice(`${twin}: `.length).replace(/;[^;]*$/, '');
    },
  });
  const unfinished = join(dirname(path), `.unfinished-${basename(path)}.${process.pid}`);
  const sink = await fileSink(unfinished, 'replace');
  try {
    try {
      await copy(file, sink);
      if (damaged !== undefined) throw new TwinError('differs', twin, damaged);
      await sink.sync?.();
    } finally {
      await sink.close();
    }
    const changed = Number(file.footer.mtimeNs / 1000n) / 1e6;
    await utimes(unfinished, changed, changed);
    await rename(unfinished, path);
    return file.footer.flows;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function copy(file: TwinFile, sink: ByteSink): Promise<void> {
  const { header, footer, layout } = file;
  await sink.write(footer.header);
  const encoder = hasFlag(header, 'compressed') ? deflater(sink, LEVEL) : plainEncoder(sink);
  for await (const batch of file.batches()) {
    const bytes = withContinuations(batch);
    if (header.byteOrder === 'big') swapRecords(bytes, layout);
    await encoder.write(bytes);
  }
  await encoder.finish();
}
