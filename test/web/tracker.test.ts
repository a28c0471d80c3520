import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { SMTPServer } from 'smtp-server';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { withRrd } from '../../lib/rrd/with-rrd.js';
import { Collector } from '../../lib/tracker/collector.js';
import { Grapher } from '../../lib/tracker/grapher.js';
import { GRAPH_WINDOWS } from '../../lib/tracker/graph-windows.js';
import { definitionText } from '../../lib/tracker/definition-text.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import { trackingFilter } from '../../lib/tracker/tracking-filter.js';
import { lastPeriodEnd } from '../../lib/tracker/period.js';
import { endRecreate, recreateState, recreateWithState, startRecreate } from '../../lib/tracker/recreate-background.js';
import { Catalogue, type Definitions } from '../../lib/tracker/catalogue.js';
import { lastUpdate, rrdFile } from '../../lib/tracker/tracking-rrd.js';
import type { Group, Tracking } from '../../lib/tracker/tracking.js';
import type { Handler } from '../../lib/web/http.js';
import { dashboardPage } from '../../lib/web/tracker/dashboardpage.js';
import { groupPage } from '../../lib/web/tracker/grouppage.js';
import { trackerForm } from '../../lib/web/tracker/trackerform.js';
import { trackerMain } from '../../lib/web/tracker/trackermain.js';
import { publicTrackingPage, trackingPage } from '../../lib/web/tracker/trackingpage.js';
import { trackingsPage } from '../../lib/web/tracker/trackingspage.js';
import { valuesPage } from '../../lib/web/tracker/valuespage.js';
import { savedPage } from '../../lib/web/savedpage.js';
import { savesPage } from '../../lib/web/savespage.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { TrackerSite } from '../tracker/site.js';
import { plain, sendForm } from './sent-form.js';
import { GOLDEN, inUtc, visit, type Visit, type WholeResponse } from './site.js';

/** The golden flows reach from START to END. */
const START = 1_749_942_000;
const END = 1_749_949_200;
const NOW = (END + 1800 + 17) * 1000;

describe('the pages of FlowTracker', () => {
  inUtc();
  let site: TrackerSite;
  let now = NOW;
  beforeEach(() => {
    now = NOW;
    site = new TrackerSite({
      flow_data_directory: `${GOLDEN}flows`,
      exporter_directory: `${GOLDEN}flows/edge1`,
      date_format: 'YMD',
      interface_names_file: `${GOLDEN}interfaces.txt`,
      exporters: ['192.0.2.1:Main Router'],
    });
  });
  afterEach(() => {
    site.remove();
  });

  const at = (handler: Handler, query: string, options: Visit = {}): Promise<WholeResponse> =>
    visit(handler, query, {
      now,
      ...options,
      configuration: {
        ...site.configuration,
        save_directory: join(site.directory, 'saves'),
        state_directory: join(site.directory, 'state'),
      },
    });
  const page = async (handler: Handler, query: string): Promise<string> => {
    const response = await at(handler, query);
    assert.equal(response.status, 200, String(response.body));
    return String(response.body);
  };
  const definitions = (): Promise<Definitions> => new Catalogue(site.configuration.filter_directory).read();
  const trackings = async (): Promise<readonly Tracking[]> => (await definitions()).trackings;
  const group = async (): Promise<Group> => (await definitions()).groups[0]!;

  const send = (handler: Handler, shown: WholeResponse, typed?: Record<string, string>): Promise<WholeResponse> =>
    sendForm(at, handler, shown, typed);

  async function create(typed: Record<string, string>): Promise<WholeResponse> {
    return send(trackerMain, await at(trackerForm, ''), { device_name: 'edge1', ...typed });
  }

  /** The id that a redirection leads to. */
  function made({ status, headers, body }: WholeResponse): string {
    assert.equal(status, 303, String(body));
    return new URL(headers['Location'] ?? '', 'http://x').searchParams.get('id') ?? '';
  }

  async function manage(action: string, id: string, typed: Record<string, string> = {}): Promise<WholeResponse> {
    const shown = await at(trackingsPage, new URLSearchParams({ action, id }).toString());
    assert.equal(shown.status, 200, String(shown.body));
    return send(trackingsPage, shown, typed);
  }

  async function fill(): Promise<void> {
    for (const tracking of await trackings()) await recreateWithState(tracking, START, site.configuration, () => NOW);
  }

  const isPng = ({ status, headers, body }: WholeResponse): void => {
    assert.deepEqual([status, headers['Content-Type']], [200, 'image/png'], String(body));
    assert.ok(body instanceof Uint8Array && Buffer.from(body).subarray(1, 4).toString() === 'PNG');
  };

  describe('a new tracking', () => {
    it('has the filter of the form, in bits, packets or flows, and is collected from then on', async () => {
      for (const [type, name] of [
        ['bps', 'Bits/Second'],
        ['pps', 'Packets/Second'],
        ['fpsi', 'Flows Initiated/Second'],
        ['fpsa', 'Flows Active/Second'],
      ] as const) {
        const id = made(
          await create({
            monitor_label: `Web ${type}`,
            monitor_type: type,
            source_address: '10.0.0.0/8, -10.1.0.0/16',
            protocols: 'tcp',
            sampling_multiplier: '100',
            general_comment: 'as agreed: 2025',
          }),
        );
        const tracking = (await trackings()).find((each) => each.id === id)!;
        assert.deepEqual(
          [tracking.type, tracking.label, tracking.multiplier, tracking.comment, tracking.fields.source_address],
          [type, `Web ${type}`, '100', 'as agreed: 2025', '10.0.0.0/8, -10.1.0.0/16'],
        );
        const html = plain(await page(trackingPage, `id=${id}&made=new`));
        for (const text of [name, 'edge1', '10.0.0.0/8, -10.1.0.0/16', '× 100', 'as agreed: 2025', 'has been made'])
          assert.ok(html.includes(text), text);
      }
      assert.equal((await trackings()).length, 4);
      await new Collector({ configuration: site.configuration, log: site.log }).pass(lastPeriodEnd(NOW / 1000, 1800));
      const rrd = new RrdProcess();
      for (const tracking of await trackings())
        assert.equal(await lastUpdate(rrd, rrdFile(site.configuration.rrdtool_directory, tracking)), END);
      await rrd.close();
    });

    it('is refused with what was typed and the reason at its field', async () => {
      made(await create({ monitor_label: 'Uplink' }));
      const cases = [
        [{ monitor_label: 'Uplink' }, 'monitor_label', '"Uplink" exists already'],
        [{ monitor_label: ' ' }, 'monitor_label', 'A label is missing'],
        [{ monitor_label: 'x'.repeat(81) }, 'monitor_label', 'at most 80'],
        [{ monitor_label: 'b', source_address: '10.0.0.300' }, 'source_address', '10.0.0.300'],
        [{ monitor_label: 'b', device_name: 'nowhere' }, 'device_name', 'There is no device "nowhere"'],
        [{ monitor_label: 'b', sampling_multiplier: '-3' }, 'sampling_multiplier', 'is no multiplier'],
        [{ monitor_label: 'b', history: 'past', start_date: 'soon' }, 'start_date', '"soon" is not a date'],
        [{ monitor_label: 'b', history: 'past', start_date: '2031-01-01' }, 'start_date', 'lies in the future'],
        [{ monitor_label: 'b', history: 'past', start_date: '2001-01-01' }, 'start_date', 'three years'],
      ] as const;
      for (const [typed, field, message] of cases) {
        const { status, body } = await create({ ...typed, general_comment: 'kept' });
        const html = plain(String(body));
        assert.equal(status, 400, message);
        assert.ok(html.includes(`id="e-${field}"`), `${field}: ${html.slice(0, 3000)}`);
        assert.ok(html.includes(message), message);
        assert.ok(html.includes('value="kept"'));
      }
      assert.equal((await trackings()).length, 1);
      made(await manage('archive', (await trackings())[0]!.id));
      assert.equal((await create({ monitor_label: 'Uplink' })).status, 400, 'an archive keeps its label');
    });

    it('may have an alert, which is revised and shown to operators, or none', async () => {
      const destination = 'noc@example.net; https://hooks.example.net/secret';
      const typed = { alert_frequency: 'daily6', alert_threshold: '0.5k', alert_destination: destination };
      const id = made(await create({ monitor_label: 'Uplink', ...typed }));
      const stored = { threshold: '500', frequency: 'daily6', destination: destination.replace(';', ',') };
      assert.deepEqual((await trackings())[0]?.alert, { ...stored, lastNotified: '', consecutive: '' });
      const text = 'above 500 bps: 6 misses in a row - once a day, to noc@example.net, https://hooks.example.net/…';
      for (const html of [await page(trackingsPage, ''), await page(trackingPage, `id=${id}`)]) {
        assert.ok(plain(html).includes(text), html);
        assert.ok(!html.includes('secret'), 'the path of a webhook may be its password');
      }
      assert.ok(!(await page(publicTrackingPage, '')).includes('noc@'));
      assert.ok(!(await page(publicTrackingPage, `id=${id}`)).includes('noc@'));
      const shown = await at(trackingsPage, `action=revise&id=${id}`);
      assert.match(String(shown.body), /<option value="daily6" selected>/);
      assert.match(String(shown.body), /name="alert_threshold" value="500"/);
      const below = { alert_frequency: 'eachtime', alert_threshold: '-2.5M', alert_destination: 'a@example.net' };
      made(await send(trackerMain, shown, { device_name: 'edge1', ...below }));
      assert.equal((await trackings())[0]?.alert.threshold, '-2500000');
      assert.match(plain(await page(trackingsPage, '')), /below 2\.5 Mbps: Single miss - each time, to a@example\.net/);
      const again = await at(trackingsPage, `action=revise&id=${id}`);
      const line = { alert_frequency: '', alert_threshold: '7', alert_destination: '' };
      made(await send(trackerMain, again, { device_name: 'edge1', ...line }));
      const [{ alert } = assert.fail('no tracking')] = await trackings();
      assert.deepEqual(
        [alert.frequency, alert.threshold, alert.destination],
        ['', '7', ''],
        'only the line of the graph',
      );
      assert.ok(!(await page(trackingsPage, '')).includes('Alert'));
    });

    it('has no alert that nobody would get, or that could not be told', async () => {
      const whole = { alert_frequency: 'daily', alert_threshold: '5M', alert_destination: 'noc@example.net' };
      const cases = [
        [{ alert_threshold: 'much' }, 'alert_threshold', '"much" is no threshold'],
        [{ alert_threshold: '1e400' }, 'alert_threshold', 'is no threshold'],
        [{ alert_threshold: '' }, 'alert_threshold', 'needs a threshold'],
        [{ alert_threshold: '0' }, 'alert_threshold', 'needs a threshold'],
        [{ alert_destination: '' }, 'alert_destination', 'nowhere to go'],
        [{ alert_destination: 'noc' }, 'alert_destination', '"noc" is neither a mail address'],
        [{ alert_destination: '-oQ/tmp@example.net' }, 'alert_destination', 'is neither a mail address'],
        [{ alert_destination: '`touch x`@example.net' }, 'alert_destination', 'is neither a mail address'],
        [{ alert_destination: 'file:///etc/passwd' }, 'alert_destination', 'nor the address of a webhook'],
        [
          { alert_destination: Array.from({ length: 21 }, (_, index) => `a${index}@example.net`).join(' ') },
          'alert_destination',
          'at most 20',
        ],
        [{ alert_frequency: 'weekly' }, 'alert_frequency', '"weekly" is no choice'],
      ] as const;
      for (const [typed, field, message] of cases) {
        const { status, body } = await create({ monitor_label: 'a', ...whole, ...typed });
        assert.equal(status, 400, message);
        const html = plain(String(body));
        assert.ok(html.includes(`id="e-${field}"`) && html.includes(message), `${message}: ${html}`);
      }
      site.remove();
      site = new TrackerSite({ flow_data_directory: `${GOLDEN}flows`, date_format: 'YMD', sigma_type_2: 'many' });
      const { status, body } = await create({ monitor_label: 'a', ...whole, alert_frequency: 'sigma2' });
      assert.equal(status, 400);
      assert.match(plain(String(body)), /sigma_type_2: "many" is not observations:factor/);
      assert.deepEqual(await trackings(), []);
      made(await create({ monitor_label: 'a', ...whole, alert_frequency: 'sigma1', alert_threshold: '' }));
      assert.equal((await trackings())[0]?.alert.frequency, 'sigma1');
    });

    it('takes the filter and the graph type of another page, and hands its own to the other tools', async () => {
      const query = 'device_name=edge1&source_port=443&graph_type=ppsa';
      const html = await page(trackerForm, query);
      assert.match(html, /name="source_port" value="443"/);
      assert.match(html, /<option value="pps" selected>/);
      const id = made(await create({ monitor_label: 'a', monitor_type: 'pps', source_port: '443' }));
      const [, href = ''] = /href="[^"]*FlowViewer\.cgi\?([^"]*)"/.exec(await page(trackingPage, `id=${id}`)) ?? [];
      assert.match(await page(viewerForm, plain(href)), /name="source_port" value="443"/);
    });

    it('is made only by a form of this site', async () => {
      const form = 'monitor_label=evil&device_name=edge1';
      for (const method of ['GET', 'POST'] as const) {
        const { status } = await at(trackerMain, method === 'GET' ? form : '', { method, form });
        assert.equal(status, 403);
      }
      assert.deepEqual(await trackings(), []);
    });

    it('may have any label: no name of a file, no HTML and no address comes of it', async () => {
      const odd = [
        '../../etc/passwd',
        '"><script>alert(1)</script>',
        `$(touch x); 'a' \`b\``,
        'a: b^c|d',
        '..',
        '東京 – Köln',
      ];
      const label = fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }));
      await fc.assert(
        fc.asyncProperty(label, async (typed) => {
          const response = await create({ monitor_label: typed, general_comment: typed });
          if (response.status === 400) return; // nothing that can be seen, or there already
          const id = made(response);
          const tracking = (await trackings()).find((each) => each.id === id);
          assert.ok(tracking && !/[/\0\n]/.test(id) && !id.startsWith('.'));
          assert.deepEqual(
            readdirSync(site.directory).sort(),
            ['filters', 'flows', 'graphs', 'logs', 'rrds', 'state', 'work'].sort(),
          );
          const { rrdtool_directory, filter_directory } = site.configuration;
          assert.ok(
            existsSync(join(rrdtool_directory, `${id}.rrd`)) && existsSync(join(filter_directory, `${id}.fil`)),
          );
          for (const html of [
            await page(trackingPage, new URLSearchParams({ id }).toString()),
            await page(trackingsPage, ''),
            await page(publicTrackingPage, ''),
          ]) {
            assert.ok(!/<script/i.test(html));
            assert.ok(plain(html).includes(tracking.label));
            for (const [, href = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g))
              assert.match(href, /^(?:[/#?]|FlowViewer_Guide\.cgi$)/);
          }
          isPng(await at(trackingPage, new URLSearchParams({ id, picture: 'daily' }).toString()));
        }),
        { numRuns: 20 },
      );
    });
  });

  describe('the list', () => {
    let id: string;
    beforeEach(async () => {
      id = made(await create({ monitor_label: 'Uplink', source_port: '80' }));
      const edited = made(await create({ monitor_label: 'All', monitor_type: 'Group' }));
      const shown = await at(groupPage, `id=${edited}`);
      made(
        await send(groupPage, shown, {
          action: 'save',
          add_label: 'Uplink',
          add_side: 'below',
          add_colour: 'auto blue',
        }),
      );
    });

    it('stands at the foot of every page, unless that is switched off', async () => {
      const old = made(await create({ monitor_label: 'Old <uplink>' }));
      assert.equal((await manage('archive', old)).status, 303);
      for (const handler of [trackerForm, trackingsPage]) {
        const foot = (await page(handler, '')).split('<footer')[1] ?? '';
        const rows = [...foot.matchAll(/<p>(\w+)<\/p>|Display\.cgi\?id=([^"]*)">([^<]*)</g)];
        const listed = rows.map(([, title, , label]) => title ?? label);
        assert.deepEqual(listed.slice(-2), ['Archived', 'Old &lt;uplink&gt;']);
        assert.ok(listed[0] === 'Trackings' || listed.length === 2);
      }
      const configuration = { ...site.configuration, use_bottom_pulldowns: false };
      const off = await visit(trackerForm, '', { configuration });
      assert.ok(!String(off.body).includes('<footer'));
    });

    it('revises the criteria, keeps the history, and marks the change on the graphs', async () => {
      await fill();
      const all = await definitions();
      const defined = [...all.trackings, ...all.groups];
      const before = site.values((await trackings())[0]!, START, END);
      const shown = await at(trackingsPage, `action=revise&id=${id}`);
      assert.match(String(shown.body), /name="source_port" value="80"/);
      const typed = { device_name: 'edge1', source_port: '80, 443', revision_comment: 'and TLS', notate_graphs: 'Y' };
      made(await send(trackerMain, shown, { ...typed, general_comment: 'web' }));
      const [tracking] = await trackings();
      assert.deepEqual(
        [tracking?.fields.source_port, tracking?.comment, tracking?.label, tracking?.id],
        ['80, 443', 'web', 'Uplink', id],
      );
      assert.deepEqual(tracking?.revisions, [{ notate: 'Y', time: END, comment: 'and TLS' }]);
      assert.deepEqual(site.values(tracking, START, END), before);
      assert.match(await page(trackingPage, `id=${id}`), /2025-06-15 01:00:00 UTC[^<]*: and TLS/);
      const other = { ...typed, monitor_label: 'Other', monitor_type: 'Group' };
      made(await send(trackerMain, await at(trackingsPage, `action=revise&id=${id}`), other));
      const after = await definitions();
      assert.deepEqual(
        [...after.trackings, ...after.groups].map(({ label, kind }) => [label, kind]),
        defined.map(({ label, kind }) => [label, kind]),
        'label and type are no matter of a revision',
      );
      const wrong = await send(trackerMain, await at(trackingsPage, `action=revise&id=${id}`), { source_port: 'none' });
      assert.equal(wrong.status, 400);
      assert.match(String(wrong.body), /Revise “Uplink”/);
    });

    it('revises all but the filter of a definition that was written by hand', async () => {
      const definition = definitionText(readFieldList('dstport', '443'));
      const hand = await site.add({ label: 'By hand', fields: { device_name: 'edge1' }, definition });
      const shown = await at(trackingsPage, `action=revise&id=${hand.id}`);
      const alert = { alert_frequency: 'daily', alert_threshold: '1k', alert_destination: 'noc@example.net' };
      made(await send(trackerMain, shown, { device_name: 'edge1', ...alert }));
      const now = async (): Promise<Tracking> => (await trackings()).find((each) => each.id === hand.id)!;
      assert.deepEqual([(await now()).definition, (await now()).alert.threshold], [definition.trim(), '1000']);
      made(await send(trackerMain, shown, { device_name: 'edge1', dest_port: '22' }));
      assert.deepEqual(trackingFilter(await now()), { kind: 'and', of: [readFieldList('dstport', '22')] });
    });

    it('copies a filter that was written by hand, and says so, unless the form has another', async () => {
      const definition = definitionText(readFieldList('dstport', '443'));
      const hand = await site.add({ label: 'By hand', fields: { device_name: 'edge1' }, definition });
      assert.match(await page(trackingPage, `id=${hand.id}`), /written by hand in its definition/);
      const shown = await at(trackerForm, `copy=${hand.id}`);
      assert.match(
        String(shown.body),
        /The filter of “By hand” is written by hand in its definition.* The copy takes it over/,
      );
      const nameless = await send(trackerMain, shown, { device_name: 'edge1' });
      assert.equal(nameless.status, 400);
      assert.match(String(nameless.body), /The copy takes it over/);
      assert.ok(String(nameless.body).includes(`name="copies" value="${hand.id}"`));
      const find = async (id: string): Promise<Tracking> => (await trackings()).find((each) => each.id === id)!;
      const same = made(await send(trackerMain, shown, { device_name: 'edge1', monitor_label: 'Same' }));
      assert.deepEqual(trackingFilter(await find(same)), trackingFilter(await find(hand.id)));
      const other = { device_name: 'edge1', monitor_label: 'Other', dest_port: '22' };
      const changed = made(await send(trackerMain, shown, other));
      assert.deepEqual(trackingFilter(await find(changed)), { kind: 'and', of: [readFieldList('dstport', '22')] });
      assert.doesNotMatch(await page(trackingPage, `id=${changed}`), /written by hand/);
    });

    it('says when an alert would have fired, for what is typed as well, and saves nothing by that', async () => {
      await fill();
      const values = [...site.values((await trackings())[0]!, START, END)].filter(([, value]) => value > 0);
      const [peakEnd, peak] = values.reduce((most, each) => (each[1] > most[1] ? each : most));
      const second = Math.max(...values.map(([, value]) => value).filter((value) => value < peak));
      const threshold = ((peak + second) / 2).toFixed(3);
      const shown = await at(trackingsPage, `action=revise&id=${id}`);
      assert.ok(!String(shown.body).includes('would have fired'), 'it has no alert');
      const typed = { device_name: 'edge1', source_port: '80', alert_destination: 'noc@example.net' };
      const trial = {
        ...typed,
        alert_destination: '',
        try_alert: 'yes',
        alert_frequency: 'eachtime',
        general_comment: 'not kept',
      };
      const tried = await send(trackerMain, shown, { ...trial, alert_threshold: threshold });
      assert.equal(tried.status, 200, String(tried.body));
      const stamp = (time: number): string =>
        `${new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
      const to = peakEnd === END ? 'it lasts' : stamp(peakEnd + 300);
      const html = plain(String(tried.body));
      assert.match(html, /would have fired once, with 1 message/);
      assert.ok(html.includes(`<th scope="row">${stamp(peakEnd - 300)}</th><td>${to}</td>`), html);
      assert.match(html, /<option value="eachtime" selected>/);
      const [{ alert, comment } = assert.fail('no tracking')] = await trackings();
      assert.deepEqual([alert.frequency, alert.threshold, comment], ['', '', '']);
      const never = await send(trackerMain, shown, { ...trial, alert_threshold: '900T' });
      assert.match(String(never.body), /would not have fired/);
      const wrong = await send(trackerMain, shown, { ...trial, alert_threshold: 'x' });
      assert.equal(wrong.status, 400);
      const off = await send(trackerMain, shown, { ...trial, alert_frequency: '', alert_threshold: '' });
      assert.match(String(off.body), /nothing to try/);
      made(await send(trackerMain, shown, { ...typed, alert_frequency: 'eachtime', alert_threshold: threshold }));
      assert.match(await page(trackingsPage, `action=revise&id=${id}`), /would have fired once, with 1 message/);
    });

    it('renames, and groups follow', async () => {
      assert.equal(made(await manage('rename', id, { name: 'Uplink: new' })), id);
      assert.deepEqual(
        (await trackings()).map(({ label }) => label),
        ['Uplink: new'],
      );
      assert.deepEqual((await group()).components, [{ position: 201, label: 'Uplink: new', colour: 'auto blue1' }]);
      assert.equal((await manage('rename', id, { name: 'All' })).status, 409);
      assert.equal((await manage('rename', id, { name: ' ' })).status, 400);
    });

    it('archives and restarts with all values; an archive is shown, and not collected', async () => {
      await fill();
      const before = site.values((await trackings())[0]!, START, END);
      made(await manage('archive', id));
      const [archived] = await trackings();
      assert.equal(archived?.state, 'archived');
      assert.deepEqual(site.values(archived, START, END), before);
      isPng(await at(trackingPage, `id=${id}&picture=daily`));
      isPng(await at(trackingPage, `id=${(await group()).id}&picture=daily`));
      now += 3600_000;
      made(await manage('restart', id));
      assert.equal((await trackings())[0]?.state, 'active');
      const file = rrdFile(site.configuration.rrdtool_directory, (await trackings())[0]!);
      assert.equal(
        await withRrd((rrd) => lastUpdate(rrd, file)),
        lastPeriodEnd(now / 1000, 1800),
        'the time between stays empty',
      );
      assert.deepEqual(site.values((await trackings())[0]!, START, END), before);
    });

    it('removes only after a question, from groups and dashboards too, and brings back', async () => {
      await fill();
      const before = site.values((await trackings())[0]!, START, END);
      const fresh = await at(dashboardPage, '');
      await send(dashboardPage, fresh, { name: 'Main', id_0: id, window_0: 'daily', place_0: '1' });
      assert.match(await page(dashboardPage, ''), /size=thumbnail/);
      await at(trackingsPage, `action=remove&id=${id}`);
      assert.equal((await trackings()).length, 1);
      assert.equal((await manage('remove', id)).status, 303);
      assert.deepEqual(await trackings(), []);
      assert.deepEqual((await group()).components, []);
      assert.match(await page(dashboardPage, ''), /no thumbnails yet/);
      assert.equal(readdirSync(site.configuration.rrdtool_directory).length, 0);
      const [, removed = ''] = /action=bring_back&amp;id=([^"]*)"/.exec(await page(trackingsPage, '')) ?? [];
      assert.equal(made(await manage('bring_back', decodeURIComponent(removed))), id);
      assert.deepEqual(site.values((await trackings())[0]!, START, END), before);
    });

    it('changes nothing for an address, or a form of another purpose', async () => {
      const shown = await at(trackingsPage, `action=rename&id=${id}`);
      const other = await send(trackingsPage, shown, { action: 'remove' });
      assert.equal(other.status, 403);
      for (const action of ['remove', 'archive', 'restart']) {
        await at(trackingsPage, `action=${action}&id=${id}`);
        assert.equal((await at(trackingsPage, '', { method: 'POST', form: `action=${action}&id=${id}` })).status, 403);
      }
      assert.deepEqual(
        (await trackings()).map(({ state }) => state),
        ['active'],
      );
      assert.equal((await at(trackingsPage, 'action=remove&id=../filters/uplink')).status, 404);
      assert.equal((await at(trackingsPage, 'action=explode')).status, 400);
    });

    it('sends a test mail by a form of this site, and says what the mail server said', async () => {
      const got: string[] = [];
      const server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        closeTimeout: 100,
        onRcptTo: ({ address }, _session, done) => {
          if (address === 'nobody@example.net') done(new Error('no such user'));
          else done();
        },
        onData: (stream, { envelope }, done) => {
          stream.resume();
          stream.on('end', () => {
            got.push(...envelope.rcptTo.map(({ address }) => address));
            done();
          });
        },
      });
      server.on('error', () => undefined); // clients that go away
      const port = await new Promise<number>((resolve) => {
        const listening = server.listen(0, '127.0.0.1', () => {
          resolve((listening.address() as AddressInfo).port); // it listens on TCP
        });
      });
      const closed = () => new Promise<void>((resolve) => server.close(resolve));
      const mail = { mail_transport: 'smtp', mail_server: '127.0.0.1', mail_port: port, mail_tls: 'no' } as const;
      Object.assign(site.configuration, mail);
      try {
        const shown = await at(trackingsPage, '');
        const test = (to: string) => send(trackingsPage, shown, { action: 'test_mail', to });
        const sent = await test('noc@example.net');
        assert.equal(sent.status, 200, String(sent.body));
        assert.match(String(sent.body), /A test mail for noc@example\.net has been handed over/);
        assert.deepEqual(got, ['noc@example.net']);
        const refused = await test('nobody@example.net');
        assert.deepEqual([refused.status, /no such user/.test(String(refused.body))], [502, true]);
        assert.equal((await test('a b')).status, 400);
        const form = 'action=test_mail&to=noc@example.net';
        assert.equal((await at(trackingsPage, '', { method: 'POST', form })).status, 403);
        assert.equal((await at(trackingsPage, form)).status, 403);
        assert.deepEqual(got, ['noc@example.net']);
        assert.ok(!(await page(publicTrackingPage, '')).includes('test_mail'));
        await closed();
        const away = await test('noc@example.net');
        assert.deepEqual([away.status, /ECONNREFUSED/.test(String(away.body))], [502, true], String(away.body));
      } finally {
        await closed();
      }
    });

    it('sends a test to a webhook by a form of this site, and says what it answered', async () => {
      const got: unknown[] = [];
      let status = 204;
      const server = createServer((sent, response) => {
        let body = '';
        sent.on('data', (part: Buffer) => (body += part.toString()));
        sent.on('end', () => {
          got.push((JSON.parse(body) as { event: unknown }).event);
          response.writeHead(status).end();
        });
      });
      await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
      const { port } = server.address() as AddressInfo; // it listens on TCP
      try {
        const to = `http://127.0.0.1:${port}/secret`;
        const shown = await at(trackingsPage, '');
        const test = (text: string) => send(trackingsPage, shown, { action: 'test_webhook', to: text });
        const taken = await test(to);
        assert.equal(taken.status, 200);
        assert.match(String(taken.body), /role="status">The webhook http:\/\/127\.0\.0\.1:\d+\/… has taken a test\./);
        status = 404;
        const refused = await test(to);
        assert.equal(refused.status, 502);
        assert.match(String(refused.body), /answered with status 404/);
        assert.equal((await test('ftp://127.0.0.1/')).status, 400);
        const form = new URLSearchParams({ action: 'test_webhook', to }).toString();
        assert.equal((await at(trackingsPage, '', { method: 'POST', form })).status, 403);
        assert.deepEqual(got, ['test', 'test']);
      } finally {
        await new Promise((closed) => server.close(closed));
      }
    });

    it('copies a tracking with its filter, comment and alert, but not its label', async () => {
      const typed = {
        alert_frequency: 'daily6',
        alert_threshold: '500',
        alert_destination: 'https://example.net/secret',
      };
      const lists = { protocols: 'tcp', source_address: '10.0.0.0/8', sampling_multiplier: '10' };
      const first = made(
        await create({
          monitor_label: 'First',
          monitor_type: 'fpsa',
          general_comment: 'as agreed',
          ...lists,
          ...typed,
        }),
      );
      const [, href = ''] = /href="([^"]*)">Copy</.exec(await page(trackingPage, `id=${first}`)) ?? [];
      assert.ok(!href.includes('secret'), 'addresses are logged');
      const shown = await at(trackerForm, plain(href).split('?')[1] ?? '');
      const html = String(shown.body);
      const values = { ...lists, ...typed, general_comment: 'as agreed', monitor_label: '' };
      for (const [name, value] of Object.entries(values))
        assert.ok(
          html.includes(`name="${name}" value="${value}"`) || html.includes(`<option value="${value}" selected>`),
          name,
        );
      assert.match(html, /<option value="fpsa" selected>/);
      assert.match(html, /<option value="edge1" selected>/);
      assert.equal((await at(trackerForm, 'copy=nobody')).status, 404);
    });

    it('opens by the addresses of FlowViewer 4', async () => {
      assert.match(await page(trackingPage, `Main_Only^filter_hash=MT_${id}`), /<h1>Uplink/);
    });
  });

  describe('a group', () => {
    let id: string;
    beforeEach(async () => {
      for (const name of ['in', 'out', 'rest']) made(await create({ monitor_label: name }));
      id = made(await create({ monitor_label: 'Both', monitor_type: 'Group', general_comment: 'sides' }));
    });
    const edit = async (typed: Record<string, string>): Promise<WholeResponse> =>
      send(groupPage, await at(groupPage, `id=${id}`), typed);

    it('is composed above and below the axis, in an order, with colours, and seen before it is saved', async () => {
      await fill();
      const preview = await edit({ action: 'preview', add_label: 'in', add_side: 'above', add_colour: 'auto red' });
      assert.equal(preview.status, 200);
      assert.deepEqual((await group()).components, []);
      const [, src = ''] =
        /<img src="[^"?]*\?([^"]*)"/.exec(
          String(preview.body).slice(String(preview.body).indexOf('class="picture"')),
        ) ?? [];
      isPng(await at(groupPage, plain(src)));
      made(
        await edit({
          action: 'save',
          add_label: 'in',
          add_side: 'above',
          add_colour: 'auto red',
          general_comment: 'x',
        }),
      );
      made(
        await edit({
          action: 'save',
          side_0: 'above',
          colour_0: 'auto red1',
          place_0: '1',
          add_label: 'rest',
          add_side: 'above',
          add_colour: 'auto red',
        }),
      );
      const rows = {
        side_0: 'above',
        colour_0: 'pale blue',
        place_0: '2',
        side_1: 'above',
        colour_1: 'auto red2',
        place_1: '1',
      };
      made(
        await edit({
          action: 'save',
          ...rows,
          add_label: 'out',
          add_side: 'below',
          add_colour: 'auto red',
          revision_comment: 'out added',
        }),
      );
      const { components, revisions } = await group();
      assert.deepEqual(components, [
        { position: 101, label: 'rest', colour: 'auto red2' },
        { position: 102, label: 'in', colour: 'pale blue' },
        { position: 201, label: 'out', colour: 'auto red1' },
      ]);
      assert.deepEqual(revisions, [{ notate: 'Y', time: Math.floor(NOW / 1000), comment: 'out added' }]);
      isPng(await at(trackingPage, `id=${id}&picture=weekly`));
      const [html = ''] = (await page(trackingPage, `id=${id}`)).split('<footer');
      assert.equal(html.match(/FlowTracker_Display\.cgi\?id=(in|out|rest)"/g)?.length, 3);
      made(await edit({ action: 'save', ...rows, out_0: '1', side_2: 'below', colour_2: 'auto red1', place_2: '1' }));
      assert.deepEqual(
        (await group()).components.map(({ label }) => label),
        ['in', 'out'],
      );
    });

    it('has colours of the site besides, and editors that do not disturb each other', async () => {
      await fill();
      const colors_file = join(site.directory, 'FlowGrapher_Colors');
      writeFileSync(colors_file, '255 0 16 Uplink Red\n1 2 3 auto mixed1\n');
      Object.assign(site.configuration, { colors_file });
      const html = await page(groupPage, `id=${id}`);
      assert.match(html, /<optgroup label="Own colours"><option value="uplink red">uplink red<\/option><\/optgroup>/);
      const preview = (colour: string): Promise<WholeResponse> =>
        at(groupPage, new URLSearchParams({ id, picture: 'daily', component: `101^in^${colour}` }).toString());
      const colours = ['uplink red', '#FF0010', 'auto mixed1', '#010203', 'pale blue'];
      const together = await Promise.all(colours.map(preview));
      for (const each of together) isPng(each);
      const [own, same, family, changed, other] = together.map(({ body }) => Buffer.from(body as Uint8Array)); // pictures, as has just been seen
      assert.ok(own!.equals(same!) && family!.equals(changed!) && !own!.equals(other!) && !own!.equals(family!));
    });

    it('refuses components that cannot be added up, and other sites', async () => {
      made(await create({ monitor_label: 'packets', monitor_type: 'pps' }));
      made(await edit({ action: 'save', add_label: 'in', add_side: 'above', add_colour: 'auto red' }));
      const rows = { side_0: 'above', colour_0: 'auto red1', place_0: '1' };
      const mixed = await edit({
        action: 'save',
        ...rows,
        add_label: 'packets',
        add_side: 'above',
        add_colour: 'auto red',
      });
      assert.equal(mixed.status, 400);
      assert.match(String(mixed.body), /different types/);
      assert.equal((await group()).components.length, 1);
      assert.equal((await at(groupPage, '', { method: 'POST', form: `id=${id}&action=save` })).status, 403);
    });
  });

  describe('the graphs of a tracking', () => {
    it('are five, drawn by the Grapher or when asked for, with the values behind each', async () => {
      const id = made(await create({ monitor_label: 'Uplink', sampling_multiplier: '10' }));
      await fill();
      const html = await page(trackingPage, `id=${id}`);
      const pictures = [...html.matchAll(/<img src="[^"?]*\?([^"]*picture[^"]*)"/g)].map(([, query = '']) =>
        plain(query),
      );
      assert.equal(pictures.length, 5);
      for (const query of pictures) isPng(await at(trackingPage, query));
      await new Grapher({ configuration: site.configuration, log: site.log }).pass(END);
      isPng(await at(trackingPage, pictures[0]!));
      const [, values = ''] = /href="[^"]*_Dumper\.cgi\?([^"]*)"/.exec(html) ?? [];
      const listed = await page(valuesPage, plain(values));
      assert.match(listed, /Average \(bps\)/);
      assert.match(listed, /multiplied by 10/);
      const csv = await page(valuesPage, `${plain(values)}&format=csv`);
      const rows = csv
        .trim()
        .split('\r\n')
        .map((line) => line.split(','));
      assert.deepEqual(rows[0], ['end', 'epoch', 'average_bps', 'peak_bps']);
      const [tracking] = await trackings();
      const expected = site.values(tracking!, START, END);
      const found = rows.slice(1).filter(([, time]) => Number(time) > START && Number(time) <= END);
      assert.equal(found.length, 24);
      for (const [, time, average] of found) {
        const exact = expected.get(Number(time))!;
        assert.ok(Math.abs(Number(average) - exact) <= 1e-6 * exact, `${time}: ${average} ${exact}`);
      }
      assert.equal((await at(trackingPage, `id=${id}&picture=../daily`)).status, 404);
      assert.equal((await at(valuesPage, 'id=none')).status, 404);
    });

    it('tell what is followed with the names of interfaces and exporters', async () => {
      const id = made(await create({ monitor_label: 'Room', source_if: '103' }));
      assert.match(await page(trackingPage, `id=${id}`), />103 \(Server Room\)</);
      const other = made(await create({ monitor_label: 'Router', device_name: '', exporter: '192.0.2.1' }));
      assert.match(await page(trackingPage, `id=${other}`), />exporter Main Router \(192\.0\.2\.1\)</);
      assert.match(await page(trackingsPage, ''), /exporter Main Router \(192\.0\.2\.1\)/);
    });

    it('can be seen by the public, without tools and without ways to change them', async () => {
      const id = made(await create({ monitor_label: 'Uplink', general_comment: 'to Köln' }));
      await fill();
      const list = await page(publicTrackingPage, '');
      assert.match(list, /to Köln/);
      const shown = await page(publicTrackingPage, `id=${id}`);
      for (const html of [list, shown]) {
        const scripts = [...html.matchAll(/href="[^"]*\/(\w+)\.cgi/g)].map(([, script]) => script);
        assert.deepEqual([...new Set(scripts)].sort(), ['FV', 'FlowTracker_DisplayPublic']);
        assert.ok(!html.includes('<form') && !html.includes('What it follows'));
      }
      isPng(await at(publicTrackingPage, `id=${id}&picture=daily`));
      made(await create({ monitor_label: 'without a comment' }));
      const rows = plain(await page(publicTrackingPage, '')).match(/<tr><th scope="row">[^]*?<\/tr>/g) ?? [];
      assert.deepEqual(
        rows.map((row) => row.includes('to Köln')),
        [true, false],
        'a comment stands at its own tracking',
      );
    });

    it('have lists of values in their unit, of their window alone, small ones too', async () => {
      const id = made(await create({ monitor_label: 'Rare', monitor_type: 'fpsi', dest_port: '22' }));
      await fill();
      const [tracking] = await trackings();
      const small = Math.min(...[...site.values(tracking!, START, END).values()].filter((value) => value > 0));
      assert.ok(small < 0.1, `${small} is small`);
      for (const { name, length, resolution } of GRAPH_WINDOWS) {
        const html = plain(await page(valuesPage, `id=${id}&window=${name}`));
        const heads = [...html.matchAll(/<th scope="col"[^>]*>([^<]*)</g)].map(([, text]) => text);
        assert.deepEqual(heads, ['End of period', 'Average (fps)', 'Highest 5 minutes (fps)', 'Flows']);
        assert.ok((html.match(/<tr><th scope="row"|<tr><td/g) ?? []).length <= length / resolution, name);
        if (name === 'daily') assert.ok(html.includes(`>${Number(small.toPrecision(3))}<`), `${small}`);
      }
    });

    it('are saved as they are, and open like that when the tracking is gone', async () => {
      const label = 'Up "<b>link</b>" – 1/2';
      const id = made(await create({ monitor_label: label, protocols: 'tcp', general_comment: 'as agreed' }));
      await fill();
      const [, href = ''] = /href="([^"]*)">Save graphs</.exec(await page(trackingPage, `id=${id}`)) ?? [];
      const shown = await at(trackingPage, plain(href).split('?')[1] ?? '');
      assert.match(String(shown.body), /as agreed/);
      assert.equal((await send(trackingPage, shown, { name: ' ' })).status, 400);
      const forged = new URLSearchParams({ action: 'save_graphs', id, name: 'x' }).toString();
      assert.equal((await at(trackingPage, '', { method: 'POST', form: forged })).status, 403);
      const saved = await send(trackingPage, shown, { name: 'June 2025' });
      assert.equal(saved.status, 303, String(saved.body));
      const report = (saved.headers['Location'] ?? '').split('?')[1] ?? '';
      const values = await page(valuesPage, `id=${id}&window=weekly&format=csv`);
      made(await manage('archive', id));
      await manage('remove', id);
      assert.equal((await at(trackingPage, `id=${id}`)).status, 404);
      now += 400 * 86_400_000;
      const html = await page(savedPage, report);
      assert.ok(plain(html).includes(label) && !html.includes('<b>link'));
      const sources = [...html.matchAll(/<img src="\?([^"]*)"/g)].map(([, query = '']) => plain(query));
      assert.equal(sources.length, 5);
      for (const query of sources) isPng(await at(savedPage, query));
      const csv = await page(savedPage, `${report}&format=csv`);
      const weekly = csv.split('\r\n').filter((line) => line.startsWith('weekly,'));
      assert.deepEqual(
        weekly.map((line) => line.replace('weekly,', '')),
        values.trim().split('\r\n').slice(1),
      );
      assert.match(await page(savesPage, ''), /June 2025/);
    });
  });

  describe('dashboards', () => {
    it('have up to 24 thumbnails, and always room for some more in the editor', async () => {
      made(await create({ monitor_label: 'in' }));
      const rows = async (query: string): Promise<number> =>
        String((await at(dashboardPage, query)).body).match(/name="id_\d+"/g)?.length ?? 0;
      const chosen = (count: number): Record<string, string> =>
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            [`id_${index}`, 'in'],
            [`window_${index}`, 'daily'],
          ]).flat() as [string, string][], // pairs, as they have just been made
        );
      assert.equal(await rows('action=new'), 8);
      await send(dashboardPage, await at(dashboardPage, ''), { name: 'Main', ...chosen(8) });
      assert.equal(await rows('action=edit&dashboard=Main'), 12);
      for (const [count, kept] of [
        [12, 12],
        [30, 24],
      ] as const) {
        const edit = await at(dashboardPage, 'action=edit&dashboard=Main');
        assert.equal((await send(dashboardPage, edit, { name: 'Main', ...chosen(count) })).status, 303);
        assert.equal((await page(dashboardPage, 'dashboard=Main')).match(/size=thumbnail/g)?.length, kept);
      }
      assert.equal(await rows('action=edit&dashboard=Main'), 24);
    });

    it('say that there is nothing to show before there is a tracking', async () => {
      assert.match(
        await page(dashboardPage, ''),
        /There is no tracking or group yet that it could show: make one first/,
      );
      made(await create({ monitor_label: 'in' }));
      assert.doesNotMatch(await page(dashboardPage, ''), /make one first/);
    });

    it('of a user, by his name, is the one that he sees first', async () => {
      made(await create({ monitor_label: 'in' }));
      const save = async (name: string): Promise<void> => {
        const shown = await at(dashboardPage, 'action=new');
        assert.equal((await send(dashboardPage, shown, { name, id_0: 'in', window_0: 'daily' })).status, 303);
      };
      await save('Main');
      const fresh = await at(dashboardPage, 'action=new', { user: 'anna' });
      assert.match(String(fresh.body), /name="name" value="anna"/);
      await save('anna');
      const heading = async (user?: string): Promise<string | undefined> => {
        const { body } = await at(dashboardPage, '', user === undefined ? {} : { user });
        return /<h1>([^<]*)</.exec(String(body))?.[1];
      };
      assert.deepEqual([await heading('anna'), await heading('otto'), await heading()], ['anna', 'Main', 'Main']);
    });

    it('show every period, three years too, as the Grapher draws it, and follow each value', async () => {
      made(await create({ monitor_label: 'in' }));
      await fill();
      const windows = GRAPH_WINDOWS.map(({ name }) => name);
      const places = windows.flatMap((name, index) => [
        [`id_${index}`, 'in'],
        [`window_${index}`, name],
      ]);
      const fields = { name: 'All', ...(Object.fromEntries(places) as Record<string, string>) };
      assert.equal((await send(dashboardPage, await at(dashboardPage, ''), fields)).status, 303);
      for (const pass of [1, 2]) {
        const html = plain(await page(dashboardPage, ''));
        const sources = [...html.matchAll(/<img src="[^"?]*\?([^"]*)"/g)].map(([, query = '']) => query);
        assert.deepEqual(
          sources.map((query) => query.replace(/&of=\w+/, '')),
          windows.map((name) => `id=in&picture=${name}&size=thumbnail`),
        );
        for (const query of sources) isPng(await at(trackingPage, query));
        assert.ok(html.includes('in: Last Three Years'), `pass ${pass}`);
        now += 300_000;
      }
    });

    it('are several, by name, with thumbnails that can be moved, replaced and taken out', async () => {
      for (const name of ['in', 'out']) made(await create({ monitor_label: name }));
      await fill();
      const places = { id_0: 'in', window_0: 'daily', place_0: '2', id_1: 'out', window_1: 'yearly', place_1: '1' };
      assert.equal((await send(dashboardPage, await at(dashboardPage, ''), { name: 'Main', ...places })).status, 303);
      const fresh = await at(dashboardPage, 'action=new');
      assert.equal((await send(dashboardPage, fresh, { name: 'Main' })).status, 409);
      assert.equal(
        (await send(dashboardPage, fresh, { name: '<b>Night', id_0: 'in', window_0: 'weekly' })).status,
        303,
      );
      const html = await page(dashboardPage, 'dashboard=Main');
      assert.deepEqual(
        [...html.matchAll(/alt="((?:in|out)[^"]*)"/g)].map(([, alt]) => alt),
        ['out: Last 12 Months', 'in: Last 24 Hours'],
      );
      assert.ok(html.includes('&lt;b&gt;Night') && !html.includes('<b>Night'));
      isPng(await at(trackingPage, 'id=in&picture=daily&size=thumbnail'));
      const edit = await at(dashboardPage, 'dashboard=Main&action=edit');
      await send(dashboardPage, edit, { name: 'Day', id_0: 'in', window_0: 'daily' });
      assert.equal((await page(dashboardPage, 'dashboard=Day')).match(/size=thumbnail/g)?.length, 1);
      const question = await at(dashboardPage, 'dashboard=Day&action=remove');
      assert.match(await page(dashboardPage, 'dashboard=Day'), /size=thumbnail/);
      assert.equal((await send(dashboardPage, question, {})).status, 303);
      assert.equal((await at(dashboardPage, 'dashboard=Day')).status, 404);
    });
  });

  describe('the past', () => {
    it('is computed in the background with progress, and has the values of the flows', async () => {
      const before = process.env['FLOWVIEWER_CONFIG'];
      process.env['FLOWVIEWER_CONFIG'] = site.write();
      try {
        now = Date.now(); // the process beside has its own clock
        const [tracking] = [await site.add({ label: 'Past', fields: { device_name: 'edge1' } })];
        const recent = Math.floor(Date.now() / 1000) - 86_400;
        await startRecreate(tracking, recent, site.configuration);
        let html = await page(trackingPage, 'id=past');
        assert.match(html, /The past (is being|has been) computed/);
        while (recreateState(site.configuration, tracking)?.state === 'running') await setTimeout(100);
        html = await page(trackingPage, 'id=past');
        assert.match(html, /The past has been computed from the flow files/, html);
        assert.match(html, /2\d\d of 2\d\d periods/);
        const dismissed = await send(trackingPage, await at(trackingPage, 'id=past'), {});
        assert.equal(dismissed.status, 303);
        assert.ok(!(await page(trackingPage, 'id=past')).includes('The past'));
      } finally {
        if (before === undefined) delete process.env['FLOWVIEWER_CONFIG'];
        else process.env['FLOWVIEWER_CONFIG'] = before;
      }
    });

    it('can be stopped while it is computed, and then nothing has changed', async () => {
      const tracking = await site.add({ label: 'Long', fields: { device_name: 'edge1' } }, START);
      const configuration = { ...site.configuration, recreate_cat_length: 300 };
      const stop = (): void => {
        assert.equal(recreateState(configuration, tracking)?.state, 'running');
        endRecreate(configuration, tracking);
      };
      const { state } = await recreateWithState(tracking, START, configuration, () => NOW, stop);
      assert.equal(state, 'stopped');
      assert.match(await page(trackingPage, 'id=long'), /Computing the past was stopped/);
      assert.ok([...site.values(tracking, START, END).values()].every(Number.isNaN));
    });

    it('that fails says why, and leaves the tracking as it was', async () => {
      const tracking = await site.add(
        { label: 'Broken', fields: { device_name: 'edge1', source_port: 'nothing' } },
        START,
      );
      const state = await recreateWithState(tracking, START, site.configuration, () => NOW);
      assert.equal(state.state, 'failed');
      assert.match(await page(trackingPage, 'id=broken'), /The past could not be computed/);
      assert.ok(readFileSync(rrdFile(site.configuration.rrdtool_directory, tracking)).length > 0);
    });
  });
});
