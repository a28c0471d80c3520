/** Answers requests for scripts by processes that stay: the same pages that CGI programs make, without their start. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Configuration } from '../config/configuration.js';
import type { Values } from '../status/metrics.js';
import { sendable } from '../web/cgi.js';
import { problemPage } from '../web/problempage.js';
import { cgiEnvironment, type CgiTarget } from '../web/server/cgi-environment.js';
import { sendProblem } from '../web/server/problem.js';
import type { ScriptRunner } from '../web/server/script-runner.js';
import { watchClient } from '../web/watch-client.js';
import { clientVariables, type Trust } from './client.js';
import type { Asked } from './messages.js';
import { isScript, SCRIPTS, type Lane } from './scripts.js';
import { WorkerPool, type PoolSize } from './worker-pool.js';
import { WorkerEndedError, type Receiver } from './worker-process.js';

export interface PoolRunnerOptions {
  readonly sizes: Readonly<Record<Lane, PoolSize>>;
  readonly trust: Trust;
  readonly configuration: () => Configuration;
  readonly log: (line: string) => void;
}

/** What a page may take beyond query_time_limit, which ends queries in order, ms. */
const BEYOND_MS = 60_000;
/** How long a client may leave what is sent to it unread, ms. */
const UNREAD_MS = 60_000;

const ENDED = [
  'The process that was to make this page has ended before it was done.',
  'Ask again: another process takes its place. Where that does not help, the log of flowviewer-httpd says more, and the memory of the machine may not be enough (query_memory).',
];

/** Why an answer was given up before its time. */
type Cut = 'the client has gone' | 'it took too long' | 'the server is closing';

export class PoolRunner implements ScriptRunner {
  readonly #pools: Readonly<Record<Lane, WorkerPool>>;
  readonly #options: PoolRunnerOptions;
  readonly #running = new Map<Promise<void>, (why: Cut) => void>();
  #pages = 0;
  #brokenPages = 0;
  #givenUpPages = 0;

  constructor(options: PoolRunnerOptions) {
    this.#options = options;
    const { sizes, log } = options;
    this.#pools = { page: new WorkerPool('page', sizes.page, log), query: new WorkerPool('query', sizes.query, log) };
  }

  /** Process ids of the workers of a lane. */
  pids(lane: Lane): readonly number[] {
    return this.#pools[lane].pids;
  }

  /** What its status tells. */
  values(): Values<'flowviewer-httpd'> {
    return {
      pages: this.#pages,
      brokenPages: this.#brokenPages,
      givenUpPages: this.#givenUpPages,
      workers: Object.values(this.#pools).reduce((sum, { pids }) => sum + pids.length, 0),
      waitingPages: this.#running.size,
    };
  }

  find(name: string): string | undefined {
    return isScript(name) ? name : undefined;
  }

  async run(request: IncomingMessage, response: ServerResponse, target: CgiTarget, method: string): Promise<undefined> {
    this.#pages++;
    let cut: Cut | undefined;
    const given = new AbortController();
    const giveUp = (why: Cut): void => {
      cut ??= why;
      given.abort();
    };
    const gone = (): void => {
      if (!response.writableEnded) giveUp('the client has gone');
    };
    response.once('close', gone);
    const limit = this.#options.configuration().query_time_limit;
    const late = limit > 0 ? setTimeout(giveUp, limit * 1000 + BEYOND_MS, 'it took too long') : undefined;
    const work = this.#answer(request, response, target, method, given.signal);
    // a proxy that waits for an answer does not look whether its own client is still there
    const stopWatching =
      this.#options.trust === 'proxy'
        ? watchClient(clientVariables(request, 'proxy'), () => {
            giveUp('the client has gone');
          })
        : () => undefined;
    this.#running.set(work, giveUp);
    try {
      await work;
    } catch (error) {
      if (!cut && !(error instanceof WorkerEndedError)) throw error;
      if (!cut) {
        this.#brokenPages++;
        this.#options.log(`${target.scriptName}: ${error instanceof Error ? error.message : ''}`);
      }
    } finally {
      this.#running.delete(work);
      clearTimeout(late);
      stopWatching();
      response.off('close', gone);
    }
    if (cut) {
      this.#givenUpPages++;
      this.#options.log(`${target.scriptName}: given up: ${cut}`);
    }
    if (!response.writableEnded) refuse(response, cut);
    return undefined;
  }

  /** Sends the answer, and ends the response if it is whole. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    target: CgiTarget,
    method: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { scriptFile: script } = target;
    if (!isScript(script)) return;
    const { trust, configuration } = this.#options;
    const asked: Asked = {
      kind: 'asked',
      script,
      environment: { ...cgiEnvironment(request, target, method), ...clientVariables(request, trust) },
      // at most what the server lets through
      body: method === 'POST' ? await buffer(request) : Buffer.alloc(0),
      configuration: configuration(),
    };
    let left = Infinity;
    const receiver: Receiver = {
      head: ({ status, headers }) => {
        response.setTimeout(UNREAD_MS, () => response.destroy());
        response.writeHead(status, headers);
        left = Number(headers['Content-Length'] ?? Infinity);
      },
      piece: (octets) => {
        if (signal.aborted) return;
        response.write(octets);
        left -= octets.length;
        if (left === 0) response.end(); // a client may leave now, before the worker says that it is done
      },
    };
    await this.#pools[SCRIPTS[script].lane].lend(signal, async (worker) => {
      const stop = (): void => {
        worker.stop();
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        const end = await worker.ask(asked, receiver);
        if (end.outcome === 'whole' || method === 'HEAD') response.end();
        return end;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    });
  }

  /** New workers, for the program or its surroundings may be others. */
  renew(): void {
    for (const pool of Object.values(this.#pools)) pool.renew();
  }

  async close(graceMs: number): Promise<void> {
    const end = setTimeout(() => {
      for (const giveUp of this.#running.values()) giveUp('the server is closing');
    }, graceMs);
    await Promise.allSettled(this.#running.keys());
    clearTimeout(end);
    await Promise.all(Object.values(this.#pools).map((pool) => pool.close()));
  }
}

/** Says why there is no page, or cuts one that has begun. */
function refuse(response: ServerResponse, cut: Cut | undefined): void {
  if (response.headersSent || response.destroyed || cut === 'the client has gone') response.destroy();
  else if (cut === 'it took too long') sendProblem(response, 504, 'The page was given up because it took too long.');
  else if (cut) sendProblem(response, 503, 'The server is closing. Ask again later.', { 'Retry-After': '5' });
  else {
    const page = sendable(problemPage(500, ENDED), { method: 'GET', acceptEncoding: '' });
    response.writeHead(page.status, page.headers);
    for (const octets of page.pieces as Iterable<Uint8Array>) response.write(octets); // of a body that is there as a whole
    response.end();
  }
}
