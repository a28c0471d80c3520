/**
 * build/bench.jsonl → the tables of docs/performance.md, between its markers: `make bench && node scripts/performance.mjs`.
 *   node scripts/performance.mjs [ROWS [PAGE]]
 */
import { readFileSync, writeFileSync } from 'node:fs';

const BEGIN = '<!-- measured: scripts/performance.mjs writes from here -->';
const END = '<!-- to here -->';

/** In this order; a benchmark that is not named here comes after them, under its own name. */
const TITLES = {
  twins: 'Questions about a day: columnar twins and row files beside nfdump',
  commands: 'Commands for the shell beside nfdump',
  capture: 'Capture: flow-capture beside nfcapd',
  decode: 'Decoding datagrams, without input and output',
  collector: 'Trackings: passes of FlowTracker_Collector and FlowTracker_Grapher',
  viewer: 'Pages of FlowViewer as CGI processes',
  grapher: 'Pages of FlowGrapher as CGI processes',
  httpd: 'Pages by flowviewer-httpd beside the same as CGI processes',
};

/** Above this part of the processors, used by other programs, a time says little. */
const BUSY = 0.1;

/** @returns {Map<string, {machine: object, rows: object[]}>} what each benchmark measured when it last ran */
function readBenches(path) {
  const benches = new Map();
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const { bench, machine, ...row } = JSON.parse(line);
    if (machine) benches.set(bench, { machine, rows: [] });
    else benches.get(bench)?.rows.push(row);
  }
  const order = Object.keys(TITLES);
  const place = (bench) => (order.includes(bench) ? order.indexOf(bench) : order.length);
  return new Map([...benches].sort(([one], [other]) => place(one) - place(other)));
}

/** @param alignments one of `l` and `r` for each column */
function table(headings, alignments, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = [...alignments].map((alignment) => (alignment === 'r' ? '---:' : '---'));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}

/** Three digits that count, never as 1e+3. */
const digits = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)));
const seconds = (value) => (value >= 1 ? `${digits(value)} s` : `${digits(value * 1000)} ms`);
const octets = (value) => (value >= 1e9 ? `${digits(value / 1e9)} GB` : `${digits(value / 1e6)} MB`);
const perSecond = (value) => (value >= 1e6 ? `${digits(value / 1e6)} M` : `${digits(value / 1e3)} k`);

function time(row) {
  const text = optional(seconds, row.seconds);
  return row.flows === undefined ? text : `${text} (${perSecond(row.flows / row.seconds)} flows/s)`;
}

const optional = (format, value) => (value === undefined ? '' : format(value));
const amount = (value) => (row) => optional(octets, row[value]);
const part = (value) => (row) => optional((loss) => `${digits(100 * loss)} %`, row[value]);

/** Heading, alignment and text of each column; one that is empty in all rows of a benchmark is left out. */
const COLUMNS = [
  ['what', 'l', ({ what }) => what],
  ['size', 'l', ({ size }) => size],
  ['time', 'r', time],
  ["peer's time", 'r', ({ peerSeconds }) => optional(seconds, peerSeconds)],
  ['on disk', 'r', amount('octets')],
  ["peer's", 'r', amount('peerOctets')],
  ["peer's by ours", 'r', ({ ratio, others = 0 }) => optional(digits, ratio) + (ratio && others > BUSY ? ' †' : '')],
  ['memory', 'r', amount('peakMemory')],
  ["peer's memory", 'r', amount('peerMemory')],
  ['lost', 'r', part('loss')],
  ['lost by peer', 'r', part('peerLoss')],
  ['peer', 'l', ({ peer = '' }) => peer],
];

function rowTable(rows) {
  const columns = COLUMNS.filter(([, , text]) => rows.some((row) => text(row) !== ''));
  const lines = rows.map((row) => columns.map(([, , text]) => text(row)));
  return table(
    columns.map(([heading]) => heading),
    columns.map(([, alignment]) => alignment),
    lines,
  );
}

/** The number of flows in a text such as `50 M flows`; NaN for other sizes. */
function flowsOf(size) {
  const [, number, unit = ''] = /^([\d.]+) ?([kM]?) flows$/.exec(size) ?? [];
  return Number(number) * { '': 1, k: 1e3, M: 1e6 }[unit];
}

/** How time and memory grow from the least to the most flows, for what was measured at several sizes. */
function growth(rows) {
  const timed = rows.filter(({ seconds, size }) => seconds !== undefined && flowsOf(size) > 0);
  const lines = [...new Set(timed.map(({ what }) => what))].flatMap((name) => {
    const same = timed.filter(({ what }) => what === name);
    const [least, ...more] = same.sort((one, other) => flowsOf(one.size) - flowsOf(other.size));
    const most = more.at(-1);
    if (!most || flowsOf(most.size) === flowsOf(least.size)) return [];
    const times = (key) => (least[key] && most[key] ? `× ${digits(most[key] / least[key])}` : '');
    const sizes = `${least.size} to ${most.size} (× ${digits(flowsOf(most.size) / flowsOf(least.size))})`;
    return [[name, sizes, ...['seconds', 'peerSeconds', 'peakMemory', 'peerMemory'].map(times)]];
  });
  if (lines.length === 0) return [];
  const headings = ['growth of', 'from', 'time', "peer's time", 'memory', "peer's memory"];
  return [table(headings, 'llrrrr', lines)];
}

function section([bench, { machine, rows }]) {
  const most = Math.max(0, ...rows.map(({ others = 0 }) => others));
  const circumstances =
    `\`bench/${bench}.ts\`, ${machine.date}. Load average before: ${machine.load.toFixed(2)}; ` +
    `other programs used at most ${(100 * most).toFixed(0)} % of the processors during a comparison.`;
  const warning = most > BUSY ? ['† The machine was busy with other programs: this ratio says little.'] : [];
  return [`### ${TITLES[bench] ?? bench}`, circumstances, rowTable(rows), ...warning, ...growth(rows)].join('\n\n');
}

function machineTable({ processor, cores, memory, disk, system, node, duckdb, nfdump }) {
  const versions = `Node ${node}, DuckDB ${duckdb}, nfdump ${nfdump}`;
  const gibibytes = `${Math.round(memory / 2 ** 30)} GiB`;
  return table(
    ['machine', ''],
    'll',
    Object.entries({ processor: `${processor}, ${cores} cores`, memory: gibibytes, disk, system, versions }),
  );
}

const [, , rowsPath = 'build/bench.jsonl', page = 'docs/performance.md'] = process.argv;
const benches = readBenches(rowsPath);
const [first] = benches.values();
if (!first) throw new Error(`${rowsPath} has no measurements: run make bench`);
const text = readFileSync(page, 'utf8');
const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (start < 0 || end < start) throw new Error(`${page} lacks the lines "${BEGIN}" and "${END}"`);
const measured = [machineTable(first.machine), ...[...benches].map(section)].join('\n\n');
writeFileSync(page, `${text.slice(0, start)}${BEGIN}\n\n${measured}\n\n${text.slice(end)}`);
