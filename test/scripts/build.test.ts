import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

describe('scripts/build.mjs', () => {
  let tree: string;
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'flowviewer-build-'));
    put('package.json', '{ "type": "module" }');
    put('bin/flow-x.ts', '#!/usr/bin/env node\n');
    put('build/bin/flow-x.js', '#!/usr/bin/env node\nconsole.log(1 + 1);');
    put('cgi-bin/X.ts', '#!/usr/bin/env node\n');
    put('build/cgi-bin/X.js', '#!/usr/bin/env node\nexport {}; console.log(import.meta.url);');
    put('lib/web/part.ts', 'export {};');
    put('build/lib/web/part.js', 'export {};');
    put('lib/web/views/page.ejs', '<p>');
  });
  afterEach(() => {
    rmSync(tree, { recursive: true });
  });

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const there = (path: string): boolean => existsSync(join(tree, path));
  function complete(): void {
    const { status, stderr } = spawnSync(process.execPath, [resolve('scripts/build.mjs')], { cwd: tree });
    assert.equal(status, 0, stderr.toString());
  }

  it('makes commands that run by their name alone, from anywhere', () => {
    complete();
    const PATH = `${join(tree, 'build/bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
    const { stdout } = spawnSync('flow-x', { cwd: '/', env: { PATH }, encoding: 'utf8' });
    assert.equal(stdout, '2\n');
  });

  it('makes CGI scripts under their names', () => {
    complete();
    const { stdout } = spawnSync(join(tree, 'build/cgi-bin/X.cgi'), { cwd: '/', encoding: 'utf8' });
    assert.match(stdout, /build\/cgi-bin\/X\.js/);
  });

  it('makes of each program one file with what it imports, of which what is imported late runs late', () => {
    put('build/lib/web/part.js', 'export const part = import.meta.url;');
    put('lib/late.ts', '');
    put('build/lib/late.js', "console.log('late'); export const late = import.meta.url;");
    put(
      'build/cgi-bin/X.js',
      "#!/usr/bin/env node\nimport { part } from '../lib/web/part.js'; console.log(part); void import('../lib/late.js').then(({ late }) => console.log(late));",
    );
    complete();
    rmSync(join(tree, 'build/lib'), { recursive: true });
    const { stdout } = spawnSync(join(tree, 'build/cgi-bin/X.cgi'), { cwd: '/', encoding: 'utf8' });
    // what a module finds by its own address is where tsc has put it
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/^.*\/build\//, '')),
      ['lib/web/part.js', 'late', 'lib/late.js'],
    );
  });

  it('loads a built-in module when something of it is used', () => {
    put(
      'build/cgi-bin/X.js',
      `#!/usr/bin/env node
import { createHash } from 'node:crypto';
const tell = () => console.log(process.moduleLoadList.includes('NativeModule crypto'));
tell();
console.log(createHash('md5').update('').digest('hex'));
tell();`,
    );
    complete();
    const { stdout } = spawnSync(join(tree, 'build/cgi-bin/X.cgi'), { encoding: 'utf8' });
    assert.equal(stdout, 'false\nd41d8cd98f00b204e9800998ecf8427e\ntrue\n');
  });

  it('bundles anew what has changed, and starts threads from files of their own', () => {
    put('build/lib/echo-worker.js', "console.log('in the thread');");
    put('build/cgi-bin/X.js', "#!/usr/bin/env node\nimport '../lib/thread.js';");
    put(
      'build/lib/thread.js',
      "import { Worker } from 'node:worker_threads'; new Worker(new URL('./echo-worker.js', import.meta.url));",
    );
    put('lib/thread.ts', '');
    put('lib/echo-worker.ts', '');
    complete();
    const run = () => spawnSync(join(tree, 'build/cgi-bin/X.cgi'), { cwd: '/', encoding: 'utf8' }).stdout;
    assert.equal(run(), 'in the thread\n');
    put('build/lib/echo-worker.js', "console.log('in the other thread');");
    complete();
    assert.equal(run(), 'in the other thread\n');
  });

  it('copies what is not TypeScript, again when it changes', () => {
    complete();
    assert.ok(there('build/lib/web/views/page.ejs'));
    put('lib/web/views/page.ejs', '<p>longer');
    complete();
    const { stdout } = spawnSync('cat', [join(tree, 'build/lib/web/views/page.ejs')], { encoding: 'utf8' });
    assert.equal(stdout, '<p>longer');
  });

  it('removes what has no source, and nothing else', () => {
    put('build/lib/gone/old.js', '');
    put('build/bin/flow-gone.js', '');
    put('build/bench.jsonl', '');
    complete();
    assert.ok(!there('build/lib/gone') && !there('build/bin/flow-gone.js'));
    assert.ok(there('build/lib/web/part.js') && there('build/bin/flow-x') && there('build/bench.jsonl'));
    rmSync(join(tree, 'bin/flow-x.ts'));
    complete();
    assert.ok(!there('build/bin') && !there('build/bundle/bin/flow-x.cjs'));
  });
});
