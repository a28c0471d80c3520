import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseHeader } from '../../lib/ftfile/parse-header.js';
import { GOLDEN, INPUT, readBack } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const FLOWS = readFileSync(`${INPUT}/v5.z0.le.ft`);
/** Octets of the header that flow-nfilter writes. */
const HEADER = 48;
const FILTER = resolve(GOLDEN, 'cfg/filter.cfg');
const ENV = { FLOW_TOOLS_SYMDIR: resolve(GOLDEN, 'sym') };

function nfilter(words: readonly string[], input: Uint8Array = FLOWS): ReturnType<typeof runProgram> {
  return runProgram('flow-nfilter', words, input, ENV);
}

async function records(bytes: Uint8Array): Promise<string> {
  return (await readBack(Readable.from([Buffer.from(bytes)]))).csv;
}

describe('flow-nfilter', () => {
  it('takes the definition "default" if none is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nfilter-'));
    try {
      const file = join(folder, 'filter.cfg');
      writeFileSync(
        file,
        'filter-primitive p\n type ip-protocol\n permit 17\nfilter-definition default\n match ip-protocol P',
      );
      const { status, stdout } = await nfilter(['-f', file]);
      assert.equal(status, 0);
      const all = (await records(FLOWS)).trimEnd().split('\n');
      const expected = all.filter((line) => line.split(',')[17] === '17');
      assert.ok(expected.length > 0 && expected.length < all.length);
      assert.deepEqual((await records(stdout)).trimEnd().split('\n'), expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('finds filter.cfg in FLOW_TOOLS_CFGDIR', async () => {
    const env = { ...ENV, FLOW_TOOLS_CFGDIR: resolve(GOLDEN, 'cfg') };
    const { stdout } = await runProgram('flow-nfilter', ['-F', 'web-dst'], FLOWS, env);
    assert.deepEqual(stdout, readFileSync(`${GOLDEN}/expect/nfilter/binary.bin`));
  });

  it('writes either byte order, compression and a comment', async () => {
    const plain = await nfilter(['-f', FILTER, '-F', 'web-any']);
    const other = await nfilter(['-f', FILTER, '-F', 'web-any', '-bbig', '-z9', '-C', 'web only']);
    assert.equal(other.stdout[2], 2);
    const header = parseHeader(other.stdout.subarray(0, other.stdout.readUInt32BE(4)), 'output');
    assert.equal(header.comment, 'web only');
    assert.ok(other.stdout.length < plain.stdout.length);
    assert.equal(await records(other.stdout), await records(plain.stdout));
  });

  it('keeps the capture times of the input with -k', async () => {
    const input = readFileSync(`${INPUT}/cap-v5.z6.ft`);
    const before = parseHeader(input.subarray(0, input.readUInt32LE(4)), 'input');
    const { stdout } = await nfilter(['-k', '-f', FILTER, '-F', 'web-any'], input);
    const after = parseHeader(stdout.subarray(0, stdout.readUInt32LE(4)), 'output');
    assert.ok(before.captureStart);
    assert.deepEqual(
      [after.captureStart, after.captureEnd, after.flags],
      [before.captureStart, before.captureEnd, 0x28],
    );
  });

  it('passes on what it has when its input pauses', async () => {
    const child = spawn(resolve('build/bin/flow-nfilter'), ['-f', FILTER, '-F', 'sample-all'], {
      env: { ...process.env, ...ENV },
    });
    try {
      const signal = AbortSignal.timeout(20_000);
      let received = 0;
      child.stdout.on('data', (piece: Buffer) => (received += piece.length));
      const header = FLOWS.readUInt32LE(4);
      child.stdin.write(FLOWS.subarray(0, header + 3 * 64 + 10)); // three records and a part of the fourth
      while (received < HEADER + 3 * 64) await once(child.stdout, 'data', { signal });
      assert.equal(received, HEADER + 3 * 64);
      child.stdin.end(FLOWS.subarray(header + 3 * 64 + 10, header + 4 * 64));
      const [status] = (await once(child, 'close')) as [number];
      assert.equal(status, 0);
      assert.equal(received, HEADER + 4 * 64);
    } finally {
      child.kill();
    }
  });

  it('puts the values of -v in and refuses what is not NAME=VALUE', async () => {
    const variables = resolve(GOLDEN, 'cfg/filter-var.cfg');
    const { stdout } = await nfilter(['-f', variables, '-v', 'NET=10.1/16', '-v', 'PORTS=80', '-F', 'by-port']);
    assert.deepEqual(
      new Set(
        (await records(stdout))
          .trimEnd()
          .split('\n')
          .map((line) => line.split(',')[16]),
      ),
      new Set(['80']),
    );
    for (const wrong of ['NET', '=80', 'NET=']) {
      const { status, stderr } = await nfilter(['-f', variables, '-v', wrong]);
      assert.deepEqual([status, stderr], [1, `flow-nfilter: -v ${wrong}: it must be NAME=VALUE, both not empty\n`]);
    }
  });

  it('tells its speed with -d', async () => {
    const { stderr } = await nfilter(['-d1', '-f', FILTER, '-F', 'web-any']);
    assert.match(stderr, /^flow-nfilter: processed 200 flows\nflow-nfilter: {3}seconds=/);
  });

  it('ends with status 1 where there is no filter file', async () => {
    const { status, stderr } = await nfilter(['-f', '/nonexistent/filter.cfg']);
    assert.equal(status, 1);
    assert.match(stderr, /^flow-nfilter: \/nonexistent\/filter\.cfg: cannot be read: ENOENT/);
  });

  it('needs no more memory for many records than for some', async () => {
    const header = FLOWS.readUInt32LE(4);
    const block = Buffer.concat(Array.from({ length: 50 }, () => FLOWS.subarray(header)));
    /** Most memory that the process has held, KiB. */
    const peak = async (records: number): Promise<number> => {
      const child = spawn(resolve('build/bin/flow-nfilter'), ['-f', FILTER, '-F', 'web-any'], {
        env: { ...process.env, ...ENV },
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      child.stdin.write(FLOWS.subarray(0, header));
      for (let sent = 0; sent < records; sent += 10_000)
        if (!child.stdin.write(block)) await once(child.stdin, 'drain');
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      child.stdin.end();
      await once(child, 'close');
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    };
    const [some, many] = [await peak(100_000), await peak(2_000_000)];
    assert.ok(some > 20_000, `${some} KiB`);
    assert.ok(many < some + 60_000, `${some} and ${many} KiB`); // the records are 128 MB
  });
});
