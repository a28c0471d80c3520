/** Request and response as plain data: what CGI, the embedded server and tests all hand to a page. */
import type { Configuration } from '../config/configuration.js';

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** URL path of the script, e.g. `/cgi-bin/FlowViewer.cgi`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Decoded urlencoded body; empty for GET. */
  readonly form: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly remoteAddress: string;
  /** Whom the web server has let in by a password or certificate; absent where it asks nobody. */
  readonly user?: string;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are sent as they come; the status is out before the first. */
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** What a page may use besides its request. */
export interface Site {
  readonly configuration: Configuration;
  /** Fires when the client has gone or the process is asked to end. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** How long a page may keep its reader waiting before it begins without its answer, ms; Infinity: as long as it takes. */
  readonly patience: number;
  /** Set where nothing comes after the page but the end of its process: what the system frees then is left to it. */
  readonly afterwards?: 'process ends';
}

export type Handler = (request: Request, site: Site) => Promise<Response>;
