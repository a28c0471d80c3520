import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fieldReader } from '../../lib/flow/batch.js';
import { hasFlag } from '../../lib/ftfile/header.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { coveredSpans, missingSpans, type Span } from '../../lib/demo/coverage.js';
import { cutAtRotations, writeHistory, type HistoryProgress } from '../../lib/demo/history.js';
import { DEVICES } from '../../lib/demo/network.js';
import { Traffic } from '../../lib/demo/traffic.js';

/** 09:50 UTC; a multiple of 300 s, not of 900 s. */
const START = Date.parse('2026-03-11T09:50:00Z') / 1000;
const END = START + 3000;

const traffic = (): Traffic => new Traffic({ device: DEVICES[0], rate: 10, exporter: 0x7f00000b });

describe('missingSpans', () => {
  it('is the whole span where nothing is covered', () => {
    assert.deepEqual(missingSpans({ start: 100, end: 200 }, []), [{ start: 100, end: 200 }]);
  });

  it('is what lies before, between and after, a second kept clear after each file', () => {
    const covered = [
      { start: 120, end: 130 },
      { start: 125, end: 128 },
      { start: 131, end: 140 },
      { start: 150, end: 160 },
    ];
    assert.deepEqual(missingSpans({ start: 100, end: 200 }, covered), [
      { start: 100, end: 120 },
      { start: 141, end: 150 },
      { start: 161, end: 200 },
    ]);
  });

  it('never overlaps what is covered', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 50 }));
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const covered = spans
          .map(([start, length]) => ({ start, end: start + length }))
          .sort((a, b) => a.start - b.start);
        const missing = missingSpans({ start: 100, end: 200 }, covered);
        for (const { start, end } of missing) {
          assert.ok(start >= 100 && end <= 200 && start < end);
          assert.ok(covered.every((each) => each.end <= start || each.start >= end));
        }
      }),
    );
  });
});

describe('cutAtRotations', () => {
  it('cuts at multiples of the length since local midnight, without gaps', () => {
    const pieces = cutAtRotations([{ start: START, end: END }], 900);
    assert.equal(pieces[0]?.start, START);
    assert.equal(pieces.at(-1)?.end, END);
    for (const [index, { start, end }] of pieces.entries()) {
      assert.ok(end > start && end - start <= 900);
      if (index > 0) assert.equal(start, pieces[index - 1]?.end);
      const date = new Date(start * 1000);
      if (index > 0) assert.equal((date.getHours() * 3600 + date.getMinutes() * 60 + date.getSeconds()) % 900, 0);
    }
  });
});

describe('writeHistory', () => {
  let directory: string;
  let signal: AbortController;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'history-'));
    signal = new AbortController();
  });
  afterEach(() => rm(directory, { recursive: true }));

  const write = async (missing: readonly Span[], progress: (done: HistoryProgress) => void = () => undefined) => {
    await writeHistory([{ directory, traffic, missing }], {
      nesting: 3,
      fileSeconds: 900,
      progress,
      signal: signal.signal,
    });
  };
  const files = async (): Promise<string[]> => {
    const names = await readdir(directory, { recursive: true, withFileTypes: true });
    return names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  };

  it('writes closed files that hold exactly what the model exports', async () => {
    const steps: HistoryProgress[] = [];
    await write([{ start: START, end: END }], (done) => steps.push(done));
    const written: Buffer[] = [];
    let flows = 0;
    for (const path of await files()) {
      assert.match(path, /\/\d{4}\/\d{4}-\d\d\/\d{4}-\d\d-\d\d\/ft-v05\.\d{4}-\d\d-\d\d\.\d{6}[+-]\d{4}$/);
      const file = await openFlowFile(path, { onDamage: (damage) => assert.fail(JSON.stringify(damage)) });
      const { captureStart = 0, captureEnd = 0 } = file.header;
      assert.ok(hasFlag(file.header, 'done') && hasFlag(file.header, 'compressed'));
      let count = 0;
      for await (const batch of file.batches()) {
        written.push(Buffer.from(batch.bytes));
        count += batch.count;
        const exported = fieldReader(batch, 'unix_secs');
        for (let index = 0; index < batch.count; index++) {
          const second = exported?.(index) ?? 0;
          assert.ok(second >= captureStart && second < captureEnd);
        }
      }
      assert.equal(file.header.flows, count);
      flows += count;
    }
    const model = Array.from(traffic().batches(START, END), ({ bytes }) => Buffer.from(bytes));
    assert.ok(Buffer.concat(written).equals(Buffer.concat(model)));
    const last = steps.sort((a, b) => a.files - b.files).at(-1);
    assert.deepEqual(last, { seconds: 3000, secondsInAll: 3000, flows, files: (await files()).length });
  });

  it('leaves nothing missing', async () => {
    const whole = { start: START, end: END };
    await write([whole]);
    assert.deepEqual(missingSpans(whole, await coveredSpans(directory, START)), []);
    const longer = { start: START - 600, end: END + 600 };
    assert.deepEqual(missingSpans(longer, await coveredSpans(directory, longer.start)), [
      { start: START - 600, end: START },
      { start: END + 1, end: END + 600 },
    ]);
  });

  it('keeps no unfinished file when it is stopped, nor one of a run that was killed', async () => {
    await writeFile(join(directory, '.demo-123'), 'half a file');
    const stopped = write([{ start: START, end: START + 40 * 3600 }], () => {
      signal.abort(new Error('enough'));
    });
    await assert.rejects(stopped, /enough/);
    for (const path of await files()) assert.match(path, /\/ft-v05/);
  });

  it('tells an error of the file system', async () => {
    await writeFile(join(directory, 'file'), '');
    const missing = [{ start: START, end: END }];
    const device = { directory: join(directory, 'file'), traffic, missing };
    const options = { nesting: 3, fileSeconds: 900, progress: () => undefined, signal: signal.signal } as const;
    await assert.rejects(writeHistory([device], options), { code: 'EEXIST' });
  });
});
