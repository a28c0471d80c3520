import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { writePlace } from '../../lib/flow/address-place.js';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import { translator } from '../../lib/flow/translate.js';
import { EXTENDED, versionNumbers } from '../../lib/flow/version.js';
import { encodeHeader } from '../../lib/ftfile/encode-header.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { GOLDEN } from '../ftfile/golden.js';

const DSCAN = resolve('build/bin/flow-dscan.js');
const FLOWS = readFileSync(`${GOLDEN}/input/big.z0.le.ft`);

describe('flow-dscan as a process', function () {
  this.timeout(60_000);
  let directory: string;
  let state: string;

  /** Waits for what comes sooner or later. */
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await setTimeout(20);
  }

  function start(...argv: string[]): { child: ChildProcessWithoutNullStreams; text: () => string } {
    const all = [DSCAN, '-L', join(directory, 'sup'), '-s', state, ...argv];
    const child = spawn(process.execPath, all);
    let text = '';
    child.stderr.on('data', (octets: Buffer) => (text += octets.toString()));
    return { child, text: () => text };
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dscan-'));
    state = join(directory, 'state');
    for (const ending of ['src', 'dst']) writeFileSync(join(directory, `sup.${ending}`), '');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('reads the suppress files again at HUP, writes its state at USR1, and both while no flow comes', async () => {
    const { child, text } = start('-b');
    child.stdin.write(FLOWS);
    await until(() => text().includes('host scan'));
    writeFileSync(join(directory, 'sup.dst'), 'nonsense\n');
    child.kill('SIGHUP');
    await until(() => /sup\.dst line 1/.test(text()));
    assert.equal(text().match(/load_suppress 1/g)?.length, 2);
    assert.ok(!existsSync(state));
    child.kill('SIGUSR1');
    await until(() => existsSync(state));
    assert.match(readFileSync(state, 'utf8'), /^H [\s\S]*\n\.\n$/);
    child.stdin.end();
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 0);
  });

  it('looks at extended records as at classic ones, of both families', async () => {
    const findings = (input: Uint8Array, ...more: string[]) => {
      const words = [DSCAN, '-L', join(directory, 'sup'), '-s', state, '-b', ...more];
      const { status, stderr } = spawnSync(process.execPath, words, { input });
      assert.equal(status, 0, stderr.toString());
      return stderr.toString().split('\n');
    };
    const classic = findings(FLOWS);
    const layout = recordLayout(EXTENDED);
    const header = { ...versionNumbers(EXTENDED), captureStart: 0, captureEnd: 0, flags: 0 };
    const widened: Uint8Array[] = [encodeHeader(header, 'little')];
    const file = await openFlowFile(Readable.from([FLOWS]));
    const widen = translator(file.layout.version, EXTENDED);
    for await (const batch of file.batches()) widened.push(widen!(batch).bytes);
    assert.ok(classic.some((line) => /host scan/.test(line)));
    assert.deepEqual(findings(Buffer.concat(widened)), classic);

    /** Flows of an IPv6 source to 250 hosts, each record with its own destination. */
    const six = blankRecords(layout, 250);
    const words32 = new Uint32Array(six.buffer);
    const place = (index: number, field: 'srcaddr' | 'dstaddr') =>
      (index * layout.size + (layout.slots.get(field)?.offset ?? 0)) >> 2;
    for (let index = 0; index < 250; index++) {
      writePlace(words32, place(index, 'srcaddr'), { family: 6, value: 0x20010db8n << 96n });
      writePlace(words32, place(index, 'dstaddr'), { family: 6, value: (0x20010db8n << 96n) + BigInt(index + 1) });
    }
    const both = Buffer.concat([...widened, six]);
    const added = findings(both, '-p').filter((line) => !classic.includes(line));
    assert.equal(added.length, 1, added.join('\n'));
    assert.match(added[0] ?? '', /host scan: ip=2001:db8:: ts=/);
    assert.match(readFileSync(state, 'utf8'), /^H \d+ 0 1 2001:db8::$/m);
    assert.deepEqual(
      findings(both, '-l').filter((line) => /2001:db8/.test(line)),
      [],
      'it has been reported',
    );
    rmSync(state);
    writeFileSync(join(directory, 'sup.src'), '2001:db8:: - - -\n');
    assert.deepEqual(findings(both), classic);
  });

  it('takes what HUP read: a source added to the list is not reported', async () => {
    const { child, text } = start('-b');
    await until(() => text().includes('load_suppress 1'));
    writeFileSync(join(directory, 'sup.src'), '198.51.100.77 - - -\n');
    child.kill('SIGHUP');
    await until(() => text().match(/load_suppress 1/g)?.length === 2);
    child.stdin.end(FLOWS);
    await once(child, 'exit');
    assert.match(text(), /port scan: src=203\.0\.113\.66/);
    assert.doesNotMatch(text(), /host scan/);
  });

  it('ends at TERM with its state written (-p), and goes on from there (-l)', async () => {
    const first = start('-b', '-p');
    first.child.stdin.write(FLOWS);
    await until(() => first.text().includes('port scan'));
    first.child.kill('SIGTERM');
    const [status] = (await once(first.child, 'exit')) as [number | null];
    assert.equal(status, 0);
    const second = start('-b', '-l');
    second.child.stdin.end(FLOWS);
    await once(second.child, 'exit');
    assert.doesNotMatch(second.text(), /=198\.51\.100\.77|=203\.0\.113\.66/, 'both have been reported');
  });

  it('says what is wrong with a state file and ends', async () => {
    writeFileSync(state, 'H 1 2\n');
    const { child, text } = start('-b', '-l');
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 1);
    assert.match(text(), /state line 1: "H 1 2"/);
  });

  it('goes into the background without -b or -B, reading the same standard input', async () => {
    const argv = [DSCAN, '-L', join(directory, 'sup'), '-s', state, '-p'];
    const { status } = spawnSync('sh', ['-c', `"$@" < ${GOLDEN}/input/big.z0.le.ft`, 'sh', process.execPath, ...argv]);
    assert.equal(status, 0);
    await until(() => existsSync(state));
    assert.match(readFileSync(state, 'utf8'), /^H \d+ 0 1 198\.51\.100\.77$/m);
  });

  it('tells who starts it in the background why it cannot run', () => {
    const argv = [DSCAN, '-L', join(directory, 'none')];
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', input: '' });
    assert.equal(status, 1);
    assert.match(stderr, /none\.src cannot be read/);
  });

  it('stays in the foreground with -B, and says nothing on standard error', async () => {
    const { child, text } = start('-B', '-p');
    child.stdin.end(FLOWS);
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 0);
    assert.ok(existsSync(state));
    assert.equal(text(), '');
  });
});
