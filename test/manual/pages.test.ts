import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parse } from 'node:path';
import { choicesText, helpText } from '../../lib/command/help.js';
import { optionRows } from '../../lib/command/option-table.js';
import { fileOf, type CommandPage } from '../../lib/manual/page.js';
import { PAGES } from '../../lib/manual/pages.js';
import { renderPage } from '../../lib/manual/render.js';
import { runProgram } from '../bin/program.js';

const COMMANDS = PAGES.filter((page): page is CommandPage => page.kind === 'command');
const FILES = new Set(PAGES.map(fileOf));

/** How a terminal shows roff, and what groff warns of. */
function shown(roff: string): { text: string; warnings: string } {
  const { stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tascii', '-P-cbou'], {
    input: roff,
    encoding: 'utf8',
  });
  return { text: stdout, warnings: stderr };
}

describe('the manual', () => {
  it('has a page for every command, and each page once', () => {
    const commands = readdirSync('bin').map((name) => parse(name).name);
    assert.deepEqual(
      COMMANDS.map(({ name }) => name).sort(),
      commands.filter((name) => name !== 'flowviewer-demo').sort(),
    );
    assert.equal(FILES.size, PAGES.length);
  });

  it('is what docs/man holds, and docs/api.md', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/man-pages.mjs', '--check'], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });

  it('describes all that the commands accept: they read options in one place, from the table that -h prints', () => {
    const { stdout } = spawnSync('grep', ['-rlE', '\\b(getopt|parseArgs)\\(', 'lib', 'bin'], { encoding: 'utf8' });
    assert.deepEqual(stdout.trimEnd().split('\n').sort(), ['lib/command/getopt.ts', 'lib/command/options.ts']);
  });

  for (const page of PAGES)
    it(`${fileOf(page)} is roff that groff has nothing to say of`, () => {
      const roff = renderPage(page, '1.0');
      const { text, warnings } = shown(roff);
      assert.equal(warnings, '');
      for (const mark of roff.matchAll(/^\.SH (.*)$/gm))
        assert.ok(text.includes(mark[1]?.replaceAll('\\-', '-') ?? ''), mark[1]);
      assert.doesNotMatch(text, /undefined/);
      for (const [, name, section] of roff.matchAll(/\\fB(flow(?:-|viewer-)[a-z0-9.]+)\\fR\((\d)\)/g))
        assert.ok(FILES.has(`${name}.${section}`), `${name}(${section}) is named, but there is no such page`);
      for (const name of page.seeAlso.filter((each) => each.startsWith('flow-')))
        assert.ok(FILES.has(name.replace(/\((\d)\)$/, '.$1')), name);
    });

  for (const { name, syntax, choicesIn } of COMMANDS)
    describe(name, () => {
      it('reads the options that its page describes, and its -h says the same', async () => {
        const { status, stderr } = await runProgram(name, ['-h']);
        assert.equal(status, 0);
        assert.equal(stderr, helpText(name, syntax));
      });

      if (syntax.choices)
        it('lists at a second -h what can be chosen, as the manual does', async () => {
          const { status, stderr } = await runProgram(name, ['-h', '-h']);
          assert.deepEqual([status, stderr], [0, choicesText(name, syntax)]);
          const listing = PAGES.find((each) => fileOf(each) === (choicesIn ?? `${name}(1)`).replace(/\((\d)\)/, '.$1'));
          assert.ok(listing);
          const { text } = shown(renderPage(listing, '1.0'));
          const words = text.replaceAll(/\s+/g, '');
          for (const { rows } of syntax.choices?.() ?? [])
            for (const row of rows)
              for (const part of [row.name, row.text]) assert.ok(words.includes(part.replaceAll(/\s+/g, '')), part);
        });

      it('describes every option in a sentence that fits a line', () => {
        for (const { letter, value, text } of optionRows(syntax)) {
          assert.match(letter, /^[A-Za-z]$/);
          assert.match(text, /^[A-Z].*[^.]\.$/, `-${letter}`);
          assert.ok(text.length + (value ?? '').length <= 110, `-${letter}`);
        }
      });
    });
});
