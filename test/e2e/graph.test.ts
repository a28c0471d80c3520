/** Graphs in a browser behind Apache: live where scripts run, a picture where they do not. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { barriers } from './accessibility.js';
import { complaints } from './browser.js';
import { ServedBrowser } from './served-browser.js';
import type { Site } from './site.js';

const HOUR =
  'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00&resolve_addresses=N';
const GRAPH = `FlowGrapher_Main.cgi?${HOUR}&bucket_size=60&detail_lines=5`;

async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

describe('a graph in a browser', () => {
  const served = new ServedBrowser();
  let site: Site;
  let browser: Browser;

  before(() => {
    ({ site, browser } = served);
  });

  it('shows the value under the pointer, and asks anew for a range that is dragged', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: 'Asia/Tokyo' });
    const page = await context.newPage();
    const heard = complaints(page);
    await page.goto(site.url(GRAPH));
    const over = page.locator('.graph .u-over');
    await over.waitFor();
    assert.equal(await page.locator('.graph picture').isVisible(), false);
    const box = await over.boundingBox();
    assert.ok(box);
    // half a bucket into the third minute, when the burst is on
    await page.mouse.move(box.x + (box.width * 2.2) / 60, box.y + 20);
    const legend = page.locator('.u-legend');
    await legend.getByText('06/15/2025 00:02:00 UTC').waitFor();
    assert.match(await legend.innerText(), /Bits\/Second:?\s*2\d\d\.\d+ Mbit\/s/);
    const csv = await (await context.request.get(site.url(`${GRAPH}&format=csv`))).text();
    const [, ...buckets] = csv.trimEnd().split('\r\n');
    assert.equal(buckets.length, 60);
    for (const minute of [0, 7, 31, 59]) {
      await page.mouse.move(box.x + (box.width * (minute + 0.2)) / 60, box.y + 30);
      await legend.getByText(`00:${String(minute).padStart(2, '0')}:00 UTC`).waitFor();
      const [, digits, prefix = ''] = /([\d.]+) ([kMG]?)bit\/s/.exec(await legend.innerText()) ?? [];
      const shown = Number(digits) * { '': 1, k: 1e3, M: 1e6, G: 1e9 }[prefix]!;
      const exact = Number(buckets[minute]?.split(',')[1]);
      assert.ok(Math.abs(shown - exact) <= 0.001 * exact, `${minute}: ${shown} for ${exact}`);
    }
    assert.deepEqual(await barriers(page), []);

    await page.mouse.move(box.x + box.width / 4, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/start_time=00(%3A|:)1[45]/);
    await page.locator('.graph .u-over').waitFor();
    assert.match(await page.locator('.span strong').innerText(), / 00:1[45]:\d\d – \S+ 00:(29|30):\d\d/);
    assert.deepEqual(heard, []);
    await context.close();
  });

  it('is drawn to the end of the last value before a gap, and in the order of the picture’s legend', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    const page = await context.newPage();
    const end = HOUR.replace('start_time=00:00:00', 'start_time=01:00:00').replace('end_time=01:00', 'end_time=02:30');
    await page.goto(site.url(`FlowGrapher_Main.cgi?${end}&bucket_size=300&detail_lines=0`));
    await page.locator('.graph .u-over').waitFor();
    // flows are recorded until 01:30: into the sixth of eighteen values
    const pixel = async (part: number): Promise<string> =>
      page.evaluate<string>(`(() => {
        const over = document.querySelector('.u-over');
        const canvas = document.querySelector('.graph canvas');
        const scale = canvas.width / canvas.clientWidth;
        const [x, y] = [over.offsetLeft + ${part} * over.clientWidth, over.offsetTop + over.clientHeight - 6];
        const [red, green, blue] = canvas.getContext('2d').getImageData(x * scale, y * scale, 1, 1).data;
        return [red, green, blue].join();
      })()`);
    assert.equal(await pixel(5.5 / 18), '246,199,150', 'the colour of the area');
    assert.notEqual(await pixel(6.5 / 18), '246,199,150');

    await page.goto(site.url(`${GRAPH}&split=srcaddr&compare=day`));
    await page.locator('.graph .u-over').waitFor();
    const labels = await page.locator('.u-legend .u-label').allInnerTexts();
    const parts = await page.locator('table.parts tbody tr td:first-child').allInnerTexts();
    assert.deepEqual(
      labels.map((label) => label.replace(/:$/, '')),
      ['Time', ...parts.map((part) => part.trim()), 'The day before'],
    );
    await context.close();
  });

  it('split into parts can be read by everybody, wide and narrow, light and dark', async () => {
    for (const [width, colorScheme] of [
      [1600, 'dark'],
      [600, 'light'],
      [390, 'dark'],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const heard = complaints(page);
      await page.goto(site.url(`${GRAPH}&split=srcaddr&compare=day`));
      await page.locator('.graph .u-over').waitFor();
      assert.ok((await overflow(page)) <= 0, `${width}`);
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(heard, []);
      await context.close();
    }
  });

  it('is a picture where scripts do not run, and the form leads to it', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url(`FlowGrapher.cgi?${HOUR}&bucket_size=60`));
    assert.ok((await overflow(page)) <= 0);
    await page.getByRole('button', { name: 'Draw Graph' }).first().click();
    const image = page.locator('.graph img');
    await image.waitFor();
    assert.equal(await page.evaluate<number>('document.querySelector(".graph img").naturalWidth'), 600);
    assert.ok((await overflow(page)) <= 0);
    await page.getByRole('link', { name: 'Picture' }).click();
    assert.match(page.url(), /format=png/);
    await context.close();
  });
});
