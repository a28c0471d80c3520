import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { KeptResults } from '../../lib/save/kept-results.js';

const LIB = new URL('../../lib/', import.meta.url).href;

/** Runs a module's text in a process of its own. @returns what it printed */
function run(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`status ${status}`));
    });
  });
}

describe('saving by several processes at once', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-processes-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('gives each filter name to one of them, whole, and tells the others that it is taken', async () => {
    const text = `
      import { SavedFilters } from '${LIB}save/saved-filter.js';
      import { defaultConfiguration } from '${LIB}config/configuration.js';
      const filters = new SavedFilters({ ...defaultConfiguration(), save_directory: '${folder}/saves' });
      for (let n = 0; n < 40; n++) {
        try {
          filters.save('filter ' + n, new URLSearchParams({ protocols: String(process.pid) }), 0, '');
          console.log(n);
        } catch (error) {
          if (error.code !== 'taken') throw error;
        }
      }`;
    const outputs = await Promise.all([run(text), run(text), run(text)]);
    const saved = outputs.flatMap((output) => output.split('\n').filter(Boolean).map(Number));
    assert.deepEqual(
      saved.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, n) => n),
    );
    const files = readdirSync(join(folder, 'saves'));
    assert.equal(files.length, 40, 'nothing temporary is left');
    for (const file of files) JSON.parse(readFileSync(join(folder, 'saves', file), 'utf8'));
  });

  it('makes one secret for all', async () => {
    const text = `
      import { siteSecret } from '${LIB}web/csrf-secret.js';
      import { defaultConfiguration } from '${LIB}config/configuration.js';
      console.log(siteSecret({ ...defaultConfiguration(), state_directory: '${folder}/state' }).toString('hex'));`;
    const secrets = await Promise.all([run(text), run(text), run(text), run(text)]);
    assert.equal(new Set(secrets).size, 1);
    assert.deepEqual(readdirSync(join(folder, 'state')), ['form-secret']);
  });
});

describe('results kept for saving', () => {
  const result = { rows: [[1, 2n ** 80n, null, 'ä']], names: new Map([['a', 'b']]) };

  it('come back as they were, and are compressed only where they are large', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fv-kept-'));
    try {
      const kept = new KeptResults({ ...defaultConfiguration(), work_directory: folder });
      const fileOf = (id: string): string => join(folder, 'results', `${id}.result`);
      const [small, large] = [result, { ...result, body: 'ä'.repeat(2_097_152) }];
      const ids = [small, large].map((each) => {
        const id = KeptResults.newId();
        kept.keep(id, each, Date.now());
        assert.deepEqual(kept.get(id), each);
        return id;
      });
      const [first = '', second = ''] = ids;
      const octets = readFileSync(fileOf(first));
      assert.ok(octets.includes('[1,'), 'as text');
      assert.ok(readFileSync(fileOf(second)).length < 100_000);
      const [line = ''] = octets.toString('latin1').split('\n');
      for (const damaged of [
        octets.subarray(0, octets.length - 9),
        octets.subarray(0, line.length + 1),
        octets.subarray(0, 5),
        Buffer.concat([Buffer.from(line.replace(/\d+, /, '0, ')), octets.subarray(line.length)]), // another version
        Buffer.from('{"a":1}\n{"b":'),
      ]) {
        writeFileSync(fileOf(first), damaged);
        assert.equal(kept.get(first), undefined, damaged.toString('latin1', 0, 40));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are forgotten after two days, and the oldest where there are too many', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fv-kept-'));
    try {
      const kept = new KeptResults({ ...defaultConfiguration(), work_directory: folder });
      const now = Date.now();
      const first = KeptResults.newId();
      kept.keep(first, result, now);
      assert.deepEqual(kept.get(first), result);
      assert.equal(kept.get('../results/x'), undefined);
      const directory = join(folder, 'results');
      const threeDaysAgo = (now - 3 * 86_400_000) / 1000;
      utimesSync(join(directory, `${first}.result`), threeDaysAgo, threeDaysAgo);
      for (let n = 0; n < 700; n++) {
        const file = join(directory, `${n.toString(16).padStart(32, '0')}.result`);
        writeFileSync(file, '');
        utimesSync(file, now / 1000 - n, now / 1000 - n);
      }
      const last = KeptResults.newId();
      kept.keep(last, result, now);
      assert.equal(kept.get(first), undefined);
      assert.deepEqual(kept.get(last), result);
      const left = readdirSync(directory);
      assert.ok(left.length <= 500 && left.length > 400, String(left.length));
      assert.ok(
        left.includes(`${'0'.repeat(32)}.result`) && !left.includes(`${(699).toString(16).padStart(32, '0')}.result`),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
