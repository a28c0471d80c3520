/** The embedded HTTP server: CGI scripts as processes and static files, as Apache would serve them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CgiRunner, type CgiOptions } from './cgi-runner.js';
import { sendProblem } from './problem.js';
import { refusal } from './refusal.js';
import { parseRequestPath, type RequestPath } from './request-path.js';
import { scriptFileIn } from './script-file.js';
import { fileBelow, sendFile, sendNotFound } from './static-files.js';
import { Turnstile, TurnstileFullError } from './turnstile.js';

export interface WebServerOptions extends CgiOptions {
  /** URL path of the scripts and the directory of the `.cgi` programs. */
  readonly scripts: Tree;
  /** Further trees, of static files. */
  readonly files: readonly Tree[];
  /** Where `/` leads, a URL path. */
  readonly home: string;
  /** Scripts that run at once, and requests that may wait for their turn. */
  readonly concurrency: { readonly running: number; readonly waiting: number };
  /** Longest request body, in octets. */
  readonly maximumBody: number;
}

/** A URL path, such as `/cgi-bin/FlowViewer`, and the directory that it stands for. */
export interface Tree {
  readonly path: string;
  readonly directory: string;
}

export interface WebServer {
  readonly server: Server;
  /** Stops listening, ends every script and connection. @returns when nothing is left */
  close(): Promise<void>;
}

/** Local redirects that one request may go through. */
const MAXIMUM_REDIRECTS = 5;

/** The segments below a tree's path, or undefined if the request is not for the tree. */
function below(tree: Tree, { segments }: RequestPath): readonly string[] | undefined {
  const own = tree.path.split('/').filter((name) => name !== '');
  return own.every((name, index) => segments[index] === name) ? segments.slice(own.length) : undefined;
}

/** Makes the server; the caller lets it listen. */
export function createWebServer(options: WebServerOptions): WebServer {
  const runner = new CgiRunner(options);
  const turnstile = new Turnstile(options.concurrency.running, options.concurrency.waiting);

  /** @returns the address of a local redirect */
  async function runScript(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    path: RequestPath,
    segments: readonly string[],
  ): Promise<string | undefined> {
    const [name = '', ...rest] = segments;
    const scriptFile = await scriptFileIn(options.scripts.directory, name);
    if (scriptFile === undefined) {
      sendNotFound(response);
      return undefined;
    }
    const scriptName = `${options.scripts.path}/${name}`;
    const slash = path.directory ? '/' : '';
    const pathInfo = rest.length > 0 ? `/${rest.join('/')}${slash}` : slash;
    const gone = new AbortController();
    const abort = (): void => {
      gone.abort();
    };
    response.once('close', abort);
    const leave = await turnstile.enter(gone.signal);
    response.off('close', abort);
    try {
      return await runner.run(request, response, { scriptName, scriptFile, pathInfo, query: path.query }, method);
    } finally {
      leave();
    }
  }

  /** Answers for one address; @returns the next one if that is a local redirect */
  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    address: string,
  ): Promise<string | undefined> {
    const path = parseRequestPath(address);
    if (!path) {
      sendProblem(response, 400, 'The path of this address is malformed.');
      return undefined;
    }
    const script = below(options.scripts, path);
    if (script) return runScript(request, response, method, path, script);
    if (method === 'POST') {
      sendProblem(response, 405, 'Only scripts accept POST.', { Allow: 'GET, HEAD' });
      return undefined;
    }
    if (path.segments.length === 0) {
      response.writeHead(302, { Location: options.home, 'Content-Length': 0 }).end();
      return undefined;
    }
    for (const tree of options.files) {
      const segments = below(tree, path);
      const file = segments && (await fileBelow(tree.directory, segments));
      if (!file || path.directory) continue;
      await sendFile(request, response, file);
      return undefined;
    }
    sendNotFound(response);
    return undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = refusal(request, options.maximumBody);
    if (refused) {
      sendProblem(response, refused.status, refused.sentence, refused.headers);
      return;
    }
    let method = request.method ?? 'GET';
    let address: string | undefined = request.url ?? '';
    for (let hops = 0; address !== undefined && hops <= MAXIMUM_REDIRECTS; hops++) {
      address = await answer(request, response, method, address);
      if (method === 'POST') method = 'GET'; // the body is read; RFC 3875 section 6.2.2
    }
    if (address !== undefined) sendProblem(response, 502, 'The scripts redirect to each other without end.');
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined); // the client went away while we wrote
    handle(request, response).catch((error: unknown) => {
      if (error instanceof TurnstileFullError) {
        sendProblem(response, 503, `The server is busy: ${error.message}.`, { 'Retry-After': '5' });
      } else if (!response.destroyed) {
        options.log(`${request.url ?? ''}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        sendProblem(response, 500, 'The server has failed; its log says why.');
      }
    });
  });

  return {
    server,
    async close() {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      await runner.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
