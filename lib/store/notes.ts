/** The sentences that a store says about what it could not read. */
import type { FlowFileError } from '../ftfile/error.js';
import type { Note } from './store.js';

/** As 2025-06-14 22:30:00 UTC. */
export function utcText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'give the user of this program permission to read it',
  EPERM: 'give the user of this program permission to read it',
  ENOENT: 'it has been removed in the meantime',
  EMFILE: 'allow this program more open files (ulimit -n)',
  EIO: 'check the disk',
};

/** What to do about a system error, or else what the system says. */
export function remedy(error: unknown): string {
  return REMEDIES[systemCode(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
}

/** A file of which nothing could be read. */
export function fileNote(error: FlowFileError): Note {
  if (error.code === 'unreadable')
    return { code: 'unreadable-file', text: `The flow file ${error.file} cannot be read: ${remedy(error.cause)}.` };
  return { code: 'damaged-file', text: `No flow could be read at octet ${error.offset} of ${error.message}.` };
}
