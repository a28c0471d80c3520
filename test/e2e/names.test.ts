/** Names that come after their page: slow name servers, with and without JavaScript. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import dnsPacket from 'dns-packet';
import type { Browser } from 'playwright-core';
import { fakeServer, type FakeServer } from '../names/name-server.js';
import { barriers } from './accessibility.js';
import { complaints } from './browser.js';
import { ServedBrowser } from './served-browser.js';
import type { Site } from './site.js';

/** Longer than a page waits for names, shorter than a name server is waited for, ms. */
const SLOW = 600;

const REPORT =
  'FlowViewer_Main.cgi?device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00&stat_report=9&cutoff_lines=20&resolve_addresses=Y';

/** Calls every host after its address. */
function answer(question: Buffer): Uint8Array {
  const { id = 0, questions = [] } = dnsPacket.decode(question);
  const { name, type } = questions[0] ?? { name: '', type: '' };
  const data = `host-${name.replace(/\.in-addr\.arpa$/, '').replaceAll('.', '-')}.<b>.example`;
  const answers = type === 'PTR' ? [{ type: 'PTR' as const, name, ttl: 300, data }] : [];
  return dnsPacket.encode({ type: 'response', id, questions, answers });
}

describe('names in a browser', () => {
  const served = new ServedBrowser();
  let site: Site;
  let browser: Browser;
  let slow: FakeServer;

  before(async () => {
    slow = await fakeServer(() => {
      const nth = slow.asked.length - 1;
      setTimeout(() => {
        const asked = slow.asked[nth];
        if (asked) slow.send(answer(asked.octets), asked.from.port);
      }, SLOW);
      return [];
    });
    ({ site, browser } = served);
    const file = join(site.folder, 'etc/FlowViewer.toml');
    const toml = await readFile(file, 'utf8');
    await writeFile(file, toml.replace(/^dns_servers = .*$/m, `dns_servers = ["${slow.text}"]`));
  });
  after(() => slow.close());

  it('fill in after the page has come, as text, and are known to the next page', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const heard = complaints(page);
    await page.goto(site.url(REPORT));
    const cells = page.locator('tbody td.address');
    await page.locator('#names').waitFor({ state: 'detached' });
    const texts = await cells.allInnerTexts();
    assert.equal(texts.length, 20);
    for (const text of texts) assert.match(text, /^host-[\d-]+\.<b>\.example\s+[\d.]+/);
    assert.deepEqual(await barriers(page), []);
    await page.setViewportSize({ width: 390, height: 844 });
    const [content, window] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    assert.ok(content <= window);
    await page.reload();
    assert.equal(await page.locator('#names').count(), 0);
    assert.deepEqual(await cells.allInnerTexts(), texts);
    assert.deepEqual(heard, []);
    await context.close();
  });

  it('come by a link where scripts do not run', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(site.url(REPORT.replace('stat_report=9', 'stat_report=8')));
    const cells = page.locator('tbody td.address');
    assert.ok((await cells.allInnerTexts()).some((text) => /^[\d.]+$/.test(text.trim())));
    await page.getByRole('link', { name: 'Names now' }).click();
    for (const text of await cells.allInnerTexts()) assert.match(text, /^host-/);
    await plain.close();
  });
});
