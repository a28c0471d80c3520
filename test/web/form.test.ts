import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORM_FIELDS, GRAPH_FIELDS } from '../../lib/report/formfield.js';
import { REPORTS } from '../../lib/report/reports.js';
import { viewerForm } from '../../lib/web/viewerform.js';
import { viewerMain } from '../../lib/web/viewermain.js';
import { inUtc, visit } from './site.js';

/** Fields of the address alone: columns and rows are chosen on the result. */
const NOT_IN_FORM = new Set<string>(['sort', 'offset']);

const body = async (...args: Parameters<typeof visit>): Promise<string> => String((await visit(...args)).body);

describe('FlowViewer.cgi', () => {
  inUtc();

  it('has a labelled control for every field of the form, and every report', async () => {
    const html = await body(viewerForm, '');
    for (const { name } of FORM_FIELDS.filter(
      (field) => !NOT_IN_FORM.has(field.name) && !GRAPH_FIELDS.has(field.name),
    )) {
      assert.match(html, new RegExp(`<label for="f-${name}">[^<]+</label>`), name);
      assert.match(html, new RegExp(`<(input|select) id="f-${name}" name="${name}"`), name);
    }
    for (const { title } of REPORTS) assert.ok(html.includes(`>${title}</option>`), title);
    assert.equal((html.match(/ id="/g) ?? []).length, new Set(html.match(/ id="[^"]*"/g)).size, 'ids are unique');
  });

  it('is filled from the address, chosen options included', async () => {
    const html = await body(
      viewerForm,
      'source_address=10.0.0.0/8&flow_select=3&print_report=4&start_date=-2h&cutoff_lines=7',
    );
    assert.match(html, /name="source_address" value="10\.0\.0\.0\/8"/);
    assert.match(html, /<option value="3" selected>/);
    assert.match(html, /<option value="print-4" selected>AS Numbers/);
    assert.match(html, /name="start_date" value="-2h"/);
    assert.match(html, /name="cutoff_lines" value="7"/);
  });

  it('can be of any length, and offers spans that end now', async () => {
    const html = await body(viewerForm, '');
    assert.match(html, /<form method="post" action="\/cgi-bin\/FlowViewer\/FlowViewer_Main\.cgi"/);
    assert.match(html, /<button name="range" value="-2h">/);
    assert.ok(html.indexOf('class="primary"') < html.indexOf('name="range"'), 'Enter generates the report');
  });

  it('has one style sheet, no script and no style of its own, and can be reset', async () => {
    for (const html of [
      await body(viewerForm, ''),
      await body(viewerMain, 'device_name=edge1&start_date=2025-06-15'),
    ]) {
      assert.deepEqual(html.match(/<link rel="stylesheet"[^>]*>/g), [
        '<link rel="stylesheet" href="/FlowViewer/FlowViewer.css">',
      ]);
      assert.ok(!/<script|<style| style=| on[a-z]+=/.test(html));
    }
    assert.match(
      await body(viewerForm, 'source_port=1'),
      /<a href="\/cgi-bin\/FlowViewer\/FlowViewer\.cgi">Reset form values</,
    );
  });

  it('shows the zone of its times', async () => {
    assert.match(await body(viewerForm, ''), /Times: UTC/);
    process.env['TZ'] = 'Asia/Kathmandu';
    assert.match(await body(viewerForm, ''), /Times: Asia\/Kathmandu, UTC\+05:45/);
  });

  it('links titles only to what is an address of a page', async () => {
    const configuration = {
      left_title: 'A <b>',
      left_title_link: 'javascript:alert(1)',
      right_title: 'Map',
      right_title_link: '/map/',
    };
    const html = await body(viewerForm, '', { configuration });
    assert.ok(html.includes('<span>A &lt;b&gt;</span>') && html.includes('<a href="/map/">Map</a>'));
    assert.ok(!html.includes('javascript:'));
  });

  it('says what to do where there is no data directory, or nothing in it', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'fv-empty-'));
    try {
      assert.match(
        await body(viewerForm, '', { configuration: { flow_data_directory: empty } }),
        /No device yet: .* is empty\. Let flow-capture/,
      );
      const missing = { flow_data_directory: join(empty, 'none') };
      assert.match(
        await body(viewerForm, '', { configuration: missing }),
        /does not exist\. Create it, or set flow_data_directory/,
      );
      mkdirSync(join(empty, '.columns'));
      mkdirSync(join(empty, 'NEW'));
      const html = await body(viewerForm, '', { configuration: { flow_data_directory: empty } });
      assert.ok(html.includes('<option value="NEW" selected>') && !html.includes('.columns'));
    } finally {
      rmSync(empty, { recursive: true });
    }
  });

  it('comes back with status 400, what was typed, and a message at each wrong field', async () => {
    const response = await visit(
      viewerMain,
      'device_name=edge1&source_address=10.1&dest_port=80&end_time=25:00&start_date=now&end_date=now',
    );
    const html = String(response.body);
    assert.equal(response.status, 400);
    assert.match(html, /2 fields need another look/);
    assert.match(html, /<a href="#f-source_address">Source IPs<\/a>: &#34;10\.1&#34; is not an address/);
    assert.match(
      html,
      /name="source_address" value="10\.1"[^>]* aria-invalid="true" aria-describedby="e-source_address"/,
    );
    assert.match(html, /<p class="error" id="e-source_address">/);
    assert.match(html, /name="dest_port" value="80"/);
  });
});

const PAYLOADS = [
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</title><script>',
  '\u202E\u{1F4A9}\uFFFF',
  '{{7*7}}<%= 7*7 %>',
];

describe('what was typed', () => {
  inUtc();

  for (const handler of [viewerForm, viewerMain]) {
    it(`is escaped in every field by ${handler === viewerForm ? 'the form' : 'the report'}`, async () => {
      const clean = await body(handler, 'device_name=edge1&start_date=x');
      const tags = (html: string): number => (html.match(/<(script|img|title)\b/g) ?? []).length;
      for (const payload of PAYLOADS) {
        for (const { name } of FORM_FIELDS) {
          const query = new URLSearchParams({ device_name: 'edge1', start_date: 'x', [name]: payload }).toString();
          const html = await body(handler, query);
          assert.ok(!html.includes(payload) || !/[<>"'&]/.test(payload), `${name}: ${payload}`);
          assert.equal(tags(html), tags(clean), `${name}: ${payload}`);
        }
      }
    });
  }

  it('may be huge, or hold any character, without harm', async () => {
    for (const value of [
      '\0',
      'x'.repeat(200_000),
      ','.repeat(100_000),
      '-'.repeat(5000),
      '1,'.repeat(50_000),
      '\n\r\t',
      '１２',
    ]) {
      for (const name of [
        'source_address',
        'dest_port',
        'tos_fields',
        'start_date',
        'end_time',
        'cutoff_lines',
        'sampling_multiplier',
      ]) {
        const query = new URLSearchParams({ device_name: 'edge1', start_date: 'x', [name]: value }).toString();
        const { status } = await visit(viewerMain, query);
        assert.equal(status, 400);
      }
    }
  });
});
