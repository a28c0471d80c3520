/** One worker as the server sees it: asked, told to stop, ended, or gone. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WORKER_VARIABLE, type Asked, type End, type FromWorker, type Head, type ToWorker } from './messages.js';
import type { Lane } from './scripts.js';

/** A worker that ended before its answer had. */
export class WorkerEndedError extends Error {
  readonly code = 'worker-ended';
}

/** Who gets what a worker answers. */
export interface Receiver {
  readonly head: (head: Head) => void;
  readonly piece: (octets: Uint8Array) => void;
}

/** This program, which starts as a worker where its environment says so. */
const PROGRAM = fileURLToPath(new URL('../../bin/flowviewer-httpd', import.meta.url));

/** How long one whose page nobody wants may take to end, ms. */
const GRACE_MS = 5000;

export class WorkerProcess {
  /** Rejects with a WorkerEndedError if it ends before it can be asked. */
  readonly ready: Promise<void>;
  /** Resolves to how it ended, in words. */
  readonly ended: Promise<string>;
  isReady = false;
  /** Requests that it has answered. */
  answered = 0;
  readonly #child: ChildProcess;
  #receiver: Receiver | undefined;
  #end: ((end: End) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param log gets each line of its standard error */
  constructor(lane: Lane, log: (line: string) => void) {
    const environment = { ...process.env };
    delete environment['FLOWVIEWER_DAEMON'];
    this.#child = fork(PROGRAM, [], {
      env: { ...environment, [WORKER_VARIABLE]: lane },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true, // signals of the terminal are the server's, and what it starts is ended with it
    });
    let signalReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      signalReady = resolve;
    });
    this.#child.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') signalReady();
      else if (message.kind === 'head') this.#receiver?.head(message);
      else if (message.kind === 'piece') this.#receiver?.piece(message.octets);
      else this.#end?.(message);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      text.trimEnd().split('\n').forEach(log);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', ({ message }) => {
        if (this.#child.pid === undefined) resolve(`could not be started: ${message}`);
      });
      this.#child.once('exit', (status, signal) => {
        clearTimeout(this.#timer);
        resolve(signal ? `was ended by ${signal}` : `ended with status ${status ?? 0}`);
      });
    });
    this.ready = Promise.race([ready, this.#failure()]);
    void ready.then(() => {
      this.isReady = true;
    });
    this.ready.catch(() => undefined); // told to whoever waits for it
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.connected;
  }

  async #failure(): Promise<never> {
    throw new WorkerEndedError(`Its process ${await this.ended}`);
  }

  /**
   * Asks for one page.
   * @throws WorkerEndedError
   */
  async ask(asked: Asked, receiver: Receiver): Promise<End> {
    this.#receiver = receiver;
    const end = new Promise<End>((resolve) => {
      this.#end = resolve;
    });
    this.#send(asked);
    try {
      return await Promise.race([end, this.#failure()]);
    } finally {
      this.answered++;
      this.#receiver = undefined;
    }
  }

  /** Nobody wants its page any longer: it is asked to stop, and ended where it does not. */
  stop(): void {
    this.#send({ kind: 'stop' });
    this.#killLater();
  }

  /** Lets go of it. @returns when it has ended */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    this.#killLater();
    await this.ended;
  }

  /** Ends it now, with what it has started. */
  kill(): void {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // it has just ended
    }
  }

  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined); // its end says all that an error could
  }

  #killLater(): void {
    this.#timer ??= setTimeout(() => {
      this.kill();
    }, GRACE_MS);
  }
}
