import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { barriers } from './accessibility.js';
import { BrowsedSite, DESK, PHONE } from './browsed-site.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { giveToServer } from './apache.js';
import type { Site } from './site.js';

/** Flows of one device lie in the hours before the test: one each minute, of a minute's length. */
const MINUTES = 180;
const MINUTE = 60_000;
const FILE_MINUTES = 15;

/** Writes them as flow-capture would have. */
async function writeRecentFlows(directory: string): Promise<void> {
  const begin = Math.floor(Date.now() / (FILE_MINUTES * MINUTE)) * FILE_MINUTES * MINUTE - MINUTES * MINUTE;
  for (let start = begin; start < begin + MINUTES * MINUTE; start += FILE_MINUTES * MINUTE) {
    const records = Array.from({ length: FILE_MINUTES }, (_, minute) => {
      const at = start + minute * MINUTE;
      return timedRecord(at, at + MINUTE, 3_600_000_000, {
        prot: 6,
        doctets: 7_500_000,
        dpkts: 6000,
        srcaddr: 1,
        dstaddr: 2,
      });
    });
    await writeRowFile(directory, { version: '5', start, records });
  }
}

describe('trackings in a browser, served by Apache', () => {
  const browsed = new BrowsedSite();
  let site: Site;
  let page: Page;

  before(async () => {
    ({ site } = browsed);
    await writeRecentFlows(join(site.dataDirectory, 'core'));
    await giveToServer(site.dataDirectory);
  });
  beforeEach(() => {
    ({ page } = browsed);
  });

  const follow = (locator: Locator): Promise<void> => browsed.follow(locator);

  async function create(label: string): Promise<void> {
    await page.goto(site.url('FlowTracker.cgi'));
    await page.getByLabel('Device', { exact: true }).selectOption('edge1');
    await page.getByLabel('Label', { exact: true }).fill(label);
    await follow(page.getByRole('button', { name: 'Create Tracking' }).first());
  }

  /** Resolves when all pictures are there; one that cannot be drawn is a complaint. */
  const drawn = (): Promise<unknown> => page.waitForLoadState('networkidle');

  /** Pictures that the browser has drawn. */
  const pictures = (): Promise<number> =>
    page.evaluate<number>('[...document.images].filter((each) => each.complete && each.naturalWidth > 100).length');

  it('are created from a report, recreated from the past with progress, and drawn', async function () {
    this.timeout(300_000);
    await page.goto(site.url('FlowViewer_Main.cgi?device_name=core&start_date=-3h&stat_report=12&protocols=tcp'));
    await follow(page.locator('main').getByRole('link', { name: 'Open in FlowTracker' }));
    assert.equal(await page.getByLabel('Protocols', { exact: true }).inputValue(), 'tcp');
    await page.getByLabel('Label', { exact: true }).fill('TCP of <core> – Köln');
    await page.getByLabel('Begin', { exact: true }).selectOption('past');
    await page.getByLabel('Start Date', { exact: true }).fill('-3h');
    await page.getByLabel('Start Time', { exact: true }).fill('');
    await follow(page.getByRole('button', { name: 'Create Tracking' }).first());
    await page.getByText(/The past is being computed|The past has been computed/).waitFor();
    await page.getByText('The past has been computed').waitFor({ timeout: 240_000 });
    await page.getByRole('heading', { name: 'Last 12 Months' }).waitFor();
    await drawn();
    assert.ok((await pictures()) >= 5);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/past.png`, fullPage: true });
    await follow(page.getByRole('link', { name: 'List values: Last 24 Hours' }));
    // a million bits each second, as they were written
    assert.ok((await page.getByRole('cell', { name: '1,000,000', exact: true }).count()) >= 12);
  });

  it('are revised, grouped with a preview, put on a dashboard, and removed after a question', async () => {
    for (const label of ['in', 'out']) await create(label);
    await follow(page.getByRole('link', { name: 'Revise' }));
    await page.getByLabel('Protocols', { exact: true }).fill('udp');
    await page.getByLabel('Revision Comment').fill('only UDP');
    await follow(page.getByRole('button', { name: 'Revise Tracking' }).first());
    await page.getByText(/: only UDP$/).waitFor();
    await page.goto(site.url('FlowTracker.cgi'));
    await page.getByLabel('Label', { exact: true }).fill('Both');
    await page.getByLabel('Type', { exact: true }).selectOption('Group');
    await follow(page.getByRole('button', { name: 'Create Tracking' }).first());
    for (const label of ['in', 'out']) {
      await page.getByLabel('Tracking to add').selectOption(label);
      await follow(page.getByRole('button', { name: 'Add' }));
    }
    await page.getByRole('img', { name: 'Preview of the group' }).waitFor();
    await drawn();
    assert.equal(await page.locator('.component strong').count(), 2);
    assert.deepEqual(await barriers(page), []);
    await follow(page.getByRole('button', { name: 'Save group' }));
    await page.getByText('The group has been saved').waitFor();
    await page.goto(site.url('FlowTracker_Dashboard.cgi'));
    await page.getByLabel('Name', { exact: true }).fill('Main');
    await page.getByLabel('Tracking at place 1').selectOption('both');
    assert.deepEqual(await barriers(page), []);
    await follow(page.getByRole('button', { name: 'Save dashboard' }));
    await page.getByRole('img', { name: 'Both: Last 24 Hours' }).waitFor();
    await follow(page.locator('main').getByRole('link', { name: 'All trackings' }));
    await follow(page.getByRole('link', { name: 'Remove in', exact: true }));
    const definition = join(site.folder, 'filters', 'in.fil');
    assert.match(readFileSync(definition, 'utf8'), /monitor_label: in/);
    await follow(page.getByRole('button', { name: 'Remove' }));
    assert.equal(await page.getByRole('link', { name: 'in', exact: true }).count(), 0);
    assert.throws(() => readFileSync(definition));
  });

  it('are made, tried, revised, saved, removed and brought back where no scripts run', async () => {
    const context = await page.context().browser()!.newContext({ viewport: PHONE, javaScriptEnabled: false }); // a page that is open has one
    try {
      const bare = await context.newPage();
      const press = (name: string): Promise<void> => bare.getByRole('button', { name }).first().click();
      const choose = (name: string): Promise<void> => bare.getByRole('link', { name, exact: true }).click();
      await bare.goto(site.url('FlowTracker.cgi'));
      await bare.getByLabel('Device', { exact: true }).selectOption('core');
      await bare.getByLabel('Label', { exact: true }).fill('no <scripts>');
      await bare.getByLabel('Begin', { exact: true }).selectOption('past');
      await bare.getByLabel('Start Date', { exact: true }).fill('-2h');
      await bare.getByLabel('Start Time', { exact: true }).fill('');
      await press('Create Tracking');
      await bare.getByText('The past has been computed').waitFor(); // the page comes again by itself
      await press('Dismiss');
      await choose('Revise');
      await bare.getByLabel('Alert', { exact: true }).selectOption('eachtime');
      await bare.getByLabel('Alert Threshold').fill('0.5M');
      await press('Try the alert');
      await bare.getByText('would have fired once').waitFor();
      await bare.getByLabel('Alert Destination').fill('noc@example.net');
      await press('Revise Tracking');
      await bare.getByText('above 500 kbps').waitFor();
      await choose('Save graphs');
      await press('Save graphs');
      await bare.getByRole('link', { name: 'As it is now' }).click();
      await choose('Remove');
      await press('Remove');
      await bare.getByText('Removed', { exact: true }).click();
      await choose('Bring back no <scripts>');
      await press('Bring back');
      await bare.getByText('It has been brought back').waitFor();
    } finally {
      await context.close();
    }
  });

  it('fit the screen of a phone, and have no barriers in light and dark colours', async () => {
    await create('A rather long label of a tracking, such as people give: Köln to Frankfurt');
    const addresses = [
      page.url(),
      ...['.cgi', '_Management.cgi', '_Dashboard.cgi?action=new', '_DisplayPublic.cgi'].map((end) =>
        site.url(`FlowTracker${end}`),
      ),
    ];
    for (const address of addresses) {
      await page.setViewportSize(DESK);
      await page.goto(address);
      await page.emulateMedia({ colorScheme: 'light' });
      assert.deepEqual(await barriers(page), [], address);
      if (process.env['SHOTS'])
        await page.screenshot({
          path: `${process.env['SHOTS']}/${addresses.indexOf(address)}-desk.png`,
          fullPage: true,
        });
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await barriers(page, ['color-contrast']), [], address);
      await page.setViewportSize(PHONE);
      if (process.env['SHOTS'])
        await page.screenshot({
          path: `${process.env['SHOTS']}/${addresses.indexOf(address)}-phone.png`,
          fullPage: true,
        });
      const [content, window] = await browsed.widths();
      assert.ok(content <= window, `${address} is ${content} px wide on a screen of ${window}`);
    }
  });
});
