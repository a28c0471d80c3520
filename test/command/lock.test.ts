import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockedError, takeLock } from '../../lib/command/lock.js';
import { until } from '../capture/wait.js';

describe('a lock', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is held by one at a time', () => {
    const release = takeLock(path);
    assert.throws(() => takeLock(path), { code: 'locked', pid: process.pid });
    release();
    assert.deepEqual(readdirSync(folder), []);
    takeLock(path)();
  });

  it('of a killed process is free', async () => {
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { takeLock } from '${new URL('../../lib/command/lock.js', import.meta.url).href}';
         takeLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    assert.throws(() => takeLock(path), LockedError);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    assert.ok(existsSync(path));
    takeLock(path)();
  });

  it('of a process that died, and whose parent has not noticed, is free', async () => {
    // the shell becomes `sleep`, which does not know of the child it has inherited
    const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$; cat /proc/\\$\\$/stat; exit" & exec sleep 20'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let text = '';
      parent.stdout.on('data', (octets: Buffer) => (text += octets.toString()));
      const isZombie = () => {
        const pid = parseInt(text, 10);
        return text.includes(')') && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
      };
      await until('the end of the child', isZombie);
      const [pid = '', stat = ''] = text.split('\n');
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
      writeFileSync(path, `${pid} ${started} ${boot}`);
      takeLock(path)();
    } finally {
      parent.kill();
    }
  });

  it('is free when another process has got the id since', () => {
    writeFileSync(path, `${process.pid} 1 another-boot`);
    takeLock(path)();
  });

  it('is free when its file is damaged', () => {
    writeFileSync(path, '');
    takeLock(path)();
  });
});
