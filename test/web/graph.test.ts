import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dnsPacket from 'dns-packet';
import { loadImage, createCanvas, type CanvasRenderingContext2D } from 'canvas';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { GRAPH_TYPES } from '../../lib/graph/graphtype.js';
import type { GraphAnswer } from '../../lib/graph/graphanswer.js';
import { statisticsView } from '../../lib/web/graphstatistics.js';
import { partColours, themeOf } from '../../lib/graph/colours.js';
import { formatRate } from '../../lib/graph/unit.js';
import { grapherForm } from '../../lib/web/grapherform.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import { TOOLS } from '../../lib/web/formtools.js';
import { fakeServer } from '../names/name-server.js';
import { inUtc, visit, type Visit } from './site.js';

const LIGHT = themeOf(defaultConfiguration(), 'light');
const DARK = themeOf(defaultConfiguration(), 'dark');

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00&end_date=2025-06-15&end_time=01:00';
const EARLY = 'device_name=edge1&start_date=2025-06-14&start_time=20:00&end_date=2025-06-14&end_time=23:30';

interface Json {
  readonly rows: readonly Readonly<Record<string, number | string>>[];
  readonly columns: readonly { readonly key: string }[];
  readonly statistics: { readonly method: string; readonly values: Readonly<Record<string, number>> | null };
  readonly parts?: readonly {
    readonly value: string | null;
    readonly share: number;
    readonly peak: number;
    readonly pct95: number;
  }[];
  readonly compare?: {
    readonly window: { readonly start: string };
    readonly statistics?: Readonly<Record<string, number>>;
  };
  readonly gaps: readonly { readonly start: string; readonly end: string }[];
  readonly lines?: { readonly rows: readonly Readonly<Record<string, number | string>>[] };
  readonly errors?: readonly { readonly field?: string; readonly message: string }[];
}

const json = async (query: string, options?: Visit): Promise<Json> =>
  JSON.parse(String((await visit(grapherMain, `${query}&format=json`, options)).body)) as Json;
const page = async (query: string, options?: Visit): Promise<string> =>
  String((await visit(grapherMain, query, options)).body);

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Pixels of a colour in a column (or in all). */
  readonly count: (colour: string, from?: number, to?: number) => number;
  /** Rows in which at least a quarter of the pixels have a colour, or nearly so. */
  readonly rows: (colour: string, from: number, to: number) => number[];
}

async function picture(query: string, options?: Visit): Promise<Pixels> {
  const { status, headers, body } = await visit(grapherMain, `${query}&format=png`, options);
  assert.equal(status, 200, String(body).slice(0, 300));
  assert.equal(headers['Content-Type'], 'image/png');
  const image = await loadImage(Buffer.from(body));
  const { width, height } = image;
  const context: CanvasRenderingContext2D = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const at = (x: number, y: number): number => {
    const place = 4 * (y * width + x);
    return (data[place]! << 16) | (data[place + 1]! << 8) | data[place + 2]!;
  };
  return {
    width,
    height,
    rows(colour, from, to) {
      const wanted = Number.parseInt(colour.slice(1), 16);
      const share = (y: number): number => {
        let found = 0;
        for (let x = from; x < to; x++) if (at(x, y) === wanted) found++;
        return found / (to - from);
      };
      return Array.from({ length: height }, (_, y) => y).filter((y) => share(y) > 0.25);
    },
    count(colour, from = 0, to = width) {
      const wanted = Number.parseInt(colour.slice(1), 16);
      let found = 0;
      for (let y = 0; y < height; y++) for (let x = from; x < to; x++) if (at(x, y) === wanted) found++;
      return found;
    },
  };
}

/** Calls every host after its address, every network Norwegian, and every AS an example. */
function answerNames(octets: Buffer): Uint8Array {
  const { id = 0, questions = [] } = dnsPacket.decode(octets);
  const { name, type } = questions[0] ?? { name: '', type: '' };
  const host = {
    type: 'PTR',
    name,
    ttl: 300,
    data: `host-${name.replace(/\.in-addr.*/, '').replaceAll('.', '-')}.example`,
  };
  const origin = { type: 'TXT', name, ttl: 300, data: '64500 | 192.0.2.0/24 | NO | ripencc | 2001-01-01' };
  const as = {
    type: 'TXT',
    name,
    ttl: 300,
    data: '64500 | NO | ripencc | 2001-01-01 | NORTH-AS - North <b>Net</b>, NO',
  };
  const answers = [type === 'PTR' ? host : /^AS/i.test(name) ? as : origin] as dnsPacket.Answer[]; // one of the two, whose fields are these
  return dnsPacket.encode({ type: 'response', id, questions, answers });
}

/** Sums of floats differ in their last digits from one run to the next. */
const isClose = (one: unknown, other: unknown): boolean =>
  Math.abs(Number(one) - Number(other)) <= 1e-9 * Math.abs(Number(other));

function assertSame(rows: Json['rows'], expected: Json['rows'], key: string): void {
  assert.equal(rows.length, expected.length);
  rows.forEach((row, index) => {
    assert.ok(isClose(row[key], expected[index]?.['value']), `${row['bucket_start']}`);
  });
}

describe('FlowGrapher.cgi', () => {
  inUtc();

  it('has the filter of the text reports, and a labelled control for every setting of its own', async () => {
    const html = String((await visit(grapherForm, 'source_address=10.0.0.0/8&graph_type=ppsa&bucket_size=300E')).body);
    const { first, settings, rules } = TOOLS.grapher;
    for (const name of [first, ...settings, ...rules, 'source_address', 'dest_port', 'protocols', 'exporter'])
      assert.match(html, new RegExp(`<label for="f-${name}">[^<]+</label>`), name);
    assert.match(html, /name="source_address" value="10\.0\.0\.0\/8"/);
    assert.match(html, /<option value="ppsa" selected>/);
    assert.match(html, /<option value="300E" selected>/);
    assert.match(html, /FlowGrapher_Main\.cgi"/);
    assert.ok(!html.includes('name="cutoff_lines"'));
  });

  it('starts with the type and the lines of the configuration', async () => {
    const configuration = { default_graph: 'fpsa', detail_lines: 33 } as const;
    const html = String((await visit(grapherForm, '', { configuration })).body);
    assert.match(html, /<option value="fpsa" selected>/);
    assert.match(html, /name="detail_lines" value="33"/);
  });
});

describe('a graph that cannot be drawn', () => {
  inUtc();

  it('is refused where the time span has fewer than nine buckets, with those that fit', async () => {
    const { errors } = await json(`${HOUR}&bucket_size=600`);
    assert.equal(errors?.[0]?.field, 'bucket_size');
    assert.match(errors[0].message, /3600 s has 6 times 10 min: at least 9 are needed.* Choose from 1 s to 5 min\./);
    const nine = HOUR.replace('01:00', '00:09');
    assert.equal((await json(`${nine}&bucket_size=60`)).rows.length, 9);
  });

  it('is refused where the buckets are too many, such as a year of seconds', async () => {
    const year = 'device_name=edge1&start_date=2024-06-15&start_time=00:00&end_date=2025-06-15&end_time=00:00';
    const configuration = { maximum_days: 400 };
    const { errors } = await json(`${year}&bucket_size=1`, { configuration });
    assert.match(errors?.[0]?.message ?? '', /at most 200000 are drawn\. Choose from 5 min to 24 h\./);
    const { rows, gaps } = await json(`${year}&bucket_size=3600&detail_lines=0`, { configuration });
    assert.equal(rows.length, 8760);
    assert.equal(gaps.length, 1, 'until the flows begin');
  });

  it('names every field that is wrong, on the form and in each format', async () => {
    const wrong = `${HOUR}&graph_type=none&bucket_size=7&detail_lines=many&split=colour&compare=year&graph_multiplier=9`;
    const { errors } = await json(wrong);
    assert.deepEqual(
      errors?.map(({ field }) => field),
      ['graph_type', 'bucket_size', 'detail_lines', 'split', 'compare', 'graph_multiplier'],
    );
    const { status, body } = await visit(grapherMain, wrong);
    assert.equal(status, 400);
    assert.match(String(body), /6 fields need another look/);
    const png = await visit(grapherMain, `${wrong}&format=png`);
    assert.equal(png.status, 400);
    assert.match(png.headers['Content-Type'] ?? '', /^text\/plain/);
    assert.equal((await visit(grapherMain, `${HOUR}&format=gif`)).status, 400);
  });
});

describe('a graph', () => {
  inUtc();
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'graph-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the types that older versions stored', async () => {
    const { rows } = await json(`${HOUR}&bucket_size=60&graph_type=Packets_P&detail_lines=0`);
    assertSame(rows, (await json(`${HOUR}&bucket_size=60&graph_type=pps&detail_lines=0`)).rows, 'value');
  });

  it('split into parts adds up to the whole, for every type, split and rank', async () => {
    for (const [split, rank, type] of [
      ['srcaddr', 'total', 'bps'],
      ['dstaddr', 'peak', 'pps'],
      ['srcport', 'peak', 'fpsi'],
      ['dstport', 'total', 'fpsa'],
      ['prot', 'peak', 'bpsa'],
      ['input', 'total', 'ppsa'],
      ['dst_as', 'total', 'fpsia'],
      ['src_prefix', 'total', 'fpsaa'],
    ]) {
      const { rows, parts = [] } = await json(
        `${HOUR}&bucket_size=60&detail_lines=0&split=${split}&split_rank=${rank}&graph_type=${type}`,
      );
      for (const { bucket_start, value, ...more } of rows) {
        const sum = Object.values(more).reduce<number>((all, each) => all + Number(each), 0);
        assert.ok(Math.abs(sum - Number(value)) <= 1e-9 * Number(value), `${split} ${bucket_start}`);
      }
      assert.ok(Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 100) < 1e-6, split);
      assert.equal(parts.at(-1)?.value, null);
      const ranked = parts.slice(0, -1).map((part) => (rank === 'peak' ? part.peak : part.share));
      ranked.forEach((each, index) => {
        assert.ok(index === 0 || each <= ranked[index - 1]! * (1 + 1e-9), `${split} by ${rank}`);
      });
      assert.ok(ranked.length <= 8);
    }
  });

  it('of one part has the values that the part had, and of the rest those of the rest', async () => {
    const query = `${HOUR}&bucket_size=60&detail_lines=0`;
    const { rows, parts = [] } = await json(`${query}&split=srcaddr`, { configuration: { analyze_count: 3 } });
    assert.equal(parts.length, 4);
    const address = parts[1]?.value ?? '';
    const alone = await json(`${query}&source_address=${address}`);
    const pct95 = alone.statistics.values?.['pct95'] ?? NaN;
    assert.ok(Math.abs((parts[1]?.pct95 ?? NaN) - pct95) <= 1e-9 * pct95);
    alone.rows.forEach(({ value }, index) => {
      const part = Number(rows[index]?.[`srcaddr_${address}`]);
      assert.ok(Math.abs(Number(value) - part) <= 1e-9 * part);
    });
    const others = parts.slice(0, 3).map(({ value }) => `-${value}`);
    const rest = await json(`${query}&source_address=${others.join(',')}`);
    rest.rows.forEach(({ value }, index) => {
      const part = Number(rows[index]?.['others']);
      assert.ok(Math.abs(Number(value) - part) <= 1e-6 * Math.max(1, part));
    });
    const html = await page(`${query}&split=srcaddr`, { configuration: { analyze_count: 3 } });
    assert.match(html, />Mean<.*>95th Pct\.<.*>Peak</);
    assert.ok(html.includes(`source_address=${address}`), 'the part leads to its graph');
    assert.ok(html.includes(encodeURIComponent(others.join(', ')).replaceAll('%20', '+')), 'and so does the rest');
  });

  it('is compared with the same hours of the day before', async () => {
    const query =
      'device_name=edge1&start_date=2025-06-15&start_time=22:30&end_date=2025-06-16&end_time=01:30&bucket_size=300&detail_lines=0';
    const { rows, compare } = await json(`${query}&compare=day`);
    const day = await json(query.replace('06-15', '06-14').replace('06-16', '06-15'));
    assert.equal(compare?.window.start, '2025-06-14T22:30:00Z');
    assertSame(rows, day.rows, 'earlier');
    for (const [key, value] of Object.entries(day.statistics.values ?? {}))
      assert.ok(isClose(compare.statistics?.[key], value), key);
    const html = await page(`${query}&compare=day`);
    assert.match(html, /<th scope="col">This time span<\/th><th scope="col">The day before<\/th>/);
    assert.match(html, /<dt>Compared with<\/dt><dd>2025-06-14 22:30:00 – 2025-06-15 01:30:00 UTC \(3 h\)/);
  });

  it('has differences in percent, and as a multiple where they are many times', () => {
    const statistics = { max: 50, pct95: 99, avg: 5, min: 12_345, count: 9 };
    const before = { max: 100, pct95: 10, avg: 10, min: 1, count: 9 };
    const [type] = GRAPH_TYPES;
    // of an answer, what the view reads
    const answer = {
      question: { type, statistics: 'All', compare: { label: 'The day before' } },
      ...{ values: new Float64Array(9), statistics, compare: { statistics: before } },
    } as unknown as GraphAnswer;
    const { rows } = statisticsView(answer);
    const changes = Object.fromEntries(rows.map(({ label, change }) => [label, change]));
    assert.deepEqual(changes, { Maximum: '-50 %', '95th Pct.': '+890 %', Average: '-50 %', Minimum: '× 12,345' });
  });

  it('hands its script the dates of the configuration', async () => {
    for (const [date_format, parts] of [
      ['MDY', ['month', 'day', 'year']],
      ['YMD', ['year', 'month', 'day']],
    ] as const) {
      const query = 'device_name=edge1&start_date=2025-06-15&start_time=00:00&end_date=2025-06-15&end_time=01:00';
      const html = await page(`${query}&bucket_size=60`, { configuration: { date_format } });
      const [, data = ''] = /id="graph-data">(.*?)<\/script>/s.exec(html) ?? [];
      assert.deepEqual((JSON.parse(data) as { date: { parts: string[] } }).date.parts, parts);
    }
  });

  it('hands its script what the picture has: statistics, gaps, the zone, and no rest where there is none', async () => {
    const live = async (query: string): Promise<Live> => {
      const [, data = ''] = /id="graph-data">(.*?)<\/script>/s.exec(await page(query)) ?? [];
      return JSON.parse(data) as Live;
    };
    interface Live {
      readonly zone: string;
      readonly marks: readonly { readonly key: string; readonly value: number }[];
      readonly gaps: readonly (readonly [number, number])[];
      readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
    }
    const { statistics, gaps, rows } = await json(`${EARLY}&bucket_size=60&detail_lines=0`);
    const shown = await live(`${EARLY}&bucket_size=60&detail_lines=0`);
    assert.equal(shown.zone, 'Time: UTC');
    for (const { key, value } of shown.marks) assert.ok(isClose(value, statistics.values?.[key]), key);
    assert.equal(shown.marks.length, 4);
    assert.deepEqual(
      shown.gaps,
      gaps.map(({ start, end }) => [Date.parse(start) / 1000, Date.parse(end) / 1000]),
    );
    const values = shown.series[0]?.values.slice(0, -1) ?? [];
    assert.equal(values.length, rows.length);
    values.forEach((value, index) => {
      const exact = Number(rows[index]?.['value']);
      assert.ok(value === null ? exact === 0 : Math.abs(value - exact) <= 1e-6 * exact, `${index}`);
    });
    const few = `${HOUR}&bucket_size=60&detail_lines=0&protocols=6`;
    const parts = await live(`${few}&split=prot&resolve_addresses=N`);
    assert.deepEqual(
      parts.series.map(({ label }) => label),
      ['6'],
    );
    assert.ok(!(await page(`${few}&split=prot`)).includes('All Others'));
  });

  it('is named for what it counts, also in words', async () => {
    for (const [type, name] of [
      ['fpsi', 'Flows Initiated/Second'],
      ['fpsaa', 'Flows Active'],
    ])
      assert.match(await page(`${HOUR}&bucket_size=60&graph_type=${type}`), new RegExp(`alt="${name} of edge1, `));
  });

  it('says for which times nothing is recorded, and only then', async () => {
    const [gap, ...more] = (await json(`${EARLY}&bucket_size=60&detail_lines=0`)).gaps;
    assert.equal(gap?.start, '2025-06-14T20:00:00Z');
    assert.ok(more.length === 0 && gap.end >= '2025-06-14T22:00' && gap.end < '2025-06-14T23:00');
    const rare = await json(`${HOUR}&bucket_size=5&source_address=10.255.255.255&detail_lines=0`);
    assert.deepEqual(rare.gaps, [], 'a filter that lets nothing through is no gap');
    assert.equal(rare.statistics.values, null);
  });

  it('is text: what was asked, then statistics, parts, lines and the value of each bucket', async () => {
    const query = `${HOUR}&bucket_size=300&split=prot&detail_lines=3&compare=day&source_address=10.0.0.0/8&resolve_addresses=N`;
    const { status, headers, body } = await visit(grapherMain, `${query}&format=text`);
    assert.equal(status, 200);
    assert.equal(headers['Content-Type'], 'text/plain; charset=utf-8');
    const text = String(body);
    assert.match(text, /^FlowGrapher: Bits\/Second\nDevice: +edge1\nTime span: +2025-06-15 00:00:00 – /);
    assert.match(text, /^Source IPs: +10\.0\.0\.0\/8$/m);
    assert.match(text, /^Split by: +Protocol, total$/m);
    const known = await json(query);
    const maximum = formatRate(known.statistics.values?.['max'] ?? NaN, 'bit/s');
    assert.ok(
      text.split('\n').some((line) => line.startsWith('Maximum ') && line.includes(` ${maximum} `)),
      maximum,
    );
    assert.match(text, /^All Others +[\d.]+ .*bit\/s +\S+$/m);
    const values = text
      .slice(text.indexOf('\nStart '))
      .split('\n')
      .filter((line) => /^2025-06-15 00:/.test(line));
    assert.deepEqual(
      values.map((line) => Number(line.split(/ {2,}/)[1]?.replaceAll(',', ''))),
      known.rows.map(({ value }) => Math.round(Number(value) * 1000) / 1000),
    );
    assert.doesNotMatch(text, / $/m);
  });

  it('has lines that any column sorts', async () => {
    for (const [type, column] of [
      ['bps', 'duration_s'],
      ['bps', 'mbps'],
      ['pps', 'srcport'],
      ['fpsa', 'length_s'],
      ['ppsa', 'kpps'],
    ]) {
      for (const sign of ['', '-']) {
        const { lines } = await json(`${HOUR}&bucket_size=60&graph_type=${type}&detail_lines=20&sort=${sign}${column}`);
        const values = lines?.rows.map((row) => Number(row[column ?? ''])) ?? [];
        assert.equal(values.length, 20);
        assert.deepEqual(
          values,
          values.toSorted((a, b) => (sign === '' ? a - b : b - a)),
          `${type} ${sign}${column}`,
        );
      }
    }
  });

  it('is a CSV of its buckets, and one of its lines', async () => {
    const { headers, body } = await visit(grapherMain, `${HOUR}&bucket_size=60&format=csv`);
    assert.match(
      headers['Content-Disposition'] ?? '',
      /attachment; filename="flowgrapher_edge1_bps_20250615T0000\.csv"/,
    );
    assert.match(String(body), /^bucket_start,value\r\n2025-06-15T00:00:00Z,\d/);
    const lines = await visit(grapherMain, `${HOUR}&bucket_size=60&detail_lines=3&format=lines`);
    assert.equal(String(lines.body).split('\r\n').length, 5);
  });

  it('is a page with its picture, statistics, splits, lines and what the script needs, and nothing inline that runs', async () => {
    const { headers, body } = await visit(grapherMain, `${HOUR}&bucket_size=60&detail_lines=2&dest_port=443`);
    const html = String(body);
    assert.match(html, /<img src="data:image\/png;base64,[^"]+" width="600" height="310" alt="Bits\/Second of edge1, /);
    assert.match(html, /Maximum<\/th><td class="amount" title="[\d,.]+ bit\/s">/);
    assert.match(html, /Destination Ports<\/dt>/);
    assert.match(html, /split=srcaddr/);
    assert.equal((html.match(/<script/g) ?? []).length, 2);
    assert.match(html, /<script type="application\/json" id="graph-data">\{/);
    assert.match(html, /<script src="\/FlowViewer\/js\/graph\.js" defer><\/script>/);
    assert.ok(!/ style=| on[a-z]+=/.test(html));
    assert.match(headers['Content-Security-Policy'] ?? '', /script-src 'self'(;|$)/);
    const data = JSON.parse(/id="graph-data">([^<]*)</.exec(html)?.[1] ?? '') as { times: number[]; series: unknown[] };
    assert.equal(data.times.length, 61);
  });

  it('of an exporter has it in its title', async () => {
    const html = await page(
      `${HOUR.replace('device_name=edge1', 'exporter=172.31.255.9')}&bucket_size=60&detail_lines=0`,
    );
    assert.match(html, /<h1>Bits\/Second <span class="source">exporter 172\.31\.255\.9<\/span>/);
    const named = await page(
      `${HOUR.replace('device_name=edge1', 'exporter=172.31.255.9')}&bucket_size=60&detail_lines=0`,
      { configuration: { exporters: ['172.31.255.9:Main Router'] } },
    );
    assert.match(named, /<h1>Bits\/Second <span class="source">exporter Main Router \(172\.31\.255\.9\)<\/span>/);
    assert.match(named, /alt="Bits\/Second of exporter Main Router \(172\.31\.255\.9\), /);
  });

  it('has the names of hosts in its lines and parts, and of these their countries and autonomous systems', async () => {
    const server = await fakeServer((octets) => [answerNames(octets)]);
    try {
      const html = await page(`${HOUR}&bucket_size=60&detail_lines=3&split=srcaddr&resolve_addresses=Y&names=now`, {
        configuration: { dns_servers: [server.text], work_directory: folder },
      });
      const cells = [...html.matchAll(/<td class="address">(.*?)<\/td>/g)].map(([, cell = '']) => cell);
      assert.equal(cells.length, 6);
      for (const cell of cells) assert.match(cell, />host-[\d-]+\.example</);
      assert.equal((html.match(/<td class="country">NO<\/td>/g) ?? []).length, 7, 'all but the private one');
      const owner =
        /<td class="as" title="NORTH-AS - North &lt;b&gt;Net&lt;\/b&gt;, NO">NORTH-AS <span class="aside">64500<\/span>/g;
      assert.equal((html.match(owner) ?? []).length, 7);
      const text = await page(`${HOUR}&bucket_size=60&detail_lines=0&split=srcaddr&resolve_addresses=Y&format=text`, {
        configuration: { dns_servers: [server.text], work_directory: folder },
      });
      assert.equal((text.match(/ NO +NORTH-AS \(64500\) /g) ?? []).length, 7);
    } finally {
      await server.close();
    }
  });

  it('does not wait for names that are slow, and has what a script needs to fill them in', async () => {
    const server = await fakeServer(() => []);
    try {
      const html = await page(`${HOUR}&bucket_size=60&detail_lines=3&split=srcaddr&resolve_addresses=Y`, {
        configuration: { dns_servers: [server.text], work_directory: mkdtempSync(join(folder, 'slow-')) },
      });
      assert.match(html, /<td class="text" data-name="address [\d.]+"><svg class="swatch"/);
      assert.match(html, /<td class="address" data-name="address ([\d.]+)"><a [^>]*>\1<\/a>/);
      assert.match(
        html,
        /<p class="names" id="names" role="status" data-from="[^"]*FlowViewer_Names\.cgi" data-most="64"><span>\d+ names not known yet\.<\/span> <a href="[^"]*FlowGrapher_Main\.cgi\?[^"]*&amp;names=now">Names now<\/a>/,
      );
      assert.match(html, /<script src="[^"]*\/js\/names\.js" defer>/);
    } finally {
      await server.close();
    }
  });

  it('has the names of ports in its parts', async () => {
    const services_file = join(folder, 'services');
    writeFileSync(services_file, 'domain 53/udp\nhttps 443/tcp\n');
    const html = await page(`${HOUR}&bucket_size=60&detail_lines=0&split=dstport&resolve_addresses=Y&protocols=17`, {
      configuration: { services_file },
    });
    assert.match(html, />domain<\/a> <span class="aside">53<\/span>/);
  });

  it('without flows says what was searched, and has no picture', async () => {
    const html = await page(`${HOUR.replaceAll('2025', '2024')}&bucket_size=60`);
    assert.match(html, /No flows matched\. Searched: 0 files of edge1/);
    assert.ok(!html.includes('<img src="data:'));
    const { width, count } = await picture(`${HOUR.replaceAll('2025', '2024')}&bucket_size=60`);
    assert.equal(width, 600);
    assert.equal(count(LIGHT.area), 0);
  });

  it('escapes what was typed, also in the data of its script', async () => {
    const html = await page(`${HOUR}&bucket_size=60&device_name=%3Cscript%3E`);
    assert.ok(!html.includes('<script>'));
  });
});

describe('the picture of a graph', () => {
  inUtc();

  it('is so wide as asked, light or dark', async () => {
    const small = await picture(`${HOUR}&bucket_size=5`);
    assert.deepEqual([small.width, small.height], [600, 310]);
    assert.ok(small.count(LIGHT.area) > 1000);
    const wide = await picture(`${HOUR}&bucket_size=60&graph_multiplier=4&theme=dark`);
    assert.deepEqual([wide.width, wide.height], [2400, 310]);
    assert.ok(wide.count(DARK.ground) > 10_000 && wide.count(LIGHT.ground) < 1000);
    const configured = await picture(`${HOUR}&bucket_size=60`, {
      configuration: { graph_width: 800, graph_height: 400 },
    });
    assert.deepEqual([configured.width, configured.height], [800, 400]);
  });

  it('has the margins, colours, fonts and sizes of texts of the configuration', async () => {
    const query = `${HOUR}&bucket_size=60`;
    const usual = await picture(query);
    const coloured = await picture(query, {
      configuration: {
        graph_area: ['#010203', '#40ff06'],
        graph_line: ['#070809'],
        graph_ground: ['#f0f1f2', '#112233'],
      },
    });
    assert.ok(coloured.count('#010203') > 1000 && coloured.count('#f0f1f2') > 10_000);
    assert.equal(coloured.count(LIGHT.area) + coloured.count('#40ff06'), 0);
    const dark = await picture(`${query}&theme=dark`, { configuration: { graph_area: ['#010203'] } });
    assert.ok(dark.count('#010203') > 1000, 'one colour is for both');

    const margins = { graph_margin_left: 60, graph_margin_right: 10, graph_margin_top: 40, graph_margin_bottom: 8 };
    const moved = await picture(query, { configuration: margins });
    assert.equal(moved.count(LIGHT.area, 0, 120), 0, 'the plot begins 50 px later');
    assert.ok(moved.count(LIGHT.area, 121, 126) > 0);
    assert.equal(moved.count(LIGHT.ground, 0, 59), 59 * moved.height, 'nothing stands in the margin');

    const large = await picture(query, { configuration: { graph_title_size: 20, graph_text_size: 16 } });
    assert.ok(large.count(LIGHT.text) > 1.3 * usual.count(LIGHT.text), 'texts are larger');
    const { resolve } = createRequire(import.meta.url);
    const graph_font = resolve('dejavu-fonts-ttf/ttf/DejaVuSerif-Bold.ttf');
    const serif = await picture(query, { configuration: { graph_font } });
    assert.notEqual(serif.count(LIGHT.lesser), usual.count(LIGHT.lesser));
    const complaint = console.error;
    console.error = () => undefined; // what stands in the error log
    try {
      const none = await picture(query, { configuration: { graph_font: '/nowhere/none.ttf' } });
      assert.equal(none.count(LIGHT.lesser), usual.count(LIGHT.lesser), 'ours instead');
    } finally {
      console.error = complaint;
    }
  });

  it('is high where the values are: the burst of two minutes past midnight stands above all', async () => {
    const { count } = await picture(`${HOUR}&bucket_size=60`);
    const plot = (minute: number): number => 70 + Math.round(((600 - 70 - 64) * minute) / 60);
    const at = (minute: number): number => count(LIGHT.area, plot(minute) + 3, plot(minute) + 5);
    assert.ok(at(2) > 2 * at(10), `${at(2)} and ${at(10)}`);
    assert.ok(at(20) > 2 * at(10));
  });

  it('of 300E has each value where its five minutes end', async () => {
    const first = async (size: string): Promise<number> =>
      (await picture(`${HOUR}&bucket_size=${size}`)).count(LIGHT.area, 72, 100);
    assert.ok((await first('300')) > 500);
    assert.equal(await first('300E'), 0);
  });

  it('marks maximum, 95th percentile, average and minimum, each by a line across', async () => {
    const query = `${HOUR}&bucket_size=60&stats_method=All`;
    const { statistics, rows } = await json(query);
    const { rows: marked } = await picture(query);
    const lines = marked(LIGHT.mark, 70, 536);
    assert.equal(lines.length, 4);
    // from the top: what the distances between them should be, were the lowest at its value
    const { max = 0, pct95 = 0, avg = 0, min = 0 } = statistics.values ?? {};
    const scale = (lines[3]! - lines[0]!) / (max - min);
    [max, pct95, avg, min].forEach((value, index) => {
      assert.ok(Math.abs(lines[index]! - (lines[0]! + (max - value) * scale)) <= 1.5, `line ${index}`);
    });
    assert.equal(rows.length, 60);
  });

  it('has a colour for each part, those of the configuration before ours', async () => {
    const configuration = { analyze_count: 3, analyze_colors: ['#010203', '#040506', '#070809', '#0a0b0c'] };
    const { count, height } = await picture(`${HOUR}&bucket_size=60&split=srcaddr`, { configuration });
    for (const colour of configuration.analyze_colors) assert.ok(count(colour) > 50, colour);
    assert.ok(height > 310, 'it is higher by its legend');
    const many = await picture(`${HOUR}&bucket_size=60&split=srcaddr`, { configuration: { analyze_count: 15 } });
    for (const colour of partColours(16, [])) assert.ok(many.count(colour) > 50, `of fifteen parts ${colour}`);
    assert.equal(new Set(partColours(21, [])).size, 21);
  });

  it('is hatched where nothing is recorded, and has no area there', async () => {
    const { count } = await picture(`${EARLY}&bucket_size=60`);
    const whole = count(LIGHT.plot, 75, 300) / 225;
    assert.ok(whole > 30 && whole < 120, `${whole} of the plot's pixels in each column are not hatched`);
    assert.equal(count(LIGHT.area, 70, 300), 0);
    assert.ok(count(LIGHT.area, 430, 536) > 100);
  });
});
