import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

describe('scripts/code-cache.mjs', () => {
  let tree: string;
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'flowviewer-code-'));
    for (const folder of ['lib', 'bin', 'build/lib', 'build/bin']) mkdirSync(join(tree, folder), { recursive: true });
    writeFileSync(join(tree, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(tree, 'bin/flow-x.ts'), '#!/usr/bin/env node\n');
  });
  afterEach(() => {
    rmSync(tree, { recursive: true });
  });

  const bundled = (name: string): string => join(tree, 'build/bundle/bin', name);
  /** The one cache of the program. */
  function cache(): string {
    const [name = '', ...others] = readdirSync(bundled('')).filter((each) => each.endsWith('.cache'));
    assert.deepEqual(others, []);
    return bundled(name);
  }
  /** Builds a program and gives what V8 made of it, and its text. */
  function built(program: string): { code: Buffer; text: Buffer } {
    writeFileSync(join(tree, 'build/bin/flow-x.js'), `#!/usr/bin/env node\nexport {};\n${program}`);
    const { status, stderr } = spawnSync(process.execPath, [resolve('scripts/build.mjs')], { cwd: tree });
    assert.equal(status, 0, stderr.toString());
    const text = readFileSync(bundled('flow-x.program.cjs'));
    const both = readFileSync(cache());
    assert.ok(both.subarray(-text.length).equals(text));
    return { code: both.subarray(0, -text.length), text };
  }
  function run(...options: string[]): { status: number | null; stdout: string; stderr: string } {
    const env = { ...process.env, NODE_OPTIONS: '' };
    return spawnSync(process.execPath, [...options, join(tree, 'build/bin/flow-x')], {
      cwd: '/',
      env,
      encoding: 'utf8',
    });
  }

  it('runs what V8 made of a program when it was built', () => {
    const two = built('console.log(2);');
    const four = built('console.log(4);');
    assert.equal(two.text.length, four.text.length);
    assert.equal(run().stdout, '4\n');
    // V8 knows a program by its length: only what is run from the cache still says 2
    writeFileSync(cache(), Buffer.concat([two.code, four.text]));
    assert.equal(run().stdout, '2\n');
    assert.equal(run('--no-opt').stdout, '4\n', 'made with other flags of V8');
    const its = cache();
    const other = its.replace(process.version, 'v20.0.0');
    renameSync(its, other);
    assert.equal(run().stdout, '4\n', 'made by another version of Node');
    renameSync(other, its.replace(/\d+\.cache$/, '1.cache'));
    assert.equal(run().stdout, '4\n', 'made by another make of this version');
  });

  it('compiles a program whose cache is not of the same text, not whole, or not there', () => {
    const two = built('console.log(2);');
    const four = built('console.log(4);');
    const half = two.code.subarray(0, two.code.length / 2);
    for (const [what, kept] of Object.entries({
      'of another text': [two.code, two.text],
      'of another text, which is longer': [two.code, two.text, Buffer.from(' ')],
      'cut off': [two.code, four.text.subarray(0, -1)],
      'without its middle': [half, four.text],
      'without what V8 made': [four.text],
      noise: [Buffer.alloc(two.code.length, 'x'), four.text],
      empty: [],
    })) {
      writeFileSync(cache(), Buffer.concat(kept));
      assert.deepEqual({ what, ...outcome() }, { what, stdout: '4\n', stderr: '', status: 0 });
    }
    rmSync(cache());
    assert.deepEqual(outcome(), { stdout: '4\n', stderr: '', status: 0 });
  });
  const outcome = (): object => {
    const { stdout, stderr, status } = run();
    return { stdout, stderr, status };
  };

  it('gives a program what Node gives a module, and traces that name its lines', () => {
    const { text } = built("import { EOL } from 'node:os';\nthrow new Error('on purpose' + EOL);");
    const line = text.subarray(0, text.indexOf('on purpose')).toString().split('\n').length;
    const [kept, asked] = [run(), run('--enable-source-maps')];
    assert.equal(kept.status, 1);
    assert.ok(kept.stderr.includes(`${bundled('flow-x.program.cjs')}:${line}`), kept.stderr);
    assert.match(kept.stderr, /^Error: on purpose$/m);
    assert.match(asked.stderr, /build\/bin\/flow-x\.js:4:/, 'source maps as Node reads them');
  });
});
