/** The sentences that a store says about what it could not read. */
import { runningUser } from '../config/running-user.js';
import type { FlowFileError } from '../ftfile/error.js';
import type { Note } from './store.js';

/** As 2025-06-14 22:30:00 UTC. */
export function utcText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Of one thing, or of several. */
type Pronoun = 'it' | 'them';

const permission = (what: Pronoun): string => `give the user ${runningUser()} permission to read ${what}`;

const REMEDIES: Readonly<Record<string, (what: Pronoun) => string>> = {
  EACCES: permission,
  EPERM: permission,
  ENOENT: (what) => (what === 'it' ? 'it has been removed in the meantime' : 'they have been removed in the meantime'),
  EMFILE: () => 'allow this program more open files (ulimit -n)',
  EIO: () => 'check the disk',
};

/** What to do about a system error, or else what the system says. */
export function remedy(error: unknown, what: Pronoun = 'it'): string {
  const known = REMEDIES[systemCode(error) ?? ''];
  return known ? known(what) : error instanceof Error ? error.message : String(error);
}

export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
}

/** A columnar file that cannot be read. */
export function damagedTwinNote(path: string, error: unknown, instead: 'rows are read' | 'nothing is read'): Note {
  const what = `The columnar file ${path} cannot be read: ${sentence(remedy(error)).replace(`${path}: `, '')}`;
  const then =
    instead === 'rows are read' ? 'Its flow file was read instead.' : 'Its flow file is gone: its flows are missing.';
  return { code: 'damaged-file', text: `${what} ${then}` };
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

/** Columnar files that could be read, but hold something else than the flow files that are there. */
export function unusedTwinsNote(paths: readonly string[]): Note {
  const many = paths.length > 1 ? `${paths.length} columnar files are` : 'A columnar file is';
  const text = `${many} not used, such as ${paths[0]}: made by another version of this program, or before the flow file was changed. flow-parquet makes them anew.`;
  return { code: 'unused-twin', text };
}

/** A file of which nothing could be read. */
export function fileNote(error: FlowFileError): Note {
  const { file, cause } = error;
  if (error.code !== 'unreadable')
    return { code: 'damaged-file', text: `No flow could be read at octet ${error.offset} of ${error.message}.` };
  const text = `The flow file ${file} cannot be read: ${remedy(cause)}.`;
  return { code: 'unreadable-file', text, unreadable: { file, remedy: remedyOfAll(cause) } };
}

/** The same for all files that have the same fault: what only the system knows may name the file. */
function remedyOfAll(cause: unknown): string {
  const code = systemCode(cause);
  return code !== undefined && !REMEDIES[code] ? code : remedy(cause, 'them');
}

/** The notes, with one in place of all about files that cannot be read for the same reason: where the first of them was. */
export function sumUp(notes: readonly Note[]): Note[] {
  const files = new Map<string, string[]>();
  for (const { unreadable } of notes)
    if (unreadable) files.set(unreadable.remedy, [...(files.get(unreadable.remedy) ?? []), unreadable.file]);
  return notes.flatMap((note): Note[] => {
    const alike = note.unreadable ? (files.get(note.unreadable.remedy) ?? []) : [];
    if (!note.unreadable || alike.length < 2) return [note];
    const { file, remedy } = note.unreadable;
    if (file !== alike[0]) return [];
    const text = `${alike.length} flow files cannot be read: ${remedy}. The first is ${file}, the last ${alike.at(-1) ?? ''}.`;
    return [{ ...note, text }];
  });
}
