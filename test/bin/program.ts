/** Runs a command of build/bin as a user would. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Ended {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program with its arguments; `input` goes to its standard input. */
export function runProgram(
  name: string,
  words: readonly string[],
  input: Uint8Array | string = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(resolve('build/bin', name), words, {
    env: { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C', ...env },
  });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdin.on('error', () => undefined); // a program that refuses its options does not read
  child.stdin.end(input);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      done({ status, stdout: Buffer.concat(stdout), stderr });
    });
  });
}
