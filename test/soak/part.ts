/** A daemon that can be killed, and is then started again, as systemd does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '../e2e/until.js';

const BIN = fileURLToPath(new URL('../../bin/', import.meta.url));

/** Resident memory of a process and of those that it has started, octets; 0 for one that has ended. */
function memoryOf(pid: number): number {
  try {
    const resident = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + memoryOf(child), resident);
  } catch {
    return 0;
  }
}

export class Part {
  /** Everything it said, over all its lives. */
  output = '';
  /** When it was killed and when it ran again, ms of the clock; the last one may be under way. */
  readonly outages: { readonly from: number; until: number }[] = [];
  #child: ChildProcess;
  #isEnding = false;
  #lives = 0;

  /** @param isReady whether what a life has said means that it runs */
  constructor(
    readonly name: string,
    readonly argv: readonly string[],
    readonly env: Readonly<Record<string, string>>,
    readonly isReady: (said: string) => boolean,
  ) {
    this.#child = this.#start();
  }

  /** Octets of its processes. */
  get memory(): number {
    return memoryOf(this.#child.pid ?? 0);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the present life runs. */
  async ready(): Promise<void> {
    const from = this.#lives;
    await until(() => this.isReady(this.output.slice(this.output.lastIndexOf(`life ${from}\n`))), {
      within: 60_000,
      else: () => new Error(`${this.name} does not run:\n${this.output}`),
    });
  }

  /** Kills it and waits until it runs again. */
  async kill(): Promise<void> {
    const outage = { from: Date.now(), until: Infinity };
    this.outages.push(outage);
    const life = this.#lives;
    this.#child.kill('SIGKILL');
    await until(() => this.#lives > life, { within: 20_000, else: () => new Error(`${this.name} does not end`) });
    await this.ready();
    outage.until = Date.now();
  }

  /** Asks it to end. @returns its exit status, or the signal that ended it */
  async end(): Promise<number | string> {
    this.#isEnding = true;
    const child = this.#child;
    child.kill('SIGTERM');
    await until(() => child.exitCode !== null || child.signalCode !== null, {
      within: 60_000,
      else: () => new Error(`${this.name} does not end:\n${this.output}`),
    });
    return child.exitCode ?? child.signalCode ?? '';
  }

  #start(): ChildProcess {
    this.output += `life ${++this.#lives}\n`;
    const child = spawn(`${BIN}${this.name}`, this.argv, {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    child.once('exit', (_, signal) => {
      // what ends by itself is not started again: its status at the end tells
      if (!this.#isEnding && signal === 'SIGKILL') this.#child = this.#start();
    });
    return child;
  }
}
