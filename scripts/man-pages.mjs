/**
 * The tables of the commands, pages and metrics, and lib/manual → docs/man, docs/api.md, the table in docs/operations.md.
 *   node scripts/man-pages.mjs           writes them
 *   node scripts/man-pages.mjs --check   names each file that is not as it would be written, with status 1
 * Needs a build.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiPage } from '../build/lib/manual/api.js';
import { withMetrics } from '../build/lib/manual/metrics.js';
import { fileOf } from '../build/lib/manual/page.js';
import { contents } from '../build/lib/manual/contents.js';
import { PAGES } from '../build/lib/manual/pages.js';
import { renderPage } from '../build/lib/manual/render.js';

const FOLDER = 'docs/man';
/** As seen from there. */
const API = '../api.md';
const OPERATIONS = '../operations.md';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const wanted = new Map([
  ...PAGES.map((page) => [fileOf(page), renderPage(page, version)]),
  ['README.md', contents(PAGES)],
  [API, apiPage()],
  [OPERATIONS, withMetrics(readFileSync(join(FOLDER, OPERATIONS), 'utf8'))],
]);
mkdirSync(FOLDER, { recursive: true });
const names = [...readdirSync(FOLDER), ...(existsSync(join(FOLDER, API)) ? [API] : []), OPERATIONS];
const found = new Map(names.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
const stale = [...new Set([...wanted.keys(), ...found.keys()])].filter((name) => wanted.get(name) !== found.get(name));

if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`${join(FOLDER, name)} is not current: run make man`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const name of stale) {
    const text = wanted.get(name);
    if (text === undefined) rmSync(join(FOLDER, name));
    else writeFileSync(join(FOLDER, name), text);
  }
}
