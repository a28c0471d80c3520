/** Every graph of the golden set, asked through the form's parameters: values, statistics and lines, from the page's JSON. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { grapherMain } from '../../lib/web/graphermain.js';
import { GOLDEN, inUtc, visit } from './site.js';

type Row = Readonly<Record<string, string>>;
type Cells = Readonly<Record<string, string | number | null>>;

interface Graph {
  readonly rows: readonly Cells[];
  readonly statistics: { readonly values: Readonly<Record<string, number>> | null };
  readonly lines?: { readonly rows: readonly Cells[] };
}

function readTable(name: string, separator: '\t' | ','): Row[] {
  const lines = readFileSync(GOLDEN + name, 'utf8')
    .split('\n')
    .filter(Boolean);
  const [keys = [], ...rows] = lines.map((line) => line.split(separator));
  return rows.map((cells) => Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? ''])));
}

const iso = (seconds: string | undefined): string[] =>
  new Date(Number(seconds) * 1000).toISOString().slice(0, 19).split('T');

/** The request's parameters as an address has them, its times in the form's boxes. */
function address(request: Row): string {
  const parameters = new URLSearchParams(request['parameters']);
  const [startDate = '', startTime = ''] = iso(request['start']);
  const [endDate = '', endTime = ''] = iso(request['end']);
  const times = { start_date: startDate, start_time: startTime, end_date: endDate, end_time: endTime };
  for (const [name, value] of Object.entries({ ...times, format: 'json' })) parameters.set(name, value);
  return parameters.toString();
}

function assertClose(actual: unknown, expected: string | undefined, what: string): void {
  const number = Number(expected);
  const off = Math.abs(Number(actual) - number);
  assert.ok(off <= 1e-9 * Math.abs(number), `${what}: ${String(actual)} is not ${expected}`);
}

/** Columns of the golden files whose values are rounded, or times in ms. */
const ROUNDED = ['duration_s', 'mbps', 'kpps'];
const TIMES: Readonly<Record<string, string>> = { start_ms: 'start', end_ms: 'end' };

function assertLines(lines: readonly Cells[], expected: readonly Row[], rule: string): void {
  assert.equal(lines.length, expected.length, 'number of lines');
  const keys = Object.keys(expected[0] ?? {}).filter((key) => key !== 'original');
  const value = (row: Cells, key: string): string => {
    const time = TIMES[key];
    return time === undefined ? String(row[key]) : String(Date.parse(String(row[time])));
  };
  const exact = keys.filter((key) => !ROUNDED.includes(key));
  const name = (row: Cells, of = value): string => exact.map((key) => of(row, key)).join(' ');
  const found = lines.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  const plain = (row: Cells, key: string): string => String(row[key]);
  const wanted = expected.toSorted((a, b) => (name(a, plain) < name(b, plain) ? -1 : 1));
  found.forEach((row, index) => {
    const right = wanted[index] ?? {};
    assert.equal(name(row), name(right, plain));
    for (const key of keys.filter((each) => ROUNDED.includes(each)))
      assert.ok(Math.abs(Number(row[key]) - Number(right[key])) <= 0.001, `${key} of ${name(row)}: ${row[key]}`);
  });
  const [kind, column = ''] = rule.split(':');
  const ranks = lines.map((row) => Number(row[column]));
  if (kind === 'ranked')
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => b - a),
    );
  if (kind === 'rising')
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => a - b),
    );
}

describe('the graphs of the golden set', () => {
  inUtc();
  const requests = readTable('requests.tsv', '\t').filter(({ tool }) => tool === 'FlowGrapher');
  const stats = readTable('expected/graph-stats.csv', ',');
  const answers = new Map<string, Promise<Graph>>();
  const graph = (request: Row): Promise<Graph> => {
    const asked = address(request);
    const known = answers.get(asked);
    if (known) return known;
    const answer = visit(grapherMain, asked).then(({ status, body }) => {
      assert.equal(status, 200, String(body).slice(0, 500));
      return JSON.parse(String(body)) as Graph;
    });
    answers.set(asked, answer);
    return answer;
  };

  for (const request of requests) {
    const id = request['id'] ?? '';
    it(`${id} is drawn as expected`, async () => {
      const { rows, statistics, lines } = await graph(request);
      if (id.endsWith('.values')) {
        const expected = readTable(request['expected'] ?? '', ',');
        assert.deepEqual(
          rows.map(({ bucket_start: start }) => Date.parse(String(start)) / 1000),
          expected.map(({ bucket_start: start }) => Number(start)),
        );
        rows.forEach(({ value, bucket_start: start }, index) => {
          assertClose(value, expected[index]?.['value'], String(start));
        });
      } else if (id.endsWith('.stats')) {
        const expected = stats.filter((row) => row['request'] === id);
        assert.equal(expected.length, 4);
        for (const { stat = '', value } of expected) assertClose(statistics.values?.[stat], value, stat);
      } else {
        assert.ok(lines);
        assertLines(lines.rows, readTable(request['expected'] ?? '', ','), request['compare'] ?? '');
      }
    });
  }
});
