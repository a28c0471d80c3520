import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printer } from '../../lib/web/printer.js';

describe('printer', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'flowviewer-printer-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const never = (): never => assert.fail('not to be called');

  it('writes piece after piece', async () => {
    const path = join(directory, 'file');
    const descriptor = openSync(path, 'w');
    const print = printer(never, descriptor, never);
    await print(Buffer.from('one '));
    await print(Buffer.alloc(0));
    await print(Buffer.from('two'));
    closeSync(descriptor);
    assert.equal(readFileSync(path, 'utf8'), 'one two');
  });

  it('tells once that nothing arrives any more, and is silent from then on', async () => {
    const descriptor = openSync('/dev/null', 'r');
    let told = 0;
    const print = printer(() => told++, descriptor, never);
    await print(Buffer.from('one'));
    await print(Buffer.from('two'));
    closeSync(descriptor);
    assert.equal(told, 1);
  });

  it('leaves to the stream what a descriptor that does not block has no room for', async () => {
    const path = join(directory, 'pipe');
    assert.equal(spawnSync('mkfifo', [path]).status, 0);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const left: Uint8Array[] = [];
    const print = printer(never, descriptor, (octets) => Promise.resolve(void left.push(octets)));
    const sent = Buffer.alloc(2 ** 21, 'x'); // pipe(7): a pipe holds 64 KiB, and at most 1 MiB unless root says otherwise
    await print(sent);
    await print(Buffer.from('y'));
    closeSync(descriptor);
    assert.ok(left.length === 2 && left[0]!.length < sent.length);
    assert.equal(String(left[1]), 'y');
  });
});
