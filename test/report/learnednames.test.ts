import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import { readConfiguration } from '../../lib/config/load.js';
import { InterfaceBook } from '../../lib/interfaces/interface-book.js';
import { INTERFACES_FILE, writeInterfaces } from '../../lib/interfaces/interfaces-file.js';
import { learnedNames } from '../../lib/report/learnednames.js';
import { readNameTables } from '../../lib/report/nametables.js';
import { listNamedDevices } from '../../lib/web/devices.js';

describe('names of interfaces that exporters tell', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'names-'));
    mkdirSync(join(folder, 'flows'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function tell(directory: string, ...names: readonly (readonly [string, number, string])[]): Promise<void> {
    const path = join(folder, 'flows', directory);
    mkdirSync(path, { recursive: true });
    const book = new InterfaceBook();
    for (const [exporter, ifIndex, name] of names) book.name(exporter, ifIndex, { name });
    await writeInterfaces(path, book);
  }

  function configuration(more = ''): Configuration {
    const text = `flow_data_directory = "${folder}/flows"\nexporter_directory = "${folder}/flows/all"\n${more}\n`;
    return readConfiguration(text, 'test.toml').configuration;
  }

  it('are those of the device, where its exporters agree', async () => {
    await tell(
      'edge1',
      ['192.0.2.1', 7, 'eth0'],
      ['192.0.2.1', 8, 'a'],
      ['192.0.2.2', 8, 'b'],
      ['192.0.2.2', 9, 'x:1'],
    );
    mkdirSync(join(folder, 'flows', 'silent'));
    assert.deepEqual(
      await learnedNames('interfaces', configuration()),
      new Map([
        ['edge1:7', 'eth0'],
        ['edge1:9', 'x:1'],
      ]),
    );
  });

  it('are those of each exporter where several share a directory', async () => {
    await tell('all', ['192.0.2.1', 8, 'a'], ['2001:db8::1', 8, 'b']);
    const names = await learnedNames('interfaces', configuration('devices = ["edge1"]\nexporters = ["192.0.2.1:one"]'));
    assert.deepEqual(
      names,
      new Map([
        ['192.0.2.1:8', 'a'],
        ['2001:db8::1:8', 'b'],
      ]),
    );
  });

  it('are those of the data directory itself where there are no devices', async () => {
    await tell('', ['192.0.2.1', 7, 'eth0']);
    assert.deepEqual(
      await learnedNames('interfaces', configuration('no_devices_or_exporters = true')),
      new Map([[':7', 'eth0']]),
    );
  });

  it('stand behind those that the site has given, in pages and forms', async () => {
    await tell('edge1', ['192.0.2.1', 7, 'eth0'], ['192.0.2.1', 8, 'eth1']);
    writeFileSync(join(folder, 'names'), 'edge1:7:Uplink\n');
    const site = configuration(`interface_names_file = "${folder}/names"`);
    const expected = new Map([
      ['edge1:7', 'Uplink'],
      ['edge1:8', 'eth1'],
    ]);
    assert.deepEqual((await readNameTables(site, 'a device', new Set(['interface']))).tables.interfaces, expected);
    assert.deepEqual((await listNamedDevices(site)).interfaces, expected);
    assert.deepEqual((await readNameTables(site, 'a device', new Set(['port']))).tables.interfaces, new Map());
  });

  it('are none where the file is damaged', async () => {
    mkdirSync(join(folder, 'flows', 'edge1'));
    writeFileSync(join(folder, 'flows', 'edge1', INTERFACES_FILE), '{');
    assert.deepEqual(await learnedNames('interfaces', configuration()), new Map());
  });
});
