import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { STAT_FORMATS } from '../../lib/stat/formats.js';
import { INPUT } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const FLOWS = readFileSync(`${INPUT}/v5.z0.le.ft`);

const stat = async (...words: string[]) => {
  const { status, stdout, stderr } = await runProgram('flow-stat', words, FLOWS, {});
  return { status, lines: Buffer.from(stdout).toString().split('\n'), stderr };
};

describe('flow-stat', () => {
  it('lists its formats at a second -h', async () => {
    const { stderr } = await stat('-h', '-h');
    for (const { name } of STAT_FORMATS) assert.ok(stderr.includes(name), name);
  });

  it('prints running percentages of lines, flows, octets and packets before every N-th line', async () => {
    const { lines } = await stat('-f', '12', '-P', '-t', '2');
    const body = lines
      .slice(lines.findIndex((line) => line.startsWith('# protocol')) + 2)
      .filter((line) => line !== '');
    const tallies = body.filter((line) => line.startsWith('#SUB '));
    const rows = body.filter((line) => !line.startsWith('#'));
    assert.equal(tallies.length, Math.ceil(rows.length / 2) - 1);
    const shares = (line: string) => line.replace('#SUB ', '').trim().split(/\s+/).map(Number);
    const [first = ''] = tallies;
    const sums = [0, 1].map((at) => (rows[at] ?? '').trim().split(/\s+/).slice(1).map(Number));
    const [share, ...counters] = shares(first);
    assert.ok(Math.abs((share ?? 0) - 200 / rows.length) < 0.001);
    counters.forEach((counter, at) => {
      assert.ok(Math.abs(counter - (sums[0]?.[at] ?? 0) - (sums[1]?.[at] ?? 0)) < 0.002);
    });
  });

  it('ends with status 0 where a format needs what the flows lack, and says what', async () => {
    const { status, stderr } = await stat('-f', '30');
    assert.equal(status, 0);
    assert.match(stderr, /missing required field.*src_tag/);
  });
});
