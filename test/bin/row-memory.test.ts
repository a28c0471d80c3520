import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFlows } from '../../lib/demo/make-flows.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';

const MB = 2 ** 20;
/** Four times the flows: 96 MB more of records, and more than that of text. */
const FEW = 500_000;
const MANY = 4 * FEW;
const BOUND = 80 * MB; // garbage that a busy machine collects late is no growth

/** Writes the same 8,000 flows again and again, compressed. */
async function writeFlows(path: string, flows: number): Promise<void> {
  const [batch] = makeFlows({ flows: 8000, start: 1_000_000_000, end: 1_000_000_001 });
  assert.ok(batch);
  const writer = await createFlowFile(path, { version: '5', level: 1 });
  while (writer.flows < flows) await writer.append(batch);
  await writer.close();
}

/** Has the process tell its largest resident set, KiB, when it ends. */
const TELL =
  "data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,`${process.resourceUsage().maxRSS}`))";

/** Largest resident set of a command that reads the flows, octets. */
async function peakMemory(name: string, words: readonly string[], input: string): Promise<number> {
  const stdin = openSync(input, 'r');
  try {
    const child = spawn(process.execPath, ['--import', TELL, resolve('build/bin', name), ...words], {
      stdio: [stdin, 'ignore', 'inherit', 'pipe'],
    });
    let told = '';
    child.stdio[3]?.on('data', (text: Buffer) => (told += text.toString()));
    const status = await new Promise((done, fail) => child.on('error', fail).on('close', done));
    assert.equal(status, 0);
    return Number(told) * 1024;
  } finally {
    closeSync(stdin);
  }
}

describe('memory of the row commands', function () {
  this.timeout(300_000);
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'row-memory-'));
    await writeFlows(join(folder, 'few'), FEW);
    await writeFlows(join(folder, 'many'), MANY);
    writeFileSync(
      join(folder, 'filter.cfg'),
      'filter-primitive p\n  type ip-port\n  permit 443\nfilter-definition default\n  match ip-source-port p\n',
    );
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [name, ...words] of [
    ['flow-cat'],
    ['flow-cat', '-z', '1'],
    ['flow-nfilter', '-f', 'filter.cfg'],
    ['flow-print'],
    ['flow-print', '-f', '5'],
    ['flow-export', '-f', '2'],
  ] as const)
    it(`of ${[name, ...words].join(' ')} does not grow with the number of flows`, async () => {
      const args = words.map((word) => (word.endsWith('.cfg') ? join(folder, word) : word));
      const few = await peakMemory(name, args, join(folder, 'few'));
      const many = await peakMemory(name, args, join(folder, 'many'));
      assert.ok(few > 10 * MB, 'the process told nothing');
      assert.ok(many < few + BOUND, `${Math.round(few / MB)} MB for few, ${Math.round(many / MB)} MB for many`);
    });
});
