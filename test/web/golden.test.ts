/** Every text report of the golden set, asked through the form's parameters: the answers of FlowViewer 4.6, or exact ones. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { viewerMain } from '../../lib/web/viewermain.js';
import { makeTwins } from '../store/twins.js';
import { GOLDEN, inUtc, visit } from './site.js';
import { temporaryFolder } from '../temporary-folder.js';

type Row = Readonly<Record<string, string>>;

function readTable(name: string, separator: '\t' | ','): { keys: string[]; rows: Row[] } {
  const lines = readFileSync(GOLDEN + name, 'utf8')
    .split('\n')
    .filter(Boolean);
  const [keys = [], ...rows] = lines.map((line) => line.split(separator));
  return { keys, rows: rows.map((cells) => Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? '']))) };
}

const hex = (digits: number) => (value: string) => Number(value).toString(16).padStart(digits, '0');
/** `2025-06-15T00:00:23.927Z` as flow-print has it: `0615.00:00:23.927`. */
const printedTime = (iso: string): string => {
  const time = new Date(iso).toISOString();
  return `${time.slice(5, 7)}${time.slice(8, 10)}.${time.slice(11, 23)}`;
};
const same = (value: string): string => value;

/** Columns of the printed reports: the answer's column, and how flow-print writes its value. */
const PRINTED: Readonly<Record<string, Readonly<Record<string, readonly [string, (value: string) => string]>>>> = {
  '1': {
    sif: ['input', hex(4)],
    dif: ['output', hex(4)],
    prot: ['prot', hex(2)],
    srcport: ['srcport', hex(0)],
    dstport: ['dstport', hex(0)],
    pkts: ['packets', same],
    start: ['start', printedTime],
    end: ['end', printedTime],
    active: ['active', (ms) => (Number(ms) / 1000).toFixed(3)],
    b_pk: ['octets_per_packet', same],
    ts: ['tos', hex(2)],
    fl: ['tcp_flags', hex(2)],
  },
  '4': { srcaddr: ['source', same], dstaddr: ['destination', same] },
  '5': {
    start: ['start', printedTime],
    end: ['end', printedTime],
    sif: ['input', same],
    dif: ['output', same],
    pkts: ['packets', same],
    fl: ['tcp_flags', (value) => String(Number(value) & 7)],
  },
};

/** An answer's row under the golden file's column names. */
function translate(row: Row, keys: readonly string[], parameters: URLSearchParams): Row {
  const named = parameters.get('resolve_addresses') === 'Y';
  const print = parameters.get('print_report') ?? '';
  return Object.fromEntries(
    keys.map((key) => {
      const [from, write] = PRINTED[print]?.[key] ?? [key, same];
      const value = (named ? row[`${from}_name`] : undefined) ?? row[from];
      assert.notEqual(value, undefined, `the answer has no column ${from}`);
      return [key, write(String(value))];
    }),
  );
}

function assertSameValue(actual: string, expected: string, place: string): void {
  if (!/^-?\d+\.\d+(e-?\d+)?$/.test(expected)) {
    assert.equal(actual, expected, place);
    return;
  }
  const number = Number(expected);
  assert.ok(Math.abs(Number(actual) - number) <= 1e-9 * Math.abs(number), `${place}: ${actual} is not ${expected}`);
}

/** The original took all hosts with many destinations for scanners: by default, those count whose attempts fail. */
const AS_THE_ORIGINAL = { scan_flows: 'all but web', scan_hosts: 200 } as const;
/** It did not show scans of ports. */
const isShownByOriginal = (row: Row): boolean => row['scan'] !== 'ports';

const text = (row: Row): string => JSON.stringify(row);

function compare(actual: readonly Row[], expected: readonly Row[], keys: readonly string[], rule: string): void {
  const [kind = '', column = ''] = rule.split(':');
  assert.equal(actual.length, expected.length, 'number of rows');
  const inOrder = kind === 'ordered' || kind === 'items';
  const left = inOrder ? actual : actual.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  const right = inOrder ? expected : expected.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  left.forEach((row, index) => {
    for (const key of keys) assertSameValue(row[key] ?? '', right[index]?.[key] ?? '', `row ${index + 1}, ${key}`);
  });
  if (kind === 'ranked') {
    const ranks = actual.map((row) => Number(row[column]));
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => b - a),
      `falling ${column}`,
    );
  }
}

const iso = (seconds: string | undefined): string[] =>
  new Date(Number(seconds) * 1000).toISOString().slice(0, 19).split('T');

/** The request's parameters as an address has them, its times in the form's boxes. */
function address(request: Row, more = ''): string {
  const parameters = new URLSearchParams(request['parameters']);
  const [startDate = '', startTime = ''] = iso(request['start']);
  const [endDate = '', endTime = ''] = iso(request['end']);
  const times = { start_date: startDate, start_time: startTime, end_date: endDate, end_time: endTime };
  for (const [name, value] of Object.entries(times)) parameters.set(name, value);
  return parameters.toString() + more;
}

/** Cells of a page's table as texts, by the keys of the golden file in their order. */
function tableCells(html: string, keys: readonly string[]): Row[] {
  const body = /<tbody>([^]*?)<\/tbody>/.exec(html)?.[1] ?? '';
  return [...body.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) => {
    const cells = [...row.matchAll(/<td[^>]*>([^]*?)<\/td>/g)].map(([, cell = '']) =>
      cell.replace(/<[^>]*>/g, '').trim(),
    );
    return Object.fromEntries(keys.map((key, index) => [key, cells[index]?.replaceAll(',', '') ?? '']));
  });
}

/** The golden flows in a directory of their own, columnar twins standing for all row files. */
async function twinnedFlows(): Promise<string> {
  const folder = temporaryFolder('golden');
  cpSync(`${GOLDEN}flows`, folder, { recursive: true });
  await makeTwins(folder, 'alone');
  return folder;
}

for (const kept of ['row files', 'twins'] as const)
  describe(`the golden set through the form, over ${kept}`, () => {
    inUtc();
    let flows = `${GOLDEN}flows`;
    before(async () => {
      if (kept === 'twins') flows = await twinnedFlows();
    });
    after(() => {
      if (kept === 'twins') rmSync(flows, { recursive: true });
    });
    const requests = readTable('requests.tsv', '\t').rows.filter(({ tool }) => tool === 'FlowViewer');
    for (const request of requests) {
      it(`${request['id']} is answered as expected`, async () => {
        const parameters = new URLSearchParams(request['parameters']);
        const { keys, rows: expected } = readTable(request['expected'] ?? '', ',');
        const compared = keys.filter((key) => key !== 'original');
        const units = parameters.get('unit_conversion') === 'Y'; // only pages have units
        const response = await visit(viewerMain, address(request, units ? '' : '&format=json'), {
          configuration: { flow_data_directory: flows, exporter_directory: join(flows, 'edge1'), ...AS_THE_ORIGINAL },
        });
        assert.equal(response.status, 200, String(response.body).slice(0, 500));
        const rows: Row[] = units
          ? tableCells(String(response.body), keys)
          : (JSON.parse(String(response.body)) as { rows: Row[] }).rows.filter(isShownByOriginal);
        const actual = rows.map((row) => translate(row, compared, parameters));
        compare(actual, expected, compared, request['compare'] ?? '');
      });
    }
  });
