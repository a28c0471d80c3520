/** Where the outputs of a report go: standard output, a file named by a time, or another program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../../command/run.js';
import { strftime } from '../../command/strftime.js';
import { TextOutput } from '../../command/text-output.js';
import type { Answer } from './answer.js';
import type { Output } from './stat-file.js';

export interface Destination {
  readonly output: TextOutput;
  /** Waits until all has been written. */
  readonly close: () => Promise<void>;
}

/** The time that the template of a path shows, ms since 1970. */
function pathTime({ time }: Output, { first, last }: Answer, now: number): number {
  if (time === 'now') return now;
  if (time === 'start') return first * 1000;
  if (time === 'end') return last * 1000;
  return Math.floor((first + last) / 2) * 1000;
}

/** The words of a command line; quotes keep blanks. No shell sees it: `;`, `>` and `$` are plain characters. */
export function commandWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(([all, double, single]) => double ?? single ?? all);
}

async function program(command: string): Promise<Destination> {
  const [name, ...words] = commandWords(command);
  if (name === undefined) throw new CommandError('path |: the name of a program is missing');
  const child = spawn(name, words, { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.on('error', () => undefined); // it may end before it has read all
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new CommandError(`path |${command}: ${cause instanceof Error ? cause.message : ''}`, 1, { cause });
  }
  const ended = once(child, 'close');
  return {
    output: new TextOutput(child.stdin),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

async function file(path: string, flags: 'w' | 'a'): Promise<Destination> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const stream = createWriteStream(path, { flags });
  try {
    await once(stream, 'open');
  } catch (cause) {
    throw new CommandError(`${path}: cannot be written: ${cause instanceof Error ? cause.message : ''}`, 1, { cause });
  }
  return {
    output: new TextOutput(stream),
    close: async () => {
      stream.end();
      await once(stream, 'close');
    },
  };
}

/**
 * Opens the destination of an output. The first interval begins a file anew, later ones are added to it.
 * @param now ms since 1970
 * @throws CommandError
 */
export async function openDestination(
  output: Output,
  answer: Answer,
  interval: number,
  now: number,
): Promise<Destination> {
  const { path } = output;
  if (path === undefined) return { output: new TextOutput(), close: () => Promise.resolve() };
  if (path.startsWith('|')) return program(path.slice(1));
  return file(strftime(path, pathTime(output, answer, now)), interval === 0 ? 'w' : 'a');
}
