import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHook } from '../../lib/capture/hook.js';
import { until } from './wait.js';

describe('the program of -R', () => {
  let folder: string;
  const lines: string[] = [];
  const log = (text: string) => lines.push(text);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hook-'));
    lines.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const script = (body: string) => {
    writeFileSync(join(folder, 'run'), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  };

  it('gets the path as one argument, in the working directory, with no shell between', async () => {
    script('printf "%s|%s|%s" "$#" "$1" "$PWD" > out; mv out done');
    runHook(folder, 'run', '2025/ft-v05 $(touch pwned);x', log);
    await until('its output', () => existsSync(join(folder, 'done')));
    assert.equal(readFileSync(join(folder, 'done'), 'utf8'), `1|2025/ft-v05 $(touch pwned);x|${folder}`);
    assert.equal(existsSync(join(folder, 'pwned')), false);
    assert.deepEqual(lines, []);
  });

  it('has its failure logged', async () => {
    script('exit 7');
    runHook(folder, './run', 'ft', log);
    await until('a line of the log', () => lines.length > 0);
    assert.match(lines.join(), /^Child \d+ exit_status=7$/);
  });

  it('is logged when it cannot be run', async () => {
    runHook(folder, 'sh', 'ft', log); // exists in PATH, not here
    await until('a line of the log', () => lines.length > 0);
    assert.match(lines.join(), /^cannot run sh: .*ENOENT/);
  });
});
