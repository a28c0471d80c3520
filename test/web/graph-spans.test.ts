/** Graphs over spans that are out of the ordinary: a year, the days when clocks change, uptimes that wrap, one flow, gaps. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from 'canvas';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { themeOf } from '../../lib/graph/colours.js';
import { grapherMain } from '../../lib/web/graphermain.js';
import { makeTwins } from '../store/twins.js';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { inUtc, visit } from './site.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const YEAR = Date.UTC(2024, 0, 1);
const NOW = Date.UTC(2025, 0, 2);
const LIGHT = themeOf(defaultConfiguration(), 'light');
const UPTIME = 3_000_000_000;

interface Json {
  readonly rows: readonly { readonly bucket_start: string; readonly value: number }[];
  readonly gaps: readonly { readonly start: string; readonly end: string }[];
  readonly lines?: { readonly rows: readonly Readonly<Record<string, number | string>>[] };
  readonly errors?: readonly { readonly message: string }[];
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A flow of 9,000,000 octets: 1 Mbit/s over 72 s. */
const flow = (start: number, end: number, uptime = UPTIME) =>
  timedRecord(start, end, uptime, { prot: 6, dstport: 443, dpkts: 9000, doctets: 9_000_000 });

describe('a graph', () => {
  let flow_data_directory = '';
  before(async () => {
    flow_data_directory = mkdtempSync(join(tmpdir(), 'spans-'));
    const device = (name: string): string => {
      const path = join(flow_data_directory, name);
      mkdirSync(path);
      return path;
    };
    const year = device('year');
    // noon of the 15th of each month, a minute long; each file begins its day, but for July and August nothing is recorded
    for (const month of [0, 1, 2, 3, 4, 5, 8, 9, 10, 11]) {
      const start = Date.UTC(2024, month, 15);
      const records = [flow(start + 12 * HOUR, start + 12 * HOUR + MINUTE)];
      await writeRowFile(year, { version: '5', start, records });
    }
    await makeTwins(year, 'beside');
    // the uptime of the router wraps within the flow, between its end and the export, and not at all
    const noon = YEAR + 12 * HOUR;
    const wraps = device('wraps');
    const records = [5000, 42_345, 50_000_000].map((uptime, index) =>
      flow(noon + index * 10 * MINUTE, noon + index * 10 * MINUTE + MINUTE, uptime),
    );
    assert.ok(records[1]!.first! > records[1]!.last!, 'the second begins before the wrap and ends behind it');
    await writeRowFile(wraps, { version: '5', start: noon, records });
    // each hour around a change of clocks has as many minutes of flow as its number of the day
    const clocks = device('clocks');
    for (const start of [Date.UTC(2024, 2, 30, 23), Date.UTC(2024, 9, 26, 22)])
      for (let hour = 0; hour < 25; hour++)
        await writeRowFile(clocks, {
          version: '5',
          start: start + hour * HOUR,
          records: [flow(start + hour * HOUR, start + hour * HOUR + (hour + 1) * MINUTE)],
        });
    const six = device('six');
    const [srcaddr, dstaddr] = [address('2001:db8:1::7'), address('2001:db8:2::8')];
    await writeRowFile(six, {
      version: EXTENDED,
      start: noon,
      records: [1, 2, 3].map((times) => ({
        ...flow(noon, noon + MINUTE),
        ...{ srcaddr, dstaddr, exaddr: address('2001:db8::fe'), srcport: 5000 + times, doctets: times * 1000 },
      })),
    });
  });
  after(() => {
    rmSync(flow_data_directory, { recursive: true });
  });

  const span = (device: string, start: number, end: number): string => {
    const time = (moment: number): string => new Date(moment).toISOString().slice(11, 19);
    return `device_name=${device}&start_date=${day(start)}&start_time=${time(start)}&end_date=${day(end)}&end_time=${time(end)}`;
  };
  const ask = async (query: string, configuration = {}): Promise<Uint8Array> => {
    const options = { configuration: { flow_data_directory, ...configuration }, now: NOW };
    const { status, body } = await visit(grapherMain, query, options);
    assert.equal(status, 200, String(body).slice(0, 500));
    return typeof body === 'string' ? Buffer.from(body) : body;
  };
  const json = async (query: string): Promise<Json> =>
    JSON.parse(Buffer.from(await ask(`${query}&format=json`)).toString()) as Json;

  interface Pixels {
    readonly width: number;
    readonly height: number;
    /** Of a colour, in columns. */
    readonly count: (colour: string, from?: number, to?: number) => number;
    /** Pixels of the line of earlier values, in columns: more blue than red, also where it is mixed with the ground. */
    readonly earlier: (from: number, to: number) => number;
    /** The highest row with a colour. */
    readonly top: (colour: string) => number;
  }

  async function picture(query: string, configuration = {}): Promise<Pixels> {
    const image = await loadImage(Buffer.from(await ask(`${query}&format=png`, configuration)));
    const { width, height } = image;
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const isOf = (colour: string, place: number): boolean =>
      ((data[place]! << 16) | (data[place + 1]! << 8) | data[place + 2]!) === Number.parseInt(colour.slice(1), 16);
    const places = Array.from({ length: width * height }, (_, pixel) => pixel);
    return {
      width,
      height,
      earlier: (from, to) => {
        const isThere = (pixel: number): boolean => pixel % width >= from && pixel % width < to;
        return places.filter((pixel) => isThere(pixel) && data[4 * pixel + 2]! - data[4 * pixel]! > 40).length;
      },
      top: (colour) => Math.floor((places.find((pixel) => isOf(colour, 4 * pixel)) ?? NaN) / width),
      count: (colour, from = 0, to = width) => {
        let found = 0;
        for (let y = 0; y < height; y++) for (let x = from; x < to; x++) if (isOf(colour, 4 * (y * width + x))) found++;
        return found;
      },
    };
  }

  describe('over a year', () => {
    inUtc();
    const YEARLY = span('year', YEAR, YEAR + 366 * DAY);

    it('has a value for each day, and all octets in those that had flows', async () => {
      const { rows, gaps } = await json(`${YEARLY}&bucket_size=86400&detail_lines=0&stats_method=All`);
      assert.equal(rows.length, 366);
      const busy = rows.filter(({ value }) => value > 0);
      assert.deepEqual(
        busy.map(({ bucket_start }) => bucket_start.slice(5, 10)),
        ['01', '02', '03', '04', '05', '06', '09', '10', '11', '12'].map((month) => `${month}-15`),
      );
      for (const { value } of busy) assert.ok(Math.abs(value - (8 * 9_000_000) / 86_400) < 1e-6);
      assert.ok(
        gaps.some(({ start, end }) => start < '2024-07-02' && end > '2024-08-30'),
        'July and August are a gap',
      );
      const fine = await json(`${YEARLY}&bucket_size=300&detail_lines=0`);
      assert.equal(fine.rows.length, 366 * 288);
      const peak = Math.max(...fine.rows.map(({ value }) => value));
      assert.ok(Math.abs(peak - (8 * 9_000_000) / 300) < 1e-6, 'five minutes hold the whole minute');
    });

    it('has a line of the week before where that was recorded, whatever is of its own time', async () => {
      const at = (date: number, hour = 0): number => Date.UTC(2024, 5, date, hour);
      const query = `${span('year', at(14), at(24))}&bucket_size=3600&detail_lines=0&compare=week`;
      for (const filter of ['', '&dest_port=443']) {
        const html = Buffer.from(await ask(`${query}${filter}`)).toString();
        const [, data = ''] = /<script type="application\/json" id="graph-data">(.*?)<\/script>/s.exec(html) ?? [];
        const { times, series } = JSON.parse(data) as { times: number[]; series: { values: (number | null)[] }[] };
        const there = series.map(({ values }) => times.filter((_, index) => values[index] !== null));
        assert.deepEqual(there, [[at(15, 12) / 1000], [at(22, 12) / 1000]], filter);
      }
      const { earlier } = await picture(query);
      const column = (date: number): number =>
        Math.round(70 + ((600 - 64 - 70) * (at(date, 12) - at(14))) / (10 * DAY));
      assert.ok(earlier(column(22) - 3, column(22) + 6) > 20);
      assert.equal(earlier(75, column(22) - 8), 0, 'no line at zero where nothing was recorded');
    });

    it('is drawn at 600 and at 1600 pixels, each month at its place, and no peak is lost', async () => {
      for (const width of [600, 1600]) {
        const { count, ...size } = await picture(`${YEARLY}&bucket_size=3600`, { graph_width: width });
        assert.equal(size.width, width);
        const [left, right] = [70, width - 64];
        const column = (month: number): number =>
          left + ((right - left) * (Date.UTC(2024, month, 15, 12) - YEAR)) / (366 * DAY);
        for (const month of [0, 3, 5, 8, 11]) {
          const at = Math.round(column(month));
          const drawn = count(LIGHT.peaks, at - 2, at + 3);
          assert.ok(drawn > 100, `month ${month + 1} at ${width} px: ${drawn}`);
        }
        // nothing is cut off: the outermost pixels are ground
        assert.equal(count(LIGHT.ground, 0, 2), 2 * size.height);
        assert.equal(count(LIGHT.ground, width - 2, width), 2 * size.height);
      }
    });
  });

  describe('of flows during which the uptime of their router wraps', () => {
    inUtc();

    it('has each flow in its minute, whole, and nothing anywhere else', async () => {
      const noon = YEAR + 12 * HOUR;
      const query = span('wraps', noon - HOUR, noon + HOUR);
      const { rows, lines } = await json(`${query}&bucket_size=60&detail_lines=10&stats_method=All&graph_type=bpsa`);
      const busy = rows.filter(({ value }) => value > 0);
      assert.deepEqual(
        busy.map(({ bucket_start, value }) => [bucket_start.slice(11, 16), Math.round(value)]),
        [
          ['12:00', 1_200_000],
          ['12:10', 1_200_000],
          ['12:20', 1_200_000],
        ],
      );
      assert.deepEqual(
        lines?.rows.map((row) => row['length_s']),
        [60, 60, 60],
      );
    });
  });

  describe('across a change of clocks', () => {
    let before: string | undefined;
    beforeEach(() => {
      before = process.env['TZ'];
      process.env['TZ'] = 'Europe/Berlin';
    });
    afterEach(() => {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    });

    for (const [name, date, hours, skipped] of [
      ['forwards has 23 hours', '2024-03-31', 23, '03:00:00+02:00'],
      ['back has 25 hours', '2024-10-27', 25, '02:00:00+01:00'],
    ] as const)
      it(`${name}, each with its own flows and offset`, async () => {
        const next = day(Date.parse(date) + DAY);
        const query = `device_name=clocks&start_date=${date}&start_time=00:00:00&end_date=${next}&end_time=00:00:00&bucket_size=3600&detail_lines=0&stats_method=All`;
        const { rows } = await json(query);
        assert.equal(rows.length, hours);
        rows.forEach(({ bucket_start, value }, hour) => {
          assert.ok(Math.abs(value - (8 * 9_000_000) / 3600) < 1e-6, bucket_start);
          assert.equal(Date.parse(bucket_start) - Date.parse(rows[0]!.bucket_start), hour * HOUR);
        });
        assert.ok(
          rows.some(({ bucket_start }) => bucket_start === `${date}T${skipped}`),
          rows.map(({ bucket_start }) => bucket_start).join(' '),
        );
        const html = Buffer.from(await ask(query)).toString();
        const [, data = ''] = /<script type="application\/json" id="graph-data">(.*?)<\/script>/s.exec(html) ?? [];
        const { offsets } = JSON.parse(data) as { offsets: [number, number][] };
        assert.deepEqual(
          offsets.map(([, offset]) => offset),
          hours === 23 ? [3600, 7200] : [7200, 3600],
        );
        const { count, width, top } = await picture(query);
        assert.ok(top(LIGHT.area) - top(LIGHT.plot) > 16, 'the words about the clocks stand above all values');
        // one hour after the other, without a hole or a value drawn twice: each has its flow's area
        const [left, right] = [70, width - 64];
        const bare = await picture(`${query}&source_address=10.255.255.255`);
        assert.ok(bare.count(LIGHT.mark) > 0, 'the change is marked, over the values and without any');
        assert.ok(
          count(LIGHT.plot, Math.round(left + ((right - left) * (hours - 22)) / hours), right) > 500,
          'and labelled',
        );
        for (let hour = 0; hour < hours; hour++) {
          const at = Math.round(left + ((right - left) * (hour + 0.5)) / hours);
          assert.ok(count(LIGHT.area, at - 2, at + 2) > 100, `hour ${hour}`);
        }
      });
  });

  describe('of IPv6 flows', () => {
    inUtc();

    it('has their addresses, each leading on, in the lines of the largest', async () => {
      const noon = YEAR + 12 * HOUR;
      const query = `${span('six', noon - HOUR, noon + HOUR)}&bucket_size=60&resolve_addresses=N`;
      const { lines } = await json(`${query}&detail_lines=2`);
      assert.deepEqual(
        lines?.rows.map((row) => [row['srcaddr'], row['dstaddr'], row['srcport'], row['octets']]),
        [
          ['2001:db8:1::7', '2001:db8:2::8', 5003, 3000],
          ['2001:db8:1::7', '2001:db8:2::8', 5002, 2000],
        ],
      );
      const smallest = await json(`${query}&detail_lines=-1`);
      assert.equal(smallest.lines?.rows[0]?.['octets'], 1000);
      const html = Buffer.from(await ask(`${query}&detail_lines=2`)).toString();
      assert.match(
        html,
        /<td class="address"><a href="[^"]*source_address=2001%3Adb8%3A1%3A%3A7[^"]*">2001:db8:1::7<\/a>/,
      );
      const single = await json(`${query}&detail_lines=1&graph_type=bpsa`);
      assert.equal(single.lines?.rows[0]?.['srcaddr'], '2001:db8:1::7');
    });
  });

  describe('of one flow', () => {
    inUtc();

    it('has all of its octets, in nine buckets or two thousand', async () => {
      const start = Date.UTC(2024, 0, 15, 12);
      for (const [before, after, size] of [
        [4 * MINUTE, 5 * MINUTE, 60],
        [1000_000, 1000_000, 1],
      ] as const) {
        const query = `${span('year', start - before, start + after)}&bucket_size=${size}`;
        const { rows } = await json(`${query}&stats_method=All&detail_lines=0`);
        assert.equal(rows.length, (before + after) / size / 1000);
        const octets = rows.reduce((sum, { value }) => sum + (value * size) / 8, 0);
        assert.ok(Math.abs(octets - 9_000_000) < 1e-3, `${octets}`);
        assert.ok((await picture(query)).count(LIGHT.area) > 100);
      }
    });
  });
});
