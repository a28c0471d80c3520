/** The examples of the manual print what it says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Block, Example, ExampleFile, ManualPage, Section } from '../../lib/manual/page.js';
import { fileOf } from '../../lib/manual/page.js';
import { PAGES } from '../../lib/manual/pages.js';
import { GOLDEN, INPUT } from '../ftfile/golden.js';
import { temporaryFolder } from '../temporary-folder.js';

const DAY = 'router/2025/2025-03/2025-03-30';

/** All blocks of a page, in order. */
function blocksOf(page: ManualPage): readonly Block[] {
  return [...page.description, ...(page.sections ?? []).flatMap(({ blocks }: Section) => blocks), ...page.examples];
}
const isExample = (block: Block): block is Example => typeof block === 'object' && 'run' in block;
const isFile = (block: Block): block is ExampleFile => typeof block === 'object' && 'file' in block;

/** A directory of a router with the flows of two hours. */
function setting(): string {
  const folder = temporaryFolder('flow-manual');
  mkdirSync(join(folder, DAY), { recursive: true });
  copyFileSync(`${INPUT}/v5.z6.le.ft`, join(folder, DAY, 'ft-v05.2025-03-30.000000+0000'));
  return folder;
}

/** What a person would see of a command line: standard output, and standard error after it. */
function printed(run: string, folder: string): Promise<string> {
  const child = spawn('bash', ['-c', run], {
    cwd: folder,
    env: {
      PATH: `${resolve('build/bin')}:${process.env['PATH'] ?? ''}`,
      TZ: 'UTC',
      LC_ALL: 'C',
      FLOW_TOOLS_SYMDIR: resolve(GOLDEN, 'sym'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { output: '', messages: '' };
  child.stdout.on('data', (piece: Buffer) => (text.output += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (text.messages += piece.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => {
      done(text.output + text.messages);
    });
  });
}

/** Without blanks at the ends of lines, which nobody sees. */
const visible = (text: string): string => text.replaceAll(/ +$/gm, '');

/** A line `...` of an example stands for any lines. */
function pattern(prints: string): RegExp {
  const parts = visible(prints).split(/^\.\.\.\n/m);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(?:.*\\n)*')}$`);
}

describe('examples of the manual', () => {
  for (const page of PAGES) {
    const blocks = blocksOf(page);
    const examples = blocks.filter(isExample);
    if (examples.length === 0) continue;
    describe(fileOf(page), () => {
      let folder: string;
      before(() => {
        folder = setting();
        for (const { file, content } of blocks.filter(isFile)) writeFileSync(join(folder, file), content);
      });
      for (const { run, prints = '', untested } of examples)
        if (untested === undefined)
          it(run, async () => {
            const text = visible(await printed(run, folder));
            if (!pattern(prints).test(text)) assert.equal(text, visible(prints));
          });
    });
  }
});
