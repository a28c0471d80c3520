import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { FORM_FIELDS } from '../../lib/report/formfield.js';
import { barriers } from './accessibility.js';
import { servingUser } from './apache.js';
import { complaints } from './browser.js';
import { FlowCapture } from './flow-capture.js';
import { goldenRequest, type GoldenRequest } from './golden-request.js';
import { Program } from './program.js';
import { flowsOf, totals } from './seen-flow.js';
import { ServedBrowser } from './served-browser.js';
import type { Site } from './site.js';
import { exportPackets } from './softflowd.js';
import { Tee } from './tee.js';
import { traffic } from './traffic.js';
import { until } from './until.js';

const PHONE = { width: 390, height: 844 } as const;
const DESK = { width: 1280, height: 900 } as const;

/** Requests that between them use each kind of field, each entered into the form as a person would. */
const REQUESTS = [
  'r10-srcaddr-dstaddr-B',
  'r26-src_prefix-dst_prefix-D',
  'f-dst-net-minus-host',
  'f-dstport-range-large',
  'f-flags-syn-no-ack',
  'f-combo-2',
] as const;

/** Asked for all at once. */
const AT_ONCE = [
  'r05-dstport-D',
  'r08-dstaddr-D',
  'r11-addr-D',
  'r12-prot-B',
  'r19-src_as-D',
  'r23-input-output-D',
  'sort-r12-packets',
  'f-combo-C',
] as const;

const LABELS = new Map<string, string>(FORM_FIELDS.map(({ name, label }) => [name, label]));

async function fill(page: Page, name: string, value: string): Promise<void> {
  const field = page.getByLabel(LABELS.get(name) ?? name, { exact: true });
  if (await field.and(page.locator('select')).count()) await field.selectOption(value);
  else await field.fill(value);
}

/** Dates and times of a window as the form takes them. */
function typedTimes({ start, end }: GoldenRequest): Record<string, string> {
  const typed = (ms: number): string[] => new Date(ms).toISOString().slice(0, 19).split('T');
  const [start_date = '', start_time = ''] = typed(start);
  const [end_date = '', end_time = ''] = typed(end);
  return { start_date, start_time, end_date, end_time };
}

async function fillIn(page: Page, request: GoldenRequest): Promise<void> {
  for (const [name, value] of Object.entries(typedTimes(request))) await fill(page, name, value);
  for (const [name, value] of request.parameters) await fill(page, name === 'stat_report' ? 'report' : name, value);
}

async function submit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Generate Report' }).first().click();
  await page.waitForLoadState();
}

async function headings(page: Page): Promise<string[]> {
  return (await page.locator('table thead th').allInnerTexts()).map((text) => text.trim());
}

/** The body of the table as the golden set has it: key columns, then flows, octets and packets without separators. */
async function shownRows(page: Page, keys: number): Promise<string[][]> {
  const titles = await headings(page);
  const counters = ['Flows', 'Octets', 'Packets'].map((title) => titles.indexOf(title));
  const cells = await page.locator('table tbody td').allInnerTexts();
  return Array.from({ length: cells.length / titles.length }, (_, nth) => {
    const row = cells.slice(nth * titles.length, (nth + 1) * titles.length).map((text) => text.trim());
    return [...row.slice(0, keys), ...counters.map((at) => (row[at] ?? '').replaceAll(',', ''))];
  });
}

/** @throws AssertionError where the page as a whole would have to be scrolled sideways */
async function assertFits(page: Page): Promise<void> {
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  assert.ok(content <= window, `${page.url()} is ${content} px wide on a screen of ${window}`);
}

describe('FlowViewer in a browser, served by Apache', () => {
  const served = new ServedBrowser();
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let heard: string[];
  const complaintsOfAll: string[] = [];

  before(() => {
    ({ site, browser } = served);
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: DESK, timezoneId: 'Pacific/Auckland' });
    page = await context.newPage();
    heard = complaints(page);
  });
  afterEach(async function () {
    await context.close();
    complaintsOfAll.push(...heard.map((complaint) => `${this.currentTest?.title ?? ''}: ${complaint}`));
    if (this.currentTest?.state === 'failed') console.error(`Apache's error log:\n${await site.apache.log()}`);
  });

  for (const id of REQUESTS) {
    it(`answers ${id} of the golden set, entered into the form`, async () => {
      const request = goldenRequest(id);
      await page.goto(site.url('FlowViewer.cgi'));
      await fillIn(page, request);
      await submit(page);
      assert.deepEqual(await shownRows(page, request.keys.length), request.rows);
    });
  }

  it('gives each of several people who ask at once the answer to their own question', async () => {
    const answers = AT_ONCE.map(async (id) => {
      const request = goldenRequest(id);
      const query = { ...Object.fromEntries(request.parameters), ...typedTimes(request), format: 'csv' };
      const response = await fetch(`${site.url('FlowViewer_Main.cgi')}?${new URLSearchParams(query).toString()}`);
      const [, ...rows] = (await response.text()).trimEnd().split('\n');
      assert.deepEqual(
        [id, ...rows.map((row) => row.split(',').slice(0, request.keys.length + 3))],
        [id, ...request.rows],
      );
    });
    await Promise.all(answers);
  });

  it('sorts all rows by the heading that is clicked', async () => {
    const [byOctets, byFlows] = [goldenRequest('r12-prot-D'), goldenRequest('sort-r12-flows')];
    await page.goto(site.url('FlowViewer.cgi'));
    await fillIn(page, byOctets);
    await submit(page);
    await page.getByRole('columnheader', { name: 'Flows', exact: true }).getByRole('link').click();
    await page.waitForLoadState();
    assert.deepEqual(await shownRows(page, 1), byFlows.rows);
    assert.equal(await page.locator('th[aria-sort]').innerText(), 'Flows');
    assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
  });

  it('leads from an address to whom it talked to, and on to its flows', async () => {
    const talkers = goldenRequest('r09-srcaddr-D');
    await page.goto(site.url('FlowViewer.cgi'));
    await fillIn(page, talkers);
    await fill(page, 'cutoff_lines', '3');
    await submit(page);
    const [[address = '', flows, octets, packets] = []] = talkers.rows;
    await page.getByRole('link', { name: address, exact: true }).click();
    const total = async (): Promise<string[]> =>
      (await page.locator('tfoot tr', { hasText: 'Total' }).locator('td').allInnerTexts()).map((text) =>
        text.replaceAll(',', ''),
      );
    assert.match(await page.locator('h1').innerText(), /Source\/Destination IP/);
    assert.deepEqual((await total()).slice(0, 3), [flows, octets, packets]);
    await page.getByRole('link', { name: address, exact: true }).first().click();
    // the page may begin before its answer is there
    await page.locator('main', { hasText: new RegExp(`of ${Number(flows).toLocaleString('en')}(?!\\d)`) }).waitFor();
  });

  it('leaves a value out by the keyboard alone, and keeps the filter through form and report', async () => {
    await page.goto(site.url('FlowViewer.cgi'));
    await fillIn(page, goldenRequest('r09-srcaddr-D'));
    await fill(page, 'source_address', '10.0.0.0/8');
    await fill(page, 'flow_select', '3');
    await submit(page);
    const address = (await page.locator('tbody td').first().innerText()).trim();
    await page.getByRole('link', { name: address, exact: true }).focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-label")'), `Exclude ${address}`);
    assert.equal(await page.evaluate('getComputedStyle(document.activeElement).opacity'), '1');
    await page.keyboard.press('Enter');
    await page.getByText(`10.0.0.0/8, -${address}`).waitFor();
    await page.waitForLoadState();
    assert.equal(await page.getByRole('link', { name: address, exact: true }).count(), 0);
    await page.getByText('Change this report').click();
    assert.equal(await page.getByLabel('Source IPs', { exact: true }).inputValue(), `10.0.0.0/8, -${address}`);
    assert.equal(await page.getByLabel('Include Flow If', { exact: true }).inputValue(), '3');
  });

  it('takes a pasted list of 10,000 prefixes, and keeps it at an address that can be shared', async () => {
    const prefixes = Array.from(
      { length: 10_000 },
      (_, at) => `10.${140 + (at >> 13)}.${(at >> 5) & 255}.${(at & 31) * 8}/30`,
    );
    await page.goto(site.url('FlowViewer.cgi'));
    await fillIn(page, goldenRequest('r09-srcaddr-D'));
    await fill(page, 'source_address', prefixes.join('\n'));
    await submit(page);
    await page.locator('table').waitFor();
    assert.match(page.url(), /FlowViewer_Main\.cgi\?.*source_address=%40[\w-]{22}/);
    const seen = await page.locator('tbody').innerText();
    await page.goto(page.url());
    assert.equal(await page.locator('tbody').innerText(), seen);
    await page.getByText('Change this report').click();
    const kept = await page.getByLabel('Source IPs', { exact: true }).inputValue();
    assert.deepEqual(kept.split(/[\s,]+/), prefixes);
  });

  it('says at the field what is wrong with it, and keeps what was typed', async () => {
    await page.goto(site.url('FlowViewer.cgi'));
    await fillIn(page, goldenRequest('f-combo-2'));
    await fill(page, 'dest_port', '80, eighty');
    await submit(page);
    const field = page.getByLabel('Destination Ports', { exact: true });
    assert.equal(await field.inputValue(), '80, eighty');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const description = await field.getAttribute('aria-describedby');
    assert.match(await page.locator(`#${description}`).innerText(), /eighty/);
    for (const name of ['source_if', 'dest_address', 'tos_fields', 'protocols'] as const) {
      const typed = await page.getByLabel(LABELS.get(name) ?? '', { exact: true }).inputValue();
      assert.equal(typed, goldenRequest('f-combo-2').parameters.get(name));
    }
  });

  it('fits the screen of a phone', async () => {
    await page.setViewportSize(PHONE);
    for (const script of ['FV.cgi', 'FlowViewer.cgi']) {
      await page.goto(site.url(script));
      await assertFits(page);
    }
    await fillIn(page, goldenRequest('r26-src_prefix-dst_prefix-D'));
    await submit(page);
    await page.locator('table').waitFor();
    await assertFits(page);
    await page.getByText('Change this report').click();
    await fill(page, 'start_time', 'x'.repeat(200));
    await submit(page);
    await assertFits(page);
  });

  it('shows every column of the widest printed reports on a usual screen', async () => {
    const {
      start_date = '',
      start_time = '',
      end_date = '',
      end_time = '',
    } = typedTimes(goldenRequest('r26-src_prefix-dst_prefix-D'));
    const span = { device_name: 'edge1', start_date, start_time, end_date, end_time };
    for (const number of ['1', '5', '14', '24']) {
      const query = new URLSearchParams({ ...span, print_report: number }).toString();
      await page.goto(`${site.url('FlowViewer_Main.cgi')}?${query}`);
      await page.locator('table').waitFor();
      const [table, room] = await page.evaluate<[number, number]>(
        "[document.querySelector('table').scrollWidth, document.querySelector('.scroll').clientWidth]",
      );
      assert.ok(table <= room, `printed report ${number} takes ${table} px of ${room}`);
    }
  });

  it('has no barrier to people who see or type otherwise, in light and dark colours', async () => {
    const assertOpen = async (): Promise<void> => {
      await page.emulateMedia({ colorScheme: 'light' });
      assert.deepEqual(await barriers(page), []);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await barriers(page, ['color-contrast']), []);
    };
    for (const script of ['FV.cgi', 'FlowViewer.cgi']) {
      await page.goto(site.url(script));
      await assertOpen();
    }
    await fillIn(page, goldenRequest('r26-src_prefix-dst_prefix-D'));
    await submit(page);
    await page.locator('table').waitFor();
    await assertOpen();
    await page.getByText('Change this report').click();
    await fill(page, 'start_time', 'noon');
    await submit(page);
    await page.getByRole('alert').waitFor();
    await assertOpen();
  });

  it('prints what was asked and the answer: black on white, no navigation, the head of the table on every sheet', async () => {
    await page.goto(site.url('FlowViewer.cgi'));
    await fillIn(page, goldenRequest('r10-srcaddr-dstaddr-B'));
    await submit(page);
    await page.locator('table').waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const style = (selector: string, property: string): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`);
    assert.equal(await style('body', 'background-color'), 'rgb(255, 255, 255)');
    for (const part of ['h1', '.span strong', '.echo dt', 'tbody td', 'tbody a', 'tfoot td'])
      assert.equal(await style(part, 'color'), 'rgb(0, 0, 0)', part);
    for (const part of ['.actions', '.menu', '.span .button', '.skip', '.masthead a:not(.brand)'])
      for (const each of await page.locator(part).all()) assert.equal(await each.isVisible(), false, part);
    assert.ok(await page.getByText('Include flow if').isVisible());
    assert.equal(await style('.report thead', 'display'), 'table-header-group');
    assert.equal(await style('.report thead th', 'position'), 'static');
    assert.equal(await style('.report tfoot', 'display'), 'table-row-group');
    assert.equal(await style('.scroll', 'overflow'), 'visible');
  });

  it('works without JavaScript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    try {
      const request = goldenRequest('r12-prot-A');
      page = await plain.newPage();
      heard = complaints(page);
      await page.goto(site.url('FlowViewer.cgi'));
      await fillIn(page, request);
      await submit(page);
      assert.deepEqual(await shownRows(page, 1), request.rows);
    } finally {
      await plain.close();
    }
  });

  it('shows flows seconds after their datagrams arrived', async () => {
    const exporters = ['127.0.0.1', '127.0.0.2'];
    const capture = await FlowCapture.start({ dataDirectory: site.dataDirectory, device: 'lab' });
    const made = new Map<string, string[]>();
    for (const [seed, exporter] of exporters.entries()) {
      const packets = traffic({
        seed: seed + 100,
        from: Date.now() - 10 * 60_000,
        spread: 5 * 60_000,
        conversations: 60,
        families: [4],
      });
      const { flows, packets: count, octets } = totals(flowsOf(packets, exporter), exporter);
      made.set(exporter, [exporter, flows, octets, count].map(String));
      const tee = await Tee.open({ exporter, collectors: [capture.port] });
      const sent = await exportPackets(packets, { port: tee.port, version: 5, folder: site.folder });
      await until(() => tee.passed >= sent, { within: 30_000, else: () => new Error(`${tee.passed} of ${sent} sent`) });
      tee.close();
    }
    await page.goto(site.url('FV.cgi'));
    await page.getByRole('link', { name: 'lab', exact: true }).click();
    await fill(page, 'report', '27');
    await fill(page, 'unit_conversion', 'N');
    await fill(page, 'resolve_addresses', 'N');
    await page.getByRole('button', { name: 'Last 15 min' }).click();
    let seen: string[][] = [];
    await until(
      async () => {
        seen = (await shownRows(page, 1)).sort();
        if (seen.join() === [...made.values()].sort().join()) return true;
        await page.reload();
        return false;
      },
      {
        within: 30_000,
        else: () => new Error(`the page shows ${seen.join('; ')} where ${[...made.values()].join('; ')} were captured`),
      },
    );
    await capture.stop();
  });

  it('is checked by a page, and by a command that asks Apache', async () => {
    // where one device is captured, another that is silent is only worth a note
    await rm(join(site.dataDirectory, 'lab'), { recursive: true, force: true });
    await page.goto(site.url('FV.cgi'));
    await page.getByRole('link', { name: 'Check the installation' }).click();
    await page.waitForLoadState();
    // the flows of the golden set are of another year
    assert.match(await page.getByRole('alert').innerText(), /first broken link: Flow files, recent and readable/);
    assert.deepEqual(await barriers(page), []);
    const file = join(site.folder, 'etc/check.toml');
    const server = `FlowViewer_server = "127.0.0.1:${site.apache.port}"\n`;
    await writeFile(file, (await readFile(join(site.folder, 'etc/FlowViewer.toml'), 'utf8')) + server);
    const program = new Program(join(site.folder, 'usr/bin/flowviewer-check'), ['-f', file], {
      env: { PATH: `${join(site.folder, 'usr/bin')}:/usr/bin:/bin` },
    });
    await assert.rejects(program.end(), /failed/);
    const user = servingUser() === undefined ? '' : ' www-data';
    assert.ok(program.output.includes(`permissions of the user${user}`), program.output);
    assert.match(program.output, /^ok {6}The web server, executing scripts$/m);
    assert.match(program.output, /FV\.cgi is answered with a page\./);
    assert.match(program.output, /first broken link is "Flow files, recent and readable"/);
  });

  it('is installed with a manual page for every command', async () => {
    const names = async (folder: string) => (await readdir(join(site.folder, 'usr', folder))).sort();
    const others = ['flowviewer-demo', 'node']; // the second is this test's
    const commands = (await names('bin')).filter((name) => !others.includes(name));
    assert.deepEqual(
      await names('share/man/man1'),
      commands.map((name) => `${name}.1`),
    );
    assert.ok((await names('share/man/man5')).includes('flow-filter.cfg.5'));
  });

  it('never made the browser complain: no error, no breach of the content security policy, nothing missing', () => {
    assert.deepEqual(complaintsOfAll, []);
  });
});
