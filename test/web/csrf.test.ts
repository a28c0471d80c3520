import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryError } from '../../lib/config/own-directory.js';
import { guardForm, refuseForm, TOKEN_FIELD } from '../../lib/web/csrf.js';
import type { Request, Site } from '../../lib/web/http.js';
import { goldenConfiguration } from './site.js';

const HOUR = 3_600_000;

describe('the guard of forms', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fv-csrf-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const site = (now = 0): Site => ({
    configuration: goldenConfiguration({ state_directory: join(directory, 'state') }),
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 0, 1) + now,
    patience: Infinity,
  });
  const request = (changes: Partial<Request> = {}): Request => ({
    method: 'GET',
    path: '/cgi-bin/FlowViewer/FlowViewer_Save.cgi',
    query: new URLSearchParams(),
    form: new URLSearchParams(),
    headers: { host: 'flows.example' },
    remoteAddress: '127.0.0.1',
    ...changes,
  });
  const cookieOf = (headers: Readonly<Record<string, string>>): string =>
    (headers['Set-Cookie'] ?? '').split(';')[0] ?? '';

  /** A form as the browser that got its page sends it. */
  function sent(changes: { action?: string; token?: string; headers?: Record<string, string>; user?: string } = {}) {
    const page = guardForm(request(), site(), changes.action ?? 'delete');
    return request({
      method: 'POST',
      form: new URLSearchParams({ [TOKEN_FIELD]: changes.token ?? page.token }),
      headers: { host: 'flows.example', cookie: `a=b; ${cookieOf(page.headers)}`, ...changes.headers },
      ...(changes.user === undefined ? {} : { user: changes.user }),
    });
  }

  it('lets a form pass that a page of this site has sent, in the same browser and within a day', () => {
    assert.equal(refuseForm(sent(), site(), 'delete'), undefined);
    assert.equal(refuseForm(sent(), site(23 * HOUR), 'delete'), undefined);
    const headers = { origin: 'https://flows.example', 'sec-fetch-site': 'same-origin' };
    assert.equal(refuseForm(sent({ headers }), site(), 'delete'), undefined);
  });

  it('refuses an address, a form without a cookie, without a token, with another one, for another purpose or user', () => {
    assert.match(refuseForm({ ...sent(), method: 'GET' }, site(), 'delete') ?? '', /made by a form/);
    assert.match(refuseForm({ ...sent(), headers: {} }, site(), 'delete') ?? '', /without the cookie/);
    for (const token of ['', '.', 'x', `${site().now().toString(36)}.`, 'a.b.c', '0.'.padEnd(45, 'A')]) {
      assert.match(refuseForm(sent({ token }), site(), 'delete') ?? '', /not made by this site/, token);
    }
    assert.match(refuseForm(sent(), site(), 'save') ?? '', /this purpose/);
    assert.match(refuseForm(sent({ user: 'eve' }), site(), 'delete') ?? '', /not made by this site/);
    const other = guardForm(request(), site(), 'delete');
    assert.match(refuseForm(sent({ token: other.token }), site(), 'delete') ?? '', /for this browser/);
  });

  it('refuses a form that is older than a day, or from a future', () => {
    assert.match(refuseForm(sent(), site(25 * HOUR), 'delete') ?? '', /more than a day old/);
    assert.match(refuseForm(sent(), site(-HOUR), 'delete') ?? '', /more than a day old/);
  });

  it('refuses what the browser says is of another site', () => {
    const said = (headers: Record<string, string>) => refuseForm(sent({ headers }), site(), 'delete') ?? '';
    assert.match(said({ 'sec-fetch-site': 'cross-site' }), /cross-site/);
    assert.match(said({ 'sec-fetch-site': 'same-site' }), /same-site/);
    assert.match(said({ origin: 'https://evil.example' }), /evil\.example, and this is flows\.example/);
    assert.match(said({ origin: 'null' }), /came from null/);
    const headers = { host: '127.0.0.1:8080', 'x-forwarded-host': 'flows.example', origin: 'https://flows.example' };
    assert.equal(refuseForm(sent({ headers }), site(), 'delete'), undefined);
  });

  it('sets one cookie for a browser, which no script reads and no other site sends', () => {
    const page = guardForm(request(), site(), 'delete');
    assert.match(
      page.headers['Set-Cookie'] ?? '',
      /^flowviewer-form=[\w-]{24}; Path=\/cgi-bin\/FlowViewer\/; HttpOnly; SameSite=Strict$/,
    );
    const again = guardForm(request({ headers: { cookie: cookieOf(page.headers) } }), site(), 'delete');
    assert.deepEqual(again.headers, {});
    assert.equal(again.token, page.token);
    const foreign = guardForm(request({ headers: { cookie: 'flowviewer-form=x"y' } }), site(), 'delete');
    assert.ok(foreign.headers['Set-Cookie']);
  });

  it('keeps a secret that only its user may read, and every process the same', () => {
    guardForm(request(), site(), 'delete');
    const state = join(directory, 'state');
    assert.deepEqual(readdirSync(state), ['form-secret']);
    assert.equal(statSync(join(state, 'form-secret')).mode & 0o777, 0o600);
    const secret = readFileSync(join(state, 'form-secret'), 'latin1');
    guardForm(request(), site(), 'delete');
    assert.equal(readFileSync(join(state, 'form-secret'), 'latin1'), secret);
  });

  it('says what to do where the secret cannot be made or read', () => {
    writeFileSync(join(directory, 'state'), '');
    assert.throws(() => guardForm(request(), site(), 'delete'), /state_directory\) cannot .* by the user \w+.*file/s);
    rmSync(join(directory, 'state'));
    mkdirSync(join(directory, 'state'));
    writeFileSync(join(directory, 'state', 'form-secret'), 'short');
    chmodSync(join(directory, 'state', 'form-secret'), 0o600);
    assert.throws(() => guardForm(request(), site(), 'delete'), DirectoryError);
  });
});
