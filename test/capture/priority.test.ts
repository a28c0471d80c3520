import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, getPriority } from 'node:os';

const { PRIORITY_HIGH, PRIORITY_NORMAL } = constants.priority;

/** Priorities of a process that went first and of the child it let go along, as that process sees them. */
async function priorities(niceness: number): Promise<[own: number, child: number]> {
  const module = new URL('../../lib/capture/priority.js', import.meta.url).href;
  const program = `
    import { spawn } from 'node:child_process';
    import { getPriority } from 'node:os';
    import { goAlong, goFirst } from '${module}';
    goFirst();
    const child = spawn('sleep', ['10']);
    goAlong(child.pid);
    console.log(JSON.stringify([getPriority(), getPriority(child.pid)]));
    child.kill();`;
  const argv = ['-n', String(niceness), process.execPath, '--input-type=module', '-e', program];
  const started = spawn('nice', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  started.stdout.on('data', (octets: Buffer) => (text += octets.toString()));
  await once(started, 'close');
  return JSON.parse(text) as [number, number]; // what the program prints
}

describe('the priority of a capture', () => {
  before(function () {
    if (getPriority() !== PRIORITY_NORMAL) this.skip(); // the tests themselves run with another
  });

  it('is high where that is allowed, but not that of its children', async () => {
    const isRoot = process.getuid?.() === 0;
    assert.deepEqual(await priorities(0), [isRoot ? PRIORITY_HIGH : PRIORITY_NORMAL, PRIORITY_NORMAL]);
  });

  it('is left alone where somebody has chosen one', async () => {
    assert.deepEqual(await priorities(5), [5, 5]);
  });
});
