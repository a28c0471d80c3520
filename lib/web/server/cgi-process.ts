/** One CGI script that runs as a process: its header, its output, its end. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CgiOutputError, findHeadEnd, MAXIMUM_HEAD, parseCgiHead, type CgiHead } from './cgi-head.js';
import { endGroup } from './process-group.js';

/** Why a script was ended before its time. */
export type Cut = 'the client has gone' | 'it was silent too long' | 'the server is closing' | 'its output is unusable';

export interface CgiLimits {
  /** A script that neither prints nor is held up by a slow client for so long is ended, milliseconds. */
  readonly silenceMs: number;
  /** What a script has between being asked to end (TERM) and being ended (KILL), milliseconds. */
  readonly graceMs: number;
}

export class CgiProcess {
  /** Set by the first call of `end`. */
  cut: Cut | undefined;
  /** Set if the process could not be started at all. */
  startFailure: Error | undefined;
  /** Resolves once the process has ended and its output is read or dropped. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #limits: CgiLimits;
  readonly #silence: NodeJS.Timeout;

  /** @throws Error if the system has no descriptors left */
  constructor(file: string, environment: NodeJS.ProcessEnv, limits: CgiLimits) {
    this.#limits = limits;
    this.#child = spawn(file, [], {
      cwd: dirname(file),
      env: environment,
      stdio: 'pipe',
      detached: true, // a group of its own, so that what the script started is ended with it
    });
    this.ended = new Promise((resolve) => {
      this.#child
        .once('close', () => {
          resolve();
        })
        .once('error', (error) => {
          this.startFailure = error;
          resolve();
        });
    });
    this.#silence = setTimeout(() => void this.end('it was silent too long'), limits.silenceMs);
    void this.ended.then(() => {
      clearTimeout(this.#silence);
    });
    this.#child.stdin.on('error', () => undefined); // a script need not read its body
    this.#child.stderr.setEncoding('utf8');
  }

  get input(): Writable {
    return this.#child.stdin;
  }

  get output(): Readable {
    return this.#child.stdout;
  }

  get messages(): Readable {
    return this.#child.stderr;
  }

  /** How the process ended, in words, unless it ended well. */
  get fault(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (this.startFailure) return `cannot be started: ${this.startFailure.message}`;
    if (signalCode) return `was ended by ${signalCode}`;
    return exitCode === 0 || exitCode === null ? undefined : `ended with status ${exitCode}`;
  }

  /** To be called whenever there is a sign of life. */
  heard(): void {
    this.#silence.refresh();
  }

  /** Ends the process and what it started. The first reason given counts. */
  async end(why: Cut): Promise<void> {
    this.cut ??= why;
    await endGroup(this.#child, this.#limits.graceMs);
  }

  /**
   * Reads the header and leaves the body in `output`.
   * @throws CgiOutputError
   */
  async head(): Promise<CgiHead> {
    let seen = Buffer.alloc(0);
    this.output.on('error', () => undefined);
    for (let end = findHeadEnd(seen); ; end = findHeadEnd(seen)) {
      if (end) {
        if (end.body < seen.length) this.output.unshift(seen.subarray(end.body));
        return parseCgiHead(seen.toString('latin1', 0, end.head));
      }
      if (seen.length > MAXIMUM_HEAD) throw new CgiOutputError(`its header is longer than ${MAXIMUM_HEAD} octets`);
      const chunk = await this.#nextChunk();
      if (!chunk) {
        throw new CgiOutputError(seen.length === 0 ? 'it printed nothing' : 'it ended within the header');
      }
      seen = Buffer.concat([seen, chunk]);
    }
  }

  /** @returns null at the end of the output */
  async #nextChunk(): Promise<Buffer | null> {
    for (;;) {
      const chunk = this.output.read() as Buffer | null; // no encoding is set
      if (chunk || this.output.readableEnded || this.output.destroyed || this.startFailure) return chunk;
      const stop = new AbortController();
      const events = ['readable', 'close'].map((event) => once(this.output, event, { signal: stop.signal }));
      await Promise.race([...events, this.ended]);
      void Promise.allSettled(events); // the one that did not come is about to be rejected
      stop.abort();
    }
  }
}
