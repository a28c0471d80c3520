import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARAMETERS } from '../../lib/config/parameter.js';
import { markdownHtml } from '../../lib/manual/markdown.js';
import { guidePage } from '../../lib/web/guidepage.js';
import { visit } from '../web/site.js';

describe('the user guide', () => {
  const guide = readFileSync('docs/guide.md', 'utf8');

  it('has only pictures and anchors that are there, and names only commands and parameters that are', () => {
    const html = markdownHtml(guide);
    for (const [, picture = ''] of html.matchAll(/<img src="([^"]*)"/g))
      assert.ok(existsSync(join('docs', picture)), picture);
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const [, id = ''] of html.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.has(id), id);
    for (const [, name = ''] of guide.matchAll(/(?<![\w#/])(flow(?:viewer)?-[a-z]+)\b/g))
      assert.ok(name === 'flow-tools' || existsSync(`bin/${name}.ts`) || /^flow-(export|cache)$/.test(name), name);
    const parameters = new Set<string>(PARAMETERS.map(({ name }) => name));
    for (const [, name = ''] of guide.matchAll(/`([a-z]+(?:_[a-z]+)*_(?:directory|file|transport))`/g))
      assert.ok(parameters.has(name), name);
  });

  it('is a page with the frame of the others, its pictures from where Apache has them', async () => {
    const { status, body } = await visit(guidePage, '', { configuration: { reports_short: '/Flow' } });
    assert.equal(status, 200);
    assert.match(String(body), /<header class="masthead">[^]*<h1 id="user-guide">User guide<\/h1>/);
    assert.match(String(body), /<img src="\/Flow\/guide\/flowviewer\.png" alt="[^"]+">/);
  });

  it('is escaped where it shows code, and keeps lists, code and numbers as they are written', () => {
    const html = markdownHtml(
      '# A & b\n\n1. one `<i>` **x**\n2. two\nmore\n\n```\nif a < b\n\nend\n```\n\n3. three [y](#z)',
    );
    assert.equal(
      html,
      '<h1 id="a--b">A &amp; b</h1>\n<ol>\n<li>one <code>&lt;i&gt;</code> <strong>x</strong></li>\n<li>two more</li>\n</ol>\n' +
        '<pre tabindex="0"><code>if a &lt; b\n\nend\n</code></pre>\n<ol start="3">\n<li>three <a href="#z">y</a></li>\n</ol>\n',
    );
  });
});
