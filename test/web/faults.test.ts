/** Faults of the original that no other test shows absent; docs/parity/faults.tsv has all. */
import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORM_FIELDS } from '../../lib/report/formfield.js';
import type { Handler } from '../../lib/web/http.js';
import { trackerForm } from '../../lib/web/tracker/trackerform.js';
import { trackerMain } from '../../lib/web/tracker/trackermain.js';
import { savedPage } from '../../lib/web/savedpage.js';
import { savePage } from '../../lib/web/savepage.js';
import { savesPage } from '../../lib/web/savespage.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { plain, sendForm } from './sent-form.js';
import { GOLDEN, inUtc, visit, type Visit } from './site.js';

const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

/** What a filter may hold, in each field something that an address or a definition could lose. */
const FILTER: Readonly<Record<string, string>> = {
  source_address: '10.0.0.0/8, -10.1.0.0/16',
  dest_address: '-2001:db8::/32',
  source_port: '80, 5000:5100, -5050',
  dest_port: '-443',
  source_if: '12345, -0',
  dest_if: '-0',
  source_as: '-4200000000',
  dest_as: '64620',
  protocols: '-6',
  tos_fields: '-0xb8/0xfc',
  tcp_flags: '0x02/0x12, 0x10/0x10',
  nexthop_ip: '192.0.2.1 & -198.51.100.0/24',
};

/** Fields that become part of a path, or once were words of a command; the others get one text with everything in it. */
const NAMES = new Set<string>(['device_name', 'report']);

/** Each would make the file "run" if a shell read it, or reads what lies outside. */
const attacks = (folder: string): readonly string[] => [
  ...[';', '|', '&&', '\n'].map((sign) => `edge1${sign}touch ${folder}/run${sign}`),
  `$(touch ${folder}/run)`,
  `\`touch ${folder}/run\``,
  `../outside`,
  `edge1/../../outside`,
  `${folder}/outside`,
  `edge1\0/../../outside`,
];

describe('faults of the original', () => {
  inUtc();
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-faults-'));
    mkdirSync(join(folder, 'data'));
    symlinkSync(`${GOLDEN}flows/edge1`, join(folder, 'data/edge1'));
    symlinkSync(`${GOLDEN}flows/edge1`, join(folder, 'outside'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const at = (handler: Handler, query: string, options: Visit = {}) =>
    visit(handler, query, {
      ...options,
      configuration: { flow_data_directory: join(folder, 'data'), save_directory: join(folder, 'saves') },
    });

  async function flows(query: string): Promise<number> {
    const { status, body } = await at(viewerMain, `${query}&stat_report=12&format=json`);
    assert.equal(status, 200, String(body).slice(0, 300));
    return (JSON.parse(String(body)) as { totals: { flows: number } }).totals.flows;
  }

  it('runs nothing and reads nothing outside its directories, whatever is in a field', async () => {
    const before = readdirSync(folder).sort();
    const texts = attacks(folder);
    for (const { name } of FORM_FIELDS) {
      for (const text of NAMES.has(name) ? texts : [texts.join('')]) {
        const asked = new URLSearchParams(`${HOUR}&stat_report=12`);
        asked.set(name, text);
        const { status, body } = await at(viewerMain, asked.toString());
        assert.ok(status === 400 || (status === 200 && name !== 'device_name'), `${name}: ${text}: ${status}`);
        if (name === 'device_name') assert.match(String(body), /There is no device/);
      }
    }
    for (const text of texts) {
      const query = new URLSearchParams({ report: text }).toString();
      assert.equal((await at(savedPage, query)).status, 404, text);
    }
    assert.ok(!existsSync(join(folder, 'run')));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== 'saves'),
      before,
    );
  });

  it('keeps every field of the filter through the form, next hops and flow rules too', async () => {
    const known = new Set<string>(FORM_FIELDS.map(({ name }) => name));
    for (const rule of ['1', '2', '3', '4']) {
      const html = String(
        (await at(viewerForm, new URLSearchParams({ ...FILTER, flow_select: rule }).toString())).body,
      );
      assert.ok(html.includes(`<option value="${rule}" selected>`), `rule ${rule}`);
      for (const [name, value] of Object.entries(FILTER)) {
        assert.ok(known.has(name), name);
        const [, shown] = new RegExp(`name="${name}" value="([^"]*)"`).exec(html) ?? [];
        assert.equal(shown?.replaceAll('&amp;', '&'), value, name);
      }
    }
  });

  it('reads a device whatever its name holds', async () => {
    const expected = await flows(HOUR);
    assert.ok(expected > 0);
    for (const name of ['DDDedge', 'edge^EEE10', 'a#b%20c+d&e', 'edge: 1', '<b>"edge"']) {
      const link = join(folder, 'data', name);
      symlinkSync(`${GOLDEN}flows/edge1`, link);
      const query = new URLSearchParams(HOUR);
      query.set('device_name', name);
      assert.equal(await flows(query.toString()), expected, name);
      rmSync(link);
    }
  });

  it('removes nothing where no name is given', async () => {
    mkdirSync(join(folder, 'saves'), { recursive: true });
    writeFileSync(join(folder, 'saves/kept'), 'kept');
    for (const query of [
      'action=remove_report&id=',
      'action=remove_filter',
      'Main^RemoveFile^',
      'Main^RemoveFilter^',
    ]) {
      for (const method of ['GET', 'POST'] as const) {
        await at(savesPage, method === 'GET' ? query : '', { method, form: query });
        assert.deepEqual(readdirSync(join(folder, 'saves')), ['kept'], `${method} ${query}`);
      }
    }
  });

  it('makes no file and no directory that everybody may write, even where the umask would let it', async () => {
    const made = join(folder, 'made');
    const configuration = {
      flow_data_directory: join(folder, 'data'),
      ...{ work_directory: join(made, 'work'), state_directory: join(made, 'state'), log_directory: join(made, 'log') },
      ...{ save_directory: join(made, 'saves'), filter_directory: join(made, 'filters') },
      ...{ rrdtool_directory: join(made, 'rrds'), tracker_directory: join(made, 'graphs') },
    };
    const ask = (handler: Handler, query: string, options: Visit = {}) =>
      visit(handler, query, { ...options, configuration });
    const umask = process.umask(0);
    try {
      const html = String((await ask(viewerMain, `${HOUR}&stat_report=12`)).body);
      for (const label of ['Save report', 'Save filter']) {
        const [, query = ''] = new RegExp(`href="[^"?]*\\?([^"]*)"[^>]*>${label}<`).exec(html) ?? [];
        const shown = await ask(savePage, plain(query));
        assert.equal((await sendForm(ask, savePage, shown, { name: label })).status, 303, label);
      }
      const typed = { device_name: 'edge1', monitor_label: 'Uplink' };
      assert.equal((await sendForm(ask, trackerMain, await ask(trackerForm, ''), typed)).status, 303);
    } finally {
      process.umask(umask);
    }
    const paths = readdirSync(made, { recursive: true, encoding: 'utf8' });
    assert.ok(paths.length > 10, String(paths));
    assert.deepEqual(
      paths.filter((path) => lstatSync(join(made, path)).mode & 0o002),
      [],
    );
  });

  it('keeps the filter when another device is chosen', async () => {
    const query = new URLSearchParams({ ...FILTER, device_name: 'edge1', flow_select: '3', cutoff_lines: '7' });
    const html = String((await at(viewerForm, query.toString())).body);
    const [, form = ''] = /<form method="post"([^]*?)<\/form>/.exec(html) ?? [];
    assert.ok(!/onchange|<script/.test(html), 'a choice loads nothing');
    const sent = new URLSearchParams();
    for (const [, name = '', value = ''] of form.matchAll(
      /<input (?![^>]*type="checkbox")[^>]*name="([^"]*)" value="([^"]*)"/g,
    ))
      sent.set(name, plain(value));
    for (const [, name = '', choices = ''] of form.matchAll(/<select [^>]*name="([^"]*)"[^>]*>([^]*?)<\/select>/g))
      sent.set(name, plain(/<option value="([^"]*)" selected/.exec(choices)?.[1] ?? ''));
    assert.equal(sent.get('device_name'), 'edge1');
    symlinkSync(`${GOLDEN}flows/edge1`, join(folder, 'data/edge2'));
    sent.set('device_name', 'edge2');
    const { status, headers } = await at(viewerMain, '', { method: 'POST', form: sent.toString() });
    rmSync(join(folder, 'data/edge2'));
    assert.equal(status, 303);
    const { searchParams } = new URL(headers['Location'] ?? '', 'http://x');
    const expected = { ...FILTER, device_name: 'edge2', flow_select: '3', cutoff_lines: '7' };
    for (const [name, value] of Object.entries(expected)) assert.equal(searchParams.get(name), value, name);
  });

  it('has all flows of a span that ends shortly before midnight', async () => {
    const span = (start: string, end: string): Promise<number> =>
      flows(`device_name=edge1&start_date=${start}&end_date=${end}&flow_select=3`);
    const first = await span('2025-06-14 23:00:00', '2025-06-14 23:40:00');
    const last = await span('2025-06-14 23:40:00', '2025-06-15 00:00:00');
    assert.ok(first > 0 && last > 0, `${first}, ${last}`);
    assert.equal(first + last, await span('2025-06-14 23:00:00', '2025-06-15 00:00:00'));
  });
});
