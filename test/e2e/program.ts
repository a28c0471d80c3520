/** Programs that a test runs: found or named with their Debian package, awaited with a deadline, ended by process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { until } from './until.js';

/** The Debian package of each program that the tests did not write. */
const PACKAGES: Readonly<Record<string, string>> = {
  apache2: 'apache2-bin',
  chromium: 'chromium',
  nfcapd: 'nfdump',
  nfdump: 'nfdump',
  nsd: 'nsd',
  pmacctd: 'pmacct',
  script: 'bsdutils',
  sfcapd: 'nfdump-sflow',
  softflowctl: 'softflowd',
  softflowd: 'softflowd',
};

const DIRECTORIES = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/**
 * Absolute path of an installed program.
 * @throws Error that names the Debian package and `make test`, which installs it
 */
export function installed(program: string): string {
  for (const directory of DIRECTORIES) {
    const path = join(directory, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue; // not in this directory
    }
  }
  const name = PACKAGES[program];
  throw new Error(`${program} is not installed: ${name ? `Debian package ${name}; ` : ''}\`make test\` installs it`);
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** Added to the environment of the tests, in which TZ is UTC and LC_ALL is C. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs the program as this user and group; only root can. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** How long a program may take to start, to end, or to do what it was started for, in ms: on a machine that is busy with more. */
const PATIENCE = 60_000;

const running = new Set<ChildProcess>();

/** Kills what is still running: for the end of a suite, where a failed test has left something behind. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}
process.on('exit', killPrograms);
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** A program that runs beside the test. */
export class Program {
  readonly #child: ChildProcess;
  readonly #name: string;
  #standardOutput = '';
  #output = '';
  #failure: Error | undefined;
  #ended = false;

  /** @param command absolute path, or a name that `installed` finds */
  constructor(command: string, argv: readonly string[], options: ProgramOptions = {}) {
    const path = command.includes('/') ? command : installed(command);
    this.#name = [command, ...argv].join(' ');
    this.#child = spawn(path, argv, {
      cwd: options.cwd,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', ...options.env },
      ...options.user,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    this.#child.on('error', (error) => {
      this.#failure = error;
      this.#ended = true;
      running.delete(this.#child);
    });
    this.#child.on('close', () => {
      this.#ended = true;
      running.delete(this.#child);
    });
    const { stdout, stderr } = this.#child;
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#standardOutput += text;
      this.#output += text;
    });
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
  }

  /** Everything it wrote so far, standard output and standard error as they came. */
  get output(): string {
    return this.#output;
  }

  /** What went wrong, with all that the program said. */
  trouble(what: string): Error {
    const { exitCode, signalCode } = this.#child;
    const state = this.#ended ? `ended with ${signalCode ?? `status ${exitCode}`}` : 'still running';
    return new Error(`${what}: ${this.#name} (${state}) said:\n${this.#output || '(nothing)'}`, {
      cause: this.#failure,
    });
  }

  /** Waits until `ready` holds; fails at once where the program ends before. */
  async ready(ready: () => boolean | Promise<boolean>): Promise<this> {
    await until(
      async () => {
        if (this.#ended) throw this.trouble('ended before it was ready');
        return ready();
      },
      { within: PATIENCE, else: () => this.trouble('not ready in time') },
    );
    return this;
  }

  /** Waits for its end. @returns what it wrote to standard output @throws Error unless it ended with status 0 */
  async end(): Promise<string> {
    await until(() => this.#ended, { within: PATIENCE, else: () => this.trouble('did not end') });
    if (this.#child.exitCode !== 0) throw this.trouble('failed');
    return this.#standardOutput;
  }

  /** Asks it to end and waits until it has; whatever will not go is killed, and that is an error. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#ended) return;
    this.#child.kill(signal);
    try {
      await until(() => this.#ended, { within: PATIENCE, else: () => this.trouble(`does not end on ${signal}`) });
    } finally {
      this.#child.kill('SIGKILL');
    }
  }
}

/** Runs a program to its end. @returns its standard output @throws Error with all it said unless the status is 0 */
export function run(command: string, argv: readonly string[], options?: ProgramOptions): Promise<string> {
  return new Program(command, argv, options).end();
}
