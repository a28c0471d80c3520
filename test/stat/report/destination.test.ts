import assert from 'node:assert/strict';
import { commandWords } from '../../../lib/stat/report/destination.js';

describe('a report piped into a program', () => {
  it('has its command line cut into words, quotes keeping blanks', () => {
    assert.deepEqual(commandWords('mail -s "top talkers" noc@example.net'), [
      'mail',
      '-s',
      'top talkers',
      'noc@example.net',
    ]);
    assert.deepEqual(commandWords(" cat  -n 'a  b' "), ['cat', '-n', 'a  b']);
  });

  it('never reaches a shell', () => {
    assert.deepEqual(commandWords('cat;rm -rf $HOME >x'), ['cat;rm', '-rf', '$HOME', '>x']);
  });
});
