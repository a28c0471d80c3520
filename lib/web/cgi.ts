/** The CGI adapter (RFC 3875): environment and standard input in, a response on standard output. */
import { addAbortSignal, type Readable } from 'node:stream';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { ConfigurationError } from '../config/error.js';
import { DirectoryError } from '../config/own-directory.js';
import { SaveError } from '../save/save-error.js';
import { acceptsGzip, gzipPieces } from './gzip-pieces.js';
import { HttpError } from './httperror.js';
import type { Handler, Request, Response, Site } from './http.js';
import { printer } from './printer.js';
import { problemPage } from './problempage.js';
import { saveStatus } from './saverefusal.js';
import { watchClient } from './watch-client.js';

/** Largest query string, in octets; web servers take less. */
export const MAXIMUM_QUERY = 262_144;

/** Largest body, in octets: a form with a few lists of 100,000 prefixes. */
export const MAXIMUM_BODY = 8_388_608;

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
  if (query.length > MAXIMUM_QUERY) throw new HttpError(414, `The address is longer than ${MAXIMUM_QUERY} octets.`);
  const request = {
    method,
    path: environment['SCRIPT_NAME'] ?? '',
    query: new URLSearchParams(query),
    form: new URLSearchParams(),
    headers: headersOf(environment),
    remoteAddress: environment['REMOTE_ADDR'] ?? '',
    ...(environment['REMOTE_USER'] ? { user: environment['REMOTE_USER'] } : {}),
  } as const;
  const length = Number(environment['CONTENT_LENGTH'] || 0);
  if (method !== 'POST' || length === 0) return request;
  if (!Number.isInteger(length) || length < 0) throw new HttpError(400, 'The length of the form is not a number.');
  if (length > MAXIMUM_BODY) throw new HttpError(413, `The form is longer than ${MAXIMUM_BODY} octets.`);
  if (!/^application\/x-www-form-urlencoded\b/i.test(environment['CONTENT_TYPE'] ?? '')) {
    throw new HttpError(415, 'Only urlencoded forms are understood (application/x-www-form-urlencoded).');
  }
  return { ...request, form: new URLSearchParams(await readBody(openInput(), length, signal)) };
}

/** Status and headers as a CGI script prints them, with the blank line. */
function cgiHead({ status, headers }: Pick<Response, 'status' | 'headers'>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
  return Buffer.from(`${[`Status: ${status}`, ...lines].join('\r\n')}\r\n\r\n`);
}

/** What a response's form depends on. */
export interface Asked {
  readonly method: string;
  /** The header of that name; empty where there is none. */
  readonly acceptEncoding: string;
}

/** A response as octets on their way: its headers are complete, and its pieces come as they are made. */
export interface Sendable {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * What to send of a response; HEAD leaves the body out. A body that comes in pieces has no length beforehand, and is not
 * asked for any where it is left out. It is compressed here, because a web server that compresses (Apache's DEFLATE) holds
 * the pieces back until it has some kilobytes, and leaves alone what is compressed already.
 */
export function sendable({ status, headers, body }: Response, asked: Asked): Sendable {
  const isHead = asked.method === 'HEAD';
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const octets = Buffer.from(body);
    const length = { 'Content-Length': String(octets.length) };
    return { status, headers: { ...headers, ...length }, pieces: isHead ? [] : [octets] };
  }
  const isGzip = acceptsGzip(asked.acceptEncoding);
  const encoding = { ...(isGzip && { 'Content-Encoding': 'gzip' }), Vary: 'Accept-Encoding' };
  const pieces = isHead ? [] : isGzip ? gzipPieces(body) : plainPieces(body);
  return { status, headers: { ...headers, ...encoding }, pieces };
}

/** Whether nothing of the body is still to be made. */
export function isWhole({ body }: Response): boolean {
  return typeof body === 'string' || body instanceof Uint8Array;
}

async function* plainPieces(body: AsyncIterable<string>): AsyncGenerator<Buffer, void, void> {
  for await (const piece of body) yield Buffer.from(piece);
}

/** A response as a CGI script prints it; a body that is there as a whole comes with the header. */
export async function* cgiOutput(response: Response, asked: Asked): AsyncGenerator<Buffer> {
  const { pieces, ...head } = sendable(response, asked);
  if (Array.isArray(pieces)) {
    yield Buffer.concat([cgiHead(head), ...(pieces as Uint8Array[])]); // an array is none of the other kinds of iterables
    return;
  }
  yield cgiHead(head);
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** The page that says what went wrong; what is no fault of the asker goes to standard error as well. */
function problem(error: unknown): Response {
  if (error instanceof HttpError) return problemPage(error.status, [error.message], error.headers);
  if (error instanceof SaveError) return problemPage(saveStatus(error), [error.message]);
  const isKnown = error instanceof ConfigurationError || error instanceof DirectoryError;
  console.error(isKnown ? error.message : error);
  if (error instanceof DirectoryError) return problemPage(500, [error.message]);
  if (error instanceof ConfigurationError) return problemPage(500, error.message.split('\n'));
  return problemPage(500, ['The page could not be made. The reason is in the error log of the web server.']);
}

/** How long a page may be silent before it begins without its answer, ms. */
const PATIENCE_MS = 1000;

/**
 * What a page answers to the request that the environment describes, or the page that says what went wrong.
 * @param configuration read when the request has been
 * @param afterwards what {@link Site} says of the process
 * @returns undefined if `signal` fired before there was an answer
 */
export async function answerCgi(
  handler: Handler,
  environment: Environment,
  openInput: () => Readable,
  configuration: () => Configuration,
  signal: AbortSignal,
  afterwards?: Site['afterwards'],
): Promise<Response | undefined> {
  try {
    const request = await readCgiRequest(environment, openInput, signal);
    const site = { configuration: configuration(), signal, now: Date.now, patience: PATIENCE_MS };
    return await handler(request, { ...site, ...(afterwards && { afterwards }) });
  } catch (error) {
    return signal.aborted ? undefined : problem(error);
  }
}

/** Fires when the process is asked to end. */
function endOfUse(): AbortController {
  const ended = new AbortController();
  const abort = (): void => {
    ended.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, abort);
  return ended;
}

/**
 * Runs a page as a CGI script, and ends the process where nothing is under way any more: what Node would free first takes 10
 * ms. A page that is aborted before it has begun prints nothing.
 */
export async function runCgi(handler: Handler): Promise<void> {
  const ended = endOfUse();
  const { signal } = ended;
  const print = printer(() => {
    ended.abort(); // nobody reads the output any more
  });
  const stopWatching = watchClient(process.env, () => {
    ended.abort();
  });
  const response = await answerCgi(
    handler,
    process.env,
    () => process.stdin,
    loadConfiguration,
    signal,
    'process ends',
  );
  stopWatching();
  if (!response) {
    process.exitCode = 1;
    return;
  }
  const { REQUEST_METHOD: method = 'GET', HTTP_ACCEPT_ENCODING: acceptEncoding = '' } = process.env;
  for await (const piece of cgiOutput(response, { method, acceptEncoding })) await print(piece);
  if (signal.aborted) process.exitCode = 1;
  else if (method !== 'HEAD' || isWhole(response)) process.exit();
  ended.abort(); // work whose outcome HEAD does not ask for
}
