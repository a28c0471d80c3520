/** The access log: a line for each request, in the combined format that programs know (as Apache's `combined`, with %O). */
import { createWriteStream, type WriteStream } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { strftime } from '../command/strftime.js';
import { clientVariables, type Trust } from './client.js';

/** Of what a client sent, in quotes: nothing in it ends them or the line. */
function quoted(text: string | undefined): string {
  // eslint-disable-next-line no-control-regex -- it is these that must not get into the log
  return `"${(text ?? '-').replace(/["\\\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}

/** One line without its end. @param octets sent, with the header */
export function accessLine(request: IncomingMessage, status: number, octets: number, at: number, trust: Trust): string {
  const { REMOTE_ADDR = '-', REMOTE_USER = '-' } = clientVariables(request, trust);
  const what = quoted(`${request.method ?? ''} ${request.url ?? ''} HTTP/${request.httpVersion}`);
  const user = REMOTE_USER.replace(/[^\x21-\x7e]/g, '?');
  const time = strftime('%d/%b/%Y:%H:%M:%S %z', at);
  const { referer, 'user-agent': agent } = request.headers;
  return `${REMOTE_ADDR || '-'} - ${user} [${time}] ${what} ${status} ${octets} ${quoted(referer)} ${quoted(agent)}`;
}

export class AccessLog {
  #stream: WriteStream;

  /** @param path opened again by `reopen`, so that it may be moved away */
  constructor(
    readonly path: string,
    readonly trust: Trust,
    readonly log: (line: string) => void,
  ) {
    this.#stream = this.#open();
  }

  /** Lets the log have a line for each request of a server, when its answer has been sent or given up. */
  attach(server: Server): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const at = Date.now();
      const { socket } = request;
      const before = socket.bytesWritten;
      response.once('close', () => {
        const status = response.headersSent ? response.statusCode : 499; // as nginx has it: the client went first
        this.#stream.write(`${accessLine(request, status, socket.bytesWritten - before, at, this.trust)}\n`);
      });
    });
  }

  reopen(): void {
    this.#stream.end();
    this.#stream = this.#open();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        resolve();
      };
      this.#stream.once('error', done).end(done);
    });
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.path, { flags: 'a', mode: 0o640 });
    stream.on('error', ({ message }) => {
      this.log(`the access log ${this.path} cannot be written: ${message}`);
    });
    return stream;
  }
}
