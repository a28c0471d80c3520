/**
 * Makes of each program one CommonJS file, in build/bundle/: what it imports of lib/, and of packages that are JavaScript
 * alone. Node takes half a millisecond for each module that it finds and links, and a form has sixty; its loader of ES
 * modules takes 10 ms more than that of CommonJS. What is imported late runs late, and a built-in module is loaded when
 * something of it is used. Works on what tsc has left in build/, which tests of lib/ run as it is. A program lies there in
 * three parts: what starts it, its text, and what V8 made of that.
 */
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ejs from 'ejs';
import { build } from 'esbuild';
import { NODE, PROGRAM, START, cachePath, codeCache } from './code-cache.mjs';

/** Packages that become part of the programs. Others are native, have files of their own, or are CommonJS. */
const INLINED = new Set(['d3-array', 'd3-scale', 'd3-shape', 'smol-toml']);

/** A thread's module, as it is started; `new Worker` wants a file, so that it is an entry point too. */
const THREAD = /new URL\('\.\/([\w-]+-worker)\.js', import\.meta\.url\)/g;

/** Every output file is in a folder of the bundle, so that this leads from any of them to build/. */
const TO_BUILD = '../../';

/** The address of the output file, as a URL; CommonJS has no `import.meta`. */
const OWN = "require('node:url').pathToFileURL(__filename)";

/** Built-in modules that Node has loaded when a program begins; any other takes up to 7 ms. */
const AT_HAND = new Set(['buffer', 'events', 'fs', 'path', 'timers', 'url', 'util']);

/** @returns {string[]} paths of all files below a folder */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A module that finds files by its own address still does, because the address it gets is that of the module in build/. */
function addresses(folder) {
  return {
    name: 'addresses',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        const within = relative(folder, path);
        if (within.startsWith('..')) return undefined;
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        // an installation has the programs under their names only
        if (/\.\.\/(?:bin|cgi-bin)\/[\w-]+\.js'/.test(text))
          throw new Error(`${path}: start a program by its name, without .js`);
        const contents = text
          .replaceAll('createRequire(import.meta.url)', 'require') // finds the same packages, and loads nothing for it
          .replace(THREAD, `new URL('../threads/$1.cjs', ${OWN})`)
          .replaceAll('import.meta.url', `new URL('${TO_BUILD}${within}', ${OWN}).href`);
        return { contents, loader: 'js' };
      });
    },
  };
}

/** Names in build/, of the module that compiles templates and of their folder. */
const [TEMPLATES, VIEWS] = ['lib/web/templates.js', 'lib/web/views'];

/** A module as TEMPLATES is, with all templates as functions: they are compiled once, and nothing is read. */
function compiledTemplates(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ejs'))
    .map((name) => name.slice(0, -4));
  const options = { strict: true, localsName: 'it', compileDebug: false };
  const functions = names.map((name) => {
    const template = new ejs.Template(readFileSync(join(folder, `${name}.ejs`), 'utf8'), options);
    template.compile();
    return `${JSON.stringify(name)}: function (it, escapeFn, include) {\n${template.source}\n}`;
  });
  return `const templates = { ${functions.join(',\n')} };
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const escape = (value) => value === undefined || value === null ? '' : String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
const render = (name, it) => templates[name](it, escape, (inner, more) => render(inner, { ...it, ...more }));
export const template = (name) => (it) => render(name, it);
`;
}

/** Templates are part of the programs. */
function templates(folder) {
  return {
    name: 'templates',
    setup({ onLoad }) {
      onLoad({ filter: /\/templates\.js$/ }, ({ path }) =>
        path === join(folder, TEMPLATES)
          ? { contents: compiledTemplates(join(folder, VIEWS)), loader: 'js' }
          : undefined,
      );
    },
  };
}

/** Of `fs/promises`, what `fs` does as well, which is at hand; the module takes 4 ms, and every page looks for files. */
const BY_CALLBACK = new Set(['access', 'lstat', 'mkdir', 'readFile', 'readdir', 'realpath', 'rename', 'rm', 'stat']);

/** A built-in module whose parts are there at once, and which is loaded when one of them is asked for. */
function lateModule(name) {
  const parts = Object.keys(createRequire(import.meta.url)(name)).map((part) =>
    name === 'node:fs/promises' && BY_CALLBACK.has(part)
      ? `${part}: promisify(fs.${part === 'realpath' ? 'realpath.native' : part})`
      : `get ${part}() { return whole().${part}; }`,
  );
  return `const fs = require('node:fs'), { promisify } = require('node:util');
let loaded;
const whole = () => (loaded ??= require('${name}'));
module.exports = { ${parts.join(', ')} };
`;
}

/** Built-in modules are loaded on first use. */
const builtIn = {
  name: 'built-in',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace, kind }) =>
      namespace === 'built-in' || kind === 'require-call' || AT_HAND.has(path.slice(5))
        ? { path, external: true }
        : { path, namespace: 'built-in' },
    );
    onLoad({ filter: /^/, namespace: 'built-in' }, ({ path }) => ({ contents: lateModule(path), loader: 'js' }));
  },
};

/** What a package imports itself goes with it. */
const packages = {
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) =>
      kind === 'entry-point' || INLINED.has(path) || importer.includes('/node_modules/')
        ? undefined
        : { path, external: true },
    );
  },
};

/** Programs of bin/ and cgi-bin/, and modules that are started as threads, by their places in the bundle without `.cjs`. */
function entryPoints(folder, programs, modules) {
  const threads = modules.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(THREAD)].map(([, name]) => join(dirname(path), `${name}.js`)),
  );
  return new Map([
    ...programs.map((path) => [relative(folder, path).replace(/\.js$/, PROGRAM.replace(/\.cjs$/, '')), path]),
    ...threads.map((path) => [`threads/${path.replace(/^.*\/|\.js$/g, '')}`, path]),
  ]);
}

/**
 * Brings the bundle up to date; does nothing where nothing that it is made of has changed.
 * @param {string} build the folder that tsc has filled
 * @param {readonly string[]} programs paths in it
 */
export async function bundlePrograms(buildFolder, programs) {
  const folder = resolve(buildFolder);
  const bundle = join(folder, 'bundle');
  const modules = ['lib', 'bin', 'cgi-bin']
    .flatMap((name) => (statSync(join(folder, name), { throwIfNoEntry: false }) ? filesBelow(join(folder, name)) : []))
    .filter((path) => path.endsWith('.js'));
  const entries = entryPoints(
    folder,
    programs.map((path) => resolve(path)),
    modules,
  );
  const made = join(bundle, 'made-of.json');
  const views = statSync(join(folder, VIEWS), { throwIfNoEntry: false }) ? filesBelow(join(folder, VIEWS)) : [];
  const own = ['bundle.mjs', 'code-cache.mjs'].map((name) => join(import.meta.dirname, name));
  const times = [...modules, ...views, ...own].map((path) => [path, statSync(path).mtimeMs]);
  const mark = JSON.stringify({ programs, times, node: NODE });
  if (statSync(made, { throwIfNoEntry: false }) && readFileSync(made, 'utf8') === mark) return;

  const outputs = new Set([made]);
  const put = (to, contents, mode = 0o644) => {
    outputs.add(to);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, contents, { mode });
  };
  const inlined = new Set();
  for (const [name, path] of entries) {
    const { outputFiles, metafile } = await build({
      entryPoints: { [name]: path },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outdir: bundle,
      outExtension: { '.js': '.cjs' },
      // a late import is a late `require`, also of a package
      supported: { 'dynamic-import': false },
      sourcemap: 'linked',
      // a third less to read and to parse; names stay as they are, for messages and stacks
      minifyWhitespace: true,
      minifySyntax: true,
      sourcesContent: false,
      plugins: [templates(folder), addresses(folder), builtIn, packages],
      metafile: true,
      write: false,
    });
    for (const { path: to, contents } of outputFiles) {
      put(to, to.endsWith(PROGRAM) ? Buffer.from(contents).toString().replace(/^#!.*/, '') : contents);
      if (!to.endsWith(PROGRAM)) continue;
      put(to.replace(PROGRAM, '.cjs'), START, 0o755);
      put(cachePath(to), codeCache(to));
    }
    for (const input of Object.keys(metafile.inputs)) {
      const [, within] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
      if (within) inlined.add(within);
    }
  }
  const list = [...inlined].sort().map((name) => `${name}\n`);
  put(join(bundle, 'inlined-packages'), list.join(''));
  writeFileSync(made, mark);
  for (const path of filesBelow(bundle)) if (!outputs.has(path)) rmSync(path);
}
