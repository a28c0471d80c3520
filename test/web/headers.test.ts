/** What every page sends along, whatever it is about. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GOLDEN } from './site.js';

const SCRIPTS = 'build/cgi-bin';

describe('every script of cgi-bin', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-headers-'));
    const names = ['work', 'state', 'save', 'filter', 'rrdtool', 'tracker', 'log', 'mail_queue'];
    const own = names.map((name) => `${name}_directory = "${folder}/${name}"\n`).join('');
    writeFileSync(
      join(folder, 'FlowViewer.toml'),
      `flow_data_directory = "${GOLDEN}flows"\ndns_servers = ["none"]\n${own}`,
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  async function get(script: string): Promise<{ status: string; headers: Map<string, string>; body: string }> {
    const child = spawn(join(SCRIPTS, script), {
      env: {
        ...{ PATH: process.env['PATH'], REQUEST_METHOD: 'GET', SCRIPT_NAME: `/cgi-bin/FlowViewer/${script}` },
        FLOWVIEWER_CONFIG: join(folder, 'FlowViewer.toml'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [head = '', ...body] = (await text(child.stdout)).split('\r\n\r\n');
    const headers = head.split('\r\n').map((line): [string, string] => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    });
    return { status: new Map(headers).get('status') ?? '', headers: new Map(headers), body: body.join('\r\n\r\n') };
  }

  it('forbids scripts and styles within the page, framing, guessed types and foreign referrers, and has none itself', async () => {
    const scripts = readdirSync(SCRIPTS).filter((name) => name.endsWith('.cgi'));
    assert.ok(scripts.length > 15);
    const queue = scripts.values();
    const lane = async (): Promise<void> => {
      for (const script of queue) {
        const { status, headers, body } = await get(script);
        assert.match(status, /^[2345]\d\d$/, script);
        const policy = headers.get('content-security-policy') ?? '';
        for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"])
          assert.ok(policy.includes(rule), `${script}: ${policy}`);
        assert.doesNotMatch(policy, /unsafe|\*/, script);
        assert.equal(headers.get('x-content-type-options'), 'nosniff', script);
        assert.match(headers.get('referrer-policy') ?? '', /^(same-origin|no-referrer)$/, script);
        if (!headers.get('content-type')?.startsWith('text/html')) continue;
        assert.doesNotMatch(body, /<script(?![^>]*\bsrc=)|<style|<[a-z][^>]*\s(style|on[a-z]+)=/i, script);
      }
    };
    await Promise.all([lane(), lane()]);
  });
});
