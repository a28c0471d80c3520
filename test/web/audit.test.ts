/** The log of changes. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import type { Handler } from '../../lib/web/http.js';
import { savePage } from '../../lib/web/savepage.js';
import { savesPage } from '../../lib/web/savespage.js';
import { trackerForm } from '../../lib/web/tracker/trackerform.js';
import { trackerMain } from '../../lib/web/tracker/trackermain.js';
import { trackingsPage } from '../../lib/web/tracker/trackingspage.js';
import { TrackerSite } from '../tracker/site.js';
import { GOLDEN, inUtc, visit, type WholeResponse } from './site.js';

const FOLDER = 'lib/web';

describe('the log of changes', () => {
  inUtc();
  let site: TrackerSite;
  let configuration: Configuration;
  const file = (): string => join(configuration.log_directory, 'audit.log');
  const lines = (): Record<string, unknown>[] =>
    readFileSync(file(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  beforeEach(() => {
    site = new TrackerSite({ flow_data_directory: `${GOLDEN}flows`, date_format: 'YMD' });
    const at = (name: string): string => join(site.directory, name);
    configuration = { ...site.configuration, save_directory: at('saves'), state_directory: at('state') };
  });
  afterEach(() => {
    site.remove();
  });

  async function send(
    from: [Handler, string],
    to: Handler,
    typed: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<WholeResponse> {
    const shown = await visit(from[0], from[1], { configuration });
    const hidden = [...String(shown.body).matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    const cookie = (shown.headers['Set-Cookie'] ?? '').split(';')[0] ?? '';
    const form = new URLSearchParams({ ...fields, ...typed }).toString();
    return visit(to, '', { configuration, method: 'POST', form, headers: { cookie, host: 'x', ...headers } });
  }
  const create = (typed: Record<string, string>, headers?: Record<string, string>): Promise<WholeResponse> =>
    send([trackerForm, ''], trackerMain, { device_name: 'edge1', ...typed }, headers);

  it('has a line for each change: who, from where, what, and what came of it', async () => {
    assert.equal((await create({ monitor_label: 'Web "süd"' })).status, 303);
    const id = (await trackings())[0]?.id ?? '';
    assert.equal((await send([trackingsPage, `action=archive&id=${id}`], trackingsPage, {})).status, 303);
    assert.equal((await send([savePage, 'action=name_filter'], savePage, { name: 'All' })).status, 303);
    assert.equal((await send([savePage, 'action=name_filter'], savePage, { name: 'All' })).status, 409);
    const told = lines();
    assert.deepEqual(
      told.map(({ action, outcome, status }) => [action, outcome, status]),
      [
        ['create-tracking', 'done', 303],
        ['archive', 'done', 303],
        ['save_filter', 'done', 303],
        ['save_filter', 'failed', 409],
      ],
    );
    const [made, archived] = told;
    assert.equal(made?.['time'], '2025-06-15T01:30:00Z');
    assert.deepEqual([made['user'], made['from']], [null, '127.0.0.1']);
    assert.equal((made['fields'] as Record<string, string>)['monitor_label'], 'Web "süd"');
    assert.deepEqual(archived?.['fields'], { id });
    assert.equal(statSync(file()).mode & 0o007, 0, 'for nobody else');
  });

  async function trackings(): Promise<readonly { id: string }[]> {
    const { Catalogue } = await import('../../lib/tracker/catalogue.js');
    return (await new Catalogue(configuration.filter_directory).read()).trackings;
  }

  it('has a line for each form that was refused, with the reason', async () => {
    const refused = await create({ monitor_label: 'x' }, { origin: 'http://evil.example' });
    assert.equal(refused.status, 403);
    const [line] = lines();
    assert.equal(line?.['outcome'], 'refused');
    assert.match(String(line['reason']), /not sent by a page of this site/);
    assert.deepEqual(await trackings(), []);
  });

  it('has no secrets: no codes of forms, no paths of webhooks, and nothing endless', async () => {
    await create({
      monitor_label: 'x',
      general_comment: 'y'.repeat(5000),
      alert_destination: 'noc@example.net https://hooks.example/T0/secret-word?key=hidden-word',
    });
    const text = readFileSync(file(), 'utf8');
    assert.ok(text.includes('https://hooks.example/…') && text.includes('noc@example.net'), text);
    for (const secret of ['secret-word', 'hidden-word', 'csrf_token', 'y'.repeat(201)])
      assert.ok(!text.includes(secret));
    assert.equal(text.trimEnd().split('\n').length, 1);
  });

  it('has nothing of what only reads, nor of a form that is only shown', async () => {
    for (const [handler, query] of [
      [trackerForm, ''],
      [trackingsPage, ''],
      [savesPage, ''],
      [savePage, 'action=name_filter'],
    ] as const)
      await visit(handler, query, { configuration });
    assert.ok(!existsSync(file()));
  });

  it('keeps no change from being made where it cannot be written', async () => {
    rmSync(configuration.log_directory, { recursive: true, force: true });
    writeFileSync(configuration.log_directory, 'a file');
    const heard: unknown[] = [];
    const { error } = console;
    console.error = (text: unknown) => heard.push(text);
    try {
      assert.equal((await create({ monitor_label: 'x' })).status, 303);
    } finally {
      console.error = error;
      rmSync(configuration.log_directory);
      mkdirSync(configuration.log_directory);
    }
    assert.match(String(heard[0]), /cannot write .*audit\.log: .*"monitor_label":"x"/);
  });

  it('is kept by every page that takes a form which changes something', () => {
    const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const text = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
    const isPage = (name: string): boolean => /^export const \w+(Page|Main)\b/m.test(text(name));
    const guarded = sources.filter((name) => isPage(name) && /\b(refuseForm|checkForm|guardForm)\(/.test(text(name)));
    assert.ok(guarded.length >= 5, guarded.join());
    for (const name of guarded)
      assert.match(
        readFileSync(join(FOLDER, name), 'utf8'),
        /= with(Save|Tracker)Errors\(|return withTrackerErrors\(/,
        name,
      );
  });
});
