/** The header that a CGI script prints before its body (RFC 3875 section 6.2 and 6.3). */

export interface CgiHead {
  readonly status: number;
  readonly reason?: string;
  /** In order; a name may occur more than once, such as Set-Cookie. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Path and query of a local redirect (section 6.2.2): the server answers with that instead. */
  readonly local?: string;
}

/** What is wrong with a script's output; the message names the line. */
export class CgiOutputError extends Error {
  readonly code = 'cgi-output';
}

/** Longest header read, in octets; a script that prints more without a blank line is broken. */
export const MAXIMUM_HEAD = 65_536;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A value that Node would refuse to send. */
const UNSENDABLE = /[^\t\u0020-\u007e\u0080-\u00ff]/;
/** The server decides these itself. */
const OWN: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer']);

/**
 * Where the header ends.
 * @returns offset of its last line's end and of the first body octet, or undefined if the blank line is not there yet
 */
export function findHeadEnd(output: Buffer): { head: number; body: number } | undefined {
  for (let at = output.indexOf(10); at >= 0; at = output.indexOf(10, at + 1)) {
    if (output[at + 1] === 10) return { head: at, body: at + 2 };
    if (output[at + 1] === 13 && output[at + 2] === 10) return { head: at, body: at + 3 };
  }
  return undefined;
}

/**
 * @param text header lines without the blank one, as latin1
 * @throws CgiOutputError for a line that is no header, a bad status, or neither Content-Type, Location nor Status
 */
export function parseCgiHead(text: string): CgiHead {
  const headers: [string, string][] = [];
  let status: number | undefined;
  let reason: string | undefined;
  let location: string | undefined;
  let typed = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (colon < 1 || !TOKEN.test(name) || UNSENDABLE.test(value)) {
      throw new CgiOutputError(
        `line ${index + 1} of the output is no header line: ${JSON.stringify(line.slice(0, 80))}`,
      );
    }
    const key = name.toLowerCase();
    if (key === 'status') {
      const match = /^([1-5]\d\d)(?: (.*))?$/.exec(value);
      if (!match || Number(match[1]) < 200) {
        throw new CgiOutputError(
          `line ${index + 1} of the output has no status from 200 to 599: ${JSON.stringify(value)}`,
        );
      }
      status = Number(match[1]);
      reason = match[2];
    } else if (!OWN.has(key)) {
      if (key === 'location') location = value;
      if (key === 'content-type') typed = true;
      headers.push([name, value]);
    }
  }
  if (status === undefined && location === undefined && !typed) {
    throw new CgiOutputError('the output has neither Content-Type nor Location nor Status');
  }
  if (status === undefined && location?.startsWith('/') && !location.startsWith('//')) {
    return { status: 200, headers: [], local: location };
  }
  return { status: status ?? (location === undefined ? 200 : 302), ...(reason ? { reason } : {}), headers };
}
