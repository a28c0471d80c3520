import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { CaptureFile, publish, type FileSettings } from '../../lib/capture/capture-file.js';
import { flowFileName } from '../../lib/ftfile/names.js';
import { filesBelow, range, readFlows, v5Flows } from './flows.js';
import { until } from './wait.js';

const START = new Date('2025-03-10T10:07:00').getTime();
const NONE = { lost: 0, corrupt: 0, resets: 0 };

describe('a file of the capture', () => {
  let directory: string;
  let settings: FileSettings;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'capture-file-'));
    settings = { directory, version: '5', byteOrder: 'little', level: 0, nesting: 3 };
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const nameOf = (state: 'open' | 'closed', start = START) => flowFileName({ state, version: '5', start });

  it('is tmp- in its day while it is written, and ft- afterwards', async () => {
    const file = await CaptureFile.create(settings, START + 999, NONE);
    assert.equal(relative(directory, file.path), join('2025', '2025-03', '2025-03-10', nameOf('open')));
    assert.equal(statSync(file.path).mode & 0o777 & ~0o644, 0);
    file.append(v5Flows(0, 100), START);
    const path = await file.close(START + 60_500);
    assert.deepEqual(filesBelow(directory), [path]);
    assert.equal(basename(path), nameOf('closed'));
    const { header, numbers, damage } = await readFlows(path);
    assert.deepEqual([numbers, damage], [range(0, 100), []]);
    assert.deepEqual([header.captureStart, header.captureEnd], [START / 1000, START / 1000 + 60]);
    assert.deepEqual([header.flows, header.flags], [100, 1]);
  });

  it('says at the start what it says at the end, with the counts so far', async () => {
    const file = await CaptureFile.create({ ...settings, comment: 'rack 4' }, START, {
      lost: 1,
      corrupt: 2,
      resets: 3,
    });
    const open = await readFlows(file.path);
    assert.deepEqual(
      [open.header.flags, open.header.captureEnd, open.header.flows, open.header.comment],
      [0, 0, 0, 'rack 4'],
    );
    assert.deepEqual([open.header.lost, open.header.corrupt, open.header.resets], [1, 2, 3]);
    file.counters.lost = 70;
    const closed = await readFlows(await file.close(START));
    assert.equal(closed.header.length, open.header.length);
    assert.equal(closed.header.lost, 70);
  });

  for (const level of [0, 6])
    it(`shows its flows to readers after a flush, at zlib level ${level}`, async () => {
      const file = await CaptureFile.create({ ...settings, level }, START, NONE);
      file.append(v5Flows(0, 7), START);
      assert.equal(file.unflushedSince, START);
      file.flush();
      assert.equal(file.unflushedSince, undefined);
      await until('flows readable', async () => (await readFlows(file.path)).numbers.length === 7);
      assert.deepEqual((await readFlows(file.path)).damage, []);
      file.append(v5Flows(7, 5), START);
      const { numbers, damage, header } = await readFlows(await file.close(START));
      assert.deepEqual([numbers, damage, header.flows], [range(0, 12), [], 12]);
    });

  it('can be big-endian', async () => {
    const file = await CaptureFile.create({ ...settings, byteOrder: 'big' }, START, NONE);
    file.append(v5Flows(1, 3), START);
    const path = await file.close(START);
    assert.equal(readFileSync(path)[2], 2);
    assert.deepEqual((await readFlows(path)).numbers, [1, 2, 3]);
  });

  it('takes the next second whose two names are free', async () => {
    const day = join(directory, '2025/2025-03/2025-03-10');
    mkdirSync(day, { recursive: true });
    writeFileSync(join(day, nameOf('closed')), 'old');
    writeFileSync(join(day, nameOf('open', START + 1000)), 'other');
    const file = await CaptureFile.create(settings, START, NONE);
    assert.equal(basename(file.path), nameOf('open', START + 2000));
    const path = await file.close(START);
    assert.equal((await readFlows(path)).header.captureStart, START / 1000 + 2);
    assert.equal(readFileSync(join(day, nameOf('closed')), 'utf8'), 'old');
    assert.equal(readFileSync(join(day, nameOf('open', START + 1000)), 'utf8'), 'other');
  });

  it('overwrites nothing that took its name while it was open', async () => {
    const file = await CaptureFile.create(settings, START, NONE);
    const taken = join(dirname(file.path), nameOf('closed'));
    writeFileSync(taken, 'precious');
    const path = await file.close(START);
    assert.equal(basename(path), nameOf('closed', START + 1000));
    assert.equal(readFileSync(taken, 'utf8'), 'precious');
    assert.equal(existsSync(file.path), false);
  });

  it('is not published twice when the process was killed between the two steps', async () => {
    const from = join(directory, 'tmp-x');
    writeFileSync(from, 'flows');
    linkSync(from, join(directory, 'ft-x'));
    assert.equal(await publish(from, START, () => join(directory, 'ft-x')), join(directory, 'ft-x'));
    assert.deepEqual(filesBelow(directory), [join(directory, 'ft-x')]);
  });

  it('fails with the reason where it cannot be created', async () => {
    writeFileSync(join(directory, '2025'), 'in the way');
    await assert.rejects(CaptureFile.create(settings, START, NONE), { code: 'ENOTDIR' });
  });
});
