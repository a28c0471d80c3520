/** flowviewer-httpd behind Apache, as etc/apache/flowviewer-httpd.conf has it. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { complaints, startBrowser } from './browser.js';
import { killPrograms } from './program.js';
import { Site } from './site.js';
import { until } from './until.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';
const REPORT = `FlowViewer_Main.cgi?${HOUR}&stat_report=12`;
const SLOW = 'edge1/2025/2025-06/2025-06-15/ft-v05.2025-06-15.001000+0000';

describe('flowviewer-httpd, behind Apache', () => {
  let site: Site;
  before(async () => {
    site = await Site.start('flowviewer-httpd');
  });
  after(async () => {
    await site.stop();
    killPrograms();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.error(`Apache's error log:\n${await site.apache.log()}`);
  });

  it('shows its pages with style sheet, and saves what a form asks, in a browser', async () => {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      const heard = complaints(page);
      await page.goto(site.url('FlowViewer.cgi'));
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
      await page.goto(site.url(REPORT));
      assert.ok((await page.locator('table.report tbody tr').count()) > 0);
      await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: 'Save report' }).click()]);
      await page.getByRole('textbox').fill('By way of a proxy');
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Save report' }).click()]);
      await page.getByRole('heading', { name: 'By way of a proxy', level: 1 }).waitFor();
      assert.deepEqual(heard, []);
    } finally {
      await browser.close();
    }
  });

  it('says who was let in only what Apache says', async () => {
    const headers = { 'X-Remote-User': 'root', 'X-Forwarded-For': '192.0.2.1' };
    const { status, headers: sent } = await fetch(site.url('FlowViewer.cgi'), { headers });
    assert.equal(status, 200);
    assert.equal(sent.get('x-content-type-options'), 'nosniff');
    assert.equal((await fetch(site.url('nothing.cgi'))).status, 404);
  });

  for (const format of ['html', 'json', 'csv'])
    it(`stops a report when its reader has gone: ${format}`, async () => {
      const slow = await site.slowFile(SLOW);
      try {
        const asked = request(`${site.url(REPORT)}&format=${format}`).on('error', () => undefined);
        asked.end();
        await until(() => slow.isOpened(), { within: 20_000, else: () => new Error('nobody reads the file') });
        assert.equal((await fetch(site.url('FlowViewer.cgi'))).status, 200, 'a form beside it');
        await slow.watch();
        asked.destroy();
        await until(() => slow.isLeft(), { within: 20_000, else: () => new Error('the file is still being read') });
      } finally {
        await slow.restore();
      }
    });
});
