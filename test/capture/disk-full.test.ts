import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { LimitedLog } from '../../lib/capture/limited-log.js';
import { completeOrphans, findOrphans } from '../../lib/capture/orphans.js';
import { Spool } from '../../lib/capture/spool.js';
import { filesBelow, range, readFlows, v5Flows } from './flows.js';
import { until } from './wait.js';

const MEBI = 2 ** 20;

/** Records of 64 octets in each batch. */
const BATCH = 1000;

describe('a full disk', () => {
  let directory: string;
  let lines: string[];
  let now: number;
  let mounted = false;

  beforeEach(function () {
    lines = [];
    now = new Date('2025-03-10T10:07:00').getTime();
    directory = mkdtempSync(join(tmpdir(), 'disk-full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory], { stdio: 'ignore' });
      mounted = true;
    } catch {
      this.skip(); // a disk of limited size takes a mount, and that takes root
    }
  });
  afterEach(() => {
    if (mounted) execFileSync('umount', ['-l', directory]);
    mounted = false;
    rmdirSync(directory);
  });

  const spoolOf = (level: number) => {
    const spool = new Spool(
      { directory, byteOrder: 'little', level, nesting: 0, mostWaiting: MEBI },
      new LimitedLog(
        (text) => lines.push(text),
        () => now,
      ),
      () => now,
      () => undefined,
      () => undefined,
    );
    spool.begin('5');
    return spool;
  };

  /** Feeds numbered flows until some are dropped; tells the next number. */
  async function fill(spool: Spool): Promise<number> {
    let next = 0;
    // as fast as they are compressed, or those would be dropped that wait for that
    await until('a full disk', () => {
      for (; spool.waiting < MEBI / 2; next += BATCH) spool.append(v5Flows(next, BATCH));
      spool.turn();
      return lines.some((line) => line.includes('ENOSPC'));
    });
    await until('drops', async () => {
      spool.append(v5Flows(next, BATCH));
      next += BATCH;
      if (next % (10 * BATCH) === 0) await new Promise(setImmediate);
      spool.turn();
      return spool.dropped > 0;
    });
    return next;
  }

  for (const level of [0, 6])
    it(`drops and counts what does not fit, and goes on when there is room, at zlib level ${level}`, async () => {
      const ballast = join(directory, 'ballast');
      writeFileSync(ballast, Buffer.alloc(2 * MEBI));
      const spool = spoolOf(level);
      await until('file', () => spool.current);
      const before = await fill(spool);
      assert.equal(spool.dropped, BATCH);
      assert.match(lines.join('\n'), /cannot write .*tmp-v05.*ENOSPC/);
      assert.match(lines.join('\n'), /dropped 1000 records/);
      for (let n = 0; n < 1000; n++) spool.turn();
      assert.ok(lines.length < 40, `${lines.length} lines`);
      rmSync(ballast);
      await until('room', () => {
        const { dropped } = spool;
        spool.turn();
        spool.append(v5Flows(before, 1));
        return spool.dropped === dropped;
      });
      await spool.close(1000);
      const [path = ''] = filesBelow(directory);
      const { numbers, damage, header } = await readFlows(path);
      assert.match(basename(path), /^ft-/);
      assert.deepEqual(damage, []);
      assert.deepEqual(numbers, [...range(0, before - BATCH), before]);
      assert.equal(header.flows, numbers.length);
    });

  it('does not hold up the end; the next start completes the file', async () => {
    const spool = spoolOf(6);
    await until('file', () => spool.current);
    await fill(spool);
    await spool.close(100);
    assert.match(lines.join('\n'), /stays as it is, the next start will complete it/);
    const [orphan = ''] = filesBelow(directory);
    assert.match(basename(orphan), /^tmp-/);
    execFileSync('mount', ['-o', 'remount,size=16m', directory]);
    const log = (text: string) => lines.push(text);
    const completed = await completeOrphans(await findOrphans(directory), log, new AbortController().signal);
    const { numbers, damage } = await readFlows(completed[0]?.path ?? '');
    assert.ok(numbers.length > 10_000);
    assert.deepEqual([numbers, damage], [range(0, numbers.length), []]);
    assert.deepEqual(filesBelow(directory), [completed[0]?.path]);
  });

  it('is survived by rotation: the current file goes on until a new one can be begun', async () => {
    const ballast = join(directory, 'ballast');
    const spool = spoolOf(0);
    await until('file', () => spool.current);
    spool.append(v5Flows(0, 10));
    writeFileSync(ballast, Buffer.alloc(4 * MEBI - 4096)); // what is left of the first file's page is all there is
    spool.append(v5Flows(10, 10));
    now += 1000;
    spool.rotate();
    await until('complaint', () => lines.some((line) => line.startsWith('cannot create a file')));
    spool.append(v5Flows(20, 10));
    rmSync(ballast);
    await until('new file', () => {
      spool.turn();
      return filesBelow(directory).length === 2;
    });
    spool.append(v5Flows(30, 10));
    await spool.close(1000);
    const files = await Promise.all(filesBelow(directory).map((path) => readFlows(path)));
    assert.deepEqual(
      files.flatMap(({ numbers }) => numbers),
      range(0, 40),
    );
    assert.equal(spool.dropped, 0);
  });
});
