import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../scripts/run-tests.mjs', import.meta.url));

describe('scripts/run-tests.mjs', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flowviewer-run-tests-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** @param files test files by their path, without `.test.js` */
  function run(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(directory, 'tests', `${path}.test.js`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, 'counts', 'tests'], {
      cwd: directory,
      env: { ...process.env, LEAVE_MS: '1000' },
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    const said = stdout.replace(/\d+ s$/gm, 'N s');
    return { status, said, counts: readFileSync(join(directory, 'counts'), 'utf8') };
  }

  it('adds up what the folders and single files counted', () => {
    const { status, said, counts } = run({
      one: `it('passes', () => {}); it.skip('waits', () => {});`,
      'folder/two': `it('passes', () => {});`,
      'folder/below/three': `describe('three', () => { it('passes', () => {}); it('passes, too', () => {}); });`,
    });
    assert.deepEqual(said.trim().split('\n').sort(), [
      '  tests/folder/below/three.test.js: N s',
      '  tests/folder/two.test.js: N s',
      '  tests/one.test.js: N s',
      'What took longest:',
      'folder: 3 passed, 0 failed, 0 skipped; N s',
      'one.test.js: 1 passed, 0 failed, 1 skipped; N s',
    ]);
    assert.deepEqual([status, counts], [0, '4 passed, 0 failed, 1 skipped\n']);
  });

  it('shows why a test failed, and nothing of those that passed', () => {
    const { status, said, counts } = run({
      'bad/file': `it('is wrong', () => { throw new Error('because of this'); });`,
      'good/file': `it('says something', () => { console.log('never mind'); });`,
    });
    assert.match(said, /is wrong[^]*because of this/);
    assert.doesNotMatch(said, /never mind/);
    assert.deepEqual([status, counts], [1, 'bad is wrong: because of this\n1 passed, 1 failed, 0 skipped\n']);
  });

  it('fails when a process is aborted, exits early or not at all, cannot read a file or finds no test in one', () => {
    const { status, said, counts } = run({
      'aborted/first': `it('passes', () => {});`,
      'aborted/second': `it('breaks down', () => { process.abort(); });`,
      'early/file': `it('leaves', () => { process.exit(0); });`,
      'late/file': `it('passes', () => { process.on('exit', () => { process.abort(); }); });`,
      'open/file': `it('passes', () => { setInterval(() => {}, 1000); });`,
      'unread/file': `import './nothing.js';`,
      'empty/file': ``,
    });
    assert.match(said, /^tests\/aborted\/second\.test\.js$/m);
    assert.match(said, /^does not end after its tests: .*Timeout/m);
    assert.deepEqual(counts.trimEnd().split('\n').sort(), [
      '2 passed, 0 failed, 0 skipped',
      'aborted ended before its tests did (SIGABRT)',
      'early ended before its tests did (status 0)',
      'empty no test was run of tests/empty/file.test.js',
      'late ended badly (SIGABRT)',
      'open ended badly (SIGKILL)',
      'unread ended before its tests did (status 1)',
    ]);
    assert.equal(status, 1);
  });

  it('lets no test be the only one', () => {
    const { status, counts } = run({ 'folder/file': `it.only('passes', () => {});` });
    assert.equal(status, 1);
    assert.match(counts, /^folder ended before its tests did \(status 1\)$/m);
  });
});
