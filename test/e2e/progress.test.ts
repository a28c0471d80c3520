import assert from 'node:assert/strict';
import { request } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { SlowFile } from '../store/slow-file.js';
import { barriers } from './accessibility.js';
import { complaints } from './browser.js';
import { goldenRequest } from './golden-request.js';
import { ServedBrowser } from './served-browser.js';
import type { Site } from './site.js';
import { until } from './until.js';

const SCREENS = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
const SLOW = 'edge1/2025/2025-06/2025-06-15/ft-v05.2025-06-15.001000+0000';
/** Where to put pictures of the pages, for a person to look at; none are made without. */
const PICTURES = process.env['FLOWVIEWER_PICTURES'];

function address(site: Site): string {
  const asked = goldenRequest('r09-srcaddr-D');
  const [start, end] = [asked.start, asked.end].map((ms) => new Date(ms).toISOString());
  const times = {
    start_date: start?.slice(0, 10) ?? '',
    start_time: start?.slice(11, 19) ?? '',
    end_date: end?.slice(0, 10) ?? '',
    end_time: end?.slice(11, 19) ?? '',
  };
  const query = new URLSearchParams({ ...Object.fromEntries(asked.parameters), ...times });
  return `${site.url('FlowViewer_Main.cgi')}?${query.toString()}`;
}

describe('a report that takes long, served by Apache', () => {
  const served = new ServedBrowser();
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let heard: string[];
  let slow: SlowFile;

  before(() => {
    ({ site, browser } = served);
  });
  beforeEach(async () => {
    slow = await site.slowFile(SLOW);
    context = await browser.newContext({ viewport: SCREENS.desk, javaScriptEnabled: false });
    page = await context.newPage();
    heard = complaints(page);
  });
  afterEach(async function () {
    await context.close();
    await slow.restore();
    if (this.currentTest?.state === 'failed') console.error(`Apache's error log:\n${await site.apache.log()}`);
  });

  const steps = () => page.locator('[role=progressbar]');
  const seen = async (): Promise<string[]> => {
    const texts: string[] = [];
    for (const step of await steps().all()) if (await step.isVisible()) texts.push(await step.innerText());
    return texts;
  };
  const picture = async (name: string): Promise<void> => {
    for (const [screen, size] of PICTURES === undefined ? [] : Object.entries(SCREENS)) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${PICTURES}/${name}-${screen}.png` });
    }
  };

  it('shows how far it is before the answer is there, without JavaScript, and then the answer alone', async () => {
    const loaded = page.goto(address(site));
    let last: string[] = [];
    await until(async () => /^([1-9]\d*) of \d+ files, [\d,]+ flows read/.test((last = await seen()).join('|')), {
      within: 20_000,
      else: () => new Error(`the page shows ${last.join('; ')}`),
    });
    assert.equal(last.length, 1, 'only the latest step is shown');
    assert.equal(await page.locator('h1').innerText(), 'Source IP edge1');
    assert.equal(await page.getByRole('link', { name: 'Change this report' }).count(), 1);
    const bar = page.getByRole('progressbar', { name: 'Flow files read' });
    assert.match((await bar.getAttribute('aria-valuetext')) ?? '', /^\d+ of \d+ files, [\d,]+ flows read/);
    await picture('waiting');
    await slow.finish();
    await loaded;
    assert.deepEqual(await seen(), []);
    assert.ok((await steps().count()) > 0);
    const rows = await page.locator('table tbody tr').count();
    assert.equal(rows, Math.min(100, goldenRequest('r09-srcaddr-D').rows.length));
    assert.ok(await page.locator('.foot').isVisible());
    await picture('finished');
    assert.deepEqual(heard, []);
  });

  it('has no barrier while it waits, in light and dark colours', async () => {
    await context.close();
    context = await browser.newContext({ viewport: SCREENS.phone });
    page = await context.newPage();
    const loaded = page.goto(address(site), { waitUntil: 'commit' });
    await loaded;
    await steps().first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await barriers(page), []);
    }
    await slow.finish();
    await page.waitForLoadState();
  });

  it('is sent as it comes also where it is compressed', async () => {
    const gunzip = createGunzip().setEncoding('utf8');
    let text = '';
    let ended = false;
    gunzip.on('data', (piece: string) => (text += piece)).on('end', () => (ended = true));
    const encoding = await new Promise<string | undefined>((resolve, reject) => {
      const asked = request(address(site), { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
        response.pipe(gunzip);
        resolve(response.headers['content-encoding']);
      });
      asked.on('error', reject).end();
    });
    assert.equal(encoding, 'gzip');
    const missing = () => new Error(`there is only: ${text}`);
    await until(() => /\d+ of \d+ files/.test(text), { within: 20_000, else: missing });
    assert.ok(!ended);
    await slow.finish();
    await until(() => ended, { within: 20_000, else: missing });
    assert.match(text, /<\/table>[^]*<\/html>\s*$/);
  });

  it('stops when its reader has gone', async () => {
    await page.goto(address(site), { waitUntil: 'commit' });
    await steps().first().waitFor();
    await slow.watch();
    await context.close();
    await until(() => slow.isLeft(), { within: 20_000, else: () => new Error('the file is still being read') });
  });

  for (const format of ['json', 'csv'])
    it(`stops when its reader has gone, though its ${format} has not begun`, async () => {
      const asked = request(`${address(site)}&format=${format}`).on('error', () => undefined);
      asked.end();
      await until(() => slow.isOpened(), { within: 20_000, else: () => new Error('nobody reads the file') });
      await slow.watch();
      asked.destroy();
      await until(() => slow.isLeft(), { within: 20_000, else: () => new Error('the file is still being read') });
    });
});
