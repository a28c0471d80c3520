import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { findSegments } from '../../lib/store/segments.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CAPTURE = { fileLength: 15 * MINUTE, captureInterval: 35 * MINUTE };

/** Local clock of a collector `offset` minutes east of UTC, as its file and directory names have it. */
function namesAt(start: number, offset: number) {
  const [day = '', time = ''] = new Date(start + offset * MINUTE).toISOString().split('T');
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}${two(Math.abs(offset) % 60)}`;
  return {
    year: day.slice(0, 4),
    month: day.slice(0, 7),
    day,
    file: `v05.${day}.${time.slice(0, 8).replaceAll(':', '')}${zone}`,
  };
}

const DIRECTORIES = {
  0: () => '',
  1: ({ year }) => year,
  2: ({ year, month }) => join(year, month),
  3: ({ year, month, day }) => join(year, month, day),
  '-1': ({ day }) => day,
  '-2': ({ month, day }) => join(month, day),
  '-3': ({ year, month, day }) => join(year, month, day),
} as const satisfies Record<string, (names: ReturnType<typeof namesAt>) => string>;
type Level = keyof typeof DIRECTORIES;
const LEVELS = Object.keys(DIRECTORIES) as unknown as Level[];

describe('findSegments', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'segments-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function touch(
    start: number,
    { level = 3, offset = 0, prefix = 'ft-' }: { level?: Level; offset?: number; prefix?: string } = {},
  ) {
    const names = namesAt(start, offset);
    const path = join(folder, DIRECTORIES[level](names), prefix + names.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    return path;
  }

  const found = async (start: number, end: number) =>
    (await findSegments(folder, { start, end }, CAPTURE)).segments.map(({ path }) => path);

  for (const level of LEVELS)
    it(`finds the files around a midnight, a month's and a year's end at nesting level ${level}`, async () => {
      for (const midnight of [Date.UTC(2025, 5, 15), Date.UTC(2025, 6, 1), Date.UTC(2026, 0, 1)]) {
        const starts = Array.from({ length: 48 }, (_, index) => midnight + (index - 24) * 5 * MINUTE);
        const paths = starts.map((start) => touch(start, { level }));
        const within = (from: number, to: number) =>
          paths.filter(
            (_, index) => starts[index]! >= from - CAPTURE.fileLength && starts[index]! <= to + CAPTURE.captureInterval,
          );
        for (const [from, to] of [
          [midnight - HOUR, midnight - MINUTE],
          [midnight, midnight + HOUR],
          [midnight - 10 * MINUTE, midnight + 10 * MINUTE],
        ] as const)
          assert.deepEqual(await found(from, to), within(from, to));
      }
    });

  it('goes by the time in the name, whatever zone the collector is in', async () => {
    const start = Date.UTC(2025, 5, 15, 0, 30);
    const offsets = [-12 * 60, -210, 0, 330, 14 * 60];
    const paths = offsets.map((offset, index) => touch(start + index * MINUTE, { offset }));
    assert.deepEqual(await found(start, start + 5 * MINUTE), paths);
  });

  it('finds both files of an hour that clocks show twice', async () => {
    const first = touch(Date.UTC(2025, 9, 26, 0, 30), { offset: 120 });
    const second = touch(Date.UTC(2025, 9, 26, 1, 30), { offset: 60 });
    assert.equal(basename(first).slice(0, -5), basename(second).slice(0, -5));
    assert.deepEqual(await found(Date.UTC(2025, 9, 26, 0, 20), Date.UTC(2025, 9, 26, 0, 40)), [first]);
    assert.deepEqual(await found(Date.UTC(2025, 9, 26, 1, 40), Date.UTC(2025, 9, 26, 2)), [second]);
  });

  it('finds files that are still being written, and no others', async () => {
    const start = Date.UTC(2025, 5, 15, 12);
    const path = touch(start, { prefix: 'tmp-' });
    writeFileSync(join(dirname(path), 'notes.txt'), '');
    writeFileSync(join(dirname(path), 'ft-v05.2025-06-15'), '');
    writeFileSync(join(dirname(path), '.ft-v05.2025-06-15.120000+0000'), '');
    const { segments } = await findSegments(folder, { start, end: start + HOUR }, CAPTURE);
    assert.deepEqual(segments, [{ kind: 'rows', path, state: 'open' }]);
  });

  it('finds a file that has been written for longer than configured, up to its successor', async () => {
    const day = Date.UTC(2025, 5, 15);
    const [daily, next] = [touch(day), touch(day + 10 * HOUR)];
    assert.deepEqual(await found(day + 5 * HOUR, day + 6 * HOUR), [daily]);
    assert.deepEqual(await found(day + 11 * HOUR, day + 12 * HOUR), [next]);
    // flow-capture starts a new file every day at the latest
    assert.deepEqual(await found(day + 35 * HOUR, day + 36 * HOUR), []);
  });

  it('gives all files where no window is asked for, in the order of their starts', async () => {
    const day = Date.UTC(2025, 5, 15);
    const late = touch(day + HOUR, { level: 0 });
    const early = touch(day, { level: 3 });
    const { segments } = await findSegments(folder, undefined, CAPTURE);
    assert.deepEqual(
      segments.map(({ path }) => path),
      [early, late],
    );
  });

  it('opens only the directories that the window needs', async () => {
    const start = Date.UTC(2025, 5, 15, 12);
    const path = touch(start);
    for (const other of [
      '2024',
      '2026',
      '2025/2025-04',
      '2025/2025-08',
      '2025/2025-06/2025-06-12',
      '2025-06-18',
      'notes',
    ]) {
      mkdirSync(dirname(join(folder, other)), { recursive: true });
      symlinkSync(basename(other), join(folder, other)); // to itself: whoever opens it fails
    }
    assert.deepEqual(await found(start, start + HOUR), [path]);
  });

  it('names the directory that it cannot open', async () => {
    const broken = join(folder, '2025', '2025-06');
    mkdirSync(dirname(broken));
    symlinkSync('2025-06', broken);
    await assert.rejects(found(Date.UTC(2025, 5, 15), Date.UTC(2025, 5, 16)), { code: 'ELOOP', path: broken });
  });

  it('takes a name that is no directory, or leads nowhere, as an empty one', async () => {
    const start = Date.UTC(2025, 5, 15, 12);
    const path = touch(start);
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('file', join(folder, '2025-06-15'));
    symlinkSync('nowhere', join(folder, '2025-06'));
    assert.deepEqual(await found(start, start + HOUR), [path]);
  });

  it('follows a symbolic link to a directory', async () => {
    const start = Date.UTC(2025, 5, 15, 12);
    const path = touch(start, { level: 1 });
    const elsewhere = mkdtempSync(join(tmpdir(), 'segments-link-'));
    symlinkSync(join(folder, '2025'), join(elsewhere, '2025'));
    const [segment] = (await findSegments(elsewhere, { start, end: start + HOUR }, CAPTURE)).segments;
    assert.equal(segment?.path, join(elsewhere, '2025', basename(path)));
    rmSync(elsewhere, { recursive: true });
  });

  it('finds the same files in any mixture of levels and zones', async () => {
    const epoch = Date.UTC(2025, 11, 31);
    const file = fc.record({
      start: fc.integer({ min: 0, max: 3 * 24 * 4 }).map((quarter) => epoch + quarter * 15 * MINUTE),
      level: fc.constantFrom(...LEVELS),
      offset: fc.constantFrom(-720, -300, 0, 345, 840),
    });
    const files = fc.uniqueArray(file, { minLength: 1, maxLength: 25, selector: ({ start }) => start });
    const from = fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minute) => epoch + minute * MINUTE);
    await fc.assert(
      fc.asyncProperty(files, from, fc.integer({ min: 1, max: 1500 }), async (drawn, start, minutes) => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        const end = start + minutes * MINUTE;
        const paths = drawn.map((each) => ({ ...each, path: touch(each.start, each) }));
        const inOrder = paths.sort((left, right) => left.start - right.start);
        const segments = await found(start, end);
        const sure = inOrder.filter(
          (each) => each.start >= start - CAPTURE.fileLength && each.start <= end + CAPTURE.captureInterval,
        );
        const expected = sure.map(({ path }) => path);
        // and at most one before those, which may have been written for longer than configured
        const more = segments.slice(0, segments.length - expected.length);
        const before = inOrder.filter(({ start: at }) => at < start - CAPTURE.fileLength).map(({ path }) => path);
        assert.ok(more.length <= 1 && more.every((path) => before.includes(path)), more.join(' '));
        assert.deepEqual(segments.slice(more.length), expected);
      }),
      { numRuns: 100, interruptAfterTimeLimit: 20_000 },
    );
  });
});
