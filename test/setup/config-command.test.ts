import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARAMETERS } from '../../lib/config/parameter.js';
import { runProgram } from '../bin/program.js';
import { ORIGINAL } from './original.js';

describe('flowviewer-config', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fv-config-'));
    file = join(folder, 'FlowViewer.toml');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function run(words: readonly string[], env: Record<string, string> = { FLOWVIEWER_CONFIG: file }) {
    const { status, stdout, stderr } = await runProgram('flowviewer-config', words, '', env);
    return { status, text: stdout.toString(), messages: stderr };
  }

  it('check says that a file is right, and notes what has no effect', async () => {
    writeFileSync(file, 'maximum_days = 7\nversion = "4.6"\n');
    const { status, text, messages } = await run(['check']);
    assert.equal(status, 0, messages);
    assert.equal(text, `${file} is right: it sets 1 of ${PARAMETERS.length} parameters.\n`);
    assert.match(messages, /FlowViewer\.toml:2: note: version is not needed, because /);
  });

  it('check names every wrong line at once, with the form that is expected', async () => {
    const other = join(folder, 'other.toml');
    writeFileSync(other, 'maximum_days = "7"\n\nN = 9\nflow_data = "/x"\n');
    const { status, text, messages } = await run(['-f', other, 'check']);
    assert.deepEqual([status, text], [1, '']);
    const lines = messages.trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /other\.toml:1: maximum_days must be a whole number of days from 1 to 3660\.$/);
    assert.match(lines[1] ?? '', /other\.toml:3: N must be one of /);
    assert.match(
      lines[2] ?? '',
      /other\.toml:4: there is no parameter "flow_data"; did you mean flow_data_directory\?$/,
    );
  });

  it('check names every rate of sampling that is not understood, with its line and what would be right', async () => {
    const rates = join(folder, 'rates.toml');
    writeFileSync(
      rates,
      'sampling_rates = [\n  "192.0.2.1 1000",\n  "2001:db8::1 7 512", "router 5",\n  "192.0.2.2 0",\n]\n',
    );
    const { status, text, messages } = await run(['-f', rates, 'check']);
    assert.deepEqual([status, text], [1, '']);
    const [first = '', second = '', ...more] = messages.trimEnd().split('\n');
    assert.match(
      first,
      /rates\.toml:3: "router 5" of sampling_rates is not understood: write .* as "192\.0\.2\.1 1000"/,
    );
    assert.match(second, /rates\.toml:4: "192\.0\.2\.2 0" of sampling_rates is not understood/);
    assert.deepEqual(more, []);
  });

  it('show prints a configuration that can be read back, or what one parameter is and where it comes from', async () => {
    writeFileSync(file, '# days\nmaximum_days = 7\n');
    const whole = await run(['show']);
    assert.equal(whole.status, 0);
    const copy = join(folder, 'copy.toml');
    writeFileSync(copy, whole.text);
    assert.equal((await run(['show'], { FLOWVIEWER_CONFIG: copy })).text, whole.text);
    const one = await run(['show', 'maximum_days', 'default_lines']);
    assert.match(one.text, /^# .*\n# Expected: .*; default: 366\.\n# From: .*FlowViewer\.toml:2\nmaximum_days = 7\n/);
    assert.match(one.text, /# From: default\ndefault_lines = 100\n$/);
  });

  it('show says why a parameter of the original is not there, and names a similar one', async () => {
    writeFileSync(file, '');
    const { status, messages } = await run(['show', 'use_NDBM', 'Maximum-Days', 'nothing']);
    assert.equal(status, 1);
    assert.match(messages, /use_NDBM is not needed, because the original did not read it either\./);
    assert.match(messages, /there is no parameter Maximum-Days; did you mean maximum_days\?/);
    assert.match(messages, /there is no parameter nothing\.$/m);
  });

  it('import makes a file that check finds right, and tells with status 1 what needs a look', async () => {
    const { status, text, messages } = await run(['import', ORIGINAL]);
    assert.equal(status, 1);
    assert.match(messages, new RegExp(`^flowviewer-config: ${ORIGINAL}:75: cannot be read without Perl`, 'm'));
    assert.match(messages, /: \d+ parameters carried over, \d+ not needed or not used\. 8 lines need a look\.$/m);
    writeFileSync(file, text);
    assert.equal((await run(['check'])).status, 0);
    const rubbish = join(folder, 'rubbish.pm');
    writeFileSync(rubbish, '\u001b[2J\u0007$a = g(1);\n');
    const { messages: told } = await run(['import', rubbish]);
    assert.doesNotMatch(told.replaceAll('\n', ''), /\p{Cc}/u, 'nothing that a terminal would obey');
    const simple = join(folder, 'simple.pm');
    writeFileSync(simple, '$maximum_days = 10;\n1;\n');
    const { status: clean, text: toml } = await run(['import', simple]);
    assert.equal(clean, 0);
    assert.match(toml, /^maximum_days = 10$/m);
  });

  it('says what to do where words or files are missing', async () => {
    const none = join(folder, 'none');
    for (const [words, message] of [
      [[], /name what to do: check, show, import$/m],
      [['constructor'], /name what to do/],
      [['import'], /name the one file to import/],
      [['import', none], /none cannot be read \(ENOENT/],
      [['check', 'x'], /name another file with -f/],
      [['-f', none, 'check'], /none: there is no such file/],
    ] as const) {
      const { status, messages } = await run(words);
      assert.equal(status, 1, words.join(' '));
      assert.match(messages, message);
    }
  });
});
