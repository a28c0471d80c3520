import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GOLDEN } from '../ftfile/golden.js';

/** A multiple of a day, so that averages of all archives end there. */
const DAY = 1_743_292_800;

function report(time: number, rows: string, more = ''): string {
  return `#  --- ---- ---- Report Information --- --- ---
# first-flow:           ${time - 299} Sun Mar 30 00:00:01 2025
# last-flow:            ${time} Sun Mar 30 00:05:00 2025
${more}# rec1: records,ignores,flows,octets,packets,duration
2,0,900,3000,300,0
# recn: ip-protocol*,flows,octets,packets,duration
${rows}`;
}

describe('flow-rpt2rrd', function () {
  this.timeout(60_000);
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'rpt2rrd-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function run(input: string, ...argv: string[]): { status: number | null; stderr: string } {
    const env = { ...process.env, FLOW_TOOLS_SYMDIR: resolve(GOLDEN, 'sym') };
    const all = [resolve('build/bin/flow-rpt2rrd.js'), '-p', directory, ...argv];
    return spawnSync(process.execPath, all, { input, encoding: 'utf8', env });
  }

  /** Values of the 5 minutes that end at a time. */
  function fetched(name: string, end: number): string[] {
    const range = ['-s', String(end - 300), '-e', String(end - 1)];
    const text = execFileSync('rrdtool', ['fetch', join(directory, name), 'AVERAGE', ...range], { encoding: 'utf8' });
    const line = text.split('\n').find((each) => each.startsWith(`${end}:`)) ?? '';
    return line.split(/\s+/).slice(1).map((value) => String(Number(value))); // prettier-ignore
  }

  const info = (name: string): string => execFileSync('rrdtool', ['info', join(directory, name)], { encoding: 'utf8' });

  it('puts the fields of the wanted keys, and of the totals, as rates into files', () => {
    const input = report(DAY + 300, '6,300,600,30,0\n17,600,2400,270,0\n');
    const { status, stderr } = run(input, '-k', '6,total_', '-P', '.x', '-f', 'flows,octets');
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual(readdirSync(directory).sort(), ['6.x.rrd', 'total_.x.rrd']);
    assert.deepEqual(fetched('6.x.rrd', DAY + 300), ['1', '2']);
    assert.deepEqual(fetched('total_.x.rrd', DAY + 300), ['3', '10']);
    assert.match(info('6.x.rrd'), /ds\[flows\]\.type = "ABSOLUTE"[\s\S]*ds\[flows\]\.minimal_heartbeat = 600/);
  });

  it('keeps the archives that -r asks for', () => {
    run(report(DAY + 300, '6,300,600,30,0\n'), '-k', '6', '-r', '10:20:30:40');
    const archives = [...info('6.rrd').matchAll(/rows = (\d+)|pdp_per_row = (\d+)/g)].map(([, rows, steps]) => rows ?? steps); // prettier-ignore
    assert.deepEqual(archives, ['10', '1', '20', '6', '30', '24', '40', '288']);
  });

  it('goes on in the same file, with 0 for a key that the next report lacks', () => {
    run(report(DAY + 300, '6,300,600,30,0\n'), '-k', '6');
    run(report(DAY + 600, '17,300,600,30,0\n'), '-k', '6');
    assert.deepEqual(fetched('6.rrd', DAY + 300), ['1', '2', '0.1']);
    assert.deepEqual(fetched('6.rrd', DAY + 600), ['0', '0', '0']);
  });

  it('says nothing about a key that may be among the rows not shown', () => {
    run(report(DAY + 300, '6,300,600,30,0\n', '# records_shown:      1\n'), '-k', '17');
    assert.deepEqual(readdirSync(directory), []);
  });

  it('takes keys from a file, and names for numbers with -n; -v says what was done', () => {
    writeFileSync(join(directory, 'keys'), '# wanted\ntcp\n\nudp\n');
    const input = report(DAY + 300, '6,300,600,30,0\n17,3,3,3,0\n');
    const { status, stderr } = run(input, '-n', '-v', '-K', join(directory, 'keys'));
    assert.equal(status, 0);
    assert.deepEqual(fetched('tcp.rrd', DAY + 300), ['1', '2', '0.1']);
    assert.match(stderr, /^flow-rpt2rrd: \S+\/udp\.rrd: \d+ 3 3 3$/m);
  });

  it('stays in its directory whatever the key', () => {
    const input = report(DAY + 300, '../evil,300,600,30,0\n-o,1,1,1,0\n');
    assert.equal(run(input, '-k', '../evil,-o').status, 0);
    assert.deepEqual(readdirSync(directory).sort(), ['_._evil.rrd', '_o.rrd']);
  });

  it('tells which file a report of the same time again cannot be put into', () => {
    const input = report(DAY + 300, '6,300,600,30,0\n');
    run(input, '-k', '6');
    const { status, stderr } = run(input, '-k', '6');
    assert.equal(status, 1);
    assert.match(stderr, /6\.rrd: rrdtool update: .*illegal attempt to update/);
  });

  for (const [argv, input, what] of [
    [['-k', '6'], '# recn: a*,flows\n6,1\n', /\+header/],
    [['-k', 'total_'], report(DAY, '').replace(/# rec1.*\n.*\n/, ''), /\+totals/],
    [[], report(DAY, ''), /-k or -K/],
    [['-k', '6', '-f', 'hops'], report(DAY, ''), /-f hops: the report has no such field; it has ip-protocol, flows/],
    [['-k', '6', '-r', '1:2'], '', /-r 1:2: it must be 4 numbers/],
  ] as const)
    it(`says ${what}`, () => {
      const { status, stderr } = run(input, ...argv);
      assert.equal(status, 1);
      assert.match(stderr, what);
    });
});
