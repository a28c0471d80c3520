/** The CGI adapter (RFC 3875): environment and standard input in, a response on standard output. */
import { addAbortSignal, type Readable } from 'node:stream';
import { loadConfiguration } from '../config/load.js';
import { ConfigurationError } from '../config/error.js';
import { HttpError } from './httperror.js';
import type { Handler, Request, Response } from './http.js';
import { problemPage } from './problempage.js';

/** Largest query string or body, in octets: the largest form is a few lists of addresses. */
export const MAXIMUM_INPUT = 262_144;

type Environment = Readonly<Record<string, string | undefined>>;

/** Octets of the input up to the announced length, or to its end if that comes first. */
async function readBody(input: Readable, length: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of addAbortSignal(signal, input) as AsyncIterable<Buffer>) {
    chunks.push(chunk); // octets, because nothing sets an encoding
    size += chunk.length;
    if (size >= length) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, length);
}

function headersOf(environment: Environment): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('HTTP_') && value !== undefined)
      headers[name.slice(5).toLowerCase().replaceAll('_', '-')] = value;
  }
  return headers;
}

/**
 * The request that the environment describes.
 * @param openInput standard input, which costs 2 ms to open; only for the body of a POST
 * @throws HttpError for a method, a body or a length that is not accepted; AbortError when `signal` fires
 */
export async function readCgiRequest(
  environment: Environment,
  openInput: () => Readable,
  signal: AbortSignal,
): Promise<Request> {
  const method = environment['REQUEST_METHOD'] ?? 'GET';
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    throw new HttpError(405, `This page answers GET and POST, not ${method}.`, { Allow: 'GET, HEAD, POST' });
  }
  const query = environment['QUERY_STRING'] ?? '';
  if (query.length > MAXIMUM_INPUT) throw new HttpError(414, `The address is longer than ${MAXIMUM_INPUT} octets.`);
  const request = {
    method,
    path: environment['SCRIPT_NAME'] ?? '',
    query: new URLSearchParams(query),
    form: new URLSearchParams(),
    headers: headersOf(environment),
    remoteAddress: environment['REMOTE_ADDR'] ?? '',
  } as const;
  const length = Number(environment['CONTENT_LENGTH'] || 0);
  if (method !== 'POST' || length === 0) return request;
  if (!Number.isInteger(length) || length < 0) throw new HttpError(400, 'The length of the form is not a number.');
  if (length > MAXIMUM_INPUT) throw new HttpError(413, `The form is longer than ${MAXIMUM_INPUT} octets.`);
  if (!/^application\/x-www-form-urlencoded\b/i.test(environment['CONTENT_TYPE'] ?? '')) {
    throw new HttpError(415, 'Only urlencoded forms are understood (application/x-www-form-urlencoded).');
  }
  return { ...request, form: new URLSearchParams(await readBody(openInput(), length, signal)) };
}

/** A response as a CGI script prints it; HEAD leaves the body out. */
export function cgiOutput({ status, headers, body }: Response, method: string): Buffer {
  const octets =
    typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const lines = Object.entries({ ...headers, 'Content-Length': String(octets.length) });
  const head = [`Status: ${status}`, ...lines.map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`)];
  const text = Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
  return method === 'HEAD' ? text : Buffer.concat([text, octets]);
}

function problem(error: unknown): Response {
  if (error instanceof HttpError) return problemPage(error.status, [error.message], error.headers);
  console.error(error instanceof ConfigurationError ? error.message : error);
  if (error instanceof ConfigurationError) return problemPage(500, error.message.split('\n'));
  return problemPage(500, ['The page could not be made. The reason is in the error log of the web server.']);
}

/** Fires when the process is asked to end, or nobody reads its output any more. */
function endSignal(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => {
      ended.abort();
    });
  process.stdout.once('error', () => {
    ended.abort();
  });
  return ended.signal;
}

/** Runs a page as a CGI script. An aborted one prints nothing. */
export async function runCgi(handler: Handler): Promise<void> {
  const signal = endSignal();
  let response: Response;
  try {
    const request = await readCgiRequest(process.env, () => process.stdin, signal);
    response = await handler(request, { configuration: loadConfiguration(), signal, now: Date.now });
  } catch (error) {
    if (signal.aborted) {
      process.exitCode = 1;
      return;
    }
    response = problem(error);
  }
  const output = cgiOutput(response, process.env['REQUEST_METHOD'] ?? 'GET');
  await new Promise<void>((resolve) =>
    process.stdout.write(output, () => {
      resolve();
    }),
  );
}
