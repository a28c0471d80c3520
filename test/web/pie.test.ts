import { loadImage } from 'canvas';
import assert from 'node:assert/strict';
import { pieLayout } from '../../lib/graph/pielayout.js';
import { HttpError } from '../../lib/web/httperror.js';
import { pieParameters, readPieParameters, type PieRequest } from '../../lib/web/pieaddress.js';
import { pieImage } from '../../lib/web/pieimage.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { inUtc, visit, type Visit } from './site.js';

const HOUR =
  'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00&unit_conversion=N';

const unescape = (html: string) =>
  html
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');

interface Figure {
  readonly alt: string;
  readonly addresses: readonly URL[];
  readonly asked: PieRequest;
}

async function figure(query: string, configuration: Visit['configuration'] = {}): Promise<Figure | undefined> {
  const response = await visit(viewerMain, `${HOUR}&${query}`, { configuration });
  assert.equal(response.status, 200, String(response.body));
  const [html] = /<figure class="pie">[^]*?<\/figure>/.exec(String(response.body)) ?? [];
  if (html === undefined) return undefined;
  const addresses = [...html.matchAll(/(?:src|srcset|href)="([^"]*)"/g)].map(
    ([, address = '']) => new URL(unescape(address), 'http://x/'),
  );
  const asked = readPieParameters(addresses[0]!.searchParams);
  if (typeof asked === 'string') throw new Error(asked);
  return { alt: unescape(/alt="([^"]*)"/.exec(html)?.[1] ?? ''), addresses, asked };
}

async function shown(query: string, configuration?: Visit['configuration']): Promise<Figure> {
  const found = await figure(query, configuration);
  assert.ok(found, 'there is no pie');
  return found;
}

type Row = Readonly<Record<string, string | number>>;

async function table(query: string): Promise<{ rows: Row[]; totals: Row }> {
  const { body } = await visit(viewerMain, `${HOUR}&${query}&format=json`);
  return JSON.parse(String(body)) as { rows: Row[]; totals: Row };
}

describe('the pie chart of a report', () => {
  inUtc();

  it('shows the largest rows and all the others, which add up to the total', async () => {
    const { pie } = (await shown('stat_report=9&pie_charts=1')).asked;
    const { rows, totals } = await table('stat_report=9&cutoff_lines=1000');
    assert.deepEqual(
      pie.slices.map(({ label, value }) => [label, value]),
      rows.slice(0, 8).map(({ srcaddr, octets }) => [srcaddr, octets]),
    );
    assert.equal(pie.others?.label, `Others (${rows.length - 8})`);
    assert.equal(
      pie.others.value,
      rows.slice(8).reduce((sum, { octets }) => sum + Number(octets), 0),
    );
    assert.equal(pie.whole, totals['octets']);
  });

  it('leaves the others out where that is asked for, and keeps shares of the total', async () => {
    const { asked, alt } = await shown('stat_report=9&pie_charts=2');
    assert.equal(asked.pie.others, undefined);
    assert.equal(asked.pie.slices.length, 8);
    const { rows } = await table('stat_report=9&cutoff_lines=1');
    assert.match(alt, new RegExp(`${rows[0]?.['srcaddr']}: [\\d,]+, ${Number(rows[0]?.['share']).toFixed(1)} %`));
  });

  it('says the same numbers in words', async () => {
    const { rows } = await table('stat_report=12&cutoff_lines=8&resolve_addresses=N');
    const { alt } = await shown('stat_report=12&pie_charts=1&resolve_addresses=N');
    assert.match(alt, /^Pie chart, Octets by IP Protocol\. /);
    for (const { prot, octets, share } of rows) {
      const percent = Number(share) < 0.05 ? '<0.1' : Number(share).toFixed(1);
      assert.ok(alt.includes(`${prot}: ${Number(octets).toLocaleString('en-US')}, ${percent} %`), alt);
    }
  });

  it('counts what the rows are sorted by', async () => {
    const { asked } = await shown('stat_report=9&sort_field=2&pie_charts=1');
    const { rows } = await table('stat_report=9&sort_field=2&cutoff_lines=8');
    assert.equal(asked.pie.title, 'Flows by Source IP');
    assert.match(asked.pie.about, /total [\d,]+ flows$/);
    assert.deepEqual(
      asked.pie.slices.map(({ value }) => value),
      rows.map(({ flows }) => flows),
    );
    assert.equal((await shown('stat_report=9&sort=srcaddr&pie_charts=1')).asked.pie.title, 'Octets by Source IP');
  });

  it('adds up to twice the total where each flow counts for both sides', async () => {
    const { asked } = await shown('stat_report=11&pie_charts=1');
    const { totals } = await table('stat_report=11');
    assert.equal(asked.pie.whole, 2 * Number(totals['octets']));
  });

  it('joins keys, and has names where they are asked for', async () => {
    const { asked } = await shown('stat_report=23&pie_charts=1&resolve_addresses=Y');
    assert.match(asked.pie.slices[0]?.label ?? '', /^[A-Z][\w ]+ – [A-Z][\w ]+$/);
    assert.match((await shown('stat_report=10&pie_charts=1')).asked.pie.slices[0]?.label ?? '', /^[\d.]+ – [\d.]+$/);
  });

  it('has as many slices as the configuration says, and is there by default if it says so', async () => {
    const { asked } = await shown('stat_report=9', { pie_chart_default: 1, number_slices: 4 });
    assert.equal(asked.pie.slices.length + (asked.pie.others ? 1 : 0), 4);
    assert.equal(await figure('stat_report=9'), undefined);
    assert.equal(await figure('stat_report=9&pie_charts=0', { pie_chart_default: 1 }), undefined);
  });

  it('is there for printed reports that add up, and not for single flows, the Summary, scans and no rows', async () => {
    for (const report of [
      'print_report=10',
      'print_report=11',
      'print_report=12',
      'print_report=13',
      'print_report=14',
    ])
      assert.ok((await shown(`${report}&pie_charts=1`)).asked.pie.slices.length > 1, report);
    for (const report of ['print_report=5', 'stat_report=99', 'stat_report=30', 'stat_report=9&protocols=99'])
      assert.equal(await figure(`${report}&pie_charts=1`), undefined, report);
  });

  it('has others and no rows left out of them on a further page', async () => {
    const { pie } = (await shown('stat_report=9&pie_charts=1&cutoff_lines=20&offset=20')).asked;
    const { totals } = await table('stat_report=9');
    const drawn = pie.slices.reduce((sum, { value }) => sum + value, pie.others?.value ?? 0);
    assert.equal(drawn, totals['octets']);
  });

  it('is a picture for each width and scheme, of the size that the page keeps free', async () => {
    const { addresses, asked } = await shown('stat_report=9&pie_charts=1');
    const variants = new Set<string>();
    for (const address of addresses) {
      assert.equal(address.pathname, '/cgi-bin/FlowViewer/FlowViewer_Pie.cgi');
      const { status, headers, body } = await visit(pieImage, address.search.slice(1));
      assert.deepEqual([status, headers['Content-Type']], [200, 'image/png']);
      const { width, height } = await loadImage(Buffer.from(body as Uint8Array));
      const request = readPieParameters(address.searchParams) as PieRequest;
      const layout = pieLayout(asked.pie, request.width);
      assert.deepEqual([width, height], [layout.width * 2, layout.height * 2]);
      variants.add(`${request.width} ${request.scheme}`);
    }
    assert.deepEqual([...variants].sort(), ['narrow dark', 'narrow light', 'wide dark', 'wide light']);
  });

  it('has the colours of the configuration', async () => {
    const { addresses } = await shown('stat_report=9&pie_charts=1');
    const picture = (pie_colors: readonly string[]) =>
      visit(pieImage, addresses[0]!.search.slice(1), { configuration: { pie_colors } });
    const [red, redToo, blue] = await Promise.all([['#ff0000'], ['#ff0000'], ['#0000ff']].map(picture));
    assert.deepEqual(red?.body, redToo?.body);
    assert.notDeepEqual(red?.body, blue?.body);
  });
});

describe('the address of a pie chart', () => {
  const slice = (label: string, value: number) => ({ label, value, amount: `${value}` });
  const REQUEST: PieRequest = {
    pie: {
      title: 'T & U',
      about: 'ö',
      slices: [slice('a=b', 2), slice('', 0.5)],
      others: slice('Others', 1e22),
      whole: 3,
    },
    width: 'narrow',
    scheme: 'dark',
  };

  it('holds all that the picture shows', () => {
    assert.deepEqual(readPieParameters(pieParameters(REQUEST)), REQUEST);
    const { others, ...pie } = REQUEST.pie;
    assert.ok(others);
    const plain: PieRequest = { pie, width: 'wide', scheme: 'light' };
    assert.deepEqual(readPieParameters(new URLSearchParams(pieParameters(plain).toString())), plain);
  });

  for (const [what, change, says] of [
    ['no slices', { label: undefined, value: undefined, amount: undefined }, /1 to 40 slices/],
    ['a value without a label', { label: undefined }, /one label, one value and one amount/],
    ['a negative value', { value: '-1' }, /numbers from 0 on/],
    ['a value that is no number', { value: 'NaN' }, /numbers from 0 on/],
    ['an endless value', { value: 'Infinity' }, /numbers from 0 on/],
    ['nothing to take shares of', { whole: '0' }, /whole a number above 0/],
    ['a text without end', { title: 'x'.repeat(301) }, /at most 300 characters/],
    ['an unknown width', { width: '100000' }, /one of wide, narrow/],
    ['an unknown scheme', { scheme: 'x' }, /one of light, dark/],
  ] as const) {
    it(`is refused: ${what}`, async () => {
      const parameters = new URLSearchParams({ label: 'a', value: '1', amount: '1', whole: '1' });
      for (const [name, value] of Object.entries<string | undefined>(change))
        if (value === undefined) parameters.delete(name);
        else parameters.set(name, value);
      await assert.rejects(
        visit(pieImage, parameters.toString()),
        (error) => error instanceof HttpError && error.status === 400 && says.test(error.message),
      );
    });
  }

  it('is refused with more slices than a circle has room for', async () => {
    const query = 'label=a&value=1&amount=1&'.repeat(41);
    await assert.rejects(visit(pieImage, `${query}whole=41`), HttpError);
  });
});
