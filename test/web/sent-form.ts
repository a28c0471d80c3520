/** The forms of pages, as a browser sends them. */
import type { Handler } from '../../lib/web/http.js';
import type { Visit, WholeResponse } from './site.js';

/** Undoes the escaping of a template. */
export function plain(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/**
 * Sends the form of a page, its hidden fields and its cookie with what is typed.
 * @param at asks a page of the site
 */
export function sendForm(
  at: (handler: Handler, query: string, options: Visit) => Promise<WholeResponse>,
  handler: Handler,
  shown: WholeResponse,
  typed: Record<string, string> = {},
): Promise<WholeResponse> {
  const hidden = [...String(shown.body).matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, plain(value)]));
  const cookie = (shown.headers['Set-Cookie'] ?? '').split(';')[0] ?? '';
  const form = new URLSearchParams({ ...fields, ...typed }).toString();
  return at(handler, '', { method: 'POST', form, headers: { cookie, host: 'x', origin: 'http://x' } });
}
