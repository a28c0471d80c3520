/** How row commands open their input: a row file, or its columnar twin where the row file is gone. */
import { basename } from 'node:path';
import { warn } from '../command/run.js';
import { FlowFileError } from '../ftfile/error.js';
import type { FlowFileHeader } from '../ftfile/header.js';
import { openFlowFile, readHeader, type FlowFile, type FlowSource, type ReaderOptions } from '../ftfile/reader.js';
import { findTwin } from '../store/twin/find.js';
import { isTwinName } from '../store/twin/path.js';
import { defects } from './defects.js';

/**
 * Opens standard input or a file; damage is told on standard error. What reads twins is loaded for a twin only.
 * @param from a row file that is gone stands for its twin; a twin may also be named itself
 * @throws FlowFileError if it is no flow file
 */
export function openInput(from: FlowSource = 0, options: ReaderOptions = {}): Promise<FlowFile> {
  const settings: ReaderOptions = {
    bigEndian: defects() === 'original' ? 'original' : 'correct',
    onDamage: ({ text }) => {
      warn(text);
    },
    ...options,
  };
  return orTwin(
    from,
    () => openFlowFile(from, settings),
    async (twin) => (await import('../store/twin/read.js')).openTwin(twin, settings),
  );
}

/**
 * Reads only the header, as `openInput` would.
 * @throws FlowFileError if it cannot be read; an unknown export version is no error here
 */
export function readInputHeader(from: string): Promise<FlowFileHeader> {
  return orTwin(
    from,
    () => readHeader(from),
    async (twin) => (await (await import('../store/twin/read.js')).openTwin(twin)).header,
  );
}

async function orTwin<T>(from: FlowSource, row: () => Promise<T>, asTwin: (twin: string) => Promise<T>): Promise<T> {
  if (typeof from !== 'string') return row();
  if (isTwinName(basename(from))) return asTwin(from);
  try {
    return await row();
  } catch (error) {
    const twin = isGone(error) ? await findTwin(from) : undefined;
    if (twin === undefined) throw error;
    return asTwin(twin);
  }
}

function isGone(error: unknown): boolean {
  const cause = error instanceof FlowFileError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
