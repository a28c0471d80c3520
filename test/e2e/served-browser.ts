/** A site behind Apache, and a browser to look at it with: hooks of a suite. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.js';
import { killPrograms } from './program.js';
import { Site } from './site.js';

export class ServedBrowser {
  #site: Site | undefined;
  #browser: Browser | undefined;

  /** Registers the hooks. */
  constructor() {
    let starting: Promise<unknown>[] = [];
    before(async () => {
      starting = [
        Site.start().then((site) => (this.#site = site)),
        startBrowser().then((browser) => (this.#browser = browser)),
      ];
      await Promise.all(starting);
    });
    after(async () => {
      await Promise.allSettled(starting); // what starts too late for the tests is ended all the same
      await this.#browser?.close();
      await this.#site?.stop();
      killPrograms();
    });
  }

  /** From the suite's own `before` on. */
  get site(): Site {
    assert.ok(this.#site, 'before the suite');
    return this.#site;
  }

  /** The same. */
  get browser(): Browser {
    assert.ok(this.#browser, 'before the suite');
    return this.#browser;
  }
}
