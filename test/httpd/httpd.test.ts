/** The server that keeps its processes, with real workers, on golden flows and on a query that takes long. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { get, request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { flowFileName } from '../../lib/ftfile/names.js';
import { startHttpd, type Httpd, type HttpdSettings } from '../../lib/httpd/httpd.js';
import type { Configuration } from '../../lib/config/configuration.js';
import { MAXIMUM_BODY } from '../../lib/web/cgi.js';
import { until } from '../e2e/until.js';
import { writeManyFlows } from '../store/many-flows.js';
import { goldenConfiguration } from '../web/site.js';
import { temporaryFolder } from '../temporary-folder.js';

const PAGES = '/cgi-bin/FlowViewer';
const REPORT = `${PAGES}/FlowViewer_Main.cgi?device_name=edge1&start_date=2025-06-14&start_time=22:00:00&end_date=2025-06-14&end_time=23:00:00&stat_report=10`;
/** Pairs of addresses: more than fit into 64 MiB. */
const LONG = `${PAGES}/FlowViewer_Main.cgi?device_name=many&start_date=2025-06-14&start_time=11:00:00&end_date=2025-06-14&end_time=13:00:00&stat_report=10`;
const START = Date.UTC(2025, 5, 14, 12);
const FLOWS = 6_000_000;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const within = (what: string): { within: number; else: () => Error } => ({
  within: 50_000,
  else: () => new Error(`${what} did not happen`),
});

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('flowviewer-httpd as a server', () => {
  const folder = temporaryFolder('httpd');
  const work = join(folder, 'work');
  const log: string[] = [];
  const opened: Httpd[] = [];
  let configuration: Configuration;

  const start = async (changes: Partial<HttpdSettings> = {}): Promise<Httpd> => {
    const httpd = await startHttpd({
      address: '127.0.0.1',
      port: 0,
      queries: 2,
      trust: 'connection',
      configuration: () => configuration,
      log: (line) => log.push(line),
      ...changes,
    });
    opened.push(httpd);
    return httpd;
  };

  /** An answer as a whole, and the request while it is under way. */
  const ask = (
    { port }: Httpd,
    path: string,
    { method = 'GET', headers = {}, body = '' } = {},
  ): { answer: Promise<Answer>; leave: () => void } => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers });
    const answer = new Promise<Answer>((resolve, reject) => {
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
    });
    answer.catch(() => undefined); // of one that is left
    asked.end(body);
    return {
      answer,
      leave: () => {
        asked.destroy();
      },
    };
  };
  const fetched = (httpd: Httpd, path: string, options = {}): Promise<Answer> => ask(httpd, path, options).answer;

  /** Waits until a query has begun to write to its work directory. @returns the process that does */
  const spilled = async (): Promise<number> => {
    let found: string | undefined;
    const hasFiles = (name: string): boolean => {
      try {
        return isRunning(Number(name.slice('query-'.length))) && readdirSync(join(work, name)).length > 0;
      } catch {
        return false; // it has just been removed
      }
    };
    await until(() => {
      found = existsSync(work) ? readdirSync(work).find((name) => /^query-/.test(name) && hasFiles(name)) : undefined;
      return found !== undefined;
    }, within('spilling'));
    return Number(found?.slice('query-'.length));
  };
  const queriesLeft = (): string[] => readdirSync(work).filter((name) => name.startsWith('query-'));

  before(async () => {
    const flows = join(folder, 'flows');
    mkdirSync(join(flows, 'many'), { recursive: true });
    const name = flowFileName({ state: 'closed', version: '5', start: START });
    await writeManyFlows(join(flows, '.columns/many', `${name}.parquet`), START, 0, FLOWS);
    configuration = goldenConfiguration({
      work_directory: work,
      state_directory: join(folder, 'state'),
      filter_directory: join(folder, 'filters'),
      rrdtool_directory: join(folder, 'rrds'),
      tracker_directory: join(folder, 'graphs'),
      query_memory: 64,
      query_threads: 1,
    });
  });
  beforeEach(() => {
    log.length = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((httpd) => httpd.close(0)));
  });

  const many = (): Configuration => ({ ...configuration, flow_data_directory: join(folder, 'flows') });

  describe('pages', () => {
    it('makes forms, reports and pictures in processes that stay', async () => {
      const httpd = await start();
      const form = await fetched(httpd, `${PAGES}/FlowViewer.cgi`);
      assert.equal(form.status, 200);
      assert.match(form.text, /<form/);
      assert.match(String(form.headers['content-security-policy']), /default-src 'none'/);
      const [first] = httpd.pids('query');
      for (let times = 0; times < 2; times++) {
        const report = await fetched(httpd, REPORT);
        assert.equal(report.status, 200);
        assert.match(report.text, /<table/);
      }
      const graph = await fetched(httpd, REPORT.replace('Viewer_Main', 'Grapher_Main').replace('stat_report=10', ''));
      assert.equal(graph.status, 200);
      assert.match(graph.text, /data:image\/png/);
      assert.ok(httpd.pids('query').includes(first ?? 0), 'the process that was there made them');
      assert.deepEqual(log, []);
    });

    it('answers POST by the form, and HEAD without a body', async () => {
      const httpd = await start();
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const [path = '', body = ''] = REPORT.split('?');
      const posted = await fetched(httpd, path, { method: 'POST', headers, body });
      assert.equal(posted.status, 303);
      assert.match(String(posted.headers.location), /FlowViewer_Main\.cgi\?.*stat_report=10/);
      const head = await fetched(httpd, `${PAGES}/FlowViewer.cgi`, { method: 'HEAD' });
      assert.deepEqual([head.status, head.text], [200, '']);
      assert.ok(Number(head.headers['content-length']) > 1000);
    });

    it('has answered a client that leaves with the last octet, and keeps the process', async () => {
      const httpd = await start();
      await fetched(httpd, `${PAGES}/FlowViewer.cgi`);
      const pids = httpd.pids('page');
      const path = `${PAGES}/FlowViewer.cgi`;
      for (let times = 0; times < 100; times++)
        await new Promise<void>((resolve, reject) => {
          const socket = connect(httpd.port, '127.0.0.1', () =>
            socket.write(`GET ${path} HTTP/1.1\r\nHost: it\r\n\r\n`),
          );
          let text = '';
          socket.setEncoding('latin1').on('data', (piece: string) => {
            text += piece;
            const [, octets] = /^Content-Length: (\d+)/im.exec(text) ?? [];
            if (octets && text.length >= text.indexOf('\r\n\r\n') + 4 + Number(octets)) socket.destroy();
          });
          socket.on('error', reject).on('close', () => {
            resolve();
          });
        });
      assert.deepEqual(log, []);
      assert.ok(
        pids.every((pid) => httpd.pids('page').includes(pid)),
        `${pids.join()} are ${httpd.pids('page').join()} now`,
      );
    });

    it('leads from / to the front page, and knows no other script', async () => {
      const httpd = await start();
      const { status, headers } = await fetched(httpd, '/');
      assert.deepEqual([status, headers.location], [302, `${PAGES}/FV.cgi`]);
      for (const name of ['nothing.cgi', '../etc/passwd', 'toString', 'FlowViewer', 'FlowViewer.js'])
        assert.equal((await fetched(httpd, `${PAGES}/${encodeURIComponent(name)}`)).status >= 400, true, name);
    });

    it('goes by the configuration of the moment, its addresses too', async () => {
      const httpd = await start();
      const before = configuration;
      try {
        configuration = { ...before, cgi_bin_short: '/other' };
        assert.equal((await fetched(httpd, `${PAGES}/FlowViewer.cgi`)).status, 404);
        const { status, text } = await fetched(httpd, '/other/FlowViewer.cgi');
        assert.equal(status, 200);
        assert.match(text, /action="\/other\//);
      } finally {
        configuration = before;
      }
    });

    it('sends files with an ETag, once to each browser', async () => {
      const httpd = await start();
      const path = '/FlowViewer/FlowViewer.css';
      const { status, headers } = await fetched(httpd, path);
      assert.equal(status, 200);
      const again = await fetched(httpd, path, { headers: { 'If-None-Match': headers.etag } });
      assert.deepEqual([again.status, again.text], [304, '']);
      assert.equal((await fetched(httpd, '/FlowViewer/%2e%2e/package.json')).status, 400);
      assert.equal((await fetched(httpd, '/FlowViewer/nothing.css')).status, 404);
    });

    it('believes a proxy about the client only where it is told to', async () => {
      const { clientVariables } = await import('../../lib/httpd/client.js');
      const headers = { 'x-forwarded-for': '192.0.2.66, 192.0.2.7', 'x-remote-user': 'anna', 'x-remote-port': '4711' };
      const asked = { headers, socket: { remoteAddress: '::ffff:127.0.0.1' } } as never; // all that is looked at
      assert.deepEqual(clientVariables(asked, 'connection'), { REMOTE_ADDR: '127.0.0.1' });
      assert.deepEqual(clientVariables(asked, 'proxy'), {
        REMOTE_ADDR: '192.0.2.7',
        REMOTE_PORT: '4711',
        REMOTE_USER: 'anna',
      });
    });
  });

  describe('limits', () => {
    it('refuses methods that it does not know', async () => {
      const httpd = await start();
      for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
        const { status, headers } = await fetched(httpd, `${PAGES}/FlowViewer.cgi`, { method });
        assert.deepEqual([status, headers.allow], [405, 'GET, HEAD, POST'], method);
      }
    });

    it('refuses a header and a body that are too long', async () => {
      const httpd = await start();
      assert.equal((await fetched(httpd, `${PAGES}/FlowViewer.cgi?${'a'.repeat(70_000)}`)).status, 431);
      const headers = { 'Content-Length': String(MAXIMUM_BODY + 1) };
      assert.equal((await fetched(httpd, `${PAGES}/FlowViewer.cgi`, { method: 'POST', headers })).status, 413);
    });

    it('does not wait for ever for a request that does not come', async () => {
      const httpd = await start({ requestMs: 200 });
      const socket = connect(httpd.port, '127.0.0.1');
      socket.write(`GET ${PAGES}/FlowViewer.cgi HTTP/1.1\r\nHost: x\r\nX-Slow: `);
      let text = '';
      for await (const piece of socket) text += String(piece);
      assert.match(text, /^HTTP\/1\.1 408 /);
    });

    it('says that it cannot listen', async () => {
      const { port } = await start();
      await assert.rejects(start({ port }), { code: 'EADDRINUSE' });
    });
  });

  describe('a long query', () => {
    it('keeps no form waiting, be there ever so many', async () => {
      const httpd = await start({ queries: 1, configuration: many });
      const long = [1, 2, 3].map(() => ask(httpd, `${LONG}&format=json`));
      await spilled();
      for (let count = 0; count < 10; count++)
        assert.equal((await fetched(httpd, `${PAGES}/FlowViewer.cgi`)).status, 200);
      assert.equal(queriesLeft().length, 1, 'the query has been under way all the time');
      for (const { leave } of long) leave();
      await until(() => queriesLeft().length === 0, within('the end of the queries'));
    });

    for (const format of ['json', 'csv', 'html'])
      it(`ends when nobody waits for its ${format} any longer, and leaves no file`, async () => {
        const httpd = await start({ configuration: many });
        const { leave } = ask(httpd, `${LONG}&format=${format}`);
        const pid = await spilled();
        assert.ok(httpd.pids('query').includes(pid));
        leave();
        await until(() => !isRunning(pid), within('the end of the worker'));
        assert.deepEqual(queriesLeft(), []);
        await until(() => log.some((line) => line.endsWith('given up: the client has gone')), within('the log line'));
        assert.equal((await fetched(httpd, `${PAGES}/FlowViewer_Pie.cgi`)).status, 400, 'a new worker answers');
      });

    it('whose process is killed ends in a page that says so, and the next one has a new process', async () => {
      const httpd = await start({ queries: 1, configuration: many });
      const { answer } = ask(httpd, `${LONG}&format=json`);
      const pid = await spilled();
      process.kill(pid, 'SIGKILL');
      const { status, headers, text } = await answer;
      assert.equal(status, 500);
      assert.match(String(headers['content-type']), /text\/html/);
      assert.match(text, /process that was to make this page has ended/);
      assert.ok(
        log.some((line) => line.endsWith('FlowViewer_Main.cgi: Its process was ended by SIGKILL')),
        log.join(),
      );
      const next = ask(httpd, `${LONG}&format=json`);
      assert.notEqual(await spilled(), pid);
      assert.ok(!queriesLeft().includes(`query-${pid}`), 'what the killed one left is removed');
      next.leave();
      await until(() => queriesLeft().length === 0, within('the end of the query'));
    });

    it('whose page has begun is cut when its process is killed: it must not look whole', async () => {
      const httpd = await start({ configuration: many });
      const cut = new Promise<Error>((resolve) => {
        get({ port: httpd.port, host: '127.0.0.1', path: LONG }, (response) => {
          response.on('error', resolve).once('data', () => {
            for (const pid of httpd.pids('query')) process.kill(pid, 'SIGKILL');
          });
        }).on('error', resolve);
      });
      assert.match((await cut).message, /aborted|hang up|ECONNRESET/);
    });

    it('is given up when the server closes and its time is over', async () => {
      const httpd = await start({ configuration: many });
      const { answer } = ask(httpd, `${LONG}&format=json`);
      await spilled();
      await httpd.close(100);
      opened.length = 0;
      assert.equal((await answer).status, 503);
      assert.deepEqual(queriesLeft(), []);
    });

    it('is answered when the server closes and there is time', async () => {
      const httpd = await start({ configuration: many });
      const { answer } = ask(httpd, `${LONG}&format=json`);
      await spilled();
      const closed = httpd.close(50_000);
      opened.length = 0;
      await assert.rejects(fetched(httpd, `${PAGES}/FlowViewer.cgi`), /ECONNREFUSED/);
      const { status, text } = await answer;
      assert.equal(status, 200);
      assert.match(text, new RegExp(`"flows": ?${FLOWS}`));
      await closed;
    });
  });

  it('has idle workers replaced that are killed, and all of them where it is told to', async () => {
    const httpd = await start();
    await fetched(httpd, `${PAGES}/FlowViewer.cgi`);
    const [pid = 0] = httpd.pids('page');
    process.kill(pid, 'SIGKILL');
    await until(() => httpd.pids('page').length > 0 && !httpd.pids('page').includes(pid), within('a new worker'));
    assert.equal((await fetched(httpd, `${PAGES}/FlowViewer.cgi`)).status, 200);
    const old = [...httpd.pids('page'), ...httpd.pids('query')];
    httpd.renew();
    await until(() => !old.some(isRunning), within('the end of the old workers'));
    assert.equal((await fetched(httpd, `${PAGES}/FlowViewer.cgi`)).status, 200);
  });
});
