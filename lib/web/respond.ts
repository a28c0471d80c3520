/** Responses with the headers that every page has. */
import type { Response } from './http.js';

/** Scripts only as files of our own, nothing from elsewhere, no framing. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** For the page of a graph: its picture stands in it, and a file of ours makes it live. */
const GRAPH_POLICY = [...CONTENT_POLICY.filter((rule) => !rule.startsWith('img-src')), "img-src 'self' data:"];

/** Headers of a page that has a graph. */
export const GRAPH_HEADERS = { 'Content-Security-Policy': GRAPH_POLICY.join('; ') } as const;

const HEADERS = {
  'Content-Security-Policy': CONTENT_POLICY.join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** @param type media type with its charset */
export function respond(
  status: number,
  type: string,
  body: Response['body'],
  headers: Readonly<Record<string, string>> = {},
): Response {
  return { status, headers: { 'Content-Type': type, ...HEADERS, ...headers }, body };
}

export function respondHtml(
  status: number,
  body: Response['body'],
  headers?: Readonly<Record<string, string>>,
): Response {
  return respond(status, 'text/html; charset=utf-8', body, headers);
}

/** Leads a browser that has posted a form to what it asked for, by GET. */
export function redirect(location: string): Response {
  return respond(303, 'text/plain; charset=utf-8', `See ${location}\n`, { Location: location });
}
