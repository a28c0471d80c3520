import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import { BUCKET_SIZES } from '../../lib/graph/bucketsize.js';
import { GRAPH_TYPES } from '../../lib/graph/graphtype.js';
import { SPLITS } from '../../lib/graph/splitby.js';
import { REPORTS } from '../../lib/report/reports.js';
import type { ReportDocument } from '../../lib/save/report-document.js';
import { readValues, writeValues } from '../../lib/save/kept-values.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import type { Handler } from '../../lib/web/http.js';
import { documentOf, findResult } from '../../lib/web/keptresult.js';
import { recordNames, replayNames } from '../../lib/web/recordednames.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { goldenConfiguration, inUtc, visit } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

/** Sums of floats differ in their last digits from one run to the next, and so does what a run takes. */
const rounded = (text: string): string =>
  text.replace(/read in [\d.]+ s/, 'read').replace(/\d+\.\d+/g, (number) => Number(number).toPrecision(9));

describe('what a page keeps for who wants to save it', () => {
  inUtc();
  let folder: string;
  let configuration: Partial<Configuration>;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-kept-'));
    writeFileSync(join(folder, 'services'), 'domain 53/udp\nhttps 443/tcp\nssh 22/tcp\n');
    configuration = { work_directory: join(folder, 'work'), services_file: join(folder, 'services') };
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const page = async (handler: Handler, query: string): Promise<string> =>
    String((await visit(handler, query, { configuration })).body);

  /** The document of what a page has shown. */
  async function documentAt(
    handler: Handler,
    query: string,
    later: Partial<Configuration> = {},
  ): Promise<ReportDocument> {
    const [, id = ''] = /[?&;]result=([\da-f]{32})/.exec(await page(handler, query)) ?? [];
    const site = { configuration: goldenConfiguration({ ...configuration, ...later }) };
    const kept = findResult(id, site);
    assert.ok(kept, query);
    return documentOf(kept, site.configuration);
  }

  it('gives a report in every format as it was when it was shown', async () => {
    for (const report of ['stat_report=5', 'stat_report=99', 'print_report=5']) {
      const query = `${HOUR}&${report}&cutoff_lines=20&resolve_addresses=Y&interfaces=1&protocols=6,17`;
      const { data } = await documentAt(viewerMain, query);
      for (const format of ['csv', 'json', 'text'])
        assert.equal(rounded(data[format] ?? ''), rounded(await page(viewerMain, `${query}&format=${format}`)), report);
    }
  });

  it('gives a graph in every format as it was when it was shown', async () => {
    const query = `${HOUR}&graph_type=bpsa&bucket_size=60&split=dstport&detail_lines=5&compare=day&resolve_addresses=Y&interfaces=1`;
    const { data } = await documentAt(grapherMain, query);
    for (const format of ['csv', 'lines', 'json', 'text'])
      assert.equal(rounded(data[format] ?? ''), rounded(await page(grapherMain, `${query}&format=${format}`)), format);
  });

  it('is shown with the parameters of its page, though the configuration is another by now', async () => {
    const now = { date_format: 'DMY', cgi_bin_short: '/other' } as const;
    const { data } = await documentAt(viewerMain, `${HOUR}&print_report=1&cutoff_lines=5`, now);
    assert.match(/\n-[^]*/.exec(data['text'] ?? '')?.[0] ?? '', /2025-06-15/, 'in the rows');
    const { body } = await documentAt(viewerMain, `${HOUR}&stat_report=12&pie_charts=1`, now);
    assert.match(body, /src="\?script=FlowViewer_Pie\.cgi/);
  });

  it('is no other format before somebody saves it', async () => {
    const work = join(folder, 'unsaved');
    const { body } = await visit(viewerMain, `${HOUR}&stat_report=12`, { configuration: { work_directory: work } });
    const [file = ''] = readdirSync(join(work, 'results'));
    const kept = readFileSync(join(work, 'results', file), 'utf8');
    assert.ok(String(body).includes('<tbody>'));
    assert.ok(kept.includes('<tbody>'), 'the answer is there');
    for (const text of ['FlowViewer: IP Protocol', 'prot,prot_name', '\\"version\\":'])
      assert.ok(!kept.includes(text), text);
  });

  it('does not count where times have another zone by now', async () => {
    const [, id = ''] = /[?&;]result=([\da-f]{32})/.exec(await page(viewerMain, `${HOUR}&stat_report=12`)) ?? [];
    const site = { configuration: goldenConfiguration(configuration) };
    assert.ok(findResult(id, site));
    process.env['TZ'] = 'Europe/Berlin';
    assert.equal(findResult(id, site), undefined);
    assert.equal(findResult('', site), undefined);
  });

  it('can hold every report and every graph', () => {
    for (const table of [REPORTS, GRAPH_TYPES, SPLITS, BUCKET_SIZES])
      assert.deepEqual(readValues(writeValues(table)), table);
  });
});

describe('names that were recorded', () => {
  it('are the same again, by kind and value, and what had no name has none', () => {
    const { shown, recorded } = recordNames({
      names: (kind, value) => (value === null ? undefined : `${kind} ${String(value)}`),
      describe: ({ kind }, value) => (kind === 'as' ? `about ${String(value)}` : undefined),
      pending: ({ kind }, value) => (kind === 'address' ? `address ${String(value)}` : undefined),
      country: (host) => (host === '10.0.0.1' ? 'DE' : undefined),
      originAs: (host) => (host === '10.0.0.1' ? 64500 : undefined),
      left: 3,
    });
    const ask = (names: typeof shown) =>
      ([1, '1', 1n, null, '10.0.0.1'] as const).map((value) => [
        ...[names.names('as', value), names.names('port', value)],
        ...[names.describe({ kind: 'as' }, value), names.pending({ kind: 'address' }, value)],
        ...[names.country?.(value), names.originAs?.(value), names.left],
      ]);
    const before = ask(shown);
    const again = replayNames(readValues(writeValues(recorded)) as typeof recorded); // which it is
    assert.deepEqual(ask(again), before);
    assert.equal(again.names('protocol', 1), undefined);
  });

  it('tell whether hosts were asked for their networks', () => {
    const none = (): undefined => undefined;
    const { shown, recorded } = recordNames({ names: none, describe: none, pending: none, left: 0 });
    assert.equal(shown.country, undefined);
    assert.equal(replayNames(recorded).country, undefined);
    assert.equal(replayNames(recorded).originAs, undefined);
  });
});
