import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { cgiOutput, MAXIMUM_BODY, MAXIMUM_QUERY, readCgiRequest } from '../../lib/web/cgi.js';
import type { Response } from '../../lib/web/http.js';
import { HttpError } from '../../lib/web/httperror.js';
import { GOLDEN } from './site.js';

const CGI_BIN = new URL('../../cgi-bin/', import.meta.url).pathname;
const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';
const URLENCODED = { REQUEST_METHOD: 'POST', CONTENT_TYPE: 'application/x-www-form-urlencoded' };
const NEVER = new AbortController().signal;

type Environment = Readonly<Record<string, string>>;

const read = (environment: Environment, body: string) =>
  readCgiRequest(environment, () => Readable.from([Buffer.from(body)]), NEVER);

const refused = (environment: Environment, body = '') =>
  read(environment, body).then(
    () => assert.fail('accepted'),
    (error: unknown) => (error instanceof HttpError ? error.status : assert.fail(String(error))),
  );

describe('the CGI adapter', () => {
  it('reads query, body and headers', async () => {
    const body = 'b=2&c=%C3%A4+%22';
    const environment = {
      ...URLENCODED,
      QUERY_STRING: 'a=1',
      CONTENT_LENGTH: String(body.length),
      HTTP_USER_AGENT: 'x',
      SCRIPT_NAME: '/s.cgi',
    };
    const request = await read(environment, body);
    assert.deepEqual(
      [...request.query, ...request.form],
      [
        ['a', '1'],
        ['b', '2'],
        ['c', 'ä "'],
      ],
    );
    assert.equal(request.headers['user-agent'], 'x');
    assert.equal(request.path, '/s.cgi');
  });

  it('reads no further than the announced length, and does not wait for a body that is none', async () => {
    const { form } = await read({ ...URLENCODED, CONTENT_LENGTH: '3' }, 'a=1&b=2');
    assert.deepEqual([...form], [['a', '1']]);
    const { method } = await readCgiRequest(
      { REQUEST_METHOD: 'GET' },
      () => assert.fail('standard input was opened'),
      NEVER,
    );
    assert.equal(method, 'GET');
  });

  it('refuses other methods, types and lengths', async () => {
    assert.equal(await refused({ REQUEST_METHOD: 'PUT' }), 405);
    assert.equal(await refused({ ...URLENCODED, CONTENT_LENGTH: '5', CONTENT_TYPE: 'multipart/form-data' }), 415);
    assert.equal(await refused({ ...URLENCODED, CONTENT_LENGTH: String(MAXIMUM_BODY + 1) }), 413);
    assert.equal(await refused({ ...URLENCODED, CONTENT_LENGTH: '-5' }), 400);
    assert.equal(await refused({ QUERY_STRING: 'x'.repeat(MAXIMUM_QUERY + 1) }), 414);
  });

  const printed = async (response: Response, method: string): Promise<string[]> => {
    const pieces: string[] = [];
    for await (const piece of cgiOutput(response, { method, acceptEncoding: '' })) pieces.push(piece.toString());
    return pieces;
  };

  it('prints status, headers, a blank line and the body, and for HEAD no body', async () => {
    const response = { status: 404, headers: { 'Content-Type': 'text/plain', 'X-A': 'a\r\nX-Evil: b' }, body: 'ä' };
    const text = 'Status: 404\r\nContent-Type: text/plain\r\nX-A: a X-Evil: b\r\nContent-Length: 2\r\n\r\n';
    assert.deepEqual(await printed(response, 'GET'), [`${text}ä`]);
    assert.deepEqual(await printed(response, 'HEAD'), [text]);
  });

  it('prints a body that comes in pieces piece by piece, without a length, and asks for none of it for HEAD', async () => {
    let asked = 0;
    const pieces = async function* (): AsyncGenerator<string, void, void> {
      for (const piece of ['one', 'two']) {
        asked++;
        yield await Promise.resolve(piece);
      }
    };
    const response = { status: 200, headers: { 'Content-Type': 'text/plain' } };
    const head = 'Status: 200\r\nContent-Type: text/plain\r\nVary: Accept-Encoding\r\n\r\n';
    assert.deepEqual(await printed({ ...response, body: pieces() }, 'HEAD'), [head]);
    assert.equal(asked, 0);
    assert.deepEqual(await printed({ ...response, body: pieces() }, 'GET'), [head, 'one', 'two']);
  });
});

describe('CGI scripts as processes', () => {
  let directory: string;
  let configuration: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'fv-cgi-'));
    configuration = join(directory, 'FlowViewer.toml');
    writeFileSync(
      configuration,
      `flow_data_directory = "${GOLDEN}flows"\nwork_directory = "${directory}"\ndate_format = "YMD"\ndns_servers = ["none"]\n`,
    );
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  function start(script: string, environment: Environment) {
    const env = {
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      FLOWVIEWER_CONFIG: configuration,
      REQUEST_METHOD: 'GET',
      ...environment,
    };
    const child = spawn(CGI_BIN + script, { env });
    const output: Buffer[] = [];
    const messages: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => messages.push(chunk));
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>; // what the event carries
    return {
      child,
      closed,
      output: () => Buffer.concat(output).toString(),
      messages: () => Buffer.concat(messages).toString(),
    };
  }

  async function run(script: string, environment: Environment, body = '') {
    const { child, closed, output, messages } = start(script, environment);
    child.stdin.on('error', () => undefined); // a script need not read its body
    child.stdin.end(body);
    const [code] = await closed;
    const [head = '', ...rest] = output().split('\r\n\r\n');
    return {
      code,
      head,
      status: Number(/^Status: (\d+)/.exec(head)?.[1]),
      body: rest.join('\r\n\r\n'),
      messages: messages(),
    };
  }

  it('show the form, and nothing but headers for HEAD', async () => {
    const page = await run('FlowViewer.cgi', {});
    assert.deepEqual([page.code, page.status, page.messages], [0, 200, '']);
    assert.match(page.head, /Content-Security-Policy: default-src 'none'/);
    assert.match(page.head, /X-Content-Type-Options: nosniff/);
    assert.ok(page.body.includes('</html>'));
    const head = await run('FlowViewer.cgi', { REQUEST_METHOD: 'HEAD' });
    assert.equal(head.body, '');
    assert.equal(/Content-Length: (\d+)/.exec(head.head)?.[1], String(Buffer.byteLength(page.body)));
  });

  it('answer a report by GET, and by POST as old forms sent it', async () => {
    const query = `${HOUR}&stat_report=12&format=json`;
    const got = await run('FlowViewer_Main.cgi', { QUERY_STRING: query });
    assert.deepEqual([got.code, got.status, got.messages], [0, 200, '']);
    const posted = await run('FlowViewer_Main.cgi', { ...URLENCODED, CONTENT_LENGTH: String(query.length) }, query);
    assert.equal(posted.status, 200);
    assert.equal(posted.body, got.body);
    assert.equal((JSON.parse(got.body) as { totals: { flows: number } }).totals.flows, 8935);
  });

  it('draw a pie chart without a word in the error log, and say what is wrong with an address', async () => {
    const query = 'title=Octets&about=edge1&whole=3&label=a&value=2&amount=2&rest_label=b&rest_value=1&rest_amount=1';
    const home = { HOME: '/nonexistent', XDG_CACHE_HOME: '/nonexistent' };
    const drawn = await run('FlowViewer_Pie.cgi', { QUERY_STRING: query, ...home });
    assert.deepEqual([drawn.code, drawn.status, drawn.messages], [0, 200, '']);
    assert.match(drawn.head, /Content-Type: image\/png/);
    assert.match(drawn.body, /PNG/);
    const refused = await run('FlowViewer_Pie.cgi', { QUERY_STRING: 'label=a' });
    assert.deepEqual([refused.code, refused.status], [0, 400]);
    assert.match(refused.body, /Each slice needs one label, one value and one amount/);
  });

  it('answer many at once, each its own', async () => {
    const ports = [443, 53, 80, 22];
    const answers = await Promise.all(
      ports.map((port) =>
        run('FlowViewer_Main.cgi', { QUERY_STRING: `${HOUR}&stat_report=5&dest_port=${port}&format=json` }),
      ),
    );
    const keys = answers.map(({ body }) =>
      (JSON.parse(body) as { rows: { dstport: number }[] }).rows.map(({ dstport }) => dstport),
    );
    assert.deepEqual(
      keys,
      ports.map((port) => [port]),
    );
  });

  it('end with their page, whatever has been begun besides it', async () => {
    const module = new URL('../../lib/web/cgi.js', import.meta.url).href;
    const begun = 'setInterval(() => undefined, 1000);';
    const program = `import { runCgi } from '${module}';
      async function* pieces() { yield 'one '; yield 'two'; }
      runCgi(async ({ query }) => { ${begun} return { status: 200, headers: {}, body: query.get('a') === '1' ? 'whole' : pieces() }; });`;
    const printed = (['a=1', 'a=2'] as const).map(async (QUERY_STRING) => {
      const env = { PATH: process.env['PATH'] ?? '', FLOWVIEWER_CONFIG: configuration, QUERY_STRING };
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null]; // what the event carries
      return [code, output.split('\r\n\r\n')[1]];
    });
    assert.deepEqual(await Promise.all(printed), [
      [0, 'whole'],
      [0, 'one two'],
    ]);
  });

  it('say which line of the configuration is wrong, with status 500', async () => {
    const broken = join(directory, 'broken.toml');
    writeFileSync(broken, 'maximum_days = "many"\n');
    const { status, body, messages } = await run('FlowViewer.cgi', { FLOWVIEWER_CONFIG: broken });
    assert.equal(status, 500);
    assert.match(body, /broken\.toml:1: maximum_days must be a whole number of days/);
    assert.match(messages, /broken\.toml:1/);
    const none = await run('FlowViewer.cgi', { FLOWVIEWER_CONFIG: join(directory, 'none.toml') });
    assert.equal(none.status, 500);
    assert.match(none.body, /there is no such file/);
  });

  it('refuse what they do not answer, with a page', async () => {
    const { status, head, body } = await run('FlowViewer_Main.cgi', { REQUEST_METHOD: 'DELETE' });
    assert.equal(status, 405);
    assert.match(head, /Allow: GET, HEAD, POST/);
    assert.match(body, /not DELETE/);
  });

  it('end without output when they are asked to while they wait', async () => {
    const { child, closed, output } = start('FlowViewer_Main.cgi', { ...URLENCODED, CONTENT_LENGTH: '1000' });
    child.stdin.on('error', () => undefined);
    child.stdin.write('device_name=edge1');
    setTimeout(() => child.kill('SIGTERM'), 300);
    const [code, signal] = await closed;
    assert.ok(code === 1 || signal === 'SIGTERM', `${code} ${signal}`);
    assert.equal(output(), '');
  });
});
