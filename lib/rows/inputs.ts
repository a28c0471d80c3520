/** The files that flow-cat and flow-merge read: operands, directories, standard input (reference section 5.1). */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { warn } from '../command/run.js';
import type { FlowFileHeader } from '../ftfile/header.js';
import type { FlowFile, ReaderOptions } from '../ftfile/reader.js';
import { flowFilesAndTwins } from '../store/twin/find.js';
import { openInput, readInputHeader } from './input.js';

export interface Input {
  readonly name: string;
  readonly header: FlowFileHeader;
  open(options?: ReaderOptions): Promise<FlowFile>;
}

export interface InputOptions {
  /** `all` takes files that are still being written (`tmp-…`) as well. */
  readonly files: 'finished' | 'all';
  /** `capture` sorts everything by capture start; `operands` only what is in one directory. */
  readonly order: 'operands' | 'capture';
}

function isOpenName(path: string): boolean {
  return basename(path).startsWith('tmp');
}

/** @returns undefined, after a warning, for what cannot be read */
async function inputOf(path: string): Promise<Input | undefined> {
  try {
    const header = await readInputHeader(path);
    if (!header.version) await openInput(path); // refuses it, and says why
    return { name: path, header, open: (options) => openInput(path, options) };
  } catch (error) {
    warn(`${error instanceof Error ? error.message : String(error)}; ignored`);
    return undefined;
  }
}

async function standardInput(): Promise<Input> {
  const file = await openInput();
  return { name: file.name, header: file.header, open: () => Promise.resolve(file) };
}

async function inputsOf(operand: string, options: InputOptions): Promise<Input[]> {
  if (operand === '-') return [await standardInput()];
  const paths: string[] = [];
  const kind = await stat(operand).catch(() => undefined);
  if (!kind || kind.isDirectory())
    for await (const { path, name } of flowFilesAndTwins(operand, { links: 'followed' }))
      if (name === 'flow file' && (options.files === 'all' || !isOpenName(path))) paths.push(path);
  if (kind ? !kind.isDirectory() : paths.length === 0) {
    if (options.files === 'finished' && isOpenName(operand)) {
      warn(`${operand}: is still being written: ignored without -a`);
      return [];
    }
    return [await inputOf(operand)].filter((input) => input !== undefined);
  }
  if (paths.length === 0) {
    const unless =
      options.files === 'finished' ? 'finished flow file (-a reads those still being written)' : 'flow file';
    warn(`${operand}: holds no ${unless}`);
  }
  const found: Input[] = [];
  for (const path of paths.sort()) {
    const input = await inputOf(path);
    if (input) found.push(input);
  }
  return found.sort(byCapture);
}

function byCapture(one: Input, other: Input): number {
  return (one.header.captureStart ?? 0) - (other.header.captureStart ?? 0);
}

/**
 * The inputs in the order in which they are to be read, their headers read. What cannot be read is told on standard error
 * and left out.
 * @param operands none: standard input
 */
export async function collectInputs(operands: readonly string[], options: InputOptions): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const operand of operands.length > 0 ? operands : ['-']) inputs.push(...(await inputsOf(operand, options)));
  return options.order === 'capture' ? inputs.sort(byCapture) : inputs;
}
