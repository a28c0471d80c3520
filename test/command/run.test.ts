import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const RUN = new URL('../../lib/command/run.js', import.meta.url).href;

/** What a command says, and its exit status. */
function run(main: string): { readonly status: number | null; readonly stderr: string } {
  const program = `import { CommandError, runCommand } from '${RUN}'; void runCommand(${main});`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program, 'flow-x'], { encoding: 'utf8' });
}

describe('runCommand', () => {
  it('ends with what the command returns', () => {
    assert.equal(run('async () => 3').status, 3);
    assert.equal(run('async () => 0').status, 0);
  });

  it('says what the command throws, with the status that it wants', () => {
    const { status, stderr } = run("async () => { throw new CommandError('no such file', 2); }");
    assert.equal(status, 2);
    assert.match(stderr, /: no such file\n$/);
  });

  it('fails when nothing is left to do and the command has not come to its end', () => {
    assert.equal(run('() => new Promise(() => undefined)').status, 1);
  });
});
