import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { Expiry } from '../../lib/capture/expiry.js';
import { openEngine } from '../../lib/store/duckdb.js';
import { twinPath } from '../../lib/store/twin/path.js';
import { writeTwin } from '../../lib/store/twin/write.js';
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

  describe('with columnar twins', () => {
    let base: string;
    let usual: string;
    let core: string;
    let engine: DuckDBInstance;
    before(async () => {
      engine = await openEngine({
        temporaryDirectory: join(tmpdir(), `spill-${process.pid}`),
        threads: 1,
        rowOrder: 'kept',
      });
    });
    after(() => {
      engine.closeSync();
    });
    beforeEach(async () => {
      usual = directory;
      base = mkdtempSync(join(tmpdir(), 'expiry-'));
      core = join(base, 'core');
      mkdirSync(join(core, '2025'), { recursive: true });
      for (const [index, place] of ['2025/ft-a', '2025/ft-b', 'ft-c'].entries()) {
        copyFileSync(`${CORPUS}/ft-split.${index}`, join(core, place));
        await writeTwin(engine, join(core, place), twinPath(join(core, place)));
      }
      directory = core;
    });
    afterEach(() => {
      rmSync(base, { recursive: true });
      directory = usual;
    });
    const twins = () =>
      filesBelow(join(base, '.columns'))
        .map((path) => relative(base, path))
        .sort();
    const twinSize = (place: string) => statSync(twinPath(join(core, place))).size;

    it('deletes them with their files, and the directories that they leave empty', async () => {
      await enforced(1, 0);
      assert.deepEqual(left(), ['ft-c']);
      assert.deepEqual(twins(), ['.columns/core/ft-c.parquet']);
      assert.equal(existsSync(join(base, '.columns/core/2025')), false);
      await enforced(1, 1);
      assert.deepEqual(readdirSync(join(base, '.columns')), []);
    });

    it('counts their octets', async () => {
      const both = 3888 + twinSize('ft-c');
      await enforced(0, both + 3888 + twinSize('2025/ft-b') - 1);
      assert.deepEqual(left(), ['ft-c']);
      await enforced(0, both - 1);
      assert.deepEqual([left(), existsSync(join(base, '.columns/core'))], [[], false]);
    });

    it('takes a twin without its file as a file', async () => {
      rmSync(join(core, '2025'), { recursive: true });
      await enforced(2, 0);
      assert.deepEqual(twins(), ['.columns/core/2025/ft-b.parquet', '.columns/core/ft-c.parquet']);
      assert.deepEqual(lines, [`remove/1 ${join(core, '2025/ft-a')}`]);
      await enforced(0, 3888 + twinSize('ft-c'));
      assert.deepEqual(twins(), ['.columns/core/ft-c.parquet']);
    });

    it('counts a twin that a file gets later', async () => {
      const path = join(core, 'ft-c');
      const twin = twinPath(path);
      const room = 3888 + twinSize('ft-c');
      rmSync(twin);
      rmSync(join(core, '2025'), { recursive: true });
      rmSync(join(base, '.columns/core/2025'), { recursive: true });
      const expiry = await enforced(0, room - 1);
      assert.deepEqual(left(), ['ft-c']);
      await writeTwin(engine, path, twin);
      await expiry.twinned(path);
      await expiry.enforce(0);
      assert.deepEqual([left(), existsSync(twin)], [[], false]);
    });
  });
});
