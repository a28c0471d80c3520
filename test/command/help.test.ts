import assert from 'node:assert/strict';
import { choicesText, helpText, usageText } from '../../lib/command/help.js';
import { optionLetters, type CommandSyntax } from '../../lib/command/option-table.js';

const SYNTAX: CommandSyntax = {
  purpose: 'do something',
  options: {
    z: { value: 'level', text: 'How much.' },
    a: { text: 'All of it.' },
    w: { value: 'where', text: 'Where.', need: 'required' },
    A: { text: 'Again.' },
  },
  operands: '[file]...',
  input: 'flow file',
  choices: () => [
    {
      title: 'Things',
      rows: [
        { name: 'one', text: 'The first.' },
        { name: 'another-one-with-quite-a-long-name', text: 'The second.' },
      ],
    },
  ],
};

describe('the table of options', () => {
  it('gives getopt its letters', () => {
    assert.equal(optionLetters(SYNTAX), 'z:aw:Ah');
  });

  it('gives the usage: options without values, those with one, operands, input', () => {
    assert.equal(usageText('do', SYNTAX), 'Usage: do [-aAh] -w where [-z level] [file]... < flow_file\n');
  });

  it('gives a usage that fits a terminal', () => {
    const options = Object.fromEntries(
      'b c d e f g i j k'.split(' ').map((letter) => [letter, { value: 'filename', text: '' }]),
    );
    const lines = usageText('flow-something', { purpose: '', options }).trimEnd().split('\n');
    assert.equal(lines.length, 2);
    for (const line of lines) assert.ok(line.length <= 100, line);
    assert.match(lines[1] ?? '', /^ {22}\[-g filename\].* \[-k filename\]$/);
  });

  it('gives help: a line for each option, in alphabetical order', () => {
    assert.equal(
      helpText('do', SYNTAX),
      `Usage: do [-aAh] -w where [-z level] [file]... < flow_file

do: do something

  -a        All of it.
  -A        Again.
  -h        Print this help; given twice, the list of what can be chosen.
  -w where  Where.
  -z level  How much.

More: man do
`,
    );
  });

  it('gives what can be chosen, a long name on a line of its own', () => {
    const indent = ' '.repeat(32);
    assert.equal(
      choicesText('do', SYNTAX),
      `Things:\n  one                           The first.\n  another-one-with-quite-a-long-name\n${indent}The second.\n`,
    );
    assert.equal(choicesText('do', { purpose: 'x', options: {} }), helpText('do', { purpose: 'x', options: {} }));
  });
});
