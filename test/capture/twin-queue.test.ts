import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TwinQueue, type TwinMode } from '../../lib/capture/twin-queue.js';
import { until } from './wait.js';

/** Notes its files and waits until it may end. */
const PROGRAM = `
const { appendFileSync, existsSync } = require('node:fs');
appendFileSync('started', process.argv.slice(3).join(' ') + '\\n');
setInterval(() => existsSync('go') && process.exit(0), 5);
`;

describe('TwinQueue', () => {
  let folder = '';
  const lines: string[] = [];
  const ended: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'queue-'));
    mkdirSync(join(folder, 'core'));
    writeFileSync(join(folder, 'program.cjs'), PROGRAM);
    lines.length = 0;
    ended.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const core = () => join(folder, 'core');
  function queue(mode: TwinMode, ...program: string[]): TwinQueue {
    const [command = process.execPath, ...args] =
      program.length > 0 ? program : [process.execPath, join(folder, 'program.cjs')];
    return new TwinQueue(
      core(),
      mode,
      (text) => lines.push(text),
      (paths) => ended.push(...paths),
      [command, ...args],
    );
  }
  const started = () => (existsSync(join(core(), 'started')) ? readFileSync(join(core(), 'started'), 'utf8') : '');
  const go = () => {
    writeFileSync(join(core(), 'go'), '');
  };

  it('runs one child at a time, and gives a burst to the next', async () => {
    const twins = queue('yes');
    for (const path of ['/a', '/b', '/c']) twins.add(path);
    await until('a child', () => started() !== '');
    assert.equal(started(), '/a\n');
    go();
    await until('both', () => ended.length === 3);
    assert.equal(started(), '/a\n/b /c\n');
    assert.deepEqual([ended, lines], [['/a', '/b', '/c'], []]);
  });

  it('hands what is left to a child at the end, and does not wait for it', async () => {
    const twins = queue('yes');
    for (const path of ['/a', '/b']) twins.add(path);
    twins.close();
    await until('two children', () => started().length === 6);
    assert.deepEqual(started().trim().split('\n').sort(), ['/a', '/b']);
    assert.deepEqual(ended, []);
    go();
    await until('their end', () => ended.length === 2);
  });

  it('makes twins with auto where they may be, and where they are', async () => {
    const twins = queue('auto');
    go();
    chmodSync(folder, 0o1777);
    twins.add('/a');
    mkdirSync(join(folder, '.columns'));
    twins.add('/b');
    await until('a child', () => ended.length === 1);
    rmSync(join(folder, '.columns'), { recursive: true });
    chmodSync(folder, 0o755);
    twins.add('/c');
    await until('another child', () => ended.length === 2);
    assert.deepEqual([started(), ended], ['/b\n/c\n', ['/b', '/c']]);
  });

  it('makes none with no', () => {
    mkdirSync(join(folder, '.columns'));
    queue('no').add('/a');
    queue('no').close();
    assert.equal(started(), '');
  });

  it('logs what a child says, or how it ended, and goes on', async () => {
    const twins = queue('yes', process.execPath, '-e', 'console.error("x: no room"); process.exit(1)');
    twins.add('/a');
    await until('the end', () => ended.length === 1);
    assert.deepEqual(lines, ['x: no room']);
    queue('yes', process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")').add('/b');
    await until('the end', () => ended.length === 2);
    queue('yes', join(folder, 'none')).add('/c');
    await until('the end', () => ended.length === 3);
    assert.equal(lines[1], 'cannot make twins: flow-parquet ended with SIGKILL');
    assert.match(lines[2] ?? '', /^cannot make twins: flow-parquet cannot be started: .*ENOENT/);
  });
});
