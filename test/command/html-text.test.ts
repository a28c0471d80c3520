import assert from 'node:assert/strict';
import { htmlText } from '../../lib/command/html-text.js';

describe('text within HTML', () => {
  it('ends no tag, attribute or entity', () => {
    assert.equal(htmlText(`<a href="x" title='y'>&amp;`), '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;');
    assert.equal(htmlText('plain text, ä and 漢'), 'plain text, ä and 漢');
  });
});
