import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GOLDEN } from '../ftfile/golden.js';
import { runProgram } from './program.js';

/** Besides the four pieces of the capture, 3 × 3888 and 1328 octets. */
const OTHERS = ['README', 'ft-junk', 'tmp-v05.fake'];

describe('flow-expire', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flow-expire-'));
    cpSync(`${GOLDEN}/dir`, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const left = () => readdirSync(folder).filter((name) => !OTHERS.includes(name));

  it('keeps the newest files of -e, and nothing but finished flow files goes', async () => {
    const { status } = await runProgram('flow-expire', ['-e', '2', '-w', folder]);
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(folder).sort(), [...OTHERS, 'ft-split.2', 'ft-split.3'].sort());
  });

  it('keeps the newest files that fit into -E', async () => {
    await runProgram('flow-expire', ['-E', '6K', '-w', folder]);
    assert.deepEqual(left(), ['ft-split.2', 'ft-split.3']);
  });

  it('keeps what satisfies both -e and -E', async () => {
    await runProgram('flow-expire', ['-e', '3', '-E', '2K', '-w', folder]);
    assert.deepEqual(left(), ['ft-split.3']);
  });

  it('deletes nothing without a limit', async () => {
    await runProgram('flow-expire', ['-w', folder]);
    assert.equal(left().length, 4);
  });

  it('only says with -d what there is and what would go', async () => {
    const { status, stderr } = await runProgram('flow-expire', ['-d', '1', '-e', '3', '-E', '6K', '-w', folder]);
    assert.equal(status, 0);
    assert.equal(left().length, 4);
    const lines = stderr.replaceAll(`${folder}/`, '').split('\n');
    assert.deepEqual(
      lines.filter((line) => /name=|remove/.test(line)),
      [
        'flow-expire: name=ft-split.0  size=3888  time=1743292842',
        'flow-expire: name=ft-split.1  size=3888  time=1743294959',
        'flow-expire: name=ft-split.2  size=3888  time=1743297114',
        'flow-expire: name=ft-split.3  size=1328  time=1743299340',
        'flow-expire: remove/1 ft-split.0',
        'flow-expire: remove/2 ft-split.1',
      ],
    );
  });

  it('refuses limits and directories that are none', async () => {
    const refusal = async (...words: string[]) => {
      const { status, stderr } = await runProgram('flow-expire', words);
      assert.equal(status, 1);
      return stderr;
    };
    assert.match(await refusal('-e', 'few'), /^flow-expire: -e few: it must be a whole number/);
    assert.match(await refusal('-E', '5X'), /^flow-expire: -E 5X: it must be a number/);
    assert.match(await refusal('-w', join(folder, 'missing')), /^flow-expire: -w .*ENOENT/);
    assert.match(await refusal('-w', join(folder, 'README')), /is no directory/);
  });
});
