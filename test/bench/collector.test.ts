import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from '../../bench/harness.js';
import { variedTrackings } from '../../bench/trackings.js';
import { trackingFilter } from '../../lib/tracker/tracking-filter.js';

const PROGRAM = fileURLToPath(new URL('../../bench/collector.js', import.meta.url));

describe('bench/collector', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'flowviewer-collector-'));
    mkdirSync(join(directory, 'build'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it('measures passes over row files and twins in which every tracking gets a value', async () => {
    const env = { ...process.env, BENCH_FLOWS: '300' };
    const child = spawn(process.execPath, [PROGRAM], { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0, complaint);
    const lines = readFileSync(join(directory, 'build', 'bench.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const [, ...rows] = lines.map((line) => JSON.parse(line) as BenchRow);
    assert.deepEqual(
      rows.map(({ what, seconds = 0 }) => [what, seconds > 0]),
      [
        ['Collector, 50 trackings, rows', true],
        ['Collector, 50 trackings, twins', true],
      ],
    );
  });

  it('has a thousand trackings of which hardly two are alike', () => {
    const trackings = variedTrackings(1000, 'router');
    const filters = trackings.map((tracking) => JSON.stringify([tracking.type, trackingFilter(tracking)], plain));
    assert.ok(new Set(filters).size > 500, `${new Set(filters).size} differ`);
  });
});

/** JSON knows no bigint. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
