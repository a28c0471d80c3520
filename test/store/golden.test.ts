/** Questions of the golden set, asked through FlowQuery: the answers of the original where they are right, else exact ones. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFieldName, type FieldName } from '../../lib/flow/field.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import type { Filter } from '../../lib/query/filter.js';
import type { Dimension, FlowQuery, Measure, WindowRule } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import type { Result } from '../../lib/store/store.js';
import { makeTwins } from './twins.js';

const GOLDEN = fileURLToPath(new URL('../../../test/golden/fv/', import.meta.url));

type Row = Readonly<Record<string, string>>;

function readTable(name: string, separator: '\t' | ','): Row[] {
  const lines = readFileSync(`${GOLDEN}${name}`, 'utf8').split('\n').filter(Boolean);
  const [keys = [], ...rows] = lines.map((line) => line.split(separator));
  return rows.map((cells) => Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? ''])));
}

const heading = (name: string): string[] => readFileSync(`${GOLDEN}${name}`, 'utf8').split('\n', 1)[0]!.split(',');
const parametersOf = (row: Row): Row => Object.fromEntries(new URLSearchParams(row.parameters));

const LISTS: readonly (readonly [FieldName, readonly string[]])[] = [
  ['srcaddr', ['source_address']],
  ['dstaddr', ['dest_address']],
  ['input', ['source_if', 'sif_name']],
  ['output', ['dest_if', 'dif_name']],
  ['srcport', ['source_port']],
  ['dstport', ['dest_port']],
  ['src_as', ['source_as']],
  ['dst_as', ['dest_as']],
  ['prot', ['protocols']],
  ['tcp_flags', ['tcp_flags']],
  ['tos', ['tos_fields']],
  ['nexthop', ['nexthop_ip']],
  ['exaddr', ['exporter']],
];
const RULES: readonly WindowRule[] = ['any', 'ends-in', 'starts-in', 'within'];

function filterOf(parameters: Row): Filter {
  const of = LISTS.map(([field, names]) => readFieldList(field, names.map((name) => parameters[name] ?? '').join(',')));
  return { kind: 'and', of };
}

function baseQuery(row: Row): Omit<FlowQuery, 'select'> {
  const parameters = parametersOf(row);
  return {
    sources: [{ kind: 'device', name: 'edge1' }],
    window: {
      start: Number(row.start) * 1000,
      end: Number(row.end) * 1000,
      rule: RULES[Number(parameters.flow_select ?? 1) - 1]!,
    },
    filter: filterOf(parameters),
    share: 'whole flows',
    order: [],
  };
}

function dimensionOf(key: string): Dimension {
  if (key === 'addr') return { kind: 'either', fields: ['srcaddr', 'dstaddr'] };
  if (key === 'port') return { kind: 'either', fields: ['srcport', 'dstport'] };
  if (key === 'src_prefix') return { kind: 'prefix', field: 'srcaddr', bits: 'recorded' };
  if (key === 'dst_prefix') return { kind: 'prefix', field: 'dstaddr', bits: 'recorded' };
  assert.ok(isFieldName(key), key);
  return { kind: 'field', field: key };
}

const COUNTS: readonly Measure[] = [{ measure: 'flows' }, { measure: 'octets' }, { measure: 'packets' }];
const SORTS = ['octets', 'octets', 'flows', 'packets'] as const;

/** A statistics or aggregating report; its key columns are those of the expected file. */
function reportQuery(row: Row, keys: readonly string[]): FlowQuery {
  const parameters = parametersOf(row);
  const multiplier = Math.max(1, Number(parameters.sampling_multiplier ?? 1));
  const least = Number(parameters.cutoff_octets ?? 0) / multiplier;
  const portsOnly = ['5', '6', '7'].includes(parameters.stat_report ?? '');
  const base = baseQuery(row);
  return {
    ...base,
    filter: portsOnly ? { kind: 'and', of: [base.filter, readFieldList('prot', '6,17')] } : base.filter,
    select: {
      kind: 'groups',
      dimensions: keys.map(dimensionOf),
      measures: COUNTS,
      ...(least > 0 && { having: { by: 'octets', atLeast: least } }),
    },
    order: [{ by: SORTS[Number(parameters.sort_field ?? 1)]!, direction: 'descending' }],
    limit: Math.max(1, Number(parameters.cutoff_lines ?? 0)),
  };
}

function asRows(result: Result, multiplier: number): Row[] {
  return result.rows.map((cells) =>
    Object.fromEntries(
      result.columns.map(({ key, unit }, index) => {
        const cell = cells[index];
        return [key, String(typeof cell === 'number' && unit ? cell * multiplier : cell)];
      }),
    ),
  );
}

/** The columns that the query gives, as one text a row. */
function texts(rows: readonly Row[], keys: readonly string[]): string[] {
  return rows.map((row) => keys.map((key) => row[key]).join(' '));
}

function assertClose(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.abs(expected), `${what}: ${actual}, not ${expected}`);
}

type GraphValue = { readonly measure: Measure; readonly value: (sum: number, seconds: number) => number };

const GRAPH_VALUES: Readonly<Record<string, GraphValue>> = {
  bps: { measure: { measure: 'octets' }, value: (sum, seconds) => (8 * sum) / seconds },
  pps: { measure: { measure: 'packets' }, value: (sum, seconds) => sum / seconds },
  fpsi: { measure: { measure: 'starts' }, value: (sum, seconds) => sum / seconds },
  fpsa: { measure: { measure: 'active' }, value: (sum, seconds) => sum / 1000 / seconds },
};

function graphValue(type: string): GraphValue {
  const value = GRAPH_VALUES[type] ?? GRAPH_VALUES[type.replace(/a$/, '')];
  assert.ok(value, type);
  return value;
}

for (const rows of ['read', 'gone'] as const) describeGolden(rows);

/** @param rows `gone`: columnar twins stand for all of them */
function describeGolden(rows: 'read' | 'gone'): void {
  describe(`the golden set, its row files ${rows}`, () => {
    let folder = '';
    let store: DuckDbStore;
    before(async () => {
      if (rows === 'read') store = new DuckDbStore({ dataDirectory: `${GOLDEN}flows` });
      else {
        folder = mkdtempSync(join(tmpdir(), 'golden-'));
        cpSync(`${GOLDEN}flows`, folder, { recursive: true });
        await makeTwins(folder, 'alone');
        store = new DuckDbStore({ dataDirectory: folder });
      }
    });
    after(async () => {
      await store.close();
      if (folder !== '') rmSync(folder, { recursive: true });
    });

    const requests = readTable('requests.tsv', '\t');

    for (const row of requests) {
      const parameters = parametersOf(row);
      const { stat_report: report = '', print_report: print = '' } = parameters;
      const aggregates = /^([5-9]|1\d|2\d)$/.test(report) || /^1[0-4]$/.test(print);
      // names and units are made of the result's cells, by whoever shows them
      if (!aggregates || parameters.resolve_addresses === 'Y' || parameters.unit_conversion === 'Y') continue;
      it(`${row.id}: report ${report || `(printed) ${print}`}`, async () => {
        const columns = heading(row.expected!);
        const keys = columns.slice(0, columns.indexOf('flows'));
        const query = reportQuery(row, keys);
        const result = await store.run(query);
        const shown = [...keys, 'flows', 'octets', 'packets'];
        const multiplier = Math.max(1, Number(parameters.sampling_multiplier ?? 1));
        const actual = asRows(result, multiplier);
        const by = query.order[0]!.by;
        const ranks = actual.map((each) => Number(each[by]));
        assert.deepEqual(
          ranks,
          ranks.toSorted((left, right) => right - left),
        );
        assert.deepEqual(texts(actual, shown).sort(), texts(readTable(row.expected!, ','), shown).sort());
        assert.ok(result.rowCount >= result.rows.length);
      });
    }

    for (const row of requests) {
      const { graph_type: type, bucket_size: size = '' } = parametersOf(row);
      if (!type || !row.id!.endsWith('.values')) continue;
      it(`${row.id}: ${type} in buckets of ${size} s`, async () => {
        const { measure, value } = graphValue(type);
        const bucket = Number.parseInt(size) * 1000;
        const query: FlowQuery = {
          ...baseQuery(row),
          select: { kind: 'groups', dimensions: [], measures: [{ ...measure, as: 'sum' }], bucket },
        };
        const { rows } = await store.run(query);
        const sums = new Map(rows.map(([start, sum]) => [Number(start), Number(sum)]));
        const multiplier = Math.max(1, Number(parametersOf(row).sampling_multiplier ?? 1));
        for (const expected of readTable(row.expected!, ',')) {
          const start = Number(expected.bucket_start) * 1000;
          const seconds = Math.min(bucket, query.window!.end - start) / 1000;
          const actual = value((sums.get(start) ?? 0) * multiplier, seconds);
          assertClose(actual, Number(expected.value), `bucket ${start}`);
          sums.delete(start);
        }
        assert.equal(sums.size, 0, 'no other bucket');
      });
    }

    for (const row of requests) {
      const { graph_type: type = '', detail_lines: lines = '' } = parametersOf(row);
      if (!['bps', 'pps', 'fpsi'].includes(type) || !row.id!.endsWith('.details')) continue;
      it(`${row.id}: flows added up by their ends`, async () => {
        const keys = ['srcaddr', 'srcport', 'dstaddr', 'dstport'];
        const by = { bps: 'octets', pps: 'packets', fpsi: 'flows' }[type]!;
        const query: FlowQuery = {
          ...baseQuery(row),
          select: { kind: 'groups', dimensions: keys.map(dimensionOf), measures: [...COUNTS, { measure: 'duration' }] },
          order: [{ by, direction: Number(lines) < 0 ? 'ascending' : 'descending' }],
          limit: Math.abs(Number(lines)),
        };
        const rows = asRows(await store.run(query), Math.max(1, Number(parametersOf(row).sampling_multiplier ?? 1)));
        const expected = readTable(row.expected!, ',');
        const shown = [...keys, 'flows', 'octets', 'packets'];
        assert.deepEqual(texts(rows, shown).sort(), texts(expected, shown).sort());
      });
    }

    for (const row of requests.filter((each) => parametersOf(each).print_report === '5'))
      it(`${row.id}: single flows in file order`, async () => {
        const columns = [
          'input',
          'srcaddr',
          'srcport',
          'output',
          'dstaddr',
          'dstport',
          'prot',
          'dpkts',
          'doctets',
        ] as const;
        const expected = readTable(row.expected!, ',');
        const limit = Number(parametersOf(row).cutoff_lines ?? 0);
        const { rows } = await store.run({
          ...baseQuery(row),
          select: { kind: 'flows', columns },
          ...(limit > 0 && { limit }),
        });
        const names = ['sif', 'srcaddr', 'srcport', 'dif', 'dstaddr', 'dstport', 'prot', 'pkts', 'octets'];
        assert.deepEqual(
          rows.map((cells) => cells.join(' ')),
          texts(expected, names),
        );
      });

    it('answers all trackings in one query, exactly', async () => {
      const trackings = readTable('trackings.tsv', '\t');
      const measures = trackings.map((row): Measure => {
        const { measure } = graphValue(row.type!);
        return { ...measure, filter: filterOf(parametersOf(row)), as: row.id! };
      });
      const [first] = trackings;
      const base = baseQuery(first!);
      const select = { kind: 'groups', dimensions: [], measures, bucket: 300_000 } as const;
      const { rows, columns } = await store.run({ ...base, select });
      assert.equal(rows.length, 24);
      trackings.forEach((tracking, index) => {
        assert.equal(columns[index + 1]?.key, tracking.id);
        const multiplier = Math.max(1, Number(parametersOf(tracking).sampling_multiplier ?? 1));
        for (const [period, expected] of readTable(tracking.expected!, ',').entries()) {
          const cells = rows[period]!;
          assert.equal(cells[0], Number(expected.period_start) * 1000);
          const rate = graphValue(tracking.type!).value(Number(cells[index + 1]) * multiplier, 300);
          assertClose(rate, Number(expected.exact), `${tracking.id} in period ${period}`);
        }
      });
    });
  });
}
