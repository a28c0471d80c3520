/** Requests that are turned away before anything looks at their address. */
import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly sentence: string;
  readonly headers: Readonly<Record<string, string>>;
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];

/**
 * Why a request is refused, or undefined.
 * @param maximumBody octets
 */
export function refusal({ method = '', headers }: IncomingMessage, maximumBody: number): Refusal | undefined {
  const end = { Connection: 'close' }; // the body that comes next is not read
  if (!METHODS.includes(method)) {
    return { status: 405, sentence: `${method} is not supported.`, headers: { Allow: METHODS.join(', ') } };
  }
  if (headers['transfer-encoding'] !== undefined) {
    // RFC 3875 section 4.1.2: a script must be told the length
    return { status: 411, sentence: 'A body must come with its Content-Length.', headers: end };
  }
  if (Number(headers['content-length'] ?? 0) > maximumBody) {
    return { status: 413, sentence: `A body may have at most ${maximumBody} octets.`, headers: end };
  }
  return undefined;
}
