import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { check } from '../../lib/config/check.js';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { ConfigurationError, type ConfigurationProblem } from '../../lib/config/error.js';
import { loadConfiguration, parseConfiguration, readConfiguration } from '../../lib/config/load.js';
import { PARAMETERS } from '../../lib/config/parameter.js';
import { sampleConfiguration } from '../../lib/config/sample.js';
import { whyUnused } from '../../lib/config/unused.js';
import { ORIGINAL_PARAMETERS } from './original-parameters.js';

function problems(text: string): readonly ConfigurationProblem[] {
  try {
    parseConfiguration(text, 'FlowViewer.toml');
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.problems;
  }
  return assert.fail('no problem was found');
}

describe('configuration', () => {
  it('keeps the defaults of what the file does not name', () => {
    const configuration = parseConfiguration('flow_data_directory = "/data/flows"\nN = -2\n', 'x');
    assert.equal(configuration.flow_data_directory, '/data/flows');
    assert.equal(configuration.N, -2);
    assert.equal(configuration.maximum_days, 366);
    assert.deepEqual(configuration.devices, []);
  });

  it("has defaults that its own checks accept, in the original's names where it has them", () => {
    for (const row of PARAMETERS) assert.deepEqual(check(row, row.default), row.default, row.name);
    assert.equal(defaultConfiguration().default_report, 10);
  });

  it('reads yes and no as true and false or as Y and N', () => {
    assert.equal(parseConfiguration('use_even_hours = "N"', 'x').use_even_hours, false);
    assert.equal(parseConfiguration('use_even_hours = true', 'x').use_even_hours, true);
    assert.equal(problems('use_even_hours = "maybe"').length, 1);
  });

  it('names file, line, parameter and expected form of every wrong value at once', () => {
    const found = problems('# head\nN = 7\ndevices = "MYROUTER"\nflow_data_directory = "flows"\nmaximum_days = 1.5\n');
    assert.deepEqual(
      found.map(({ line, name }) => [line, name]),
      [
        [2, 'N'],
        [3, 'devices'],
        [4, 'flow_data_directory'],
        [5, 'maximum_days'],
      ],
    );
    assert.match(found[0]?.text ?? '', /^N must be one of -3, -2, -1, 0, 1, 2, 3\.$/);
    assert.match(found[3]?.text ?? '', /a whole number of days from 1 to 3660/);
    assert.throws(() => parseConfiguration('N = 7', '/etc/x.toml'), { message: /^\/etc\/x\.toml:1: N must be/ });
  });

  it('refuses a parameter that does not exist and names a similar one', () => {
    const found = problems('Flow_Data-Directory = "/x"\n[silk]\na = 1\n');
    assert.match(found[0]?.text ?? '', /did you mean flow_data_directory\?/);
    assert.deepEqual([found[0]?.line, found[1]?.line], [1, 2]);
    assert.match(found[1]?.text ?? '', /^there is no parameter "silk"\.$/);
  });

  it('accepts what only the original needed, whatever its value, with a note that says why', () => {
    const text =
      'devices = ["R1"]\n\nversion = "4.6"\nrrd_dir_perms = 0o777\npie_colors = ["C5B093", "#ADA28C"]\nmaximum_days = 7\n';
    const { configuration, set, notes } = readConfiguration(text, 'x');
    assert.deepEqual([configuration.devices, configuration.maximum_days], [['R1'], 7]);
    assert.deepEqual(set, ['devices', 'pie_colors', 'maximum_days']);
    assert.deepEqual(configuration.pie_colors, ['#c5b093', '#ada28c']);
    assert.deepEqual(
      notes.map(({ line, name }) => [line, name]),
      [
        [3, 'version'],
        [4, 'rrd_dir_perms'],
      ],
    );
    assert.equal(notes[0]?.text, 'version is not needed, because the version is that of the program.');
  });

  it('has a row for every parameter of the original, supported or with the reason why not', () => {
    const supported = new Set<string>(PARAMETERS.map(({ name }) => name));
    for (const name of ORIGINAL_PARAMETERS) {
      const why = whyUnused(name);
      assert.ok(supported.has(name) !== (why !== undefined), name);
      if (why) assert.match(why, /^not (needed, because|used by this version:) .*[^.]$/, name);
    }
    assert.equal(whyUnused('no_such_parameter'), undefined);
    assert.equal(whyUnused('constructor'), undefined);
  });

  it('takes names and addresses of hosts, with a port, and nothing else', () => {
    for (const right of ['flows.example.net', '192.0.2.1:8080', 'localhost', '[2001:db8::1]:443'])
      assert.equal(parseConfiguration(`FlowViewer_server = "${right}"`, 'x').FlowViewer_server, right);
    for (const wrong of ['http://flows', 'a b', '', '-x', 'a/b', 'user@host'])
      assert.match(problems(`FlowViewer_server = "${wrong}"`)[0]?.text ?? '', /the name or address of a host/, wrong);
  });

  it('gives the line of a file that is not TOML', () => {
    const [found] = problems('N = 3\ndevices = [\n"a"\n');
    assert.ok((found?.line ?? 0) >= 2);
    assert.match(found?.text ?? '', /^not valid TOML: /);
  });

  it('drops a slash at the end of URL paths, and refuses what is none', () => {
    assert.equal(parseConfiguration('cgi_bin_short = "/cgi-bin/fv/"', 'x').cgi_bin_short, '/cgi-bin/fv');
    for (const wrong of ['//evil.example', 'cgi-bin', '/a b', '/a"b', '/a<b']) {
      assert.equal(problems(`cgi_bin_short = '${wrong}'`).length, 1, wrong);
    }
  });

  it('names the user who may not read the file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'fv-config-'));
    const isRoot = process.geteuid?.() === 0;
    const ourselves = process.geteuid?.() ?? 0;
    try {
      const file = join(directory, 'fv.toml');
      writeFileSync(file, '');
      chmodSync(directory, 0o755);
      chmodSync(file, 0o000);
      if (isRoot) process.seteuid?.(65534); // root may read everything; nobody may not
      const message = `${file}: the user ${userInfo().username} may not read it: give that user permission to read ${file}, and to enter the directories above it.`;
      assert.throws(() => loadConfiguration({ FLOWVIEWER_CONFIG: file }), { code: 'configuration', message });
    } finally {
      if (isRoot) process.seteuid?.(ourselves);
      rmSync(directory, { recursive: true });
    }
  });

  it('says that a directory is no configuration file', () => {
    const message = /is a directory: name a file in .*FLOWVIEWER_CONFIG/;
    assert.throws(() => loadConfiguration({ FLOWVIEWER_CONFIG: tmpdir() }), { message });
  });

  it('reads the file that FLOWVIEWER_CONFIG names, and says what to do where there is none', () => {
    const directory = mkdtempSync(join(tmpdir(), 'fv-config-'));
    try {
      const file = join(directory, 'fv.toml');
      assert.throws(() => loadConfiguration({ FLOWVIEWER_CONFIG: file }), {
        message: /fv\.toml: there is no such file: .*FLOWVIEWER_CONFIG/,
      });
      writeFileSync(file, 'default_lines = 20\n');
      assert.equal(loadConfiguration({ FLOWVIEWER_CONFIG: file }).default_lines, 20);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('sample configuration file', () => {
  it('is what the parameter table says', () => {
    assert.equal(readFileSync('etc/FlowViewer.toml', 'utf8'), sampleConfiguration());
  });

  it('holds every parameter at its default when each is uncommented', () => {
    const uncommented = sampleConfiguration().replace(/^#(\w+ = )/gm, '$1');
    assert.deepEqual(parseConfiguration(uncommented, 'x'), defaultConfiguration());
  });
});
