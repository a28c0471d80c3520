/**
 * Completes what tsc left in build/: commands without extension, files that are not TypeScript, and no leftovers of
 * deleted sources. Runs after tsc; changes only what differs, so that a repeated build is quick.
 */
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { buildSync } from 'esbuild';
import { markdownHtml } from '../build/lib/manual/markdown.js';
import { bundlePrograms } from './bundle.mjs';

const BUILD = 'build';

/** Folders that have a twin in build/, and what each becomes there. */
const TREES = [
  { folder: 'lib' },
  { folder: 'bin', executables: '' },
  { folder: 'cgi-bin', executables: '.cgi' },
  { folder: 'test', skip: 'golden' },
  { folder: 'bench' },
  { folder: 'htdocs' },
  { folder: 'etc' },
  { folder: 'cron' },
  { folder: 'init.d' },
];

/** @returns {string[]} paths of all files below a folder, the folder's own name included */
function filesBelow(folder, skip) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === skip ? [] : filesBelow(path, skip);
    return [path];
  });
}

/** Makes a relative link beside its target; leaves one that is already right. */
function link(path, target) {
  if (lstatSync(path, { throwIfNoEntry: false })) {
    if (lstatSync(path).isSymbolicLink() && readlinkSync(path) === target) return;
    rmSync(path);
  }
  symlinkSync(target, path);
}

/** Copies a file with its mode unless the copy has the same size and is not older. */
function copy(from, to) {
  const source = statSync(from);
  const copied = statSync(to, { throwIfNoEntry: false });
  if (copied?.size === source.size && copied.mtimeMs >= source.mtimeMs && copied.mode === source.mode) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, source.mode & 0o777);
}

/** What the browser runs: each script of htdocs/ with the packages that it imports, as one file beside its source's twin. */
function bundle(source, to) {
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
    write: false,
  });
  const [{ contents }] = outputFiles;
  if (existsSync(to) && readFileSync(to).equals(contents)) return;
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, contents);
}

/** Style sheets of packages that scripts of htdocs/ use, by their places there. */
const PACKAGE_STYLES = { 'js/uPlot.css': 'uplot/dist/uPlot.min.css' };

/** A program of bin/ or cgi-bin/ starts with `#!`; what does not is a part of one. */
function isProgram(source) {
  return readFileSync(source, 'utf8').startsWith('#!');
}

/** Removes files that nothing in the tree stands for, and folders left empty. @returns {boolean} whether it is empty */
function removeLeftovers(folder, wanted) {
  let empty = true;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const gone = entry.isDirectory() ? removeLeftovers(path, wanted) : !wanted.has(path);
    if (gone) rmSync(path, { recursive: true });
    else empty = false;
  }
  return empty;
}

/** The pictures of the user guide; and the guide itself as HTML, which a page puts its frame around. */
const PICTURES = 'docs/images';
const GUIDE = { from: 'docs/guide.md', to: join(BUILD, 'lib/web/guide.html') };

const programs = [];
for (const { folder, executables, skip } of TREES) {
  const wanted = new Set();
  for (const source of filesBelow(folder, skip && join(folder, skip))) {
    const { dir, name, ext } = parse(source);
    const base = join(BUILD, dir, name);
    if (ext === '.mjs' && folder === 'htdocs') {
      bundle(source, `${base}.js`);
      wanted.add(`${base}.js`);
      continue;
    }
    if (ext !== '.ts') {
      copy(source, join(BUILD, source));
      wanted.add(join(BUILD, source));
      continue;
    }
    if (source.endsWith('.d.ts')) continue;
    wanted.add(`${base}.js`).add(`${base}.js.map`);
    if (executables === undefined || !existsSync(`${base}.js`) || !isProgram(source)) continue;
    chmodSync(`${base}.js`, 0o755);
    programs.push(`${base}.js`);
    link(base + executables, join('..', 'bundle', dir, `${name}.cjs`));
    wanted.add(base + executables);
  }
  const twin = join(BUILD, folder);
  if (folder === 'lib' && existsSync(GUIDE.from)) {
    writeFileSync(GUIDE.to, markdownHtml(readFileSync(GUIDE.from, 'utf8')));
    wanted.add(GUIDE.to);
  }
  if (folder === 'htdocs' && existsSync(PICTURES))
    for (const picture of readdirSync(PICTURES)) {
      const to = join(twin, 'guide', picture);
      copy(join(PICTURES, picture), to);
      wanted.add(to);
    }
  if (folder === 'htdocs')
    for (const [to, style] of Object.entries(PACKAGE_STYLES)) {
      copy(createRequire(import.meta.url).resolve(style), join(twin, to));
      wanted.add(join(twin, to));
    }
  if (existsSync(twin) && removeLeftovers(twin, wanted)) rmSync(twin, { recursive: true });
}
await bundlePrograms(BUILD, programs);
