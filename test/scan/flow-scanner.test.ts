import assert from 'node:assert/strict';
import { recordLayout } from '../../lib/flow/layout.js';
import type { FieldName } from '../../lib/flow/field.js';
import { RecordBuilder } from '../../lib/rows/record-builder.js';
import { Detector } from '../../lib/scan/detector.js';
import { FlowScanner } from '../../lib/scan/flow-scanner.js';
import { ScanMemory } from '../../lib/scan/memory.js';
import { parseDscanOptions } from '../../lib/scan/options.js';
import { parseSuppressList, type SuppressLists } from '../../lib/scan/suppress.js';

type Flow = Readonly<Partial<Record<FieldName, number>>>;

const NONE: SuppressLists = { source: new Map(), destination: new Map() };
const MOMENT = { unix_secs: 1_743_296_400, unix_nsecs: 250e6, sysuptime: 10_000 };
/** 10.0.0.1:40000 to 10.0.0.2:80 over TCP. */
const FLOW: Flow = {
  ...MOMENT, srcaddr: 0x0a000001, dstaddr: 0x0a000002, srcport: 40_000, dstport: 80, prot: 6, input: 1, output: 2,
  first: 9_000, last: 9_500, dpkts: 3, doctets: 120, tcp_flags: 0x1b,
}; // prettier-ignore

/** What flow-dscan says about flows with the options given. */
function scan(argv: readonly string[], flows: readonly Flow[], lists = NONE): string[] {
  const options = parseDscanOptions(argv);
  const said: string[] = [];
  const scanner = new FlowScanner(options, new Detector(options.limits, new ScanMemory()), lists, (line) => {
    said.push(line);
  });
  const builder = new RecordBuilder(recordLayout('5'));
  for (const flow of flows) {
    for (const [field, value] of Object.entries(flow)) builder.set(field as FieldName, value); // its keys are such
    const batch = builder.next();
    if (batch) scanner.scan(batch);
  }
  const rest = builder.flush();
  if (rest) scanner.scan(rest);
  return said;
}

/** True if a flow is looked at: one port is a port scan then. */
function isSeen(argv: readonly string[], flow: Flow, lists = NONE): boolean {
  return scan(['-S', '1', ...argv], [{ ...FLOW, dstport: 79, ...flow }], lists).length > 0;
}

describe('flow-dscan', () => {
  it('tells the true start of a scan, also if its milliseconds are not 0', () => {
    const [line] = scan(['-S', '1'], [FLOW]);
    const local = new Date(1_743_296_399_250);
    const two = (value: number) => String(value).padStart(2, '0');
    const day = `${two(local.getMonth() + 1)}${two(local.getDate())}`;
    const clock = [local.getHours(), local.getMinutes(), local.getSeconds()].map(two).join(':');
    assert.equal(line, `port scan: src=10.0.0.1 dst=10.0.0.2 ts=1743296399 start=${day}.${clock}.250 `);
  });

  it('looks only at flows of the interfaces of -i and -I', () => {
    assert.ok(isSeen(['-i', '1,5-7'], {}));
    assert.ok(isSeen(['-i', '1,5-7'], { input: 6 }));
    assert.ok(!isSeen(['-i', '1,5-7'], { input: 4 }));
    assert.ok(!isSeen(['-i', '!1'], {}));
    assert.ok(isSeen(['-I', '2'], {}));
    assert.ok(!isSeen(['-I', '3'], {}));
    assert.throws(() => parseDscanOptions(['-I', 'x']), /-I x/);
  });

  it('leaves multicast out with -m, be it source or destination', () => {
    for (const flow of [{ srcaddr: 0xe0000001 }, { dstaddr: 0xefffffff }]) {
      assert.ok(isSeen([], flow));
      assert.ok(!isSeen(['-m'], flow));
    }
    assert.ok(isSeen(['-m'], { dstaddr: 0xf0000000 }));
  });

  it('leaves replies from web servers out with -w, and requests to them with -W', () => {
    const reply = { srcport: 80, dstport: 40_000 };
    const scanned = (argv: string[], flow: Flow) =>
      scan(['-b', '-D', '1', ...argv], [1, 2].map((dstaddr) => ({ ...FLOW, ...flow, dstaddr }))).length > 0; // prettier-ignore
    assert.ok(scanned([], reply) && scanned(['-W'], reply) && !scanned(['-w'], reply));
    assert.ok(scanned([], {}) && scanned(['-w'], {}) && !scanned(['-W'], {}));
    assert.ok(scanned(['-wW'], { srcport: 80, dstport: 1023 }));
    assert.ok(scanned(['-wW'], { prot: 17 }));
  });

  it('leaves flows out that a suppress list has, of sources and of destinations', () => {
    const list = (text: string) => parseSuppressList(text, 'x');
    const source = { ...NONE, source: list('10.0.0.1 6 - 79') };
    const destination = { ...NONE, destination: list('10.0.0.2 6 40000 -') };
    assert.ok(!isSeen([], {}, source) && isSeen([], { dstport: 81 }, source) && isSeen([], { prot: 17 }, source));
    assert.ok(!isSeen([], {}, destination) && isSeen([], { srcport: 1 }, destination));
    assert.ok(isSeen([], { srcaddr: 0x0a000002, dstaddr: 0x0a000001 }, destination));
  });

  it('shows a flow with more octets, packets or milliseconds than -O, -P, -T, once for each', () => {
    const row = '   1 10.0.0.1         40000    2 10.0.0.2            80   6  3          3        120';
    for (const argv of [
      ['-O', '119'],
      ['-P', '2'],
      ['-T', '499'],
    ]) {
      // prettier-ignore
      const lines = scan(argv, [FLOW, FLOW]);
      assert.equal(lines.length, 7, 'a heading, and three lines for each flow');
      assert.match(lines[0] ?? '', /^Start .* End .* Octets$/);
      assert.match(lines[1] ?? '', /\.250 $/);
      assert.match(lines[2] ?? '', /\.750 $/);
      assert.equal(lines[3], row);
    }
    assert.deepEqual(scan(['-O', '120', '-P', '3', '-T', '500'], [FLOW]), []);
    assert.equal(scan(['-O', '1', '-P', '1', '-T', '1'], [FLOW]).length, 1 + 3 * 3);
  });
});
