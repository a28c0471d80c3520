import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from '../../bench/harness.js';
import type { Machine } from '../../bench/machine.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/performance.mjs', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));

const MACHINE: Machine = {
  date: '2025-06-11',
  processor: 'Z80',
  cores: 2,
  memory: 2 ** 34,
  disk: 'ext4 on /dev/vda, 9 GB',
  system: 'Debian',
  node: '20.1.0',
  duckdb: '1.5.5',
  nfdump: '1.7.1',
  load: 0.25,
};

const PEER = { peer: 'nfdump LZ4', others: 0.01 };
const ROWS: readonly BenchRow[] = [
  { what: 'old', size: '1 M flows', seconds: 9 },
  { what: 'make', size: '10 M flows', seconds: 4, flows: 10e6 },
  { what: 'disk', size: '10 M flows', octets: 2e8, peerOctets: 3e8, ratio: 1.5, ...PEER },
  { what: 'top', size: '1 M flows', seconds: 0.2, peerSeconds: 0.1, ratio: 0.5, peakMemory: 1e8, ...PEER, others: 0.3 },
  { what: 'top', size: '10 M flows', seconds: 0.4, peerSeconds: 1, ratio: 2.5, peakMemory: 2e8, ...PEER },
];

describe('scripts/performance.mjs', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flowviewer-performance-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(lines: readonly object[], page: string): { status: number | null; stderr: string; text: string } {
    const [rows, document] = [join(directory, 'bench.jsonl'), join(directory, 'page.md')];
    writeFileSync(rows, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    writeFileSync(document, page);
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, rows, document], { encoding: 'utf8' });
    return { status, stderr, text: readFileSync(document, 'utf8') };
  }

  it('writes the machine, a table for each benchmark and how times grow, into the page', () => {
    const [old, ...rows] = ROWS;
    const lines = [
      { bench: 'other', machine: MACHINE },
      { bench: 'other', what: 'a | thing', size: '1 page', seconds: 0.0123, loss: 0.015 },
      { bench: 'twins', machine: MACHINE },
      { bench: 'twins', ...old },
      { bench: 'twins', machine: MACHINE }, // ran again
      ...rows.map((row) => ({ bench: 'twins', ...row })),
    ];
    const { status, stderr, text } = write(lines, readFileSync(DOCUMENT, 'utf8'));
    assert.equal(status, 0, stderr);
    assert.match(text, /^\| processor \| Z80, 2 cores \|$/m);
    assert.match(text, /^\| memory \| 16 GiB \|$/m);
    assert.match(text, /^### Questions about a day[^]*^### other$/m);
    assert.doesNotMatch(text, /^\| old /m);
    assert.match(text, /^\| make \| 10 M flows \| 4 s \(2\.5 M flows\/s\) \| {2}\|/m);
    assert.match(text, /^\| disk \| 10 M flows \| {2}\| {2}\| 200 MB \| 300 MB \| 1\.5 \| {2}\| nfdump LZ4 \|$/m);
    assert.match(text, /^\| top \| 1 M flows \| 200 ms \| 100 ms \| {2}\| {2}\| 0\.5 † \| 100 MB \| nfdump LZ4 \|$/m);
    assert.match(text, /^\| top \| 1 M flows to 10 M flows \(× 10\) \| × 2 \| × 10 \| × 2 \| {2}\|$/m);
    assert.match(text, /^\| what \| size \| time \| lost \|\n.*\n\| a \\\| thing \| 1 page \| 12\.3 ms \| 1\.5 % \|$/m);
    assert.equal(write(lines, text).text, text, 'written again, it is the same');
  });

  it('refuses a page without its place, and rows of nothing, and leaves the page as it is', () => {
    const { status, stderr, text } = write([{ bench: 'twins', machine: MACHINE }], 'no place\n');
    assert.equal(status, 1);
    assert.match(stderr, /page\.md lacks the lines/);
    assert.equal(text, 'no place\n');
    assert.match(write([], 'no place\n').stderr, /has no measurements: run make bench/);
  });
});
