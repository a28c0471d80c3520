/**
 * Guards forms that change something: only a page of this site, shown in the same browser, can send them. There are no
 * sessions: a cookie holds a random number, the form a code made of that number, the action, the user and the time with
 * the site's secret. docs/security.md says against what.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { noteForm } from './audit.js';
import type { Request, Site } from './http.js';
import { siteSecret } from './csrf-secret.js';

/** Name of the hidden field that carries the token. */
export const TOKEN_FIELD = 'csrf_token';

const COOKIE = 'flowviewer-form';
const NONCE_OCTETS = 18;
/** How long a form may stay open before it is sent, ms. */
const LIFETIME_MS = 24 * 3_600_000;
/** What a clock may be behind the one that made the token, ms. */
const SKEW_MS = 300_000;

/** What a form needs: the value of its hidden field, and headers for the page that shows it. */
export interface GuardedForm {
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The browser's random number, undefined where it has sent none, or one that is not ours. */
function nonceOf({ headers }: Request): string | undefined {
  for (const pair of (headers['cookie'] ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=');
    if (name === COOKIE && /^[\w-]{24}$/.test(value)) return value;
  }
  return undefined;
}

function codeOf(request: Request, site: Site, action: string, nonce: string, time: string): Buffer {
  const signed = JSON.stringify([action, nonce, time, request.user ?? '']);
  return createHmac('sha256', siteSecret(site.configuration)).update(signed).digest();
}

/**
 * Prepares a form.
 * @param action what the form does, such as `delete-report`: a token of one action is of no use for another
 * @throws DirectoryError where the site's secret cannot be read or made
 */
export function guardForm(request: Request, site: Site, action: string): GuardedForm {
  const known = nonceOf(request);
  const nonce = known ?? randomBytes(NONCE_OCTETS).toString('base64url');
  const time = site.now().toString(36);
  const token = `${time}.${codeOf(request, site, action, nonce, time).toString('base64url')}`;
  if (known) return { token, headers: {} };
  const path = `${site.configuration.cgi_bin_short}/`;
  return { token, headers: { 'Set-Cookie': `${COOKIE}=${nonce}; Path=${path}; HttpOnly; SameSite=Strict` } };
}

/** Why the browser itself says that the form is of another site; undefined if it does not. */
function foreign({ headers }: Request): string | undefined {
  const fetchSite = headers['sec-fetch-site'];
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return `the browser calls it ${fetchSite}`;
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const here = [headers['host'], headers['x-forwarded-host']].flatMap((list) => list?.split(',') ?? []);
  if (here.some((host) => /^https?:\/\/(.*)$/i.exec(origin)?.[1]?.toLowerCase() === host.trim().toLowerCase())) {
    return undefined;
  }
  return `it came from ${origin.slice(0, 200)}, and this is ${here[0] ?? 'a server without a name'}; a proxy in between must pass the Host header on`;
}

/**
 * Checks a form that was sent, and notes it for the log of changes.
 * @param action the one that its page was prepared for
 * @returns undefined if all is well, else whole sentences that say why the form is refused and what to do
 */
export function refuseForm(request: Request, site: Site, action: string): string | undefined {
  const refused = whyRefused(request, site, action);
  noteForm(request, action, refused);
  return refused;
}

function whyRefused(request: Request, site: Site, action: string): string | undefined {
  const again = 'Nothing was changed. Open the page again and send its form from there.';
  if (request.method !== 'POST') return `Such a change is made by a form (POST), not by an address. ${again}`;
  const other = foreign(request);
  if (other) return `The form was not sent by a page of this site: ${other}. ${again}`;
  const nonce = nonceOf(request);
  if (nonce === undefined) {
    return `The form came without the cookie of its page: cookies of this site must be allowed. ${again}`;
  }
  const [time = '', code = ''] = (request.form.get(TOKEN_FIELD) ?? '').split('.');
  const given = Buffer.from(code, 'base64url');
  const right = codeOf(request, site, action, nonce, time);
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    return `The form was not made by this site for this browser and this purpose. ${again}`;
  }
  const age = site.now() - parseInt(time, 36);
  if (!(age <= LIFETIME_MS && age >= -SKEW_MS)) return `The form is more than a day old. ${again}`;
  return undefined;
}
