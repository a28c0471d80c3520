/** Who answers requests for scripts: processes that the web server starts for each, or some that stay. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CgiTarget } from './cgi-environment.js';

export interface ScriptRunner {
  /**
   * @param name one part of an address, decoded
   * @returns the file that `scriptFile` of the target is to name; undefined if there is no such script
   */
  find(name: string): string | undefined | Promise<string | undefined>;
  /**
   * Answers a request. What goes wrong ends in a problem page or, once the header is out, in a cut connection: a truncated
   * page must not look whole.
   * @param method what the script is to see; differs from the request's after a local redirect
   * @returns path and query of a local redirect, to which the caller must answer; else undefined
   * @throws TurnstileFullError if too many wait already
   */
  run(
    request: IncomingMessage,
    response: ServerResponse,
    target: CgiTarget,
    method: string,
  ): Promise<string | undefined>;
  /** Ends what runs after it had `graceMs` to end by itself. @returns when all has ended */
  close(graceMs: number): Promise<void>;
}
