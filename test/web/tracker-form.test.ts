/** Whatever is typed into FlowTracker's forms: in each of their fields, as other forms are tested. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Handler } from '../../lib/web/http.js';
import { trackerForm } from '../../lib/web/tracker/trackerform.js';
import { trackerMain } from '../../lib/web/tracker/trackermain.js';
import { publicTrackingPage, trackingPage } from '../../lib/web/tracker/trackingpage.js';
import { trackingsPage } from '../../lib/web/tracker/trackingspage.js';
import { TrackerSite } from '../tracker/site.js';
import { plain, sendForm } from './sent-form.js';
import { GOLDEN, inUtc, visit, type Visit, type WholeResponse } from './site.js';

/** Each would be an element, an attribute or a template's code where it is not escaped. */
const MARKUP = [
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</title></textarea><script>',
  '\u202E\u{1F4A9}\uFFFF',
  '{{7*7}}<%= 7*7 %>',
];

/** Each would make the file "run" if a shell or rrdtool's own language read it, or would lie outside. */
const attacks = (folder: string): readonly string[] => [
  ...[';', '|', '&&', '\n', '\r\n', ':', '"', "' "].map((sign) => `a${sign}touch ${folder}/run${sign}`),
  `$(touch ${folder}/run)`,
  `\`touch ${folder}/run\``,
  '../../outside',
  `${folder}/outside`,
  'a\0/../../outside',
];

/** Fields that become part of a path or of words for another program; the others get one text with everything in it. */
const NAMES = new Set(['device_name', 'monitor_label', 'general_comment', 'alert_destination', 'revises', 'copies']);

const HUGE = ['\0', 'x'.repeat(20_000), ','.repeat(10_000), '1,'.repeat(5000), '\n\r\t', '１２'];

/** Fields whose text is kept as it is. */
const KEPT = new Set(['monitor_label', 'general_comment', 'alert_destination']);

describe('what is typed into the form of FlowTracker', () => {
  inUtc();
  let site: TrackerSite;
  /** Every field that a browser would send, but the token. */
  let fields: readonly string[];
  let revisionFields: readonly string[];
  let revised: string;
  let labels = 0;

  const at = (handler: Handler, query: string, options: Visit = {}): Promise<WholeResponse> =>
    visit(handler, query, {
      ...options,
      configuration: {
        ...site.configuration,
        save_directory: join(site.directory, 'saves'),
        state_directory: join(site.directory, 'state'),
      },
    });
  const fieldsOf = ({ body }: WholeResponse): string[] => {
    const [, form = ''] = /<form method="post"([^]*?)<\/form>/.exec(String(body)) ?? [];
    const names = [...form.matchAll(/<(?:input|select|textarea)\b[^>]* name="([^"]+)"/g)].map(([, name = '']) => name);
    return [...new Set(names)].filter((name) => name !== 'csrf_token');
  };
  const revision = (): Promise<WholeResponse> => at(trackingsPage, `action=revise&id=${revised}`);
  const idOf = ({ headers }: WholeResponse): string =>
    new URL(headers['Location'] ?? '', 'http://x').searchParams.get('id') ?? '';

  /** Sends the form with one odd field, what else it needs being right. */
  async function create(typed: Record<string, string>): Promise<WholeResponse> {
    const right = { device_name: 'edge1', monitor_label: `Tracking ${++labels}` };
    return sendForm(at, trackerMain, await at(trackerForm, ''), { ...right, ...typed });
  }
  async function revise(typed: Record<string, string>): Promise<WholeResponse> {
    return sendForm(at, trackerMain, await revision(), { device_name: 'edge1', ...typed });
  }

  const tags = (html: string): number => (html.match(/<(script|img|title|textarea)\b/g) ?? []).length;

  /** Nothing of it is markup. */
  function assertEscaped(html: string, clean: string, payload: string, where: string): void {
    assert.ok(!html.includes(payload) || !/[<>"'&]/.test(payload), `${where}: ${payload}`);
    assert.equal(tags(html), tags(clean), `${where}: ${payload}`);
    assert.ok(!/(?:href|src|action)="(?:javascript|data):/i.test(html), where);
  }

  beforeEach(async () => {
    site = new TrackerSite({ flow_data_directory: `${GOLDEN}flows`, date_format: 'YMD' });
    const shown = await at(trackerForm, '');
    fields = fieldsOf(shown);
    revised = idOf(await create({ monitor_label: 'Revised' }));
    revisionFields = fieldsOf(await revision());
    for (const name of ['monitor_label', 'monitor_type', 'general_comment', 'alert_destination', 'source_address'])
      assert.ok(fields.includes(name), name);
    for (const name of ['revision_comment', 'notate_graphs', 'revises']) assert.ok(revisionFields.includes(name), name);
  });
  afterEach(() => {
    site.remove();
  });

  it('is escaped in every field by the form', async () => {
    const clean = String((await at(trackerForm, '')).body);
    for (const payload of MARKUP)
      for (const name of fields) {
        const { status, body } = await at(trackerForm, new URLSearchParams({ [name]: payload }).toString());
        assert.equal(status, 200, name);
        assertEscaped(String(body), clean, payload, name);
      }
  });

  it('is escaped in every field that is refused', async () => {
    const refused = { source_address: '10.0.0.300' };
    for (const [send, names] of [
      [create, fields],
      [revise, revisionFields],
    ] as const) {
      const clean = String((await send(refused)).body);
      for (const payload of MARKUP)
        for (const name of names) {
          if (name === 'revises') continue; // the next test
          const { status, body } = await send({ ...refused, [name]: payload });
          if (status === 303) assert.ok(name === 'source_address' || payload === 'Group', `${name}: ${payload}`);
          else {
            assert.equal(status, 400, `${name}: ${payload}`);
            assertEscaped(String(body), clean, payload, name);
          }
        }
    }
  });

  it('runs nothing and makes nothing outside its directories, whatever is in a field', async () => {
    const before = readdirSync(site.directory).sort();
    const outside = readdirSync(join(site.directory, '..'));
    const texts = attacks(site.directory);
    const sent = (name: string): readonly string[] => (NAMES.has(name) ? texts : [texts.join('')]);
    for (const name of fields)
      for (const text of sent(name)) {
        const { status } = await create({ [name]: text });
        assert.ok(status === 303 || status === 400, `${name}: ${text}: ${status}`);
      }
    for (const name of revisionFields)
      for (const text of sent(name)) {
        const { status } = await revise({ [name]: text });
        // a form is good for its own tracking alone
        assert.ok(
          name === 'revises' ? status === 403 : status === 303 || status === 400,
          `${name}: ${text}: ${status}`,
        );
      }
    assert.ok(!existsSync(join(site.directory, 'run')) && !existsSync(join(site.directory, 'outside')));
    assert.deepEqual(readdirSync(site.directory).sort(), before);
    assert.ok(!outside.includes('outside') && !existsSync(join(site.directory, '../outside')));
    for (const name of ['filters', 'rrds'])
      for (const file of readdirSync(join(site.directory, name))) assert.match(file, /^[\w.~-]+$/);
  });

  it('is text on every page that shows the tracking', async () => {
    const clean = await create({ general_comment: 'quiet' });
    const pages = [trackingPage, publicTrackingPage] as const;
    for (const payload of MARKUP) {
      const id = idOf(await create({ general_comment: payload }));
      assert.notEqual(id, '');
      for (const page of pages) {
        const html = String((await at(page, new URLSearchParams({ id }).toString())).body);
        const other = String((await at(page, new URLSearchParams({ id: idOf(clean) }).toString())).body);
        assert.ok(plain(html).includes(payload.replace(/\uFFFF/, '')) || payload.includes('\uFFFF'), html);
        assertEscaped(html, other, payload, page.name);
      }
      assert.ok(!/<script|<img src=x/.test(String((await at(trackingsPage, '')).body)));
    }
  });

  it('may be huge, or hold any character, without harm', async () => {
    for (const text of HUGE)
      for (const name of fields) {
        // right in all else where the text may be kept, so that nothing else is what refuses it
        const { status } = await create({ [name]: text, ...(KEPT.has(name) ? {} : { sampling_multiplier: 'none' }) });
        const isLong = text.length > 1000 && KEPT.has(name);
        assert.ok(status === 400 || (status === 303 && !isLong), `${name}: ${text.slice(0, 20)}: ${status}`);
      }
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), text, async (name, typed) => {
        const { status } = await create({ [name]: typed });
        assert.ok(status === 303 || status === 400, `${name}: ${status}`);
      }),
      { numRuns: 40 },
    );
  });
});
