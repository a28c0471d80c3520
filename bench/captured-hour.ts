/** The row files of an hour as flow-capture leaves them: one for each 5 minutes, deflated, with the times of its capture. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { flowMaker } from '../lib/demo/make-flows.js';
import { flowFileName, nestingDirectory } from '../lib/ftfile/names.js';
import { createFlowFile } from '../lib/ftfile/writer.js';
import { END, hourOf, START } from './row-files.js';

const FILE = 300;
/** zlib's own default, which flow-capture takes. */
const LEVEL = 6;

/** Writes them below a device's directory. */
export async function writeCapturedHour(directory: string, flows: number): Promise<void> {
  const starts = Array.from({ length: (END - START) / FILE }, (_, file) => START + file * FILE);
  const writer = async (): Promise<void> => {
    const make = flowMaker(hourOf(flows));
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const closed = { state: 'closed', version: '5', start: start * 1000 } as const;
      const path = join(directory, nestingDirectory(3, closed.start), flowFileName(closed));
      await mkdir(dirname(path), { recursive: true });
      const header = { captureStart: start, captureEnd: start + FILE };
      const file = await createFlowFile(path, { version: '5', level: LEVEL, header });
      for (const batch of make({ start, end: start + FILE })) await file.append(batch);
      await file.close();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, writer));
}
