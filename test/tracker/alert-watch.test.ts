import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailMessage, Message } from '../../lib/mail/message.js';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { AlertWatch } from '../../lib/tracker/alert-watch.js';
import { formatRate } from '../../lib/tracker/alert-message.js';
import { addValues, rrdFile } from '../../lib/tracker/tracking-rrd.js';
import type { Tracking } from '../../lib/tracker/tracking.js';
import { TrackerSite } from './site.js';

const T0 = 1_749_942_000;

describe('what watches the Collector', () => {
  let site: TrackerSite;
  let now: number;
  beforeEach(() => {
    site = new TrackerSite();
    Object.assign(site.configuration, {
      mail_queue_directory: join(site.directory, 'mail'),
      mail_transport: 'smtp',
      mail_port: 1,
    });
    now = (T0 + 3000) * 1000;
  });
  afterEach(async () => {
    for (const each of watches.splice(0)) await each.deliver(); // ends its rrdtool
    site.remove();
  });

  const watches: AlertWatch[] = [];
  const watch = (): AlertWatch => {
    const made = new AlertWatch({ configuration: site.configuration, log: site.log, now: () => now });
    watches.push(made);
    return made;
  };
  const alert = { threshold: '1500000', frequency: 'eachtime', destination: 'noc@example.net http://127.0.0.1:1/hook' };

  function queued(): Message[] {
    const directory = site.configuration.mail_queue_directory;
    try {
      const names = readdirSync(directory)
        .filter((name) => name.endsWith('.json'))
        .sort();
      return names.map(
        (name) => (JSON.parse(readFileSync(join(directory, name), 'utf8')) as { message: Message }).message,
      );
    } catch {
      return [];
    }
  }

  async function add(some: Parameters<TrackerSite['add']>[0]): Promise<Tracking> {
    const tracking = await site.add(some, T0);
    const rrd = new RrdProcess();
    const file = rrdFile(site.configuration.rrdtool_directory, tracking);
    await addValues(rrd, file, T0, [
      { end: T0 + 300, value: 1 },
      { end: T0 + 600, value: 2_345_678 },
    ]);
    await rrd.close();
    return tracking;
  }

  it('queues a mail with period, threshold, value, graph and a link to that very period, and JSON for a webhook', async () => {
    const label = 'up<b>link</b>\u0007& "co"';
    const tracking = await add({ label, alert, fields: { device_name: 'edge1', dest_port: '443' } });
    const watching = watch();
    await watching.value(tracking, { end: T0 + 600, value: 2_345_678 });
    const [mail, webhook] = queued().sort((one, other) => (one.kind < other.kind ? -1 : 1)) as [MailMessage, Message];
    assert.match(mail.subject, /^FlowTracker: threshold exceeded: up<b>link<\/b> & "co"$/);
    assert.match(mail.text, /at most 1\.5 Mbps/);
    assert.match(mail.text, /2\.346 Mbps/);
    assert.match(mail.text, /Start of period: .* UTC/);
    assert.doesNotMatch(mail.html, /<b>link/);
    assert.match(mail.html, /<img src="cid:graph"/);
    assert.equal(Buffer.from(mail.pictures[0]!.png, 'base64').subarray(1, 4).toString(), 'PNG');
    const link = new URL(/http:\S+/.exec(mail.text)![0]);
    assert.match(link.pathname, /FlowGrapher_Main\.cgi$/);
    const of = (name: string): string | null => link.searchParams.get(name);
    assert.deepEqual([of('device_name'), of('dest_port'), of('graph_type')], ['edge1', '443', 'bps']);
    const moment = (edge: string): number => Date.parse(`${of(`${edge}_date`)}T${of(`${edge}_time`)}`) / 1000;
    assert.deepEqual([moment('start'), moment('end')], [T0 + 300, T0 + 600]);
    assert.ok(webhook.kind === 'webhook');
    const body = JSON.parse(webhook.body) as Record<string, unknown>;
    assert.deepEqual(
      [body['event'], body['value'], body['most'], body['least']],
      ['exceeded', 2_345_678, 1_500_000, null],
    );
    await watching.deliver();
    assert.equal(queued().length, 2); // nobody listens: both wait
  });

  it('remembers across a restart, tells of the recovery once, and begins anew when the rule changes', async () => {
    const tracking = await add({
      label: 'one',
      alert: { ...alert, frequency: 'daily', destination: 'noc@example.net' },
    });
    await watch().value(tracking, { end: T0 + 600, value: 2e6 });
    await watch().value(tracking, { end: T0 + 900, value: 2e6 });
    await watch().value(tracking, { end: T0 + 1200, value: 1 });
    await watch().value(tracking, { end: T0 + 1500, value: 1 });
    await watch().value(tracking, { end: T0 + 1800, value: 2e6 });
    const subjects = (): string[] =>
      queued()
        .map((message) => ('subject' in message ? message.subject : ''))
        .sort();
    assert.deepEqual(subjects(), ['FlowTracker: back within bounds: one', 'FlowTracker: threshold exceeded: one']);
    const changed = { ...tracking, alert: { ...tracking.alert, threshold: '100' } };
    await watch().value(changed, { end: T0 + 2100, value: 2e6 });
    assert.equal(subjects().length, 3);
    for (const each of ['{', '[]', 'null']) {
      const directory = join(site.configuration.rrdtool_directory, '.alerts');
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, `${tracking.id}.json`), each);
      await watch().value(changed, { end: T0 + 2100, value: 1 });
    }
  });

  it('heeds what the original remembered in the definition', async () => {
    const lastNotified = String(T0 - 3600);
    const tracking = await add({ label: 'old', alert: { ...alert, frequency: 'daily', lastNotified } });
    await watch().value(tracking, { end: T0 + 600, value: 2e6 });
    assert.deepEqual(queued(), []);
  });

  it('sends nothing of a past that is caught up with, and never stops the Collector', async () => {
    const tracking = await add({ label: 'late', alert });
    now = (T0 + 86_400) * 1000;
    await watch().value(tracking, { end: T0 + 600, value: 2e6 });
    assert.deepEqual(queued(), []);
    assert.match(site.lines.join('\n'), /late: alert \(exceeded\) of a period long past/);
    writeFileSync(join(site.directory, 'file'), '');
    Object.assign(site.configuration, {
      mail_queue_directory: join(site.directory, 'file', 'mail'),
      sigma_type_1: 'x',
    });
    now = (T0 + 3000) * 1000;
    await watch().value(
      { ...tracking, alert: { ...tracking.alert, frequency: 'sigma1' } },
      { end: T0 + 900, value: 1 },
    );
    await watch().value(tracking, { end: T0 + 900, value: 2e6 });
    await watch().deliver();
    assert.match(site.lines.join('\n'), /late: its alert: sigma_type_1/);
    assert.match(site.lines.join('\n'), /cannot be queued/);
  });

  it('writes rates as the graphs do', () => {
    assert.deepEqual(
      [0, 999, 1000, 1_234_567, 0.25].map((value) => formatRate(value, 'bps')),
      ['0 bps', '999 bps', '1 kbps', '1.235 Mbps', '0.25 bps'],
    );
  });
});
