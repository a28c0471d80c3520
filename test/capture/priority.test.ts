import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
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

/**
 * What the kernel says of the session's priority of a process that went first, and of its detached child's. `none` for a
 * session that began before the kernel grouped them, as everything has that init started without a session of its own.
 */
async function sessions(detached: 'leader' | 'member'): Promise<[own: string, child: string]> {
  const module = new URL('../../lib/capture/priority.js', import.meta.url).href;
  const program = `
    import { spawn } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    import { goFirst } from '${module}';
    goFirst();
    const child = spawn('sleep', ['10'], { detached: true });
    const nice = (pid) => /nice -?[0-9]+/.exec(readFileSync('/proc/' + pid + '/autogroup', 'latin1'))?.[0] ?? 'none';
    console.log(JSON.stringify([nice('self'), nice(child.pid)]));
    child.kill();`;
  const argv = ['--input-type=module', '-e', program];
  const started = spawn(process.execPath, argv, {
    detached: detached === 'leader',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  started.stdout.on('data', (octets: Buffer) => (text += octets.toString()));
  await once(started, 'close');
  return JSON.parse(text) as [string, string]; // what the program prints
}

describe('the priority of a capture', () => {
  before(function () {
    if (getPriority() !== PRIORITY_NORMAL) this.skip(); // the tests themselves run with another
  });

  it('is high where that is allowed, but not that of its children', async () => {
    const isRoot = process.getuid?.() === 0;
    assert.deepEqual(await priorities(0), [isRoot ? PRIORITY_HIGH : PRIORITY_NORMAL, PRIORITY_NORMAL]);
  });

  it('is that of its session too, if it leads one, but not of a detached child', async function () {
    if (!existsSync('/proc/self/autogroup') || process.getuid?.() !== 0) this.skip(); // a kernel without, or not allowed
    const [before] = await sessions('member');
    const own = `nice ${PRIORITY_HIGH}`;
    assert.deepEqual(await sessions('leader'), [own, 'nice 0']);
    assert.deepEqual(await sessions('member'), [before, 'nice 0']);
  });

  it('is left alone where somebody has chosen one', async () => {
    assert.deepEqual(await priorities(5), [5, 5]);
  });
});
