/** The access log: a line for each request, in the combined format that programs know (as Apache's `combined`, with %O). */
import { appendFile } from 'node:fs/promises';
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
  #pending = '';
  #writing: Promise<void> | undefined;
  #isTold = false;

  /** @param path opened for all lines that have come meanwhile, so that it may be moved away at any time */
  constructor(
    readonly path: string,
    readonly trust: Trust,
    readonly log: (line: string) => void,
  ) {}

  /** Lets the log have a line for each request of a server, when its answer has been sent or given up. */
  attach(server: Server): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const at = Date.now();
      const { socket } = request;
      const before = socket.bytesWritten;
      response.once('close', () => {
        const status = response.headersSent ? response.statusCode : 499; // as nginx has it: the client went first
        this.#pending += `${accessLine(request, status, socket.bytesWritten - before, at, this.trust)}\n`;
        this.#writing ??= this.#write();
      });
    });
  }

  /** @returns when all lines are written */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#pending !== '') {
      const lines = this.#pending;
      this.#pending = '';
      try {
        await appendFile(this.path, lines, { mode: 0o640 });
        this.#isTold = false;
      } catch (error) {
        if (!this.#isTold) this.log(`the access log cannot be written: ${(error as Error).message}`); // fs throws nothing else
        this.#isTold = true;
      }
    }
    this.#writing = undefined;
  }
}
