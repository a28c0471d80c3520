import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CaptureFile } from '../../lib/capture/capture-file.js';
import { completeOrphan, completeOrphans, findOrphans } from '../../lib/capture/orphans.js';
import { blankRecords, recordLayout } from '../../lib/flow/layout.js';
import { packPairs } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { flowTexts } from '../flow/any-pairs.js';
import { filesBelow, range, readFlows, v5Flows } from './flows.js';
import { until } from './wait.js';

const START = new Date('2025-03-10T10:07:00').getTime();
const END = 1743292842;
const NEVER = new AbortController().signal;

describe('orphans', () => {
  let directory: string;
  const lines: string[] = [];
  const log = (text: string) => lines.push(text);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orphans-'));
    lines.length = 0;
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** The octets of a file that is being written, with 3 × 5000 flows in three flushes. */
  async function inProgress(level: number): Promise<{ name: string; bytes: Buffer }> {
    const elsewhere = mkdtempSync(join(tmpdir(), 'orphans-source-'));
    try {
      const settings = { directory: elsewhere, version: '5', byteOrder: 'little', level, nesting: 0 } as const;
      const file = await CaptureFile.create(settings, START, { lost: 4, corrupt: 5, resets: 6 });
      for (const part of [0, 1, 2]) {
        file.append(v5Flows(part * 5000, 5000), START);
        await until('flushed', async () => {
          file.flush();
          return (await readFlows(file.path)).numbers.length === (part + 1) * 5000;
        });
      }
      const bytes = readFileSync(file.path);
      await file.close(START);
      return { name: basename(file.path), bytes };
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  }

  async function flowsOf(path: string): Promise<string[]> {
    const flows: string[] = [];
    const file = await openFlowFile(path, { onDamage: ({ text }) => assert.fail(text) });
    for await (const batch of file.batches()) flows.push(...flowTexts(batch));
    return flows;
  }

  function leave(name: string, bytes: Uint8Array): string {
    const path = join(directory, name);
    writeFileSync(path, bytes);
    utimesSync(path, END, END);
    return path;
  }

  for (const level of [0, 6])
    it(`are completed wherever they were cut, at zlib level ${level}`, async () => {
      const { name, bytes } = await inProgress(level);
      const headerLength = bytes.readUInt32LE(4);
      const cuts = [0, 1, 63, 64, 65, 1000, 31_999, 320_000, 320_001, bytes.length - headerLength];
      for (const cut of cuts) {
        const path = leave(name, bytes.subarray(0, headerLength + cut));
        const before = (await readFlows(path)).numbers;
        const completed = await completeOrphan(path, log, NEVER);
        const after = await readFlows(join(directory, name.replace('tmp', 'ft')));
        assert.deepEqual(completed, { path: after.path, flows: before.length });
        assert.deepEqual([after.numbers, after.damage], [before, []], `cut after ${cut}`);
        if (level === 0) assert.equal(after.numbers.length, Math.floor(cut / 64));
        const { captureStart, captureEnd, flows, flags, lost, corrupt, resets } = after.header;
        assert.deepEqual([captureStart, captureEnd, flows], [START / 1000, END, after.numbers.length]);
        assert.deepEqual([flags, lost, corrupt, resets], [level > 0 ? 3 : 1, 4, 5, 6]);
        assert.deepEqual(filesBelow(directory), [after.path]);
        rmSync(after.path);
      }
      const whole = await completeOrphan(leave(name, bytes), log, NEVER);
      assert.equal(whole?.flows, 15_000);
    });

  it('with pairs of flows are cut behind the last flow, whose number is counted', async () => {
    const layout = recordLayout(EXTENDED);
    const pairs = [7, 300, 2].map((length) =>
      packPairs([{ owner: 0, id: 82, value: new Uint8Array(length).fill(97) }]),
    );
    const settings = { directory, version: EXTENDED, byteOrder: 'big', level: 0, nesting: 0 } as const;
    const file = await CaptureFile.create(settings, START, { lost: 0, corrupt: 0, resets: 0 });
    file.append({ layout, bytes: blankRecords(layout, 3), count: 3, pairs }, START);
    await until('flushed', async () => {
      file.flush();
      return (await flowsOf(file.path)).length === 3;
    });
    const bytes = readFileSync(file.path);
    const whole = await flowsOf(file.path);
    await file.close(START);
    const headerLength = bytes.readUInt32BE(4);
    for (const [records, flows] of [
      [7, 3],
      [6, 2],
      [5, 2],
      [4, 1],
      [1, 0],
    ] as const) {
      const cut = headerLength + records * layout.size;
      for (const path of filesBelow(directory)) rmSync(path);
      const completed = await completeOrphan(leave(basename(file.path), bytes.subarray(0, cut + 9)), log, NEVER);
      assert.equal(completed?.flows, flows);
      assert.deepEqual(await flowsOf(completed.path), whole.slice(0, flows));
    }
  });

  it('that were closed but not renamed are renamed', async () => {
    const settings = { directory, version: '5', byteOrder: 'little', level: 6, nesting: 0 } as const;
    const file = await CaptureFile.create(settings, START, { lost: 0, corrupt: 0, resets: 0 });
    file.append(v5Flows(0, 10), START);
    const closed = await file.close(START);
    const bytes = readFileSync(closed);
    rmSync(closed);
    writeFileSync(file.path, bytes);
    assert.deepEqual(await completeOrphan(file.path, log, NEVER), { path: closed, flows: 10 });
    assert.deepEqual(readFileSync(closed), bytes);
  });

  it('keep every record before damage', async () => {
    const { name, bytes } = await inProgress(6);
    const firstFlush = bytes.indexOf(Buffer.from([0, 0, 0xff, 0xff]));
    bytes[firstFlush + 4] = 0xff; // a deflate block of a type that does not exist
    const path = leave(name, bytes);
    const before = (await readFlows(path)).numbers;
    assert.equal(before.length, 5000);
    assert.equal((await completeOrphan(path, log, NEVER))?.flows, before.length);
    assert.match(lines.join(), /corrupt/);
    assert.deepEqual((await readFlows(path.replace('tmp-', 'ft-'))).numbers, before);
  });

  it('do not overwrite a file that has the name', async () => {
    const { name, bytes } = await inProgress(0);
    const taken = leave(name.replace('tmp', 'ft'), Buffer.from('precious'));
    const completed = await completeOrphan(leave(name, bytes), log, NEVER);
    assert.match(completed?.path ?? '', /ft-v05\.2025-03-10\.100701/);
    assert.equal(readFileSync(taken, 'utf8'), 'precious');
  });

  it('are found at any depth, and what cannot be completed is logged and left', async () => {
    const { name, bytes } = await inProgress(0);
    mkdirSync(join(directory, '2025/2025-03'), { recursive: true });
    leave(`2025/2025-03/${name}`, bytes);
    const junk = leave('tmp-junk', Buffer.from('no flow file'));
    leave('tmp-empty', Buffer.alloc(0));
    leave('.unfinished-tmp-v05.2025-03-10.100000+0000', bytes);
    leave('notes.txt', Buffer.from('tmp-'));
    copyFileSync('test/golden/ft/input/big.z0.le.ft', join(directory, 'ft-v05.2025-03-10.110000+0000'));
    const orphans = await findOrphans(directory);
    assert.equal(orphans.length, 3);
    const completed = await completeOrphans(orphans, log, NEVER);
    assert.deepEqual(
      completed.map(({ flows }) => flows),
      [15_000],
    );
    assert.match(lines.join('\n'), /cannot complete .*tmp-junk.*no flow file/);
    assert.match(lines.join('\n'), /cannot complete .*tmp-empty.*is empty/);
    assert.match(lines.join('\n'), /completed .*ft-v05.*: 15000 flows/);
    assert.ok(existsSync(junk));
    assert.equal(
      filesBelow(directory).some((path) => path.includes('.unfinished-')),
      false,
    );
  });

  it('stay as they are when the end comes first', async () => {
    const { name, bytes } = await inProgress(6);
    const path = leave(name, bytes);
    assert.equal(await completeOrphan(path, log, AbortSignal.abort()), undefined);
    assert.deepEqual(filesBelow(directory), [path]);
    assert.deepEqual(readFileSync(path), bytes);
    assert.deepEqual(range(0, 15_000), (await readFlows(path)).numbers);
  });
});
