import assert from 'node:assert/strict';
import { defaultConfiguration, type Configuration } from '../../lib/config/configuration.js';
import { blankForm } from '../../lib/report/blankform.js';
import { formParameters, readForm, type Form } from '../../lib/report/form.js';
import { readQuestion, type Question } from '../../lib/report/question.js';
import { REPORTS } from '../../lib/report/reports.js';
import type { FieldError } from '../../lib/report/fielderror.js';
import { inUtc } from '../web/site.js';

const NOW = Date.UTC(2025, 5, 15, 12, 34, 56);
const DEVICES = ['edge1', 'core'];

const configuration = (changes: Partial<Configuration>): Configuration => ({ ...defaultConfiguration(), ...changes });

function form(query: string, changes: Partial<Configuration> = {}, devices: readonly string[] = DEVICES): Form {
  return readForm(new URLSearchParams(query), blankForm(configuration(changes), devices, NOW));
}

function ask(query: string, changes: Partial<Configuration> = {}, devices: readonly string[] = DEVICES) {
  return readQuestion(form(query, changes, devices), { configuration: configuration(changes), devices, now: NOW });
}

function question(query: string, changes: Partial<Configuration> = {}): Question {
  const asked = ask(`device_name=edge1&${query}`, changes);
  assert.ok('question' in asked, 'errors' in asked ? JSON.stringify(asked.errors) : '');
  return asked.question;
}

function errors(
  query: string,
  changes: Partial<Configuration> = {},
  devices: readonly string[] = DEVICES,
): readonly FieldError[] {
  const asked = ask(query, changes, devices);
  assert.ok('errors' in asked, 'no error was found');
  return asked.errors;
}

const fields = (found: readonly FieldError[]): string[] => found.map(({ field }) => field);

describe('a blank form', () => {
  inUtc();

  it('asks for the hour that lies between the offsets, moved back to full hours', () => {
    const { start_date, start_time, end_date, end_time } = form('');
    assert.deepEqual(
      [start_date, start_time, end_date, end_time],
      ['06/15/2025', '11:00:00', '06/15/2025', '12:00:00'],
    );
  });

  it('moves back to five minutes where even hours are not wanted', () => {
    const { start_time, end_time } = form('', { use_even_hours: false });
    assert.deepEqual([start_time, end_time], ['11:00:00', '12:00:00']);
    assert.equal(form('', { use_even_hours: false, end_offset: 60 }).end_time, '12:30:00');
  });

  it('has the defaults of the configuration', () => {
    const changes = { default_report: 5, default_lines: 20, default_identifier: 'IP', default_flows: 0 } as const;
    const { report, cutoff_lines, resolve_addresses, flow_analysis } = form('', changes);
    assert.deepEqual([report, cutoff_lines, resolve_addresses, flow_analysis], ['5', '20', 'N', '0']);
  });

  it('chooses the device if there is only one', () => {
    assert.equal(form('', {}, ['edge1']).device_name, 'edge1');
    assert.equal(form('').device_name, '');
  });
});

describe('a form from an address', () => {
  inUtc();

  it('keeps what is typed, without blanks at the ends, and the last value of a repeated name', () => {
    const read = form('source_address=+10.0.0.0/8+&protocols=6&protocols=17');
    assert.deepEqual([read.source_address, read.protocols], ['10.0.0.0/8', '17']);
  });

  it('takes the report from either of the original menus', () => {
    assert.equal(form('stat_report=5').report, '5');
    assert.equal(form('stat_report=0&print_report=4').report, 'print-4');
    assert.equal(form('print_report=1').report, 'print-1');
    assert.equal(form('report=print-5').report, 'print-5');
    assert.deepEqual(fields(errors('device_name=edge1&stat_report=10&print_report=1')), ['report']);
  });

  it('adds the interfaces that the original chose by name', () => {
    const read = form('source_if=12,25&sif_name=17&dif_name=-103');
    assert.deepEqual([read.source_if, read.dest_if], ['12,25, 17', '-103']);
  });

  it('ends now where only a start is given, and a range is a start alone', () => {
    const { window } = question('start_date=-2h');
    assert.deepEqual([NOW - window.start, NOW - window.end], [7_200_000, 0]);
    const ranged = question('start_date=06/01/2025&start_time=00:00&end_date=06/02/2025&end_time=&range=-15m').window;
    assert.deepEqual([NOW - ranged.start, NOW - ranged.end], [900_000, 0]);
  });

  it('ends with the day or span that its start names', () => {
    const span = (query: string): string[] => {
      const { window } = question(query);
      return [window.start, window.end].map((moment) => new Date(moment).toISOString().slice(5, 16));
    };
    assert.deepEqual(span('start_date=yesterday'), ['06-14T00:00', '06-15T00:00']);
    assert.deepEqual(span('start_date=yesterday&start_time=&end_date=&end_time='), ['06-14T00:00', '06-15T00:00']);
    assert.deepEqual(span('start_date=yesterday&end_date=now'), ['06-14T00:00', '06-15T12:34']);
    assert.deepEqual(span('start_date=today'), ['06-15T00:00', '06-15T12:34']);
    assert.deepEqual(span('start_date=last+week&end_date=yesterday'), ['06-02T00:00', '06-15T00:00']);
    assert.deepEqual(span('range=last+week'), ['06-02T00:00', '06-09T00:00']);
    assert.deepEqual(span('range=last+2+h'), ['06-15T10:34', '06-15T12:34']);
    const typed = question('start_date=last+2+h&end_date=06/15/2025&end_time=10:00:00');
    assert.deepEqual([NOW - typed.window.start, NOW - typed.window.end], [7_200_000, 0]);
    assert.match(typed.notes.join(), /last 2 h is a whole time span; the end 06\/15\/2025 10:00:00 was not used/);
  });

  it('reads an empty Cutoff Lines as one line, as the original does, and a missing one as the default', () => {
    assert.equal(question('cutoff_lines=').query.limit, 1);
    assert.equal(question('').query.limit, 100);
  });

  it('is written back as the same form, under the names of the original', () => {
    const query =
      'device_name=edge1&start_date=06/14/2025&start_time=22:00:00&end_date=06/15/2025&end_time=01:00:00&source_address=10.0.0.0/8&stat_report=9&cutoff_lines=7&sampling_multiplier=2.5';
    const read = form(query);
    const written = formParameters(read);
    assert.deepEqual(form(written.toString()), read);
    for (const [name, value] of new URLSearchParams(query)) assert.equal(written.get(name), value, name);
    assert.equal(formParameters(form('print_report=5')).get('print_report'), '5');
  });
});

describe('a question', () => {
  inUtc();

  it('asks for a half-open window by one of four rules', () => {
    const rules = ['1', '2', '3', '4'].map((rule) => question(`flow_select=${rule}`).query.window);
    assert.deepEqual(
      rules.map((window) => window?.rule),
      ['any', 'ends-in', 'starts-in', 'within'],
    );
    assert.equal(rules[0]?.end, Date.UTC(2025, 5, 15, 12));
  });

  it('counts whole flows unless the part inside is asked for', () => {
    assert.equal(question('').query.share, 'whole flows');
    assert.equal(question('flow_share=inside').query.share, 'part inside window');
  });

  it('sorts by sort_field, or by any column, and restricts by octets after the multiplier', () => {
    assert.deepEqual(question('sort_field=3').query.order, [{ by: 'packets', direction: 'descending' }]);
    assert.deepEqual(question('sort=srcaddr').query.order, [{ by: 'srcaddr', direction: 'ascending' }]);
    assert.deepEqual(question('sort=-share').query.order, [{ by: 'octets', direction: 'descending' }]);
    const { select } = question('cutoff_octets=1000&sampling_multiplier=10').query;
    assert.deepEqual(select.kind === 'groups' && select.having, { by: 'octets', atLeast: 100 });
  });

  it('lets either side match, and neither where a list only excludes', () => {
    const either = (list: string) => {
      const { filter } = question(`either_address=${list}`).query;
      assert.ok(filter.kind === 'and');
      return filter.of[0]?.kind;
    };
    assert.equal(either('10.0.0.1'), 'or');
    assert.equal(either('-10.0.0.1'), 'and');
  });

  it('asks for what each of the lists of a field passes', () => {
    const { filter } = question('source_address=10.0.0.0/8+%26+-10.1.0.0/16&dest_port=80+%26+').query;
    assert.ok(filter.kind === 'and');
    assert.deepEqual(
      filter.of.map(({ kind }) => kind),
      ['and', 'in'],
    );
  });

  it('takes names of ports, 32-bit AS numbers in both notations, and lists with a line for each element', () => {
    const ranges = (query: string) => {
      const { filter } = question(query).query;
      const [only] = filter.kind === 'and' ? filter.of : [];
      assert.ok(only?.kind === 'in');
      return only.ranges.map(({ lo, hi }) => [lo, hi]);
    };
    assert.deepEqual(ranges('dest_port=HTTPS,ssh'), [
      [22, 22],
      [443, 443],
    ]);
    assert.deepEqual(ranges('source_as=4200000000,-64086.59904,1.1'), [[65_537, 65_537]]);
    assert.deepEqual(ranges('dest_port=22%0D%0A80+443'), [
      [22, 22],
      [80, 80],
      [443, 443],
    ]);
    assert.deepEqual(ranges('octets_per_flow=1000:'), [[1000, Number.MAX_SAFE_INTEGER]]);
    assert.deepEqual(ranges('packets_per_flow=:3'), [[0, 3]]);
    assert.deepEqual(fields(errors('device_name=edge1&source_as=4294967296,1.65536&dest_as=1.65536')), [
      'source_as',
      'dest_as',
    ]);
  });

  it('reads an exporter alone from the directory of exporters, and with a device as a filter', () => {
    const asked = ask('exporter=192.0.2.1');
    assert.ok('question' in asked);
    assert.deepEqual(asked.question.query.sources, [{ kind: 'directory', path: '/var/flows/all_routers' }]);
    assert.deepEqual(question('exporter=192.0.2.1').query.sources, [{ kind: 'device', name: 'edge1' }]);
  });

  it('can be asked for every report of the table', () => {
    for (const { id, menu, title } of REPORTS) assert.equal(question(`${menu}=${id}`).report.title, title);
    assert.equal(new Set(REPORTS.map(({ title }) => title)).size, REPORTS.length, 'titles are unique');
  });

  it('names every wrong field at once, in the order of the form', () => {
    const found = errors(
      'device_name=nowhere&start_date=x&end_time=99:00&end_date=now2&source_address=10.1&dest_port=70000&protocols=foo&tos_fields=999' +
        '&flow_select=9&flow_share=x&stat_report=77&sort_field=4&cutoff_lines=x&cutoff_octets=-1&offset=x&sampling_multiplier=a' +
        '&resolve_addresses=x&unit_conversion=x&flow_analysis=x',
    );
    assert.deepEqual(fields(found), [
      'device_name',
      'start_date',
      'end_date',
      'source_address',
      'dest_port',
      'protocols',
      'tos_fields',
      'flow_select',
      'flow_share',
      'report',
      'cutoff_lines',
      'cutoff_octets',
      'offset',
      'sampling_multiplier',
      'resolve_addresses',
      'unit_conversion',
      'flow_analysis',
    ]);
    for (const { field, message } of found) assert.match(message, /^[A-Z"][^]*[.]$/, field);
    assert.match(found[0]?.message ?? '', /There is no device "nowhere"\. Choose one of: edge1, core\./);
  });

  it('refuses a window that ends before it starts or is too long', () => {
    const backwards = 'device_name=edge1&start_date=06/15/2025&start_time=10:00&end_date=06/15/2025&end_time=10:00';
    assert.deepEqual(fields(errors(backwards)), ['end_date']);
    assert.match(
      errors(backwards)[0]?.message ?? '',
      /The end, 06\/15\/2025 10:00:00 UTC, must be later than the start/,
    );
    const long = 'device_name=edge1&start_date=01/01/2024&start_time=00:00&end_date=06/01/2025&end_time=00:00';
    assert.match(errors(long)[0]?.message ?? '', /longer than \d+ days.*maximum_days/);
    assert.ok('question' in ask(long, { maximum_days: 517 }));
  });

  it('asks for a device where none is chosen, and says what to do where there is none', () => {
    assert.match(errors('')[0]?.message ?? '', /^Choose a device\.$/);
    assert.match(errors('', {}, [])[0]?.message ?? '', /There is no device yet: .*\/var\/flows/);
  });

  it('names the columns to sort by where the column does not exist', () => {
    assert.match(errors('device_name=edge1&sort=octet')[0]?.message ?? '', /Expected one of: srcaddr, dstaddr, flows/);
    assert.match(errors('device_name=edge1&stat_report=99&sort=item')[0]?.message ?? '', /cannot be sorted/);
  });

  it('refuses numbers beyond all reason without reading them', () => {
    assert.deepEqual(fields(errors(`device_name=edge1&cutoff_lines=${'9'.repeat(400)}`)), ['cutoff_lines']);
    assert.deepEqual(fields(errors('device_name=edge1&cutoff_lines=100001')), ['cutoff_lines']);
    assert.deepEqual(fields(errors('device_name=../../etc')), ['device_name']);
    assert.deepEqual(fields(errors('device_name=edge1%00&source_address=1.2.3.4%00')), [
      'device_name',
      'source_address',
    ]);
  });
});
