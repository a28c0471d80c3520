/** Completes the files that a crash or a power cut left as `tmp-…`. */
import { rename, rm, stat, truncate, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { recordLayout } from '../flow/layout.js';
import type { Ms } from '../flow/time.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';
import { withContinuations } from '../ftfile/continuation.js';
import { encodeHeader } from '../ftfile/encode-header.js';
import { FlowFileError, type Damage } from '../ftfile/error.js';
import { FLAG, hasFlag, type FlowFileHeader, type HeaderFields } from '../ftfile/header.js';
import { flowFileName, parseFlowFileName } from '../ftfile/names.js';
import { openFlowFile, readHeader } from '../ftfile/reader.js';
import { createFlowFile } from '../ftfile/writer.js';
import { publish, SCRATCH } from './capture-file.js';
import { flowFiles } from '../ftfile/flow-files.js';
import type { Log } from './limited-log.js';

/** Level of the files that have to be compressed anew; theirs is not recorded. */
const LEVEL = 6;

/** A file that got its final header and name. */
export interface Completed {
  readonly path: string;
  readonly flows: number;
}

/**
 * Completes one file: counts its whole records, cuts a part of a record off, writes the final header with the time of
 * the last change as the end, and gives it its final name. Compressed data are compressed anew, so that the zlib stream
 * has an end. Killed at any moment, it can be called again.
 * @returns undefined if `signal` ended it before
 * @throws FlowFileError if the file has no usable header; Error of the system
 */
export async function completeOrphan(path: string, log: Log, signal: AbortSignal): Promise<Completed | undefined> {
  const header = await readHeader(path);
  const { version } = header;
  if (!version || header.streamVersion !== 3)
    throw new FlowFileError('export-version', path, 8, 'is of no version that flow-capture writes');
  let { flows = 0 } = header;
  if (!hasFlag(header, 'done')) {
    const { size, mtimeMs } = await stat(path);
    const records = Math.floor((size - header.length) / recordLayout(version).size);
    const whole = version === EXTENDED && !hasFlag(header, 'compressed') ? await wholeFlows(path) : undefined;
    const fields: HeaderFields = {
      ...header,
      captureEnd: Math.floor(mtimeMs / 1000),
      flows: whole?.flows ?? records,
      flags: (header.flags ?? 0) | FLAG.done,
    };
    const final = encodeHeader(fields, header.byteOrder, path);
    if (hasFlag(header, 'compressed') || final.length !== header.length) {
      const written = await writeAnew(path, header, version, fields, log, signal);
      if (written === undefined) return undefined;
      flows = written;
    } else {
      flows = fields.flows ?? 0;
      await truncate(path, header.length + (whole?.records ?? records) * recordLayout(version).size);
      await writeStart(path, final);
    }
  }
  const start = startOf(path, header);
  return { path: await publish(path, start, finalName(path, version, start)), flows };
}

/** Flows of a file that is not compressed, and records up to the last of them: continuations are no flows. */
async function wholeFlows(path: string): Promise<{ flows: number; records?: number }> {
  const damages: Damage[] = [];
  const file = await openFlowFile(path, {
    onDamage: (damage) => {
      damages.push(damage);
    },
  });
  const { size } = file.layout;
  let [flows, octets] = [0, 0];
  for await (const batch of file.batches()) {
    flows += batch.count;
    octets += withContinuations(batch).length;
  }
  return { flows, ...(damages.length === 0 && { records: octets / size }) };
}

function startOf(path: string, { captureStart = 0 }: FlowFileHeader): Ms {
  return parseFlowFileName(basename(path))?.start ?? captureStart * 1000;
}

/** The name does not change but for its beginning, not even when the time zone has; only a taken one does. */
function finalName(path: string, version: ExportVersion, own: Ms): (start: Ms) => string {
  const same = basename(path).replace(/^tmp/, 'ft');
  return (start) => join(dirname(path), start === own ? same : flowFileName({ state: 'closed', version, start }));
}

async function writeStart(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Copies every whole record to a scratch file, which then replaces the orphan. */
async function writeAnew(
  path: string,
  header: FlowFileHeader,
  version: ExportVersion,
  fields: HeaderFields,
  log: Log,
  signal: AbortSignal,
): Promise<number | undefined> {
  const scratch = join(dirname(path), `${SCRATCH}${basename(path)}`);
  const { byteOrder } = header;
  const level = hasFlag(header, 'compressed') ? LEVEL : 0;
  try {
    const source = await openFlowFile(path, {
      onDamage: ({ text }) => {
        log(text);
      },
    });
    const writer = await createFlowFile(scratch, { version, byteOrder, level, header: { ...fields, flows: 0 } });
    try {
      for await (const batch of source.batches()) {
        if (signal.aborted) return undefined;
        await writer.append(batch);
      }
      await writer.sync();
    } finally {
      await writer.close();
    }
    await rename(scratch, path);
    return writer.flows;
  } finally {
    await rm(scratch, { force: true });
  }
}

/**
 * The orphans below a directory; also removes the scratch files of an earlier run. To be called before a
 * file is opened there: the caller must know that every `tmp-` file is one that nobody writes to.
 */
export async function findOrphans(directory: string): Promise<string[]> {
  const orphans: string[] = [];
  for await (const { path } of flowFiles(directory)) {
    const name = basename(path);
    if (name.startsWith(SCRATCH)) await rm(path, { force: true });
    else if (name.startsWith('tmp-')) orphans.push(path);
  }
  return orphans;
}

/** Completes orphans one after the other; what cannot be completed is logged and left. */
export async function completeOrphans(orphans: readonly string[], log: Log, signal: AbortSignal): Promise<Completed[]> {
  const completed: Completed[] = [];
  for (const path of orphans) {
    if (signal.aborted) break;
    try {
      const done = await completeOrphan(path, log, signal);
      if (!done) continue;
      completed.push(done);
      log(`completed ${done.path}: ${done.flows} flows of a capture that was cut off`);
    } catch (error) {
      log(`cannot complete ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return completed;
}
