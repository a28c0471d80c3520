import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefinedOutput } from '../../lib/capture/refined-output.js';
import { Refinement, type RefinementSource } from '../../lib/capture/refinement.js';
import { RefinerThread } from '../../lib/capture/refiner-thread.js';
import { LimitedLog } from '../../lib/capture/limited-log.js';
import { packPairs } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { batchOf } from '../store/row-files.js';
import { range, v5Flows } from './flows.js';

const FILTER = `filter-primitive net
  type ip-address-prefix
  permit 0.0.1.0/24
filter-definition net
  match ip-source-address net
`;

describe('the thread that refines records', () => {
  let directory: string;
  let source: RefinementSource;
  let thread: RefinerThread;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'refine-'));
    source = { filter: { file: join(directory, 'filter.cfg'), definition: 'net' }, variables: new Map() };
    writeFileSync(join(directory, 'filter.cfg'), FILTER);
    thread = new RefinerThread();
  });
  afterEach(async () => {
    await thread.close();
    rmSync(directory, { recursive: true });
  });

  const block = (first: number, count: number) => ({ bytes: new Uint8Array(v5Flows(first, count).bytes) });
  const numbers = (bytes: Uint8Array) =>
    range(0, bytes.length / 64).map((record) => Buffer.from(bytes).readUInt32LE(record * 64 + 16));

  it('gives what is kept in the order of the blocks, and what was dropped', async () => {
    await thread.configure(source, '5');
    const replies = await Promise.all([0, 200, 400].map((first) => thread.refine(block(first, 200))));
    assert.deepEqual(
      replies.map(({ bytes }) => numbers(bytes)),
      [[], range(256, 144), range(400, 112)],
    );
    assert.deepEqual(
      replies.map(({ drops }) => drops),
      [[[0, 200]], [[0, 56]], [[0, 88]]],
    );
  });

  it('keeps the pairs of the flows that it keeps', async () => {
    await thread.configure(source, EXTENDED);
    const { bytes } = batchOf(EXTENDED, [{ srcaddr: 0x101 }, { srcaddr: 0x201 }, { srcaddr: 0x102 }]);
    const pairs = [1, 2, 3].map((id) => packPairs([{ owner: 0, id, value: Uint8Array.of(id) }]));
    const refined = await thread.refine({ bytes: new Uint8Array(bytes), pairs });
    assert.deepEqual(refined.pairs, [pairs[0], pairs[2]]);
  });

  it('keeps its configuration when another is wrong', async () => {
    await assert.rejects(thread.refine(block(0, 1)), /nothing is configured/);
    await thread.configure(source, '5');
    writeFileSync(join(directory, 'filter.cfg'), 'nonsense\n');
    await assert.rejects(thread.configure(source, '5'), /Unexpected "nonsense"/);
    assert.equal((await thread.refine(block(250, 10))).bytes.length, 4 * 64);
  });

  it('is started again after it has ended', async () => {
    await thread.configure(source, '5');
    const lost = thread.refine(block(0, 10));
    await Promise.all([assert.rejects(lost, /the thread ended/), thread.close()]);
    assert.equal((await thread.refine(block(250, 10))).bytes.length, 4 * 64);
  });

  it('is ended in the midst of its work without harm to the process', async () => {
    for (let round = 0; round < 8; round++) {
      const busy = new RefinerThread();
      const asked = [busy.configure(source, '5'), busy.refine(block(0, 200))];
      if (round % 2) await asked[0];
      await Promise.all([
        ...asked.slice(round % 2).map((lost) => assert.rejects(lost, /the thread ended/)),
        busy.close(),
      ]);
    }
  });

  it('is waited for within bounds: what comes beyond is dropped and counted', async () => {
    const lines: string[] = [];
    let kept = 0;
    const sink = { begin: () => undefined, count: () => undefined };
    const append = ({ count }: { count: number }) => (kept += count);
    const log = new LimitedLog((text) => lines.push(text), Date.now);
    const output = new RefinedOutput(
      Refinement.read(source, () => undefined),
      thread,
      { ...sink, append },
      log,
    );
    output.begin('5');
    const batch = v5Flows(0, 8192);
    for (let round = 0; round < 150; round++) output.append(batch); // 75 MiB before the thread can answer
    assert.equal(output.dropped, 22 * 8192);
    assert.match(lines.join('\n'), /dropped 8192 records: records come faster than they are filtered/);
    await output.settled();
    assert.equal(kept, 128 * 256);
    output.append(batch);
    await output.close();
    assert.equal(kept, 129 * 256);
    assert.equal(output.filtered.of(0), 129 * (8192 - 256));
  });
});
