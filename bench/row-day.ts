/** A day of row files as flow-capture writes them, deflated at zlib's default level. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { flowMaker } from '../lib/demo/make-flows.js';
import { flowFileName, nestingDirectory } from '../lib/ftfile/names.js';
import { createFlowFile } from '../lib/ftfile/writer.js';
import { dayOf, fileSpans, type Span } from './bench-day.js';

/** zlib's own default, which flow-capture takes. */
const LEVEL = 6;

/** The path of a span's file below the device's directory. */
function rowFile({ start }: Span): string {
  const closed = { state: 'closed', version: '5', start: start * 1000 } as const;
  return join(nestingDirectory(3, closed.start), flowFileName(closed));
}

/** Writes them, several at a time: zlib works on threads while the next flows are made. */
export async function writeRowDay(directory: string, flows: number): Promise<void> {
  const spans = fileSpans(flows);
  const writer = async (): Promise<void> => {
    const make = flowMaker(dayOf(flows));
    for (let span = spans.shift(); span; span = spans.shift()) {
      const path = join(directory, rowFile(span));
      await mkdir(dirname(path), { recursive: true });
      const times = { captureStart: span.start, captureEnd: span.end };
      const header = { ...times, flows: 0, lost: 0, corrupt: 0, resets: 0, hostname: 'bench' };
      const file = await createFlowFile(path, { version: '5', level: LEVEL, header });
      for (const batch of make(span)) await file.append(batch);
      await file.close();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, writer));
}
