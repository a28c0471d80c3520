import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { INPUT } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const FLOWS = readFileSync(`${INPUT}/v5.z0.le.ft`);

describe('flow-print', () => {
  it('prints its usage for -h and for what it does not know', async () => {
    const help = await runProgram('flow-print', ['-h']);
    assert.deepEqual([help.status, help.stdout.length], [0, 0]);
    assert.match(help.stderr, /^Usage: flow-print /);
    const unknown = await runProgram('flow-print', ['-pZ']);
    assert.equal(unknown.status, 1);
    assert.match(unknown.stderr, /^flow-print: invalid option -- 'Z'\nUsage: flow-print /);
    const valueless = await runProgram('flow-print', ['-f']);
    assert.match(valueless.stderr, /^flow-print: option requires an argument -- 'f'\n/);
  });

  it('refuses what it cannot do, and says what', async () => {
    const refused = async (...words: string[]) => {
      const { status, stdout, stderr } = await runProgram('flow-print', words, FLOWS);
      return [status, stdout.toString(), stderr];
    };
    assert.deepEqual(await refused('-f', '99'), [
      1,
      '',
      'flow-print: -f 99: there is no such format; flow-print -h -h lists them\n',
    ]);
    assert.deepEqual(await refused('-f', 'x'), [
      1,
      '',
      'flow-print: -f x: there is no such format; flow-print -h -h lists them\n',
    ]);
    assert.deepEqual(await refused('file'), [1, '', 'flow-print: Extra arguments starting with file.\n']);
    const { stderr } = await runProgram('flow-print', [import.meta.filename]);
    assert.ok(stderr.endsWith(` Flows are read from standard input: flow-cat ${import.meta.filename} | flow-print\n`));
    assert.deepEqual(await refused('-f7'), [
      255,
      '',
      'flow-print: Flow record missing required field for format. NetFlow 5 has no router_sc.\n',
    ]);
  });

  it('warns about damage, prints what precedes it and ends with status 0', async () => {
    const { status, stdout, stderr } = await runProgram('flow-print', [], FLOWS.subarray(0, 56 + 100));
    assert.equal(status, 0);
    assert.equal(stdout.toString().split('\n').length, 3);
    assert.match(stderr, /^flow-print: .*ends inside a record/);
  });

  it('prints numbers where there are no symbol files', async () => {
    const env = { FLOW_TOOLS_SYMDIR: '/nonexistent' };
    const named = await runProgram('flow-print', ['-n'], FLOWS, env);
    assert.deepEqual(named.stdout, (await runProgram('flow-print', [], FLOWS)).stdout);
  });

  it('begins the lines of -p with the character of -c', async () => {
    const { stdout } = await runProgram('flow-print', ['-p', '-c', ';'], FLOWS);
    assert.equal(
      stdout
        .toString()
        .split('\n')
        .findIndex((line) => !line.startsWith(';')),
      8,
    );
  });

  it('prints with -l what has come while more is to come', async () => {
    const child = spawn('build/bin/flow-print', ['-l']);
    child.stdin.write(FLOWS.subarray(0, 56 + 3 * 64));
    let text = '';
    for await (const piece of child.stdout) {
      text += String(piece);
      if (text.split('\n').length === 5) child.stdin.end(); // heading, three records, nothing after the last
    }
    assert.equal(text.split('\n').length, 5);
  });

  it('does not mind a reader that has seen enough', async () => {
    const big = readFileSync(`${INPUT}/big.z0.le.ft`);
    const child = spawn('build/bin/flow-print', []);
    let stderr = '';
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(big);
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((done) => child.on('close', done));
    assert.deepEqual([status, stderr], [0, '']);
  });
});
