import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { INPUT } from '../ftfile/golden.js';
import { SlowFile } from '../store/slow-file.js';
import { killPrograms, Program } from './program.js';
import { until } from './until.js';

const STAT_FILE = 'stat-report hosts\n  type ip-source-address\n  output\n\nstat-definition default\n  report hosts\n';

const ERASE = '\r\u001b[K';

/** Each with the words that its report begins with. */
const COMMANDS = [
  { command: 'flow-stat', words: '-f 9', report: '# IPaddr' },
  { command: 'flow-report', words: '-s STAT_FILE', report: '# recn:' },
] as const;

describe('reports on a terminal', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'fv-terminal-'));
    writeFileSync(join(directory, 'stat.cfg'), STAT_FILE);
  });
  after(() => {
    killPrograms();
    rmSync(directory, { recursive: true });
  });

  for (const { command, words, report } of COMMANDS)
    it(`${command} shows how far it is while it takes longer than a second, and only on a terminal`, async () => {
      const at = (name: string): string => join(directory, `${command}.${name}`);
      const [one, other] = await Promise.all(
        ['one', 'other'].map((name) => {
          copyFileSync(`${INPUT}/v5.z0.le.ft`, at(name));
          return SlowFile.inPlaceOf(at(name));
        }),
      );
      assert.ok(one && other);
      const line = `${resolve('build/bin', command)} ${words.replace('STAT_FILE', join(directory, 'stat.cfg'))}`;
      // script gives its command a terminal
      const quiet = new Program('script', ['-qec', `${line} < ${at('other')} 2> ${at('errors')}`, '/dev/null']);
      const shown = new Program('script', ['-qec', `${line} < ${at('one')}`, '/dev/null']);
      for (const slow of [one, other]) await slow.give(8000);
      await until(() => new RegExp(`${command}: [\\d,]+ .*flows read`).test(shown.output), {
        within: 20_000,
        else: () => shown.trouble('shows no progress'),
      });
      for (const slow of [one, other]) await slow.finish();
      const [text, silent] = await Promise.all([shown.end(), quiet.end()]);
      assert.ok(text.includes(report), text);
      const taken = text.lastIndexOf(ERASE);
      const [before, after] = [text.slice(0, taken), text.slice(taken)];
      assert.ok(!before.includes('\n'), before);
      assert.ok(!after.includes(command + ':'), after);
      assert.ok(silent.includes(report), silent);
      assert.ok(!silent.includes('\u001b'));
      assert.equal(readFileSync(at('errors'), 'utf8'), '');
    });
});
