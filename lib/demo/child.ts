/** A program that runs beside the demonstration and ends with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endGroup } from '../web/server/process-group.js';

export interface ChildOptions {
  /** For messages. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** File that gets its output; what it held is lost. */
  readonly log: string;
  /** Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A child that ended although nobody asked it to; the message ends with the last lines of its log. */
export class ChildEndedError extends Error {
  readonly code = 'child-ended';
}

const SETPRIV = '/usr/bin/setpriv';
/** Time to close its files, milliseconds. */
const GRACE_MS = 10_000;
const LOG_LINES = 10;

/** Where util-linux is there, the kernel ends the child even if this process is killed. */
function deathBound(command: string, args: readonly string[]): [string, string[]] {
  try {
    accessSync(SETPRIV, constants.X_OK);
    return [SETPRIV, ['--pdeathsig', 'TERM', '--', command, ...args]];
  } catch {
    return [command, [...args]];
  }
}

export class Child {
  /** Rejects with a ChildEndedError if the child ends before `stop`; never resolves. */
  readonly failed: Promise<never>;
  readonly #child: ChildProcess;
  #stopping = false;

  constructor(readonly options: ChildOptions) {
    const log = openSync(options.log, 'w', 0o644);
    const [command, args] = deathBound(options.command, options.args);
    // a group of its own: Ctrl-C at the terminal must not reach it before the exporter has stopped
    this.#child = spawn(command, args, {
      stdio: ['ignore', log, log],
      detached: true,
      ...(options.env && { env: options.env }),
    });
    closeSync(log);
    this.failed = new Promise((_, reject) => {
      const ended = (how: string): void => {
        if (!this.#stopping)
          void this.#describe(how).then((text) => {
            reject(new ChildEndedError(text));
          });
      };
      this.#child.once('error', (error) => {
        ended(`cannot be started: ${error.message}`);
      });
      this.#child.once('exit', (status, signal) => {
        ended(signal ? `was ended by ${signal}` : `ended with status ${status ?? 0}`);
      });
    });
    this.failed.catch(() => undefined); // told to whoever waits for it
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the child. @returns when it has ended */
  async stop(): Promise<void> {
    this.#stopping = true;
    await endGroup(this.#child, GRACE_MS);
  }

  async #describe(how: string): Promise<string> {
    const { title, log } = this.options;
    const text = await readFile(log, 'utf8').catch(() => '');
    const lines = text.trimEnd().split('\n').slice(-LOG_LINES);
    const quoted = text.trim() === '' ? ' It logged nothing.' : ` The end of ${log}:\n  ${lines.join('\n  ')}`;
    return `${title} ${how}.${quoted}`;
  }
}
