/** A row file read for its twin: only a file of which every octet is accounted for will do. */
import { open } from 'node:fs/promises';
import type { FlowBatch } from '../../flow/batch.js';
import type { Damage } from '../../ftfile/error.js';
import { hasFlag, type FlowFileHeader } from '../../ftfile/header.js';
import { openFlowFile } from '../../ftfile/reader.js';
import type { RecordLayout } from '../../flow/layout.js';
import { TwinError } from './error.js';

/** Large batches are inflated while the one before is worked on. */
const BATCH_RECORDS = 16_384;

export interface RowOctets {
  readonly header: FlowFileHeader;
  /** The header as it is in the file. */
  readonly headerOctets: Uint8Array;
  readonly layout: RecordLayout;
  /** @throws TwinError `not-whole` behind the last batch if there are octets that are no records */
  batches(): AsyncGenerator<FlowBatch, void, void>;
  close(): Promise<void>;
}

async function firstOctets(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const octets = Buffer.alloc(length);
    const { bytesRead } = await file.read(octets, 0, length, 0);
    return octets.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * @throws FlowFileError if it is no flow file; TwinError `not-whole` or `old-format`
 */
export async function openRowOctets(path: string): Promise<RowOctets> {
  let damage: Damage | undefined;
  const file = await openFlowFile(path, {
    batchRecords: BATCH_RECORDS,
    onDamage: (found) => {
      damage = found;
    },
  });
  try {
    const { header, layout } = file;
    if (header.streamVersion === 1)
      throw new TwinError('old-format', path, 'stays without a twin: a twin keeps no records of stream version 1');
    // the reader takes the end of a file that is being written as it comes
    if (!hasFlag(header, 'done') && !hasFlag(header, 'streaming') && !hasFlag(header, 'preloaded'))
      throw new TwinError('not-whole', path, 'has no twin yet: its header says that it is still being written');
    const headerOctets = await firstOctets(path, header.length);
    return {
      header,
      headerOctets,
      layout,
      async *batches() {
        yield* file.batches();
        if (damage) throw new TwinError('not-whole', path, `has no twin, because it is damaged: ${damageText(damage)}`);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What is wrong, without the file's name and what was done about it. */
function damageText({ file, text }: Damage): string {
  return text.slice(`${file}: `.length).replace(/;[^;]*$/, '');
}
