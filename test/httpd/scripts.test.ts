import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { SCRIPTS } from '../../lib/httpd/scripts.js';

const ROOT = new URL('../../../', import.meta.url);

/** Module and name of the page that a program of cgi-bin/ runs. */
function pageOf(program: string): { module: string; name: string } {
  const text = readFileSync(new URL(`cgi-bin/${program}`, ROOT), 'utf8');
  const name = /^void runCgi\((\w+)\);$/m.exec(text)?.[1] ?? '';
  const module = new RegExp(`^import \\{ ${name} \\} from '\\.\\./(lib/.*\\.js)';$`, 'm').exec(text)?.[1] ?? '';
  return { module, name };
}

describe('scripts of flowviewer-httpd', () => {
  const programs = readdirSync(new URL('cgi-bin/', ROOT)).filter((name) => name.endsWith('.ts'));

  it('are those of cgi-bin', () => {
    assert.deepEqual(Object.keys(SCRIPTS).sort(), programs.map((name) => name.replace(/ts$/, 'cgi')).sort());
  });

  it('are the same pages as in cgi-bin', async () => {
    const scripts: Readonly<Record<string, { load: () => Promise<unknown> }>> = SCRIPTS;
    for (const program of programs) {
      const { module, name } = pageOf(program);
      const loaded = (await import(new URL(`build/${module}`, ROOT).href)) as Record<string, unknown>; // any module
      assert.equal(typeof loaded[name], 'function', program);
      assert.equal(await scripts[program.replace(/ts$/, 'cgi')]?.load(), loaded[name], program);
    }
  });
});
