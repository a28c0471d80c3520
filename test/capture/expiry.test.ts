import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Expiry } from '../../lib/capture/expiry.js';
import { filesBelow } from './flows.js';

const NEVER = new AbortController().signal;
const CORPUS = 'test/golden/ft/dir';

describe('expiry', () => {
  let directory: string;
  const lines: string[] = [];
  const log = (text: string) => lines.push(text);
  const left = () =>
    filesBelow(directory)
      .map((path) => basename(path))
      .sort();
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'expiry-'));
    lines.length = 0;
    // four pieces of an hour in another order than their names', three of 3888 octets and one of 1328
    mkdirSync(join(directory, 'deep/er'), { recursive: true });
    copyFileSync(`${CORPUS}/ft-split.0`, join(directory, 'ft-z'));
    copyFileSync(`${CORPUS}/ft-split.1`, join(directory, 'deep/er/ft-y'));
    copyFileSync(`${CORPUS}/ft-split.2`, join(directory, 'cf-x'));
    copyFileSync(`${CORPUS}/ft-split.3`, join(directory, 'ft-w'));
    copyFileSync(`${CORPUS}/tmp-v05.fake`, join(directory, 'tmp-v05.fake'));
    writeFileSync(join(directory, 'README'), 'text');
    writeFileSync(join(directory, 'ft-junk'), 'junk that is no flow file');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  async function enforced(files: number, octets: number, mode: 'delete' | 'report' = 'delete', inProgress = 0) {
    const expiry = new Expiry({ files, octets, mode }, log);
    await expiry.load(directory, NEVER);
    await expiry.enforce(inProgress);
    return expiry;
  }
  const OTHERS = ['README', 'ft-junk', 'tmp-v05.fake'];

  it('keeps the newest files by number', async () => {
    await enforced(2, 0);
    assert.deepEqual(left(), [...OTHERS, 'cf-x', 'ft-w'].sort());
    assert.deepEqual(
      lines.filter((line) => line.startsWith('remove')),
      [`remove/1 ${join(directory, 'ft-z')}`, `remove/1 ${join(directory, 'deep/er/ft-y')}`],
    );
  });

  it('keeps the newest files by size', async () => {
    await enforced(0, 10 * 1024);
    assert.deepEqual(left(), [...OTHERS, 'cf-x', 'ft-w', 'ft-y'].sort());
    assert.match(lines.join('\n'), /remove\/2 .*ft-z/);
  });

  it('counts the file in progress', async () => {
    await enforced(0, 10 * 1024, 'delete', 5000);
    assert.deepEqual(left(), [...OTHERS, 'cf-x', 'ft-w'].sort());
  });

  it('takes either limit for enough', async () => {
    await enforced(3, 4 * 1024);
    assert.deepEqual(left(), [...OTHERS, 'ft-w'].sort());
    assert.deepEqual(
      lines.filter((line) => line.startsWith('remove')).map((line) => line.slice(0, 8)),
      ['remove/1', 'remove/2', 'remove/2'],
    );
  });

  it('never deletes what is being written, and no stranger', async () => {
    await enforced(0, 1);
    assert.deepEqual(left(), OTHERS);
    assert.match(lines.join('\n'), /ignoring: .*README/);
    assert.match(lines.join('\n'), /ignoring: .*ft-junk: .*CF 10/);
  });

  it('only reports with -d, once', async () => {
    const expiry = await enforced(3, 0, 'report');
    await expiry.enforce(0);
    assert.equal(left().length, 7);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('remove')),
      [`remove/1 ${join(directory, 'ft-z')}`],
    );
    assert.equal(lines.filter((line) => line.startsWith('name=')).length, 4);
    assert.ok(lines.includes(`name=${join(directory, 'ft-w')}  size=1328  time=1743299340`));
  });

  it('goes on with what is added, and without what somebody else removed', async () => {
    const expiry = await enforced(4, 0);
    rmSync(join(directory, 'ft-z'));
    copyFileSync(`${CORPUS}/ft-split.3`, join(directory, 'ft-v'));
    expiry.add({ path: join(directory, 'ft-v'), start: 1743299999000, size: 1328 });
    await expiry.enforce(0);
    assert.deepEqual(left(), [...OTHERS, 'cf-x', 'ft-v', 'ft-w', 'ft-y'].sort());
    assert.doesNotMatch(lines.join('\n'), /cannot remove/);
  });

  it('reads nothing without limits', async () => {
    await enforced(0, 0);
    assert.deepEqual(lines, []);
    assert.equal(left().length, 7);
  });
});
