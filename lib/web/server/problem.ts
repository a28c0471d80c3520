/** The server's own error pages: plain text, so that nothing in it needs escaping. */
import { STATUS_CODES, type ServerResponse } from 'node:http';

/** Answers with a status and one sentence; cuts the connection if a header is out already. */
export function sendProblem(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const body = `${status} ${STATUS_CODES[status] ?? ''}\n\n${sentence}\n`;
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}
