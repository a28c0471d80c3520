import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '../bin/program.js';
import { temporaryFolder } from '../temporary-folder.js';

const DAY = 86_400;

describe('FlowViewer_CleanFiles', () => {
  const folder = temporaryFolder('clean-files');
  const work = join(folder, 'work');
  const env = { FLOWVIEWER_CONFIG: join(folder, 'FlowViewer.toml') };
  const run = (...words: string[]) => runProgram('FlowViewer_CleanFiles', words, '', env);

  function file(path: string, ageDays: number): string {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, 'text');
    const then = Date.now() / 1000 - ageDays * DAY;
    utimesSync(full, then, then);
    return full;
  }
  before(() => {
    writeFileSync(env.FLOWVIEWER_CONFIG, `work_directory = "${work}"\nremove_workfiles_time = ${3 * DAY}\n`);
  });

  const id = (digit: string): string => `work/results/${digit.repeat(32)}.result`;
  const old = [
    id('a'),
    `work/lists/${'x'.repeat(22)}`,
    'work/FlowGrapher_buckets_101530',
    'work/query-4194305/duckdb_temp_1',
  ];
  const kept = [
    id('b'),
    `work/lists/${'y'.repeat(22)}`,
    `work/query-${process.pid}/duckdb_temp_1`,
    'work/names.mdb',
    'work/FlowGrapher_sort_1',
    'work/thesis.txt',
    'work/results/notes.txt',
    'elsewhere/FlowViewer_output_1',
  ];

  it('removes old work by its age, and nothing else, nor outside of its directory', async () => {
    const [result = '', list = '', ...others] = old;
    const removed = [file(result, 4), file(list, 91), ...others.map((path) => file(path, 4))];
    const [young = '', used = '', ...strange] = kept;
    const left = [file(young, 2), file(used, 89), ...strange.map((path) => file(path, 400))];
    symlinkSync(join(folder, 'elsewhere/FlowViewer_output_1'), join(work, 'FlowViewer_output_2'));

    const trial = await run('-n');
    assert.match(String(trial.stdout), /^results of reports: 1 would be removed, 4 octets$/m);
    for (const path of [...removed, ...left]) assert.ok(existsSync(path), path);

    const { status, stdout, stderr } = await run();
    assert.deepEqual([status, String(stderr)], [0, '']);
    assert.match(String(stdout), /FlowGrapher_buckets_101530\nwork files of the original: 1 removed, 4 octets\n$/);
    for (const path of removed) assert.ok(!existsSync(path), path);
    for (const path of left) assert.ok(existsSync(path), path);
    assert.ok(existsSync(join(work, 'FlowViewer_output_2')));
  });

  it('has nothing to do where no page has been made yet', async () => {
    rmSync(work, { recursive: true });
    assert.equal((await run()).status, 0);
  });
});
