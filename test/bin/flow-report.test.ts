import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORT_TYPES } from '../../lib/stat/report/types.js';
import { INPUT } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const FLOWS = readFileSync(`${INPUT}/v5.z0.le.ft`);

describe('flow-report', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'flow-report-'))));
  after(() => rmSync(folder, { recursive: true }));

  const report = async (definition: string, ...words: string[]) => {
    const file = join(folder, 'stat.cfg');
    writeFileSync(file, definition);
    const { status, stdout, stderr } = await runProgram('flow-report', ['-s', file, ...words], FLOWS, {});
    return { status, text: Buffer.from(stdout).toString(), stderr };
  };

  it('lists its types at a second -h', async () => {
    const { stderr } = await report('', '-h', '-h');
    for (const { name } of REPORT_TYPES) assert.ok(stderr.includes(name), name);
  });

  it('gives its result to a program without a shell', async () => {
    const definition = `
stat-report r
  type summary-counters
  output
    options +totals
    path |cat -n ; echo no
stat-definition default
  report r
`;
    const { stderr, text } = await report(definition);
    assert.doesNotMatch(text, /no$/m);
    assert.match(stderr, /';'|echo/); // cat looks for files of these names
  });

  it('names the line of a stat file that it cannot understand', async () => {
    const { status, stderr } = await report('stat-report r\n  type nothing\n');
    assert.equal(status, 1);
    assert.match(stderr, /stat\.cfg line 2: .*"nothing"/);
  });

  it('says which program of a path cannot be started', async () => {
    const definition = 'stat-report r\n type octets\n output\n path |/no/such\nstat-definition default\n report r\n';
    const { status, stderr } = await report(definition);
    assert.equal(status, 1);
    assert.match(stderr, /\/no\/such/);
  });
});
