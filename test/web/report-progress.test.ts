import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Response } from '../../lib/web/http.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { SlowFile } from '../store/slow-file.js';
import { GOLDEN, inUtc, request, visit, type Visit } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';
const QUERY = `${HOUR}&stat_report=9&cutoff_lines=20`;
const SLOW = 'edge1/2025/2025-06/2025-06-15/ft-v05.2025-06-15.001000+0000';

function inPieces({ body }: Response): AsyncIterator<string, unknown> {
  assert.ok(typeof body === 'object' && Symbol.asyncIterator in body, 'the page comes as a whole');
  return body[Symbol.asyncIterator]();
}

/** Takes pieces up to the first that holds the text. @returns all of them together */
async function piecesTo(pieces: AsyncIterator<string, unknown>, text: RegExp): Promise<string> {
  let taken = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    taken += next.value;
    if (text.test(next.value)) return taken;
  }
  return assert.fail(`no piece has ${text}: ${taken}`);
}

async function rest(pieces: AsyncIterator<string, unknown>): Promise<string> {
  let taken = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) taken += next.value;
  return taken;
}

/** The answer as it stands in a page: from the caption of the table to its end. */
const table = (html: string): string => /<p class="caption"[^]*<\/table>/.exec(html)?.[0] ?? '';

describe('a report that takes long', () => {
  inUtc();
  let directory: string;
  let slow: SlowFile;
  const impatient = (options: Visit = {}) =>
    request(viewerMain, QUERY, { patience: 0, configuration: { flow_data_directory: directory }, ...options });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fv-slow-'));
    cpSync(`${GOLDEN}flows`, directory, { recursive: true });
    slow = await SlowFile.inPlaceOf(join(directory, SLOW));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('begins with what was asked, says how many files and flows are read, and ends with the answer', async () => {
    const response = await impatient();
    assert.equal(response.status, 200);
    const pieces = inPieces(response);
    const start = await piecesTo(pieces, /<section class="progress"/);
    assert.match(start, /<h1>Source IP <span class="source">edge1<\/span><\/h1>[^]*Change this report/);
    const waiting = start + (await piecesTo(pieces, /(\d+) of \d+ files/));
    assert.match(waiting, /until then this page is not complete/);
    const others = /role="progressbar"[^]*aria-valuemax="(\d+)"[^]*aria-valuetext="/.exec(waiting);
    const files = Number(others?.[1]);
    assert.ok(files > 20, waiting);
    const step = await piecesTo(pieces, new RegExp(`aria-valuenow="${files - 1}"`));
    assert.match(step, new RegExp(`<p>${files - 1} of ${files} files, [\\d,]+ flows read.*</p>`));
    await slow.finish();
    const html = waiting + step + (await rest(pieces));
    assert.match(html, /<\/section>\s*(<ul class="notes"[^]*<\/ul>\s*)?<div class="above">[^]*<\/html>\s*$/);
    assert.equal(html.match(/<main/g)?.length, 1);
    assert.equal(html.match(/<section/g)?.length, html.match(/<\/section>/g)?.length);
    assert.ok(!html.includes('id="incomplete"'));
    assert.equal(table(html), table(String((await visit(viewerMain, QUERY)).body)));
  });

  it('is not begun before its answer as CSV or JSON, so that its status is right', async () => {
    for (const format of ['csv', 'json']) {
      const asked = `${QUERY}&format=${format}`;
      const configuration = { flow_data_directory: '/nonexistent', devices: ['edge1'] };
      const response = await request(viewerMain, asked, { patience: 0, configuration });
      assert.equal(response.status, 404);
      assert.equal(typeof response.body, 'string');
    }
    await slow.finish();
  });

  it('says at its end that it is not complete where it is given up, and why', async () => {
    const html = async (): Promise<string> => {
      const configuration = { flow_data_directory: directory, query_time_limit: 1 };
      const pieces = inPieces(await impatient({ configuration }));
      const start = await piecesTo(pieces, /files/);
      await new Promise((resolve) => setTimeout(resolve, 1100)); // the time limit is the clock's
      await slow.give(10_000);
      await slow.finish();
      return start + (await rest(pieces));
    };
    const page = await html();
    assert.match(page, /<\/section>\s*<section class="problem" id="incomplete" role="alert"/);
    assert.match(page, /not complete[^]*given up after 1 seconds \(query_time_limit\)[^]*<\/html>/);
    assert.ok(!page.includes('<table'));
  });

  it('stops, and says so, when it is asked to', async () => {
    const stop = new AbortController();
    const pieces = inPieces(await impatient({ signal: stop.signal }));
    await piecesTo(pieces, /files/);
    stop.abort();
    const end = await rest(pieces);
    assert.match(end, /id="incomplete"[^]*The report was stopped[^]*<\/html>/);
    await slow.finish();
  });
});
