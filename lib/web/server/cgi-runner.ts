/** Answers requests with the output of CGI scripts (RFC 3875): environment in, body on standard input, output streamed back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cgiEnvironment, type CgiTarget } from './cgi-environment.js';
import { CgiOutputError, type CgiHead } from './cgi-head.js';
import { CgiProcess, type CgiLimits, type Cut } from './cgi-process.js';
import { sendProblem } from './problem.js';
import { scriptFileIn } from './script-file.js';
import type { ScriptRunner } from './script-runner.js';
import { Turnstile } from './turnstile.js';

export interface CgiOptions extends CgiLimits {
  /** The directory of the `.cgi` programs. */
  readonly directory: string;
  /** Scripts that run at once, and requests that may wait for their turn. */
  readonly concurrency: { readonly running: number; readonly waiting: number };
  /** Variables besides those of the request, such as PATH and FLOWVIEWER_CONFIG. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets one line for each thing that goes wrong, and each line of a script's standard error. */
  readonly log: (line: string) => void;
}

/** Status for a script that was ended before it had printed a header; a client that has gone gets none. */
const STATUS: Readonly<Record<Cut, number | undefined>> = {
  'the client has gone': undefined,
  'it was silent too long': 504,
  'the server is closing': 503,
  'its output is unusable': 502,
};

export class CgiRunner implements ScriptRunner {
  readonly #options: CgiOptions;
  readonly #turnstile: Turnstile;
  readonly #running = new Set<CgiProcess>();

  constructor(options: CgiOptions) {
    this.#options = options;
    this.#turnstile = new Turnstile(options.concurrency.running, options.concurrency.waiting);
  }

  find(name: string): Promise<string | undefined> {
    return scriptFileIn(this.#options.directory, name);
  }

  async run(
    request: IncomingMessage,
    response: ServerResponse,
    target: CgiTarget,
    method: string,
  ): Promise<string | undefined> {
    const leave = await this.#turnstile.enterFor(response);
    try {
      return await this.#run(request, response, target, method);
    } finally {
      leave();
    }
  }

  /** Answers a request with a script's output, streamed. */
  async #run(
    request: IncomingMessage,
    response: ServerResponse,
    target: CgiTarget,
    method: string,
  ): Promise<string | undefined> {
    const environment = { ...this.#options.environment, ...cgiEnvironment(request, target, method) };
    const script = new CgiProcess(target.scriptFile, environment, this.#options);
    const say = (text: string): void => {
      this.#options.log(`${target.scriptName}: ${text}`);
    };
    const gone = (): void => {
      if (!response.writableEnded) void script.end('the client has gone');
    };
    this.#running.add(script);
    response.once('close', gone);
    script.messages.on('data', (text: string) => {
      text.trimEnd().split('\n').forEach(say);
    });
    if (method === 'POST') request.pipe(script.input);
    else script.input.end();
    try {
      const head = await script.head();
      if (head.local === undefined) await deliver(head, script, response, method, say);
      else script.output.resume();
      await script.ended;
      return script.cut ? undefined : head.local;
    } catch (error) {
      if (!(error instanceof CgiOutputError)) throw error;
      await script.end('its output is unusable');
      await script.ended;
      const why = script.cut === 'its output is unusable' ? error.message : script.cut;
      const reason = script.startFailure ? script.fault : why;
      const status = STATUS[script.cut ?? 'its output is unusable'];
      if (status === undefined) response.destroy();
      else sendProblem(response, status, `${target.scriptName} gave no page: ${reason}.`);
      return undefined;
    } finally {
      response.off('close', gone);
      request.unpipe(script.input);
      this.#running.delete(script);
      if (script.cut) say(`ended early: ${script.cut}`);
      else if (script.fault) say(script.fault);
    }
  }

  /** Ends every script that runs. @returns when all have ended */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((script) => script.end('the server is closing')));
  }
}

/** Sends the header and streams the body; ends the response as the script ended. */
async function deliver(
  head: CgiHead,
  script: CgiProcess,
  response: ServerResponse,
  method: string,
  say: (text: string) => void,
): Promise<void> {
  let octets = 0;
  for (const [name, value] of head.headers) response.appendHeader(name, value);
  if (head.reason) response.writeHead(head.status, head.reason);
  else response.writeHead(head.status);
  const promised = response.getHeader('content-length');
  const length = method === 'HEAD' ? 0 : promised === undefined ? Infinity : Number(promised);
  response.on('drain', () => {
    script.heard();
  });
  script.output.pipe(response, { end: false });
  const count = (more: number): void => {
    octets += more;
    script.heard();
    if (octets < length) return;
    // the client has all it was promised, and may go before the script has ended
    script.output.unpipe(response);
    script.output.resume();
    response.end();
  };
  script.output.on('data', (chunk: Buffer) => {
    count(chunk.length);
  });
  count(0);
  await script.ended;
  const complete = octets === length || method === 'HEAD';
  if (complete) return;
  if (promised !== undefined) say(`printed ${octets} octets of body where its Content-Length says ${String(promised)}`);
  if (promised !== undefined || script.cut || script.fault) response.destroy();
  else response.end();
}
