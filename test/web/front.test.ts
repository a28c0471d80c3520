import assert from 'node:assert/strict';
import { frontPage } from '../../lib/web/frontpage.js';
import { presentTools } from '../../lib/web/toolpages.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { goldenConfiguration, inUtc, visit } from './site.js';

describe('FV.cgi', () => {
  inUtc();

  it('leads to the form, and for each device to reports of the last hour', async () => {
    const html = String((await visit(frontPage, '')).body);
    assert.match(html, /href="\/cgi-bin\/FlowViewer\/FlowViewer\.cgi\?device_name=edge1">edge1</);
    const href = /<li><a href="([^"]*)">Source IP</.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const response = await visit(viewerMain, `${href.split('?')[1]}&format=json`, { now: Date.UTC(2025, 5, 15, 1) });
    const { window, rows } = JSON.parse(String(response.body)) as { window: object; rows: object[] };
    assert.deepEqual(window, { start: '2025-06-15T00:00:00Z', end: '2025-06-15T01:00:00Z' });
    assert.equal(rows.length, 100);
  });

  it('presents every tool that is installed, as every page does, and the user guide where there is one', async () => {
    const tools = presentTools(goldenConfiguration());
    assert.ok(tools.some(({ script }) => script === 'FlowViewer.cgi'));
    const html = String((await visit(frontPage, '', { configuration: { user_guide: '/FlowViewer/guide.html' } })).body);
    for (const { title, href, text } of tools)
      assert.ok(html.includes(`<h2><a href="${href}">${title}</a></h2>\n  <p>${text}`));
    assert.match(html, /<a href="\/FlowViewer\/guide\.html">User guide</);
    const form = String((await visit(viewerForm, '', { configuration: { user_guide: '' } })).body);
    for (const { title, href } of tools) assert.ok(form.includes(`<a href="${href}">${title}</a>`));
    assert.doesNotMatch(form, /User guide/);
  });

  it('says what to do where there is no device', async () => {
    const response = await visit(frontPage, '', { configuration: { flow_data_directory: '/nonexistent' } });
    assert.match(String(response.body), /\/nonexistent does not exist\. Create it/);
  });
});
