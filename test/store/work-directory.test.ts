import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedWork, workDirectory } from '../../lib/store/work-directory.js';

describe('work directories', () => {
  let parent = '';
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'work-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  function spill(name: string): string {
    const directory = join(parent, name);
    mkdirSync(directory);
    writeFileSync(join(directory, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'spilled');
    return directory;
  }

  it('of processes that live no more are removed, and no others', () => {
    const { pid } = spawnSync('true');
    const gone = spill(`query-${pid}`);
    const own = spill(`query-${process.pid}`);
    const parents = spill(`query-${process.ppid}`);
    const others = spill('query-of-mine');
    removeAbandonedWork(parent);
    assert.equal(own, workDirectory(parent));
    assert.deepEqual(
      [gone, own, parents, others].map((path) => existsSync(path)),
      [false, true, true, true],
    );
  });

  it('keep what no query has written', () => {
    const { pid } = spawnSync('true');
    const directory = spill(`query-${pid}`);
    writeFileSync(join(directory, 'thesis.txt'), '');
    removeAbandonedWork(parent);
    assert.deepEqual(readdirSync(directory), ['thesis.txt']);
  });

  it('need not be there', () => {
    removeAbandonedWork(join(parent, 'none'));
  });
});
