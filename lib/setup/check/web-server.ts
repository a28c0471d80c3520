/** The web server: reached, executing the scripts, and giving out the style sheet. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Configuration } from '../../config/configuration.js';
import type { Finding, Step } from './step.js';

const PATIENCE_MS = 15_000;
/** More of an answer is not needed to know what it is. */
const ENOUGH = 4096;

interface Answer {
  readonly status: number;
  /** Its beginning. */
  readonly body: string;
}

/** @throws the system's error, or one of the certificate */
function get(url: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const asked = request(url, { signal: limit, agent: false }, (response) => {
      let body = '';
      const done = (): void => {
        resolve({ status: response.statusCode ?? 0, body: body.slice(0, ENOUGH) });
        asked.destroy();
      };
      response.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
        if (body.length >= ENOUGH) done();
      });
      response.on('end', done).on('error', reject);
    });
    asked.on('error', reject).end();
  });
}

const APACHE =
  'conf-available/flowviewer.conf is for Apache, put there by make install: a2enmod cgid, a2enconf flowviewer.';

/** What a status other than 200 means here. */
function refused(status: number, what: string, place: string): Finding {
  const text = `The web server answers ${what} with status ${status}.`;
  if (status === 401) {
    const fix = 'It asks for a password, which this check has not: open the page FlowViewer_Check.cgi in a browser.';
    return { state: 'note', text, fix };
  }
  const fixes: Readonly<Record<number, string>> = {
    403: `Allow it in the configuration of the web server (Require, Options +ExecCGI). ${APACHE}`,
    404: `Let ${place} lead to where "make install" put the files. ${APACHE}`,
    500: 'See the error log of the web server: node must be in its PATH, and the configuration readable for its user.',
  };
  return { state: 'broken', text, fix: fixes[status] ?? `See the error log of the web server. ${APACHE}` };
}

function script({ status, body }: Answer, url: string, { cgi_bin_short }: Configuration): Finding {
  if (body.startsWith('#!') || /^\s*import\b/.test(body)) {
    const fix = `Let it execute CGI scripts (a2enmod cgid; ScriptAlias ${cgi_bin_short}/). ${APACHE}`;
    return { state: 'broken', text: `The web server sends the text of the script ${url} and does not run it.`, fix };
  }
  if (status !== 200) return refused(status, url, `ScriptAlias ${cgi_bin_short}/`);
  if (body.includes('FlowViewer')) return { state: 'holds', text: `${url} is answered with a page.` };
  const fix = 'See that FlowViewer_server and cgi_bin_short in the configuration name this installation.';
  return { state: 'broken', text: `${url} is answered with something else than a page of FlowViewer.`, fix };
}

function style({ status, body }: Answer, url: string, { reports_short }: Configuration): Finding {
  if (status !== 200) return refused(status, url, `Alias ${reports_short}/`);
  if (body.startsWith('/* FlowViewer')) return { state: 'holds', text: `${url} is the style sheet.` };
  const fix = 'See that reports_short in the configuration leads to the style sheet of this installation.';
  return { state: 'broken', text: `${url} is not the style sheet of FlowViewer.`, fix };
}

function unreachable(error: unknown, origin: string): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (/CERT|SELF_SIGNED|ALTNAME|SIGNATURE/.test(code)) {
    const fix = `Open ${origin} in a browser; to check from here give node the authority (NODE_EXTRA_CA_CERTS).`;
    return { state: 'note', text: `The certificate of ${origin} is not trusted by this machine (${code}).`, fix };
  }
  const fix =
    'Start it (systemctl start apache2), or set FlowViewer_server and FlowViewer_service in the configuration to its name and scheme.';
  return { state: 'broken', text: `The web server at ${origin} cannot be reached (${code}).`, fix };
}

export const WEB_SERVER: Step = {
  id: 'web',
  title: 'The web server, executing scripts',
  needs: [],
  check: async ({ configuration, asker, signal }) => {
    if (asker === 'page') return [{ state: 'holds', text: 'It made this page.' }];
    const { FlowViewer_service, FlowViewer_server, cgi_bin_short, reports_short } = configuration;
    const origin = `${FlowViewer_service}://${FlowViewer_server}`;
    try {
      const [page, sheet] = [`${origin}${cgi_bin_short}/FV.cgi`, `${origin}${reports_short}/FlowViewer.css`];
      return [
        script(await get(page, signal), page, configuration),
        style(await get(sheet, signal), sheet, configuration),
      ];
    } catch (error) {
      signal.throwIfAborted();
      return [unreachable(error, origin)];
    }
  },
};
