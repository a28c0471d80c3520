import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('scripts/debian-packages', () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'flowviewer-packages-'));
    for (const tool of ['bash', 'cat']) symlinkSync(`/bin/${tool}`, join(path, tool));
  });
  afterEach(() => {
    rmSync(path, { recursive: true });
  });

  /** A program that notes how it was called. */
  function fake(name: string, then = ''): void {
    writeFileSync(join(path, name), `#!/bin/bash\necho "${name} $*" >> "${path}/calls"\n${then}\n`);
    chmodSync(join(path, name), 0o755);
  }
  const calls = (): string => (existsSync(join(path, 'calls')) ? readFileSync(join(path, 'calls'), 'utf8') : '');
  function install(target: string): { status: number | null; stderr: string } {
    return spawnSync('/bin/bash', ['scripts/debian-packages', target], { env: { PATH: path }, encoding: 'utf8' });
  }

  it('installs what is missing, after an update', () => {
    fake('apt-get');
    fake('sudo', 'shift; exec "$@"'); // called only where the tests do not run as root
    fake('softflowd');
    assert.equal(install('test').status, 0);
    assert.match(calls(), /apt-get update\napt-get install -y --no-install-recommends .*\bnfdump\b/);
    assert.doesNotMatch(calls(), /install.*softflowd/);
  });

  it('prints the exact command where it may not install', () => {
    const { status, stderr } = install('test');
    assert.equal(status, 1);
    assert.match(stderr, /apt-get update && .*apt-get install -y .*\bnfdump\b/);
  });

  it('prints the exact command when apt fails', () => {
    fake('apt-get', 'exit 100');
    fake('sudo', 'shift; exec "$@"');
    const { status, stderr } = install('test');
    assert.equal(status, 1);
    assert.match(stderr, /apt-get install -y .*\bnfdump\b/);
  });

  it('does nothing when all is there', () => {
    const table = readFileSync('scripts/debian-packages', 'utf8').matchAll(/^\S+ +\| ([\w+]+) +\| .*\btest\b/gm);
    for (const command of ['apt-get', ...Array.from(table, ([, shownBy = '']) => shownBy)]) fake(command);
    assert.equal(install('test').status, 0);
    assert.equal(calls(), '');
  });
});
