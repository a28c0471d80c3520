import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { inUtc, visit } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

/** What an address may have at most under Apache's defaults (LimitRequestLine), less what stands around the query. */
const APACHE = 8000;

/** 10,000 prefixes that do not touch each other, of which some hold flows: 10.140.0.0/30, 10.140.0.8/30, … */
const PREFIXES = Array.from({ length: 10_000 }, (_, index) => {
  const low = index * 8;
  return `10.${140 + (low >> 16)}.${(low >> 8) & 255}.${low & 255}/30`;
});

/** Whether one of them holds an address. */
function isIn(address: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const low = ((b - 140) << 16) + (c << 8) + d;
  return a === 10 && low >= 0 && low < 80_000 && low % 8 < 4;
}

describe('a filter list that is too long for an address', () => {
  inUtc();
  let work: string;
  beforeEach(() => (work = mkdtempSync(join(tmpdir(), 'fv-lists-'))));
  afterEach(() => rmSync(work, { recursive: true }));

  const configuration = () => ({ work_directory: work });
  const post = (fields: Record<string, string>, handler = viewerMain) =>
    visit(handler, '', {
      configuration: configuration(),
      method: 'POST',
      form: `${HOUR}&stat_report=9&${new URLSearchParams(fields).toString()}`,
    });
  const get = async (query: string, handler = viewerMain) => {
    const response = await visit(handler, query, { configuration: configuration() });
    return { ...response, body: String(response.body) };
  };
  const query = (address = ''): string => address.slice(address.indexOf('?') + 1);
  async function rows(address: string): Promise<Record<string, unknown>[]> {
    const { status, body } = await get(`${address}&format=json&cutoff_lines=10000`);
    assert.equal(status, 200, body.slice(0, 300));
    return (JSON.parse(body) as { rows: Record<string, unknown>[] }).rows;
  }

  it('of 10,000 prefixes is sent by POST, and answered at a short address that holds the whole question', async () => {
    const response = await post({ source_address: PREFIXES.join(', '), dest_port: 'https' });
    assert.equal(response.status, 303);
    const location = response.headers['Location'] ?? '';
    assert.match(
      location,
      /^\/cgi-bin\/FlowViewer\/FlowViewer_Main\.cgi\?.*source_address=%40[\w-]{22}&.*dest_port=https/,
    );
    assert.ok(location.length < 500);
    const filtered = await rows(query(location));
    const all = await rows(`${HOUR}&stat_report=9&dest_port=443`);
    const expected = all.filter(({ srcaddr }) => isIn(String(srcaddr)));
    assert.ok(expected.length > 0 && expected.length < all.length);
    const amounts = (of: typeof all) => of.map(({ srcaddr, flows, octets }) => [srcaddr, flows, octets]);
    assert.deepEqual(amounts(filtered), amounts(expected));
  });

  it('is shown by its beginning, keeps every link of the page short, and comes back to the form whole', async () => {
    const list = PREFIXES.join(', ');
    const { body } = await get(query((await post({ source_address: list })).headers['Location']));
    assert.match(body, /<dd>10\.140\.0\.0\/30, .*… \(10000 entries\)/);
    assert.match(body, /Source IPs is too long for an address.* kept here for 90 days after its last use/);
    const addresses = [...body.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    assert.ok(addresses.length > 100 && addresses.every((address) => address.length < APACHE));
    const change = addresses.find((address) => address.includes('FlowViewer.cgi?'))?.replaceAll('&amp;', '&');
    const form = (await get(query(change), viewerForm)).body;
    assert.ok(form.includes(`name="source_address" value="${list}"`));
  });

  it('can be narrowed by a click, and excluded from', async () => {
    const location = query((await post({ either_address: PREFIXES.join('\r\n') })).headers['Location']);
    const either = (await get(`${location}&stat_report=11&resolve_addresses=N`)).body;
    const [[, without = ''] = []] = either.matchAll(/<a class="without" href="([^"]*)"/g);
    const next = query(without.replaceAll('&amp;', '&'));
    assert.match(decodeURIComponent(next), /either_address=@[\w-]{22} & -10\./);
    assert.ok((await rows(next)).length > 0);
  });

  it('has one name however often it is sent, and only until nobody has used it for so long', async () => {
    await post({ source_address: PREFIXES.join() });
    await post({ source_address: PREFIXES.join() });
    const [name = '', ...others] = readdirSync(join(work, 'lists'));
    assert.deepEqual(others, []);
    assert.equal(readFileSync(join(work, 'lists', name), 'utf8'), PREFIXES.join());
    utimesSync(join(work, 'lists', name), 0, 0);
    await post({ source_address: PREFIXES.slice(1).join() });
    assert.equal(readdirSync(join(work, 'lists')).includes(name), false);
    const { status, body } = await get(`${HOUR}&source_address=%40${name}`);
    assert.equal(status, 400);
    assert.match(body, /The list that this address names is no longer kept here: enter it again\./);
  });

  it('is never looked for outside its directory', async () => {
    writeFileSync(join(work, 'secret'), '10.0.0.0/8');
    for (const name of ['../secret', '..%2fsecret', '@../../../../etc/passwd', `@${'.'.repeat(22)}`, '@secret'])
      assert.equal((await get(`${HOUR}&source_address=%40${name}`)).status, 400, name);
  });

  it('is answered all the same where it cannot be kept, with what to do', async () => {
    writeFileSync(join(work, 'lists'), '');
    chmodSync(work, 0o500);
    const response = await post({ source_address: PREFIXES.join() });
    assert.equal(response.status, 200);
    assert.match(String(response.body), /longer than an address may be, and cannot be kept here: .*work_directory/);
  });

  it('is no matter of programs that post: they get their format at once', async () => {
    const response = await post({ source_address: PREFIXES.join(), format: 'json' });
    assert.equal(response.status, 200);
    assert.ok((JSON.parse(String(response.body)) as { rows: unknown[] }).rows.length > 0);
  });
});

describe('a form that is sent', () => {
  inUtc();

  it('leads to an address with all that was asked, relative times as they were typed', async () => {
    const form = 'device_name=edge1&start_date=last+2+h&start_time=&end_date=&end_time=&stat_report=9&source_port=443';
    const { status, headers } = await visit(viewerMain, '', { method: 'POST', form });
    assert.equal(status, 303);
    const { searchParams } = new URL(headers['Location'] ?? '', 'http://x');
    assert.deepEqual(
      ['start_date', 'stat_report', 'source_port', 'device_name'].map((name) => searchParams.get(name)),
      ['last 2 h', '9', '443', 'edge1'],
    );
  });
});
