/** The frame every command runs in: exit status, `PROGRAM: TEXT` messages, a closed pipe is a quiet end. */
import { basename } from 'node:path';
import { clearProgress } from './progress-line.js';

/** Ends a command with a message and a status. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly status = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Ends a command with a status; what there was to say has been said. */
export class Exit extends Error {
  constructor(readonly status: number) {
    super(`exit status ${status}`);
  }
}

/** Name the program was called by, without directory and `.js` or `.cjs`. */
export function programName(): string {
  return basename(process.argv[1] ?? 'flowviewer').replace(/\.c?js$/, '');
}

/** Writes `PROGRAM: TEXT` to standard error, for each line of the text that is not empty. */
export function warn(text: string): void {
  clearProgress();
  process.stderr.write(`${text.replace(/^(?=.)/gm, () => `${programName()}: `)}\n`);
}

/**
 * Runs a command's main function and sets the exit status from what it returns or throws.
 * @param main gets the arguments without node and script; resolves to the exit status
 */
export async function runCommand(main: (argv: readonly string[]) => Promise<number>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // the reader, `head` for one, has seen enough
    throw error;
  });
  process.exitCode = 1; // for one that stops without having come to its end
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (error instanceof Exit) {
      process.exitCode = error.status;
      return;
    }
    if (process.env['FLOWVIEWER_DEBUG']) throw error;
    warn(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof CommandError ? error.status : 1;
  }
}
