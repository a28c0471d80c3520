import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GOLDEN } from '../ftfile/golden.js';

const REPORT = `#  --- ---- ---- Report Information --- --- ---
# name:                 <x>
# rec1: records,ignores,flows,octets,packets,duration
3,0,8,800,80,0
# recn: ip-protocol*,flows,octets,packets,duration
6,4,100,10,0
17,1,200,60,0
99,3,500,10,0
# stop, hit record limit.
`;

function format(report: string, ...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, FLOW_TOOLS_SYMDIR: resolve(GOLDEN, 'sym') };
  const all = [resolve('build/bin/flow-rptfmt.js'), ...argv];
  return spawnSync(process.execPath, all, { input: report, encoding: 'utf8', env });
}

/** Rows, without the line of the call, the heading and the empty line. */
function rows(...argv: string[]): string[][] {
  const { stdout } = format(REPORT, '-H', ...argv);
  return stdout.trimEnd().split('\n').map((line) => line.trimEnd().split(/ +/)); // prettier-ignore
}

describe('flow-rptfmt', function () {
  this.timeout(30_000);

  it('shows the heading of the report above the table, and none of it with -H', () => {
    const { stdout, status } = format(REPORT);
    assert.equal(status, 0);
    assert.deepEqual(stdout.split('\n').slice(0, 4), [
      "#  ['flow-rptfmt']",
      '#  --- ---- ---- Report Information --- --- ---',
      '# name:                 <x>',
      'ip-protocol flows octets packets duration',
    ]);
    assert.deepEqual(rows()[0], ['6', '4', '100', '10', '0']);
  });

  it('shows the fields of -F in their order', () => {
    assert.deepEqual(rows('-F', 'octets,ip-protocol')[1], ['200', '17']);
  });

  it('sorts rising and falling, as numbers, and shows so many lines', () => {
    assert.deepEqual(rows('-s', '-octets', '-F', 'octets').flat(), ['500', '200', '100']);
    assert.deepEqual(rows('-s', '+packets', '-F', 'ip-protocol').flat(), ['6', '99', '17']);
    assert.deepEqual(rows('-s', '+flows', '-m', '2', '-F', 'ip-protocol').flat(), ['17', '99']);
  });

  it('shows names for numbers with -n, and the number where there is no name', () => {
    assert.deepEqual(rows('-n', '-F', 'ip-protocol').flat(), ['tcp', 'udp', '99']);
  });

  it('shows percentages of the totals with -p, and 0 of nothing', () => {
    assert.deepEqual(rows('-p')[0], ['6', '50.000000', '12.500000', '12.500000', '0.000000']);
  });

  it('takes the sums of the rows where the report has no totals', () => {
    const { stdout } = format('# recn: First*,flows\n5,1\n6,3\n', '-p', '-H');
    assert.equal(stdout, '5     25.000000\n6     75.000000\n\n');
  });

  it('escapes what it puts into HTML', () => {
    const { stdout } = format(`${REPORT}<script>,1,1,1,1\n`, '-f', 'html');
    assert.ok(stdout.startsWith('<pre>\n#  ---'));
    assert.match(stdout, /&lt;x&gt;/);
    assert.match(stdout, /<td> &lt;script&gt; <\/td>/);
    assert.doesNotMatch(stdout, /<script>|<x>/);
  });

  it('shows the totals of a report that has nothing else', () => {
    const { stdout } = format(REPORT.slice(0, REPORT.indexOf('# recn')), '-H');
    assert.match(stdout, /^Ignores: +0\nTotal Flows: +8\nTotal Octets: +800\n/);
  });

  it('calls the sizes of a summary sizes', () => {
    const { stdout } = format(readFileSync(`${GOLDEN}/expect/report/summary_detail.txt`, 'utf8'));
    assert.match(stdout, /^Average Packet Size: +608\.000000$/m);
    assert.match(stdout, /^Average Flow Size: +1614952\.000000$/m);
  });

  for (const [argv, report, what] of [
    [['-F', 'nothing'], REPORT, /-F nothing: the report has no such field; it has ip-protocol, flows/],
    [['-s', '+nothing'], REPORT, /-s nothing/],
    [['-f', 'pdf'], REPORT, /-f pdf: it must be ascii or html/],
    [[], '1,2\n', /line 1 of the report: a row without headings/],
    [[], `${REPORT}1,2\n`, /line 10 of the report: it has 2 values below 5 headings/],
    [[], '# rec2: a,b\n1,2\n', /line 1 of the report/],
  ] as const)
    it(`says ${what}`, () => {
      const { status, stderr } = format(report, ...argv);
      assert.equal(status, 1);
      assert.match(stderr, what);
    });
});
