import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseConfiguration } from '../../lib/config/load.js';
import { convertConfiguration } from '../../lib/setup/convert.js';
import { readPerlSettings } from '../../lib/setup/perl/settings.js';
import { ORIGINAL_PARAMETERS } from '../config/original-parameters.js';
import { ORIGINAL } from './original.js';

/** Values by name, as Perl would have them. */
function values(perl: string): Record<string, unknown> {
  const { settings, problems } = readPerlSettings(perl);
  assert.deepEqual(problems, []);
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

/** Lines that cannot be read. */
const unread = (perl: string): number[] => readPerlSettings(perl).problems.map(({ line }) => line);

describe('a Perl file of settings', () => {
  it('has texts in both kinds of quotes, with their escapes and variables', () => {
    assert.deepEqual(values(`$a = "x"; $b = '$a\\'s'; $c = "$a-\${a}_\\$a\\t\\"q\\"";`), {
      a: 'x',
      b: "$a's",
      c: 'x-x_$a\t"q"',
    });
    assert.deepEqual(values('$a = q(it(s)); $b = qq{<$a>}; $ENV{TZ} = "UTC"; $c = "$ENV{TZ}!";'), {
      a: 'it(s)',
      b: '<it(s)>',
      'ENV{TZ}': 'UTC',
      c: 'UTC!',
    });
  });

  it('has numbers, sums and concatenations with the precedence of Perl', () => {
    assert.deepEqual(values('$a = 1_000; $b = 0x1f; $c = 0755; $d = 2 + 3 * -4; $e = (2 + 3) * 4 . "s"; $f = 1 / 3;'), {
      a: '1000',
      b: '31',
      c: '493',
      d: '-10',
      e: '20s',
      f: '0.333333333333333',
    });
  });

  it('has lists over several lines, with comments, words and other lists in them', () => {
    const perl = `@a = ("x", # first
      'y # z',

      );
@b = qw(one two); @c = (@a, @b, $n = 3);`;
    assert.deepEqual(unread(perl), [5]);
    assert.deepEqual(values(perl.replace('$n = 3', '3')), {
      a: ['x', 'y # z'],
      b: ['one', 'two'],
      c: ['x', 'y # z', 'one', 'two', '3'],
    });
    assert.deepEqual(values('%h = (a => 1, "b", 2); @e = (); push @e, "v"; push(@e, 1 + 1);'), {
      h: ['a', '1', 'b', '2'],
      e: ['v', '2'],
    });
  });

  it('ends with the last assignment, and can be appended to', () => {
    assert.deepEqual(values('$a = 1; $b = 2; $a = 3; $b .= "x";'), { a: '3', b: '2x' });
  });

  it('has comments, documentation and an end that count for nothing', () => {
    assert.deepEqual(values('use strict;\n# $a = 1;\n=pod\n$b = 1;\n=cut\n$c = 1; # $d = 1;\n1;\n__END__\n$e = 1;\n'), {
      c: '1',
    });
  });

  it('has what only Perl can read told by line, and no more than that left out', () => {
    const perl = [
      '$a = 1;',
      'if ($x) {',
      '  $a = 2;',
      '}',
      '$b = "open;',
      '$c = 3;',
      '@d = ("one",',
      '$e = 5;',
      '$f = foo("x");',
      '$g = 7 if $a;',
      '$h = 8;',
    ].join('\n');
    const { settings, problems } = readPerlSettings(perl);
    assert.deepEqual(
      problems.map(({ line, lastLine }) => [line, lastLine]),
      [
        [2, 4],
        [5, 5],
        [7, 7],
        [9, 9],
        [10, 10],
      ],
    );
    assert.deepEqual(
      settings.map(({ name, value }) => `${name}=${String(value)}`),
      ['a=1', 'c=3', 'e=5', 'h=8'],
    );
  });

  it('runs nothing', () => {
    assert.deepEqual(unread('$a = `touch /tmp/x`;\n$b = system("true");\neval("1");\nopen(F, ">x");\n'), [1, 2, 3, 4]);
  });

  it('may be any text', () => {
    const pieces = fc.constantFrom(
      ...['$a', '@b', '%c', '=', '.=', '(', ')', '{', '}', '"', "'", ';', '\n', ',', '=>', 'qw(', '\\', '.', '*', '/'],
      ...['-', '1', '0', 'if', 'my ', 'push', '#', '\n=pod\n', '$ENV{', 'q<', '$devices', '@devices', '$default_lines'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (perl) => {
        const { toml, parameters } = convertConfiguration(perl, 'x.pm');
        parseConfiguration(toml, 'x.toml');
        assert.ok(parameters >= 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('may nest, repeat and grow without end, and is read in time that is in proportion', () => {
    for (const hostile of [
      '('.repeat(50_000),
      '"'.repeat(50_000),
      '$a="',
      "'\\",
      'q('.repeat(20_000),
      '{'.repeat(50_000),
    ])
      convertConfiguration(`$a = ${hostile}`, 'x.pm');
    const doubling = `$a = "xxxxxxxx";${'$a = $a . $a;'.repeat(40)}@l = (1,1);${'@l = (@l, @l);'.repeat(40)}`;
    assert.ok(convertConfiguration(doubling, 'x.pm').problems.length > 0);
    convertConfiguration('$a = "\\"\n'.repeat(10_000), 'x.pm');
  });
});

describe('an original configuration, converted', () => {
  const { toml, problems, notes } = convertConfiguration(readFileSync(ORIGINAL, 'utf8'), ORIGINAL);
  const configuration = parseConfiguration(toml, 'x');

  it('sets what the original set, in our types', () => {
    assert.equal(configuration.flow_data_directory, '/var/flows');
    assert.deepEqual(configuration.devices, ['MYROUTER', 'MYSECONDROUTER', 'lab #3', 'branch']);
    assert.deepEqual(configuration.exporters, ['192.168.100.1:New York Router', '192.168.100.2:Prague Router']);
    assert.equal(configuration.cgi_bin_short, '/cgi-bin/FlowViewer_4.6');
    assert.equal(configuration.work_directory, '/usr/lib/cgi-bin/FlowViewer_4.6/Flow_Working');
    assert.equal(configuration.save_directory, '/var/www/FlowViewer_Saves');
    assert.equal(configuration.flow_capture_interval, 2100);
    assert.equal(configuration.flow_file_length, 900);
    assert.equal(configuration.use_even_hours, false);
    assert.equal(configuration.N, -3);
    assert.equal(configuration.maximum_days, 91);
    assert.equal(configuration.default_identifier, 'IP');
    assert.equal(configuration.default_flows, 0);
    assert.equal(configuration.left_title, 'Bob\'s Network "East" $ @ noon');
    assert.equal(configuration.right_title, '');
  });

  it('tells what needs a look, by line', () => {
    assert.deepEqual(
      problems.map(({ line }) => line),
      [71, 75, 76, 80, 81, 82, 83, 84],
    );
    for (const { line, text } of problems) assert.ok(toml.includes(`# line ${line}: ${text}\n`), text);
    assert.match(problems[2]?.text ?? '', /\(to line 79\).*"if"/);
    assert.match(problems[5]?.text ?? '', /there is no parameter default_lnes/);
    assert.match(problems[6]?.text ?? '', /default_report is "many", but must be a whole number from 1 to 99/);
  });

  it('says of every other parameter why it is left out', () => {
    assert.ok(notes.some(({ line, text }) => line === 19 && text.startsWith('PATH is not needed, because')));
    assert.ok(notes.some(({ text }) => text === 'www is no parameter; it counts where other values use it'));
    const left = ORIGINAL_PARAMETERS.map((name) => `$${name} = "";`).join('\n');
    const converted = convertConfiguration(left, 'x.pm');
    for (const { text } of converted.notes) assert.match(text, / is (not needed, because|not used by this version:) /);
    for (const { text } of converted.problems) assert.match(text, /, but must be /);
    const { length } = ORIGINAL_PARAMETERS;
    assert.equal(converted.parameters + converted.notes.length + converted.problems.length, length);
  });
});
