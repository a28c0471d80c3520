/**
 * The tables of the commands and lib/manual → docs/man.
 *   node scripts/man-pages.mjs           writes docs/man
 *   node scripts/man-pages.mjs --check   names each file that is not as it would be written, with status 1
 * Needs a build.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from '../build/lib/manual/page.js';
import { contents } from '../build/lib/manual/contents.js';
import { PAGES } from '../build/lib/manual/pages.js';
import { renderPage } from '../build/lib/manual/render.js';

const FOLDER = 'docs/man';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const wanted = new Map([
  ...PAGES.map((page) => [fileOf(page), renderPage(page, version)]),
  ['README.md', contents(PAGES)],
]);
mkdirSync(FOLDER, { recursive: true });
const found = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
const stale = [...new Set([...wanted.keys(), ...found.keys()])].filter((name) => wanted.get(name) !== found.get(name));

if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`${FOLDER}/${name} is not current: run make man`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const name of stale) {
    const text = wanted.get(name);
    if (text === undefined) rmSync(join(FOLDER, name));
    else writeFileSync(join(FOLDER, name), text);
  }
}
