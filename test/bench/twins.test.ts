import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from '../../bench/harness.js';
import type { Machine } from '../../bench/machine.js';
import { QUESTIONS } from '../../bench/questions.js';

const PROGRAM = fileURLToPath(new URL('../../bench/twins.js', import.meta.url));
const FLOWS = '3000';

describe('bench/twins', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'flowviewer-twins-'));
    mkdirSync(join(directory, 'build'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it('finds that nfdump agrees with every answer, and reports time, memory and size', async () => {
    const child = spawn(process.execPath, [PROGRAM], {
      cwd: directory,
      env: { ...process.env, BENCH_FLOWS: FLOWS, BENCH_DATA: join(directory, 'data') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    const status = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(status, 0, complaint);
    const lines = readFileSync(join(directory, 'build', 'bench.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const [first, ...rows] = lines.map((line) => JSON.parse(line) as BenchRow & { bench: string; machine?: Machine });
    assert.ok(first?.machine && first.machine.memory > 0 && first.machine.nfdump !== '?');
    for (const { name } of QUESTIONS)
      for (const from of ['twins', 'rows']) {
        const row = rows.find(({ what }) => what === `${name}, ${from}`);
        assert.equal(row?.size, '3000 flows', `${name}, ${from}`);
        const { seconds = 0, peerSeconds = 0, peakMemory = 0, peerMemory = 0, ratio } = row;
        assert.ok([seconds, peerSeconds, peakMemory, peerMemory].every((value) => value > 0));
        assert.equal(ratio, peerSeconds / seconds);
      }
    const sizes = rows.filter(({ octets = 0, peerOctets = 0 }) => octets > 0 && peerOctets > 0);
    assert.deepEqual(
      sizes.map(({ what, peer }) => `${what}: ${peer}`),
      ['row files (zlib)', 'twins'].flatMap((ours) =>
        ['LZ4', 'LZO'].map((peer) => `size on disk, ${ours}: nfdump ${peer}`),
      ),
    );
    assert.ok(rows.some(({ what, flows }) => what === 'make all twins' && flows === 3000));
  }).timeout(180_000);
});
