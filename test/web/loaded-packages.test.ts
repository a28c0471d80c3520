/** Which packages each page loads, as its process tells: what it does not need must not delay it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GOLDEN } from './site.js';

const CGI_BIN = new URL('../../cgi-bin/', import.meta.url).pathname;
const HOUR = 'device_name=edge1&start_date=2025-06-15&start_time=00:00:00&end_date=2025-06-15&end_time=01:00:00';

/** Runs before the page; names the CommonJS modules there are at the end: all native packages begin with one. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  const { cache } = createRequire('/');
  const builtIn = () => process.moduleLoadList.map((name) => name.replace(/^NativeModule /, 'node:'));
  process.on('exit', () => writeFileSync(process.env.LOADED, [...Object.keys(cache), ...builtIn()].join('\\n')));
`)}`;

/** Built-in modules that take milliseconds to load. */
const SLOW = ['child_process', 'crypto', 'dgram', 'perf_hooks'];

/** Packages that may be loaded, native ones by their first part; the forms and lists load none. */
const PAGES = [
  { script: 'FV.cgi', packages: [] },
  { script: 'FlowViewer.cgi', packages: [] },
  { script: 'FlowViewer.cgi', query: HOUR, packages: [] },
  { script: 'FlowGrapher.cgi', packages: [] },
  { script: 'FlowGrapher.cgi', query: HOUR, packages: [] },
  { script: 'FlowViewer_SaveManage.cgi', packages: [] },
  { script: 'FlowViewer_Save.cgi', query: `${HOUR}&kind=filter`, packages: [] },
  { script: 'FlowViewer_Main.cgi', query: `${HOUR}&resolve_addresses=N`, packages: ['@duckdb', 'detect-libc'] }, // rows are read by the API, which finds the library with it
  { script: 'FlowViewer_Main.cgi', query: 'device_name=none', packages: [] },
] as const;

describe('a page loads no package that it does not need', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-loaded-'));
    const settings = {
      flow_data_directory: `${GOLDEN}flows`,
      exporter_directory: `${GOLDEN}flows/edge1`,
      work_directory: join(folder, 'work'),
      state_directory: join(folder, 'state'),
      save_directory: join(folder, 'saves'),
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    writeFileSync(join(folder, 'FlowViewer.toml'), lines.join('\n'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const { script, packages, ...rest } of PAGES) {
    const query = 'query' in rest ? rest.query : '';
    it(`${script}${query && `?${query}`} loads ${packages.join(', ') || 'none'}`, () => {
      const loaded = join(folder, 'loaded');
      const env = {
        ...process.env,
        FLOWVIEWER_CONFIG: join(folder, 'FlowViewer.toml'),
        LOADED: loaded,
        NODE_OPTIONS: `--import ${TELL}`,
        QUERY_STRING: query,
        REQUEST_METHOD: 'GET',
      };
      const page = execFileSync(join(CGI_BIN, script), { env, encoding: 'utf8' });
      assert.match(page, /^Status: [2-4]/);
      const modules = readFileSync(loaded, 'utf8');
      const names = modules.matchAll(/\/node_modules\/([^/]+)/g);
      assert.deepEqual([...new Set(Array.from(names, ([, name]) => name))], [...packages]);
      const isSaving = script === 'FlowViewer_Save.cgi'; // its form has a token
      const slow = [isSaving ? 'crypto' : [], packages.length > 0 ? ['child_process', 'dgram'] : []].flat();
      assert.deepEqual(
        SLOW.filter((name) => modules.split('\n').includes(`node:${name}`)),
        slow,
      );
    });
  }
});
