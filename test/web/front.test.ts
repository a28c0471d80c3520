import assert from 'node:assert/strict';
import { frontPage } from '../../lib/web/frontpage.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { inUtc, visit } from './site.js';

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

  it('says what to do where there is no device', async () => {
    const response = await visit(frontPage, '', { configuration: { flow_data_directory: '/nonexistent' } });
    assert.match(String(response.body), /\/nonexistent does not exist\. Create it/);
  });
});
