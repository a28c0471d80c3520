/** Flows to feed a capture with, and the flows of a file. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { openFlowFile, type FlowSource } from '../../lib/ftfile/reader.js';
import type { FlowFileHeader } from '../../lib/ftfile/header.js';
import { DatagramEncoder } from '../../lib/netflow/encode.js';

/** `count` v5 records; the numbers from `first` on stand in `srcaddr`, the rest is noise that zlib cannot remove. */
export function v5Flows(first: number, count: number): FlowBatch {
  const layout = recordLayout('5');
  const bytes = new Uint8Array(count * layout.size);
  const words = new Uint32Array(bytes.buffer);
  let noise = first + 1;
  for (let index = 0; index < count; index++) {
    const base = (index * layout.size) >> 2;
    words[base] = 1743292800;
    words[base + 4] = first + index;
    for (let at = 5; at < 13; at++) words[base + at] = noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
  }
  return { layout, bytes, count };
}

/** The same as datagrams of up to 30 records. */
export function v5Datagrams(first: number, count: number): Buffer[] {
  const encoder = new DatagramEncoder('5');
  const full = [...encoder.add(v5Flows(first, count))];
  const last = encoder.flush();
  return last ? [...full, last] : full;
}

export interface ReadFile {
  readonly path: string;
  readonly header: FlowFileHeader;
  /** `srcaddr` of each record. */
  readonly numbers: readonly number[];
  readonly damage: readonly string[];
}

/** Reads a whole file or stream. */
export async function readFlows(from: FlowSource): Promise<ReadFile> {
  const damage: string[] = [];
  const file = await openFlowFile(from, { onDamage: ({ text }) => damage.push(text) });
  const at = file.layout.slots.get('srcaddr')?.offset ?? 0;
  const numbers: number[] = [];
  for await (const { bytes, count, layout } of file.batches()) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let index = 0; index < count; index++) numbers.push(view.getUint32(index * layout.size + at, true));
  }
  return { path: typeof from === 'string' ? from : '(stream)', header: file.header, numbers, damage };
}

/** Paths of all files below a directory but the lock and the status, sorted by name within each directory. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.flow-capture.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The numbers from `first` on. */
export const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at);
