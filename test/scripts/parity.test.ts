import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What `scripts/parity.mjs` says in a tree, by lines. */
function parity(tree: string, ...options: readonly string[]): string[] {
  const env = { ...process.env, NODE_V8_COVERAGE: '' }; // its children load every test: nothing to cover
  const argv = [resolve('scripts/parity.mjs'), ...options];
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: tree, env, encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => line !== '');
  assert.equal(status, lines.length > 0 ? 1 : 0, stderr);
  return lines;
}

describe('docs/parity.md', () => {
  it('has every row of the references, a test for every row done, and is up to date', () => {
    assert.deepEqual(parity('.', '--check'), []);
  });

  describe('check', () => {
    let tree: string;
    before(() => {
      tree = mkdtempSync(join(tmpdir(), 'flowviewer-parity-'));
      for (const folder of ['docs', 'test', 'build/test']) mkdirSync(join(tree, folder), { recursive: true });
      symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
      cpSync('.mocharc.json', join(tree, '.mocharc.json'));
      writeFileSync(join(tree, 'test/a.test.ts'), '');
      const code = "describe('header', () => { it('is read', () => {}); it.skip('is written', () => {}); });";
      writeFileSync(join(tree, 'build/test/a.test.js'), code);
    });
    after(() => {
      rmSync(tree, { recursive: true });
    });

    /** The complaints when the first row of flow-tools is another, and docs/parity.md follows. */
    function withFirstRow(row: string): string[] {
      cpSync('docs/parity', join(tree, 'docs/parity'), { recursive: true });
      for (const file of ['flow-tools', 'flowviewer', 'faults']) {
        const path = join(tree, `docs/parity/${file}.tsv`);
        const rows = readFileSync(path, 'utf8').replaceAll(/\t(done|different)\t.*/g, '\tnot yet');
        writeFileSync(path, file === 'flow-tools' ? rows.replace(/^1\t.*/m, row) : rows);
      }
      parity(tree);
      return parity(tree, '--check').map((line) => line.replace('docs/parity/flow-tools.tsv: ', ''));
    }

    const CASES: readonly (readonly [what: string, row: string, complaint: string | undefined])[] = [
      ['accepts a test that exists', '1\ta\tb\tdone\ttest/a.test.ts: header is read', undefined],
      ['accepts a reason', '1\ta\tb\tdifferent\tnobody has such a file', undefined],
      ['refuses a row lost', '', 'row 1 is missing'],
      ['refuses a row twice', '1\ta\tb\tnot yet\n1\ta\tb\tnot yet', 'row 1: occurs twice'],
      ['refuses an unknown row', '1\ta\tb\tnot yet\n0\ta\tb\tnot yet', 'row 0: there is no such row in the reference'],
      ['refuses an unknown state', '1\ta\tb\tnearly', 'row 1: "nearly" is none of done, different, not yet'],
      ['refuses done without a test', '1\ta\tb\tdone', 'row 1: is done but names no test'],
      ['refuses different without a reason', '1\ta\tb\tdifferent', 'row 1: is different but gives no reason'],
      ['refuses a missing file', '1\ta\tb\tdone\ttest/b.test.ts: x', 'row 1: test/b.test.ts does not exist'],
      ['refuses a missing test', '1\ta\tb\tdone\ttest/a.test.ts: ead', 'row 1: test/a.test.ts has no test "ead"'],
      [
        'refuses a skipped test',
        '1\ta\tb\tdone\ttest/a.test.ts: is written',
        'row 1: test/a.test.ts has no test "is written"',
      ],
    ];
    for (const [what, row, complaint] of CASES) {
      it(what, () => {
        assert.deepEqual(withFirstRow(row), complaint === undefined ? [] : [complaint]);
      });
    }

    it('refuses a page that does not follow the rows', () => {
      withFirstRow('1\ta\tb\tnot yet');
      writeFileSync(join(tree, 'docs/parity.md'), 'stale');
      assert.match(parity(tree, '--check').join(), /run node scripts\/parity.mjs/);
    });
  });
});
