/** A site behind Apache with a page of a browser on it: hooks of a suite, which each test gets a page of its own from. */
import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { complaints } from './browser.js';
import { ServedBrowser } from './served-browser.js';
import type { Site } from './site.js';

export const PHONE = { width: 390, height: 844 } as const;
export const DESK = { width: 1280, height: 900 } as const;

export class BrowsedSite {
  readonly #served = new ServedBrowser();
  #page: Page | undefined;

  /** Registers the hooks; whatever goes wrong in a page fails its test. */
  constructor() {
    let context: BrowserContext;
    let heard: string[] = [];
    beforeEach(async () => {
      context = await this.#served.browser.newContext({ viewport: DESK });
      this.#page = await context.newPage();
      heard = complaints(this.#page);
    });
    const log = (): Promise<string> => this.site.apache.log();
    afterEach(async function () {
      await context.close();
      assert.deepEqual(heard, []);
      if (this.currentTest?.state === 'failed') console.error(`Apache's error log:\n${await log()}`);
    });
  }

  /** From the suite's own `before` on. */
  get site(): Site {
    return this.#served.site;
  }

  /** From the suite's own `beforeEach` on. */
  get page(): Page {
    assert.ok(this.#page, 'before a test');
    return this.#page;
  }

  /** Clicks on what leads to another page, and waits for that. */
  async follow(locator: Locator): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), locator.click()]);
  }

  /** Width of what is shown, and of the window, px. */
  widths(): Promise<[content: number, window: number]> {
    return this.page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]');
  }
}
