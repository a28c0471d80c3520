import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CfgError } from '../../../lib/cfg/error.js';
import { readStatFile } from '../../../lib/stat/report/stat-file.js';

const read = (text: string) => readStatFile({ file: 'stat.cfg', text });

describe('stat files', () => {
  it('give a definition with its reports and outputs', () => {
    const file = read(`
stat-report top
  type ip-source-address
  scale 10
  output
    sort +octets
    records 5
    fields -duration,+bps
    options +header
stat-definition d
  time-series 300
  report top
`);
    const definition = file.definition('D');
    assert.equal(definition?.timeSeries, 300);
    const [report] = definition.reports;
    assert.equal(report?.scale, 10);
    const [output] = report.outputs;
    assert.deepEqual(output?.sort, { field: 'octets', first: 'largest' });
    assert.ok(output.fields.has('max-bps') && !output.fields.has('duration'));
  });

  const faults: readonly (readonly [string, RegExp])[] = [
    ['stat-report a\n  type nonsense', /stat\.cfg line 2: .*nonsense/],
    ['stat-report a\n  output', /line 2: The type must come first/],
    ['stat-report a\n  type octets\n  sort +octets', /line 3: An output must come first/],
    ['stat-report a\n  type octets\n  output\n    fields +count', /line 4: .*no field "count"/],
    ['stat-report a\n  type octets\n  output\n    options +colour', /line 4: .*no option "colour"/],
    ['stat-report a\n  type octets\n  output\n    sort octets', /line 4: Expecting \+ or -/],
    ['stat-definition d\n  report a', /line 2: Unable to resolve report "a"/],
    ['stat-report a\nstat-report A', /line 2: Name \(A\) previously defined/],
    ['include-filter x\ninclude-filter y', /line 2: .*included before/],
  ];
  for (const [text, message] of faults)
    it(`say what is wrong: ${message.source}`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof CfgError && message.test(error.message),
      );
    });

  it('end in a result or a CfgError, whatever they hold', () => {
    const word = fc.constantFrom(
      'stat-report',
      'stat-definition',
      'type',
      'output',
      'sort',
      'fields',
      'report',
      'octets',
    );
    const line = fc.array(fc.oneof(word, fc.string()), { maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          read(lines.join('\n'));
        } catch (error) {
          assert.ok(error instanceof CfgError);
        }
      }),
    );
  });
});
