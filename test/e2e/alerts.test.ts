/** An alert's whole way: flows, the daemons of the init script as a user of their own, a mail server, and FlowGrapher. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { timedRecord, writeRowFile } from '../store/row-files.js';
import { giveToServer, servingUser } from './apache.js';
import { complaints, startBrowser } from './browser.js';
import { freePort } from '../free-port.js';
import { killPrograms } from './program.js';
import { Site } from './site.js';
import { until } from './until.js';

const MINUTE = 60_000;
const PERIOD = 300;
/** A user of every Debian system, as another than the web server's; they have a group in common. */
const DAEMONS = 'games';
/** Octets of a minute: 1 Mbit/s, 10 kbit/s. */
const [MUCH, LITTLE] = [7_500_000, 75_000];

describe('an alert of a tracking, from flows to the mail of an operator', function () {
  this.timeout(180_000);
  let site: Site;
  let browser: Browser;
  let page: Page;
  let heard: string[];
  let hook: Server;
  let mailServer: SMTPServer | undefined;
  let mailPort: number;
  /** End of the last period before the first that is collected, s. */
  let last: number;
  const posted: Record<string, unknown>[] = [];
  const mails: string[] = [];
  const at = (...names: string[]): string => join(site.folder, ...names);

  before(async () => {
    [site, browser] = await Promise.all([Site.start(), startBrowser()]);
    page = await browser.newPage();
    heard = complaints(page);
    mailPort = await freePort();
    hook = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        posted.push(JSON.parse(body) as Record<string, unknown>);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((listens) => hook.listen(0, '127.0.0.1', listens));
    const own = { mail_queue_directory: at('mail') };
    const parameters = {
      ...own,
      FlowViewer_server: new URL(site.apache.origin).host,
      mail_transport: 'smtp',
      mail_server: '127.0.0.1',
      mail_port: mailPort,
      mail_tls: 'no',
      date_format: 'YMD',
    };
    const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    await appendFile(at('etc/FlowViewer.toml'), lines.join(''));
    const shared = ['filters', 'rrds', 'graphs', 'log', 'mail', 'run'].map((name) => at(name));
    for (const path of shared) await mkdir(path, { recursive: true });
    await Promise.all(shared.map(giveToServer));
    for (const path of shared) await chmod(path, 0o2770);
    await chmod(site.folder, 0o755);
    await mkdir(at('etc/default'), { recursive: true });
    if (servingUser()) await writeFile(at('etc/default/FlowTracker'), `RUN_AS=${DAEMONS}\n`);
  });
  after(async () => {
    if (existsSync(at('etc/init.d/FlowTracker'))) tracker('stop');
    const server = mailServer;
    if (server)
      await new Promise<void>((closed) => {
        server.close(closed);
      });
    await new Promise((closed) => hook.close(closed));
    await browser.close();
    await site.stop();
    killPrograms();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.error(`${log()}\n${await site.apache.log()}`);
    assert.deepEqual(heard, []);
  });

  function tracker(action: string): string {
    const env = { ...process.env, SYSTEMCTL_SKIP_REDIRECT: 'yes' };
    const { status, stdout, stderr } = spawnSync(at('etc/init.d/FlowTracker'), [action], { encoding: 'utf8', env });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  }
  function log(): string {
    const file = at('log/FlowTracker_Collector.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
  const queued = (): string[] =>
    readdirSync(at('mail'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => at('mail', name));
  const late = (what: string) => ({ within: 60_000, else: () => new Error(`${what}\n${log()}`) });

  it('is asked for in the form of a new tracking', async () => {
    const { port } = hook.address() as AddressInfo; // it listens on TCP
    await page.goto(site.url('FlowTracker.cgi'));
    await page.getByLabel('Device', { exact: true }).selectOption('edge1');
    await page.getByLabel('Label', { exact: true }).fill('Uplink <Köln>');
    await page.getByLabel('Protocols', { exact: true }).fill('tcp');
    await page.getByLabel('Alert', { exact: true }).selectOption('eachtime');
    await page.getByLabel('Alert Threshold').fill('0.5M');
    await page.getByLabel('Alert Destination').fill(`noc@example.net, http://127.0.0.1:${port}/hook`);
    await page.getByRole('button', { name: 'Create Tracking' }).first().click();
    await page.getByText('The tracking has been made').waitFor();
    await page.getByText('above 500 kbps').waitFor();
    const [name = ''] = readdirSync(at('rrds')).filter((each) => each.endsWith('.rrd'));
    last = Number(spawnSync('rrdtool', ['last', at('rrds', name)], { encoding: 'utf8' }).stdout);
  });

  it('fires in the Collector, and again when all is well; the webhook hears of both, mail waits for its server', async () => {
    const change = (last + PERIOD) * 1000;
    const begin = Math.floor(change / (15 * MINUTE)) * 15 * MINUTE - 30 * MINUTE;
    for (let start = begin; start < Date.now(); start += 15 * MINUTE) {
      const records = Array.from({ length: 15 }, (_, minute) => {
        const from = start + minute * MINUTE;
        const doctets = from < change ? MUCH : LITTLE;
        return timedRecord(from, from + MINUTE, 3_600_000_000, {
          prot: 6,
          doctets,
          dpkts: 6000,
          srcaddr: 1,
          dstaddr: 2,
        });
      });
      await writeRowFile(at('flows/edge1'), { version: '5', start, records });
    }
    await giveToServer(at('flows/edge1'));
    assert.match(tracker('start'), /FlowTracker_Collector: started/);
    await until(() => posted.length >= 2, late('no webhook'));
    await until(() => log().includes('is tried again in 1 min'), late('mail has not been tried'));
    assert.deepEqual(
      posted.map(({ event, label, most, start, end }) => [
        event,
        label,
        most,
        Date.parse(String(start)),
        Date.parse(String(end)),
      ]),
      [
        ['exceeded', 'Uplink <Köln>', 500_000, last * 1000, change],
        ['recovered', 'Uplink <Köln>', 500_000, change, change + PERIOD * 1000],
      ],
    );
    assert.ok(Math.abs(Number(posted[0]?.['value']) - 1e6) < 1, JSON.stringify(posted[0]));
    await until(() => queued().length === 2, late('mail does not wait'));
  });

  it('draws meanwhile, and both users go on with the files of the other', async () => {
    await until(() => existsSync(at('graphs/uplink_-köln-/threeyears.png')), late('nothing is drawn'));
    if (!servingUser()) return;
    for (const path of ['rrds/uplink_-köln-.rrd', 'graphs/uplink_-köln-'])
      assert.equal(statSync(at(path)).mode & 0o020, 0o020, `${path} is the group's too`);
  });

  it('is mailed when the server is there: graph inline, and a link that FlowGrapher answers with that very period', async () => {
    tracker('stop');
    mailServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let text = '';
        stream.on('data', (part: Buffer) => (text += part.toString()));
        stream.on('end', () => {
          mails.push(text);
          done();
        });
      },
    });
    const server = mailServer;
    await new Promise<void>((listens) => server.listen(mailPort, '127.0.0.1', listens));
    // the minute that it waits is over
    for (const path of queued()) {
      const waiting = JSON.parse(readFileSync(path, 'utf8')) as object;
      writeFileSync(path, JSON.stringify({ ...waiting, next: 0 }));
    }
    tracker('start');
    await until(() => mails.length >= 2, late('no mail'));
    await until(() => queued().length === 0, late('mail stays in the queue'));
    const [alert = '', recovery = ''] = mails;
    const subject = (mail: string): string => (/^Subject: .*(?:\r\n .*)*/m.exec(mail)?.[0] ?? '').replaceAll('_', ' ');
    assert.match(subject(alert), /threshold exceeded/);
    assert.match(subject(recovery), /back within bounds/);
    assert.match(alert, /^To: noc@example\.net$/m);
    const [, picture = ''] = /Content-ID: <graph>[^]*?\r\n\r\n([^-]*)/i.exec(alert) ?? [];
    assert.equal(Buffer.from(picture, 'base64').subarray(1, 4).toString(), 'PNG');
    const plain = alert
      .replace(/=\r\n/g, '')
      .replace(/=([\dA-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    assert.match(plain, /<img src="cid:graph"/);
    const [link = ''] = /http:\/\/127\.\S+FlowGrapher_Main\.cgi\S+/.exec(plain) ?? [];
    const answer = await fetch(`${link}&format=json`);
    assert.equal(answer.status, 200, `${link}: ${await answer.clone().text()}`);
    const graph = (await answer.json()) as { window: { start: string; end: string } };
    assert.deepEqual(
      [graph.window.start, graph.window.end].map((time) => Date.parse(time) / 1000),
      [last, last + PERIOD],
    );
    await page.goto(link);
    await page.getByText('protocols', { exact: false }).first().waitFor();
  });

  it('is gone with the tracking, which the web server removes though others wrote its files', async () => {
    await page.goto(site.url('FlowTracker_Management.cgi'));
    await page.getByRole('link', { name: 'Remove Uplink <Köln>' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('There are no trackings yet').waitFor();
    assert.ok(!existsSync(at('graphs/uplink_-köln-')));
    assert.deepEqual(readdirSync(at('rrds/.alerts')), []);
    tracker('stop');
  });
});
