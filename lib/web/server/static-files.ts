/** Files of a directory tree as responses: the style sheet, scripts and images. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sendProblem } from './problem.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/**
 * The regular file that path segments name below a directory.
 * @returns undefined if there is none, or if a symbolic link leads out of the directory
 */
export async function fileBelow(directory: string, segments: readonly string[]): Promise<string | undefined> {
  try {
    const root = await realpath(directory);
    const file = await realpath(join(root, ...segments));
    if (!file.startsWith(root + sep)) return undefined;
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined; // not there, not readable, or a name that the system refuses
  }
}

/** Sends a file, or 304 if the client has it already (RFC 9110 section 13). */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const { size, mtimeMs, mtime } = await stat(file);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  const known = { ETag: tag, 'Last-Modified': mtime.toUTCString(), 'Cache-Control': 'no-cache' };
  const asked = request.headers['if-none-match'];
  if (asked?.split(',').some((each) => each.trim().replace(/^W\//, '') === tag)) {
    response.writeHead(304, known).end();
    return;
  }
  response.writeHead(200, {
    ...known,
    'Content-Type': TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': size,
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // a file that grows or shrinks meanwhile is cut at the size announced, or cuts the connection
  await pipeline(createReadStream(file, { end: Math.max(0, size - 1) }), response).catch(() => response.destroy());
}

/** Answers 404 in words. */
export function sendNotFound(response: ServerResponse): void {
  sendProblem(response, 404, 'There is nothing at this address.');
}
