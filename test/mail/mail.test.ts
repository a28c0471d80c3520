import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { headerText, isMessage, type MailMessage } from '../../lib/mail/message.js';
import { MailQueue } from '../../lib/mail/queue.js';
import { isAddress, readRecipients } from '../../lib/mail/recipient.js';
import type { QueueSettings } from '../../lib/mail/settings.js';
import { sendTestMail, sendTestPost } from '../../lib/mail/test-message.js';
import { sendMail, tryServer } from '../../lib/mail/transport.js';
import { postJson } from '../../lib/mail/webhook.js';
import { temporaryFolder } from '../temporary-folder.js';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');
const MESSAGE: MailMessage = {
  kind: 'mail',
  to: 'noc@example.net',
  subject: 'FlowTracker: threshold exceeded: uplink',
  text: 'the text',
  html: '<p>the <b>HTML</b></p><img src="cid:graph">',
  pictures: [{ cid: 'graph', png: PNG }],
};

interface Got {
  readonly from: string;
  readonly to: string[];
  readonly text: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

describe('mail', () => {
  const directory = temporaryFolder('mail');
  const at = (name: string): string => join(directory, name);
  const servers: { close: (done: () => void) => unknown }[] = [];
  let settings: QueueSettings;
  let got: Got[] = [];
  let lines: string[] = [];

  before(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', at('key.pem'), '-out', at('cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject], {
      stdio: 'ignore',
    });
    writeFileSync(at('password'), 'sésame\n', { mode: 0o600 });
  });
  beforeEach(() => {
    [got, lines] = [[], []];
    settings = {
      mail_transport: 'smtp',
      mail_from: 'flowviewer@example.net',
      sendmail_path: '/nonexistent/sendmail',
      mail_server: 'localhost',
      mail_port: 1,
      mail_tls: 'no',
      mail_ca_file: '',
      mail_user: '',
      mail_password_file: '',
      mail_queue_directory: mkdtempSync(at('queue-')),
      mail_queue_limit: 1000,
      mail_queue_days: 3,
    };
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise<void>((resolve) => void server.close(resolve));
  });

  /** A server on the loopback; settings lead to it. */
  async function smtp(options: SMTPServerOptions = {}): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      key: readFileSync(at('key.pem')),
      cert: readFileSync(at('cert.pem')),
      closeTimeout: 100,
      onAuth: ({ username, password }, _session, done) => {
        if (username === 'flow' && password === 'sésame') done(null, { user: username });
        else done(new Error('wrong password'));
      },
      onData: (stream, { envelope, secure, user }, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
        stream.on('end', () => {
          const from = envelope.mailFrom ? envelope.mailFrom.address : '';
          const to = envelope.rcptTo.map(({ address }) => address);
          got.push({ from, to, text, secure, user: user as string | undefined });
          done();
        });
      },
      ...options,
    });
    server.on('error', () => undefined); // clients that go away
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, 'localhost', () => {
        resolve((listening.address() as AddressInfo).port);
      });
    });
    servers.push(server);
    settings = { ...settings, mail_port: port };
  }

  async function listening(server: Server | HttpServer): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  const queue = (now?: () => number): MailQueue =>
    new MailQueue({ settings, log: (line) => lines.push(line), ...(now && { now }) });

  it('is sent as text and as HTML with the picture inline', async () => {
    await smtp();
    await sendMail(settings, MESSAGE);
    const [{ from, to, text }] = got as [Got];
    assert.deepEqual([from, to], ['flowviewer@example.net', ['noc@example.net']]);
    assert.match(text, /^Subject: FlowTracker: threshold exceeded: uplink\r$/m);
    assert.match(text, /multipart\/alternative/);
    assert.match(text, /Content-Type: text\/plain[\s\S]*the text/);
    assert.match(text, /Content-Type: text\/html[\s\S]*cid:graph/);
    assert.match(text, /Content-ID: <graph>/i);
    assert.match(text, /Content-Disposition: inline/i);
    assert.ok(text.includes(PNG));
  });

  it('goes through STARTTLS with a certificate that is known, and not with one that is not', async () => {
    await smtp({ disabledCommands: [] });
    await assert.rejects(sendMail({ ...settings, mail_tls: 'starttls' }, MESSAGE), /certificate/i);
    await sendMail({ ...settings, mail_tls: 'starttls', mail_ca_file: at('cert.pem') }, MESSAGE);
    await sendMail({ ...settings, mail_tls: 'if offered' }, MESSAGE);
    assert.deepEqual(
      got.map(({ secure }) => secure),
      [true, true],
    );
  });

  it('needs TLS where it is asked for: from the start, or refused by a server without', async () => {
    await smtp();
    await assert.rejects(sendMail({ ...settings, mail_tls: 'starttls' }, MESSAGE), {
      code: 'delivery',
      retry: 'later',
    });
    await smtp({ secure: true });
    await sendMail({ ...settings, mail_tls: 'always', mail_ca_file: at('cert.pem') }, MESSAGE);
    assert.equal(got.length, 1);
  });

  it('logs in with the password of a file, and never tells it', async () => {
    await smtp({ disabledCommands: [], authOptional: false });
    const login = { ...settings, mail_user: 'flow', mail_password_file: at('password'), mail_ca_file: at('cert.pem') };
    await sendMail({ ...login, mail_tls: 'if offered' }, MESSAGE);
    assert.equal(got[0]!.user, 'flow');
    await assert.rejects(sendMail({ ...login, mail_tls: 'starttls', mail_user: 'other' }, MESSAGE), (error: Error) => {
      assert.ok(!error.message.includes('sésame'));
      assert.equal((error as Error & { retry: string }).retry, 'later'); // the operator may mend it
      return true;
    });
    await assert.rejects(
      sendMail({ ...login, mail_server: 'mail.example.net', mail_tls: 'no' }, MESSAGE),
      /not sent in the clear/,
    );
    await assert.rejects(sendMail({ ...login, mail_password_file: at('none') }, MESSAGE), /mail_password_file.*ENOENT/);
  });

  it('is handed to sendmail without a shell', async () => {
    const program = at('sendmail');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > ${at('argv')}\ncat > ${at('stdin')}\n`);
    chmodSync(program, 0o755);
    await sendMail(
      { ...settings, mail_transport: 'sendmail', sendmail_path: program },
      { ...MESSAGE, to: 'a$(id)&b@example.net'.replace(/[()]/g, '') },
    );
    assert.match(readFileSync(at('argv'), 'utf8'), /^a\$id&b@example\.net$/m);
    assert.match(readFileSync(at('stdin'), 'utf8'), /^Subject: FlowTracker/m);
    await assert.rejects(sendMail({ ...settings, mail_transport: 'sendmail' }, MESSAGE), { retry: 'later' });
  });

  it('has no header that its recipient or subject could add', async function () {
    this.timeout(60_000);
    await smtp();
    await sendMail(settings, { ...MESSAGE, subject: 'x\r\nBcc: victim@example.net\r\n\r\nbody\u2028\0' });
    assert.doesNotMatch(got[0]!.text, /^Bcc:/im);
    assert.deepEqual(got[0]!.to, ['noc@example.net']);
    for (const to of ['a@b\r\nRCPT TO:<c@d>', '-oQ/tmp@b', 'a b@c', 'a,b@c', '"a"@b', 'a@b>', '@', 'a@'])
      await assert.rejects(sendMail(settings, { ...MESSAGE, to }), { retry: 'never' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        assert.doesNotMatch(headerText(text), /[\r\n\0]/);
        if (isAddress(text)) assert.match(text, /^[^\s<>,;:"-][^\s<>,;:"]*@[\w.-]+$/);
      }),
    );
  });

  it('goes to every address of a list, webhooks among them, and says what is neither', () => {
    const read = readRecipients(
      'noc@example.net, ops@example.net;https://h.example/x?a=1,2 javascript:alert(1) nobody',
    );
    assert.deepEqual(read.mail, ['noc@example.net', 'ops@example.net']);
    assert.deepEqual(read.webhooks, ['https://h.example/x?a=1,2']);
    assert.equal(read.problems.length, 2);
  });

  it('can be tried: a greeting, and a test mail', async () => {
    await smtp();
    await tryServer(settings);
    assert.equal(got.length, 0);
    await sendTestMail(settings, 'noc@example.net');
    assert.match(got[0]!.text, /Subject: FlowTracker: test mail/);
    await assert.rejects(sendTestMail({ ...settings, mail_port: 1 }, 'noc@example.net'), /ECONNREFUSED/);
  });

  describe('in the queue', () => {
    it('waits while the server is away, with growing pauses, and is sent when it is back', async () => {
      let now = Date.now();
      const waiting = queue(() => now);
      await waiting.add(MESSAGE);
      const minutes: number[] = [];
      for (let tried = 0; minutes.length < 4; now += 60_000, tried++) {
        const before = lines.length;
        await waiting.deliver();
        if (lines.length > before) minutes.push(tried);
      }
      assert.deepEqual(minutes, [0, 1, 6, 21]);
      await smtp();
      now += 30 * 60_000;
      assert.deepEqual(await queue(() => now).deliver(), { sent: 1, failed: 0, setAside: 0 });
      assert.equal(got.length, 1);
      assert.equal(await waiting.length(), 0);
    });

    it('is set aside when it is refused for good, kept when the refusal passes', async () => {
      let status = 451;
      await smtp({
        onRcptTo: (_address, _session, done) => done(Object.assign(new Error('not now'), { responseCode: status })),
      });
      let now = Date.now();
      const waiting = queue(() => now);
      await waiting.add(MESSAGE);
      assert.deepEqual(await waiting.deliver(), { sent: 0, failed: 1, setAside: 0 });
      [status, now] = [550, now + 60_000];
      assert.deepEqual(await waiting.deliver(), { sent: 0, failed: 0, setAside: 1 });
      assert.equal(readdirSync(join(settings.mail_queue_directory, 'undeliverable')).length, 1);
      assert.match(lines.at(-1)!, /given up/);
    });

    it('outlives a server that goes away in the middle', async () => {
      const port = await listening(
        createServer((socket) => {
          socket.on('error', () => undefined);
          socket.write('220 here\r\n');
          socket.once('data', () => socket.destroy());
        }),
      );
      settings = { ...settings, mail_server: '127.0.0.1', mail_port: port };
      const waiting = queue();
      await waiting.add(MESSAGE);
      assert.equal((await waiting.deliver()).failed, 1);
      assert.equal(await waiting.length(), 1);
    });

    it('does not let a server that hangs be asked for each message', async function () {
      this.timeout(60_000);
      let asked = 0;
      const port = await listening(
        createServer((socket) => {
          socket.on('error', () => undefined);
          asked++;
          setTimeout(() => socket.destroy(), 300);
        }),
      );
      settings = { ...settings, mail_server: '127.0.0.1', mail_port: port };
      const waiting = queue();
      for (let count = 0; count < 3; count++) await waiting.add(MESSAGE);
      assert.equal((await waiting.deliver()).failed, 3);
      assert.equal(asked, 1);
    });

    it('is bounded in number and age, and sets aside what is no message', async () => {
      settings = { ...settings, mail_queue_limit: 2 };
      let now = Date.now();
      const waiting = queue(() => now);
      for (let count = 0; count < 3; count++, now++) assert.ok(await waiting.add(MESSAGE));
      assert.equal(await waiting.length(), 2);
      writeFileSync(join(settings.mail_queue_directory, '0000000000001-000000000000.json'), '{"message":');
      writeFileSync(
        join(settings.mail_queue_directory, '0000000000002-000000000000.json'),
        '{"message":{"kind":"mail"}}',
      );
      assert.equal((await waiting.deliver()).setAside, 2);
      now += 4 * 86_400_000;
      assert.equal((await waiting.deliver()).setAside, 2);
      assert.ok(lines.some((line) => line.includes('the queue is full')));
    });

    it('never throws, also where nothing can be written', async () => {
      writeFileSync(at('file'), '');
      settings = { ...settings, mail_queue_directory: join(at('file'), 'queue') };
      assert.equal(await queue().add(MESSAGE), false);
      assert.deepEqual(await queue().deliver(), { sent: 0, failed: 0, setAside: 0 });
      assert.match(lines[0]!, /mail_queue_directory/);
      assert.ok(!isMessage({ ...MESSAGE, to: 'x\ny@z' }));
    });

    it('carries webhooks as well: JSON by POST, later where the server is at fault, no redirection', async () => {
      let status = 204;
      const bodies: string[] = [];
      const port = await listening(
        createHttp((request, response) => {
          let body = `${request.method} ${request.headers['content-type']} `;
          request.on('data', (chunk: Buffer) => (body += chunk.toString()));
          request.on('end', () => {
            bodies.push(body);
            response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
          });
        }),
      );
      const url = `http://127.0.0.1:${port}/hook?token=secret`;
      const waiting = queue();
      await waiting.add({ kind: 'webhook', url, body: '{"a":1}' });
      assert.equal((await waiting.deliver()).sent, 1);
      assert.deepEqual(bodies, ['POST application/json {"a":1}']);
      status = 302;
      await assert.rejects(postJson(url, '{}'), { retry: 'never' });
      status = 503;
      await waiting.add({ kind: 'webhook', url, body: '{}' });
      assert.equal((await waiting.deliver()).failed, 1);
      assert.ok(!lines.join().includes('secret'));
      await assert.rejects(postJson('file:///etc/passwd', '{}'), { retry: 'never' });
      await assert.rejects(sendTestPost(url), /answered with status 503/);
      assert.ok(existsSync(settings.mail_queue_directory));
    });
  });
});
