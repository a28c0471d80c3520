/** Row files as flow-capture writes them: one for every five minutes of an hour, deflated. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFlows, type FlowOrder } from '../lib/demo/make-flows.js';
import { flowFileName, nestingDirectory } from '../lib/ftfile/names.js';
import { createFlowFile } from '../lib/ftfile/writer.js';

/** The hour whose flows are measured on, seconds since 1970. */
export const START = Date.UTC(2025, 5, 14, 10) / 1000;
export const END = START + 3600;
const FILE = 300;
/** zlib's own default, which flow-capture takes. */
const LEVEL = 6;

/** So many flows of the hour. */
export function hourOf(flows: number): FlowOrder {
  return { flows, start: START, end: END };
}

/**
 * Writes them below a directory.
 * @returns the paths of the files, in the order of their flows
 */
export async function writeRowFiles(directory: string, flows: number): Promise<string[]> {
  const paths: string[] = [];
  let end = START;
  let writer: Awaited<ReturnType<typeof createFlowFile>> | undefined;
  for (const batch of makeFlows(hourOf(flows))) {
    // a batch is of one second of exports
    const exported = new DataView(batch.bytes.buffer, batch.bytes.byteOffset).getUint32(0, true);
    if (!writer || exported >= end) {
      await writer?.close();
      const start = exported - (exported % FILE);
      end = start + FILE;
      const name = flowFileName({ state: 'closed', version: '5', start: start * 1000 });
      const path = join(directory, nestingDirectory(3, start * 1000), name);
      mkdirSync(dirname(path), { recursive: true });
      writer = await createFlowFile(path, { version: '5', level: LEVEL });
      paths.push(path);
    }
    await writer.append(batch);
  }
  await writer?.close();
  return paths;
}
