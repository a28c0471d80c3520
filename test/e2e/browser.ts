/** Debian's Chromium without a window. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { installed } from './program.js';

/** No network but the page's, and what a container without user namespaces or GPU needs. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: installed('chromium'), args: ARGUMENTS });
}

/**
 * Everything that goes wrong in a page from now on: uncaught errors, console errors and warnings, which include breaches
 * of the content security policy, and resources that cannot be loaded. A page itself may well have an error status.
 */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    const isStatus = message.text().startsWith('Failed to load resource'); // heard below, with what it is about
    if (['error', 'warning'].includes(message.type()) && !isStatus) heard.push(`${message.type()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => heard.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`));
  page.on('response', (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= 400 && !isPage) heard.push(`${response.status()}: ${response.url()}`);
  });
  return heard;
}
