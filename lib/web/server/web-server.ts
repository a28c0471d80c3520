/** The HTTP server: scripts, whoever runs them, and static files, at the addresses where Apache would have them. */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { sendProblem } from './problem.js';
import { refusal } from './refusal.js';
import { parseRequestPath, type RequestPath } from './request-path.js';
import type { ScriptRunner } from './script-runner.js';
import { fileBelow, sendFile, sendNotFound } from './static-files.js';
import { TurnstileFullError } from './turnstile.js';

export interface WebServerOptions {
  /** Where things are now: asked at each request. */
  readonly routes: () => Routes;
  readonly runner: ScriptRunner;
  /** Longest request body, in octets. */
  readonly maximumBody: number;
  /** Gets one line for what goes wrong in the server itself. */
  readonly log: (line: string) => void;
  /** Times and sizes that Node holds requests to. */
  readonly limits?: ServerOptions;
}

export interface Routes {
  /** URL path of the scripts. */
  readonly scripts: string;
  /** Trees of static files. */
  readonly files: readonly Tree[];
  /** Where `/` leads, a URL path. */
  readonly home: string;
}

/** A URL path, such as `/cgi-bin/FlowViewer`, and the directory that it stands for. */
export interface Tree {
  readonly path: string;
  readonly directory: string;
}

export interface WebServer {
  readonly server: Server;
  /**
   * Stops listening, ends every script and connection.
   * @param graceMs what is under way may take so long to end by itself, ms; 0 without it
   * @returns when nothing is left
   */
  close(graceMs?: number): Promise<void>;
}

/** How long what has been answered may be on its way when the server closes, ms. */
const FLUSH_MS = 2000;

/** Local redirects that one request may go through. */
const MAXIMUM_REDIRECTS = 5;

/** The segments below a URL path, or undefined if the request is for another one. */
function below(path: string, { segments }: RequestPath): readonly string[] | undefined {
  const own = path.split('/').filter((name) => name !== '');
  return own.every((name, index) => segments[index] === name) ? segments.slice(own.length) : undefined;
}

/** Makes the server; the caller lets it listen. */
export function createWebServer(options: WebServerOptions): WebServer {
  const { runner } = options;

  /** @returns the address of a local redirect */
  async function runScript(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    path: RequestPath,
    segments: readonly string[],
    scripts: string,
  ): Promise<string | undefined> {
    const [name = '', ...rest] = segments;
    const scriptFile = await runner.find(name);
    if (scriptFile === undefined) {
      sendNotFound(response);
      return undefined;
    }
    const scriptName = `${scripts}/${name}`;
    const slash = path.directory ? '/' : '';
    const pathInfo = rest.length > 0 ? `/${rest.join('/')}${slash}` : slash;
    return runner.run(request, response, { scriptName, scriptFile, pathInfo, query: path.query }, method);
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
    const { scripts, files, home } = options.routes();
    const script = below(scripts, path);
    if (script) return runScript(request, response, method, path, script, scripts);
    if (method === 'POST') {
      sendProblem(response, 405, 'Only scripts accept POST.', { Allow: 'GET, HEAD' });
      return undefined;
    }
    if (path.segments.length === 0) {
      response.writeHead(302, { Location: home, 'Content-Length': 0 }).end();
      return undefined;
    }
    for (const tree of files) {
      const segments = below(tree.path, path);
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

  const server = createServer(options.limits ?? {}, (request, response) => {
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
    async close(graceMs = 0) {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeIdleConnections();
      await runner.close(graceMs);
      const late = setTimeout(
        () => {
          server.closeAllConnections();
        },
        Math.min(graceMs, FLUSH_MS),
      );
      await closed; // what has been written is on its way
      clearTimeout(late);
    },
  };
}
