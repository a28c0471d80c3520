import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import supertest from 'supertest';
import { CgiRunner, type CgiOptions } from '../../../lib/web/server/cgi-runner.js';
import { createWebServer, type WebServer } from '../../../lib/web/server/web-server.js';
import { temporaryFolder } from '../../temporary-folder.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // what the flag puts into a new context

/** Shell scripts that stand for the pages; each is a real CGI program. */
const SCRIPTS: Readonly<Record<string, string>> = {
  env: `printf 'Content-Type: text/plain\\r\\n\\r\\n'; env | sort`,
  post: `printf 'Content-Type: text/plain\\n\\n'; printf 'length %s type %s body ' "$CONTENT_LENGTH" "$CONTENT_TYPE"; cat`,
  deaf: `printf 'Content-Type: text/plain\\n\\nnot read'`,
  status: `printf 'Status: 404 Nothing Here\\nContent-Type: text/plain\\nSet-Cookie: a=1\\nSet-Cookie: b=2\\n\\ngone'`,
  moved: `printf 'Location: http://example.net/\\n\\n'`,
  local: `printf 'Location: /cgi/env.cgi?from=local\\n\\n'`,
  circle: `printf 'Location: /cgi/circle.cgi\\n\\n'`,
  silent: `exit 0`,
  garbage: `echo 'this is no header'; echo; echo text`,
  unfinished: `printf 'Content-Type: text/plain\\n'`,
  failing: `echo 'out of cheese' >&2; exit 3`,
  endless: `while :; do printf 'X-Header: 0123456789012345678901234567890123456789\\n'; done`,
  short: `printf 'Content-Type: text/plain\\nContent-Length: 100\\n\\nshort'`,
  big: `printf 'Content-Type: application/octet-stream\\n\\n'; head -c 50000000 /dev/zero`,
  slow: `printf 'Content-Type: text/plain\\nContent-Length: 2\\n\\nok'; sleep 0.3; echo done > "$PIDS"`,
  hang: `echo $$ > "$PIDS"; sleep 60 & echo $! >> "$PIDS"; wait`,
  stubborn: `trap '' TERM; echo $$ > "$PIDS"; printf 'Content-Type: text/plain\\n\\nhello'; while :; do sleep 1; done`,
  forever: `echo $$ > "$PIDS"; printf 'Content-Type: text/plain\\n\\n'; exec cat /dev/zero`,
};

/** What the server answers to octets sent as they are: clients tidy paths up. */
async function raw(server: Server, octets: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1'); // it listens on TCP
  socket.write(octets);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

/** Whether a process exists, as the system sees it; a zombie does not count. */
function exists(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until a condition holds, for ten seconds at most. */
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (condition()) return;
    await sleep(10);
  }
  assert.fail(`${what} did not happen`);
}

describe('embedded web server', () => {
  const folder = temporaryFolder('web-server');
  const pidFile = join(folder, 'pids');
  const log: string[] = [];
  const opened: WebServer[] = [];

  const start = async (changes: Partial<CgiOptions> = {}): Promise<WebServer> => {
    const web = createWebServer({
      routes: () => ({
        scripts: '/cgi',
        files: [{ path: '/static', directory: join(folder, 'static') }],
        home: '/cgi/env.cgi',
      }),
      runner: new CgiRunner({
        directory: join(folder, 'cgi'),
        environment: { PATH: process.env['PATH'] ?? '', PIDS: pidFile, FLOWVIEWER_CONFIG: '/etc/x.toml' },
        silenceMs: 20_000,
        graceMs: 200,
        concurrency: { running: 4, waiting: 4 },
        log: (line) => log.push(line),
        ...changes,
      }),
      maximumBody: 1000,
      log: (line) => log.push(line),
    });
    opened.push(web);
    await new Promise<void>((resolve) => web.server.listen(0, '127.0.0.1', resolve));
    return web;
  };
  const port = (web: WebServer): number => (web.server.address() as AddressInfo).port; // it listens on TCP
  const pids = (): number[] => readFileSync(pidFile, 'utf8').trim().split('\n').map(Number);
  const processesStarted = (count: number): Promise<void> =>
    until(
      () => existsSync(pidFile) && pids().length === count && pids().every((pid) => pid > 0),
      'the start of a script',
    );

  before(async () => {
    await mkdir(join(folder, 'cgi'));
    await mkdir(join(folder, 'static', 'images'), { recursive: true });
    await Promise.all(
      Object.entries(SCRIPTS).map(([name, text]) =>
        writeFile(join(folder, 'cgi', `${name}.cgi`), `#!/bin/sh\n${text}\n`, { mode: 0o755 }),
      ),
    );
    writeFileSync(join(folder, 'cgi', 'plain.cgi'), 'not executable', { mode: 0o644 });
    writeFileSync(join(folder, 'cgi', 'module.js'), 'secret');
    writeFileSync(join(folder, 'outside.txt'), 'secret');
    writeFileSync(join(folder, 'static', 'style.css'), 'body {}');
    writeFileSync(join(folder, 'static', 'images', 'empty.png'), '');
    symlinkSync('../outside.txt', join(folder, 'static', 'link.txt'));
    writeFileSync(join(folder, 'outside.cgi'), "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nlinked'\n", {
      mode: 0o755,
    });
    symlinkSync('../outside.cgi', join(folder, 'cgi', 'link.cgi'));
  });
  beforeEach(() => {
    log.length = 0;
    rmSync(pidFile, { force: true });
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((web) => web.close()));
  });

  describe('request', () => {
    it('gives the script the variables of RFC 3875', async () => {
      const { server } = await start();
      const { status, text } = await supertest(server)
        .get('/cgi/env.cgi/more/path?q=a%20b&x=1')
        .set('Host', 'flows.example:8080')
        .set('X-Custom-Thing', 'value')
        .set('Proxy', 'http://attacker.example')
        .set('Authorization', 'Basic c2VjcmV0');
      assert.equal(status, 200);
      const variables = new Map(
        text.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
      );
      const expected = {
        GATEWAY_INTERFACE: 'CGI/1.1',
        SERVER_PROTOCOL: 'HTTP/1.1',
        SERVER_NAME: 'flows.example',
        SERVER_PORT: String((server.address() as AddressInfo).port),
        REQUEST_METHOD: 'GET',
        SCRIPT_NAME: '/cgi/env.cgi',
        PATH_INFO: '/more/path',
        QUERY_STRING: 'q=a%20b&x=1',
        REMOTE_ADDR: '127.0.0.1',
        HTTP_X_CUSTOM_THING: 'value',
        FLOWVIEWER_CONFIG: '/etc/x.toml',
      };
      for (const [name, value] of Object.entries(expected)) assert.equal(variables.get(name), value, name);
      assert.equal(variables.get('CONTENT_LENGTH'), undefined);
      assert.equal(variables.get('HTTP_PROXY'), undefined, 'httpoxy');
      assert.equal(variables.get('HTTP_AUTHORIZATION'), undefined);
      assert.equal(variables.get('HOME'), undefined, "the server's own environment stays outside");
    });

    it('hands the body over on standard input', async () => {
      const { server } = await start();
      const { text } = await supertest(server).post('/cgi/post.cgi').type('form').send('device=R1&lines=20');
      assert.equal(text, 'length 18 type application/x-www-form-urlencoded body device=R1&lines=20');
    });

    it('does not mind a script that leaves the body unread', async () => {
      const { server } = await start();
      const { status, text } = await supertest(server).post('/cgi/deaf.cgi').send('x'.repeat(900));
      assert.deepEqual([status, text], [200, 'not read']);
    });

    it('refuses a body that is too long, or of unknown length', async () => {
      const { server } = await start();
      assert.equal((await supertest(server).post('/cgi/post.cgi').send('x'.repeat(1001))).status, 413);
      const head = 'POST /cgi/post.cgi HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
      assert.match(await raw(server, `${head}1\r\nx\r\n0\r\n\r\n`), /^HTTP\/1.1 411 /);
    });

    it('refuses other methods', async () => {
      const { server } = await start();
      const { status, headers } = await supertest(server).delete('/cgi/env.cgi');
      assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, POST']);
      assert.equal((await supertest(server).post('/static/style.css')).status, 405);
    });
  });

  describe('response', () => {
    it('takes status, reason and headers from the script, repeated ones too', async () => {
      const { server } = await start();
      const response = await supertest(server).get('/cgi/status.cgi');
      assert.equal(response.status, 404);
      assert.equal(response.text, 'gone');
      assert.deepEqual(response.headers['set-cookie'], ['a=1', 'b=2']);
      assert.equal(response.headers['status'], undefined);
    });

    it('sends no body for HEAD', async () => {
      const { server } = await start();
      const response = await supertest(server).head('/cgi/env.cgi');
      assert.equal(response.status, 200);
      assert.match(String(response.headers['content-type']), /text\/plain/);
      assert.equal(response.text, undefined);
    });

    it('turns a Location with a host into 302', async () => {
      const { server } = await start();
      const { status, headers } = await supertest(server).get('/cgi/moved.cgi').redirects(0);
      assert.deepEqual([status, headers['location']], [302, 'http://example.net/']);
    });

    it('follows a local redirect itself, but not in circles', async () => {
      const { server } = await start();
      const { status, text } = await supertest(server).post('/cgi/local.cgi').send('body');
      assert.equal(status, 200);
      assert.match(text, /^QUERY_STRING=from=local$/m);
      assert.match(text, /^REQUEST_METHOD=GET$/m);
      assert.equal((await supertest(server).get('/cgi/circle.cgi')).status, 502);
    });

    it('streams long output without keeping it', async () => {
      const web = await start();
      const before = process.memoryUsage().arrayBuffers;
      let octets = 0;
      let peak = 0;
      await new Promise<void>((resolve, reject) => {
        httpRequest({ port: port(web), path: '/cgi/big.cgi' }, (response) => {
          response.on('data', (chunk: Buffer) => {
            const before4M = octets >> 22;
            octets += chunk.length;
            if (octets >> 22 === before4M) return;
            collectGarbage(); // what is left then is held by someone
            peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
          });
          response.on('end', resolve).on('error', reject);
        }).end();
      });
      assert.equal(octets, 50_000_000);
      assert.ok(peak < 20_000_000, `held ${peak} octets`);
    });

    for (const [name, reason] of [
      ['silent', /it printed nothing/],
      ['failing', /it printed nothing/],
      ['garbage', /line 1 of the output is no header line/],
      ['unfinished', /it ended within the header/],
      ['endless', /its header is longer than 65536 octets/],
      ['plain', /cannot be started: .*EACCES/],
    ] as const) {
      it(`answers 502 for a script that is ${name}`, async () => {
        const { server } = await start();
        const { status, text } = await supertest(server).get(`/cgi/${name}.cgi`);
        assert.equal(status, 502);
        assert.match(text, reason);
      });
    }

    it("logs a script's standard error and its status", async () => {
      const { server } = await start();
      await supertest(server).get('/cgi/failing.cgi');
      assert.ok(log.includes('/cgi/failing.cgi: out of cheese'), log.join('\n'));
      assert.ok(log.includes('/cgi/failing.cgi: ended early: its output is unusable'), log.join('\n'));
    });

    it('lets a script finish whose client has the whole body and goes', async () => {
      const { server } = await start();
      const { text } = await supertest(server).get('/cgi/slow.cgi').set('Connection', 'close');
      assert.equal(text, 'ok');
      assert.ok(!existsSync(pidFile), 'the page does not wait for the end of the script');
      await until(() => existsSync(pidFile), 'the end of the script');
      assert.deepEqual(log, []);
    });

    it('cuts the connection where a body is shorter than its Content-Length', async () => {
      const { server } = await start();
      await assert.rejects(supertest(server).get('/cgi/short.cgi'), /aborted|hang up|ECONNRESET/);
    });
  });

  describe('limits', () => {
    it('ends a script that stays silent, with what it started, and answers 504', async () => {
      const { server } = await start({ silenceMs: 300 });
      const { status, text } = await supertest(server).get('/cgi/hang.cgi');
      assert.equal(status, 504);
      assert.match(text, /silent too long/);
      await until(() => !pids().some(exists), 'the end of the script');
    });

    it('kills a script that ignores TERM, and cuts the page it had begun', async () => {
      const { server } = await start({ silenceMs: 300 });
      await assert.rejects(supertest(server).get('/cgi/stubborn.cgi'), /aborted|hang up|ECONNRESET/);
      assert.ok(!pids().some(exists));
    });

    it('ends a script whose client has gone', async () => {
      const web = await start();
      const request = httpRequest({ port: port(web), path: '/cgi/hang.cgi' }).on('error', () => undefined);
      request.end();
      await processesStarted(2);
      assert.ok(pids().every(exists));
      request.destroy();
      await until(() => !pids().some(exists), 'the end of the script');
      await until(() => log.includes('/cgi/hang.cgi: ended early: the client has gone'), 'the log line');
    });

    it('ends a script whose client goes away within the body', async () => {
      const web = await start();
      const request = httpRequest({ port: port(web), path: '/cgi/forever.cgi' }, (response) => {
        response.once('data', () => request.destroy());
        response.on('error', () => undefined);
      });
      request.on('error', () => undefined).end();
      await processesStarted(1);
      await until(() => !pids().some(exists), 'the end of the script');
    });

    it('runs only so many scripts at once and turns away what cannot wait', async () => {
      const web = await start({ concurrency: { running: 1, waiting: 1 } });
      const first = httpRequest({ port: port(web), path: '/cgi/hang.cgi' }).on('error', () => undefined);
      first.end();
      await processesStarted(2);
      const second = supertest(web.server).get('/cgi/env.cgi').then();
      await sleep(300);
      const third = await supertest(web.server).get('/cgi/env.cgi');
      assert.deepEqual([third.status, third.headers['retry-after']], [503, '5']);
      first.destroy();
      assert.equal((await second).status, 200, 'the one in line gets the place');
    });

    it('forgets a waiting request whose client has gone', async () => {
      const web = await start({ concurrency: { running: 1, waiting: 1 } });
      const first = httpRequest({ port: port(web), path: '/cgi/hang.cgi' }).on('error', () => undefined);
      first.end();
      await processesStarted(2);
      const second = httpRequest({ port: port(web), path: '/cgi/env.cgi' }).on('error', () => undefined);
      second.end();
      await sleep(300);
      second.destroy();
      await sleep(300);
      const third = supertest(web.server).get('/cgi/env.cgi').then();
      await sleep(300);
      first.destroy();
      assert.equal((await third).status, 200);
    });

    it('leaves nothing behind when it closes', async () => {
      const web = await start();
      const request = httpRequest({ port: port(web), path: '/cgi/hang.cgi' }).on('error', () => undefined);
      request.end();
      await processesStarted(2);
      await web.close();
      assert.ok(!pids().some(exists));
      assert.equal(web.server.listening, false);
    });
  });

  describe('paths', () => {
    it('serves files with their type and lets the client keep them', async () => {
      const { server } = await start();
      const first = await supertest(server).get('/static/style.css');
      assert.deepEqual([first.status, first.text], [200, 'body {}']);
      assert.equal(first.headers['content-type'], 'text/css; charset=utf-8');
      const tag = String(first.headers['etag']);
      assert.equal((await supertest(server).get('/static/style.css').set('If-None-Match', tag)).status, 304);
      const head = await supertest(server).head('/static/style.css');
      assert.deepEqual([head.status, head.headers['content-length']], [200, '7']);
      assert.equal((await supertest(server).get('/static/images/empty.png')).status, 200);
    });

    it('leads from / to the home page', async () => {
      const { server } = await start();
      const { status, headers } = await supertest(server).get('/').redirects(0);
      assert.deepEqual([status, headers['location']], [302, '/cgi/env.cgi']);
    });

    it('runs a script that is a link to one elsewhere, as an installation has them', async () => {
      const { server } = await start();
      assert.equal((await supertest(server).get('/cgi/link.cgi')).text, 'linked');
    });

    for (const target of [
      '/cgi/..%2foutside.cgi',
      '/cgi/%2e%2e/outside.cgi',
      '/static/../outside.txt',
      '/static/%2e%2e/outside.txt',
      '/static/..%2foutside.txt',
      '/static/..%5coutside.txt',
      '/static/images//../../outside.txt',
      '/static/link.txt',
      '/static/style.css%00.png',
      '/static/%ff',
      '/static/',
      '/static/images',
      '/cgi/../outside.txt',
      '/cgi/module.js',
      '/cgi/',
      '/cgi/nothing.cgi',
      '/outside.txt',
      'http://other.example/static/../outside.txt',
    ]) {
      it(`gives nothing away at ${target}`, async () => {
        const { server } = await start();
        const text = await raw(server, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
        assert.match(text, /^HTTP\/1\.1 (400|404) /);
        assert.ok(!text.includes('secret') && !text.includes('linked'));
      });
    }
  });
});
