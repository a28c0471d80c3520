/** Directories of the configuration that the program itself fills: made at first use, and whole sentences where that fails. */
import { mkdirSync } from 'node:fs';
import { runningUser } from './running-user.js';

/** A directory or a file in it that cannot be used; the message is whole sentences for the operator. */
export class DirectoryError extends Error {
  readonly code = 'directory';

  constructor(
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What to do, by the system's code: a sentence. */
export function remedy(code: string | undefined, parameter: string, path: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `Make it and give it to that user (mkdir -p ${path}; chown ${runningUser()} ${path}), or set ${parameter} in the configuration.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk is full: make room on it.';
    case 'EROFS':
      return `It lies on a file system that may only be read: set ${parameter} in the configuration to another place.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `Something in its path is a file: set ${parameter} in the configuration to another place.`;
    default:
      return `See to it, or set ${parameter} in the configuration.`;
  }
}

/**
 * The error of the file system in words.
 * @param what is not possible: `be written to`
 * @param parameter that names the directory
 */
export function directoryError(error: unknown, what: string, parameter: string, path: string): DirectoryError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const text = `The directory ${path} (${parameter}) cannot ${what} by the user ${runningUser()}${code ? ` (${code})` : ''}.`;
  return new DirectoryError(path, `${text} ${remedy(code, parameter, path)}`, { cause: error });
}

/**
 * Makes a directory of the configuration, and those above it, unless it is there.
 * @param mode octal permissions of what is made
 * @throws DirectoryError that names the user and the remedy
 */
export function makeOwnDirectory(parameter: string, path: string, mode = 0o750): void {
  try {
    mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    throw directoryError(error, 'be made', parameter, path);
  }
}
