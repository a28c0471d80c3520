import assert from 'node:assert/strict';
import { readdir, rename } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { barriers } from './accessibility.js';
import { BrowsedSite, DESK, PHONE } from './browsed-site.js';
import { freePort } from '../free-port.js';
import type { Site } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';
const REPORT = `FlowViewer_Main.cgi?${HOUR}&stat_report=12&source_address=10.0.0.0/8`;

describe('saving in a browser, served by Apache', () => {
  const browsed = new BrowsedSite();
  let site: Site;
  let page: Page;

  before(() => {
    ({ site } = browsed);
  });
  beforeEach(() => {
    ({ page } = browsed);
  });

  const table = (): Promise<string[]> => page.locator('table.report :is(tbody, tfoot) :is(td, th)').allInnerTexts();
  const saved = async (): Promise<string[]> => (await readdir(join(site.folder, 'saves'))).sort();

  const follow = (locator: Locator): Promise<void> => browsed.follow(locator);

  async function saveReport(name: string): Promise<void> {
    await page.goto(site.url(REPORT));
    await follow(page.getByRole('link', { name: 'Save report' }));
    await page.getByRole('textbox').fill(name);
    await follow(page.getByRole('button', { name: 'Save report' }));
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  }

  it('keeps a report that opens as it was when its flows are gone', async () => {
    await page.goto(site.url(REPORT));
    const shown = await table();
    assert.ok(shown.length > 10);
    await saveReport('Protocols – Köln');
    assert.deepEqual(await table(), shown);
    await rename(site.dataDirectory, `${site.dataDirectory}-away`);
    try {
      await page.reload();
      assert.deepEqual(await table(), shown);
      await follow(page.getByRole('columnheader', { name: 'Flows', exact: true }).getByRole('link'));
      assert.deepEqual((await table()).sort(), [...shown].sort());
      await page.goto(site.url('FlowViewer.cgi'));
      await page.getByText('Saved reports', { exact: true }).click();
      await follow(page.getByRole('link', { name: 'Protocols – Köln' }));
      assert.deepEqual(await table(), shown);
    } finally {
      await rename(`${site.dataDirectory}-away`, site.dataDirectory);
    }
    await follow(page.getByRole('link', { name: 'Ask again', exact: true }));
    assert.deepEqual(await table(), shown);
  });

  it('removes a report only after a question', async () => {
    await saveReport('short-lived');
    const before = await saved();
    await follow(page.getByRole('link', { name: 'Remove' }));
    assert.deepEqual(await saved(), before);
    await follow(page.getByRole('button', { name: 'Remove report' }));
    await page.getByRole('heading', { name: 'Saved reports and filters' }).waitFor();
    assert.equal((await saved()).length, before.length - 1);
    assert.equal(await page.getByRole('link', { name: 'short-lived', exact: true }).count(), 0);
  });

  it('keeps the filter of the form as it was typed, under any name, once', async () => {
    await page.goto(site.url('FlowViewer.cgi'));
    await page.getByLabel('Source IPs', { exact: true }).fill('10.0.0.0/8, -10.1.0.0/16');
    await follow(page.getByRole('button', { name: 'Save filter' }));
    for (const attempt of ['first', 'again']) {
      await page.getByRole('textbox').fill('東京 <uplink>');
      await follow(page.getByRole('button', { name: 'Save filter' }));
      if (attempt === 'again') break;
      await page.getByRole('row', { name: '東京 <uplink>' }).waitFor();
      await page.goBack();
    }
    assert.match(await page.getByRole('alert').innerText(), /There is a filter "東京 <uplink>" already/);
    await page.goto(site.url('FlowViewer.cgi'));
    await page.getByText('Saved filters', { exact: true }).click();
    await follow(page.getByRole('link', { name: '東京 <uplink>' }));
    assert.equal(await page.getByLabel('Source IPs', { exact: true }).inputValue(), '10.0.0.0/8, -10.1.0.0/16');
  });

  it('refuses a form that another site sends, though the browser has been here', async () => {
    await saveReport('not yours');
    const id = new URL(page.url()).searchParams.get('report') ?? '';
    await follow(page.getByRole('link', { name: 'Remove' }));
    const token = await page.locator('input[name=csrf_token]').inputValue();
    const action = site.url('FlowViewer_SaveManage.cgi');
    const fields = Object.entries({ action: 'remove_report', id, csrf_token: token })
      .map(([name, value]) => `<input name="${name}" value="${value}">`)
      .join('');
    const port = await freePort();
    const evil: Server = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        `<link rel="icon" href="data:,"><form method="post" action="${action}">${fields}<button>Win</button></form>`,
      );
    });
    await new Promise<void>((resolve) => evil.listen(port, '127.0.0.1', resolve));
    try {
      for (const host of ['127.0.0.1', 'localhost']) {
        await page.goto(`http://${host}:${port}/`);
        await follow(page.getByRole('button'));
        assert.match(await page.locator('main').innerText(), /not sent by a page of this site.*Nothing was changed/s);
      }
    } finally {
      evil.close();
    }
    assert.ok((await saved()).includes(`${id}.report`));
  });

  it('fits the screen of a phone, and has no barriers in light and dark colours', async () => {
    await saveReport('A rather long name of a saved report, such as people give: Köln to Frankfurt');
    const saves = [
      page.url(),
      site.url('FlowViewer_SaveManage.cgi'),
      site.url(`FlowViewer_Save.cgi?action=name_filter&${HOUR}`),
    ];
    for (const address of saves) {
      await page.setViewportSize(DESK);
      await page.goto(address);
      await page.emulateMedia({ colorScheme: 'light' });
      assert.deepEqual(await barriers(page), []);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await barriers(page, ['color-contrast']), []);
      await page.setViewportSize(PHONE);
      const [content, window] = await browsed.widths();
      assert.ok(content <= window, `${address} is ${content} px wide on a screen of ${window}`);
    }
  });
});
