import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { LimitedLog } from '../../lib/capture/limited-log.js';
import { Relief } from '../../lib/capture/relief.js';
import { Spool } from '../../lib/capture/spool.js';
import { filesBelow, range, readFlows, v5Flows } from './flows.js';
import { until } from './wait.js';

const MEBI = 2 ** 20;

describe('compression under pressure', () => {
  const make = (level: number) => {
    const lines: string[] = [];
    return { lines, relief: new Relief(level, (text) => lines.push(text)) };
  };

  it('is as asked while little waits, then level 1, then none', () => {
    const { relief } = make(6);
    assert.deepEqual(
      [0, MEBI, 4 * MEBI, 60 * MEBI, MEBI].map((waiting) => relief.levelFor(waiting, 10)),
      [6, 6, 1, 0, 6],
    );
    assert.equal(relief.flows, 20);
  });

  it('never exceeds what was asked', () => {
    for (const level of [0, 1]) {
      const { relief } = make(level);
      assert.equal(relief.levelFor(4 * MEBI, 10), level);
      assert.equal(relief.levelFor(60 * MEBI, 10), 0);
      assert.equal(relief.flows, level * 10);
    }
  });

  it('is logged once when it begins and once when it has been over for a while', () => {
    const { lines, relief } = make(6);
    let now = 0;
    for (; now < 30_000; now += 1000) {
      if (now < 9000 && now % 3000 === 0) relief.levelFor(5 * MEBI, 100);
      relief.turn(now);
    }
    assert.deepEqual(lines, [
      'more flows arrive than level 6 can compress: some are compressed less',
      '300 flows were compressed less than level 6; that is over',
    ]);
    relief.levelFor(5 * MEBI, 7);
    relief.turn(now);
    relief.end();
    relief.end();
    assert.deepEqual(lines.slice(2), [
      'more flows arrive than level 6 can compress: some are compressed less',
      '7 flows were compressed less than level 6; that is over',
    ]);
  });

  it('keeps all of a flood in files that any zlib reads, and says so', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'relief-'));
    try {
      const lines: string[] = [];
      const log = new LimitedLog(
        (text) => lines.push(text),
        () => 0,
      );
      const spool = new Spool(
        { directory, byteOrder: 'little', level: 6, nesting: 0, mostWaiting: 40 * MEBI },
        log,
        () => 1743292800_000,
        () => undefined,
        () => undefined,
      );
      spool.begin('5');
      await until('file', () => spool.current);
      const count = 500_000; // at once, before anything can be compressed: 32 MB
      for (let next = 0; next < count; next += 1000) spool.append(v5Flows(next, 1000));
      spool.append(v5Flows(count, 1));
      await spool.close(60_000);
      assert.equal(spool.dropped, 0);
      assert.ok(spool.lessCompressed > count / 2 && spool.lessCompressed < count, `${spool.lessCompressed}`);
      assert.deepEqual(lines, [
        'more flows arrive than level 6 can compress: some are compressed less',
        `${spool.lessCompressed} flows were compressed less than level 6; that is over`,
      ]);
      const [path = ''] = filesBelow(directory);
      const { numbers, damage, header } = await readFlows(path);
      assert.deepEqual(damage, []);
      assert.deepEqual(numbers, range(0, count + 1));
      assert.equal(inflateSync(readFileSync(path).subarray(header.length)).length, (count + 1) * 64);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('does not make what waits grow beyond its bound', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'relief-'));
    try {
      const spool = new Spool(
        { directory, byteOrder: 'little', level: 6, nesting: 0, mostWaiting: 8 * MEBI },
        new LimitedLog(
          () => undefined,
          () => 0,
        ),
        () => 1743292800_000,
        () => undefined,
        () => undefined,
      );
      spool.begin('5');
      await until('file', () => spool.current);
      for (let next = 0; next < 300_000; next += 1000) spool.append(v5Flows(next, 1000));
      const kept = Math.ceil((8 * MEBI) / 64_000) * 1000;
      assert.equal(spool.dropped, 300_000 - kept);
      await spool.close(60_000);
      const [path = ''] = filesBelow(directory);
      assert.deepEqual((await readFlows(path)).numbers, range(0, kept));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
