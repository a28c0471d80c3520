import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NameCache, type LookUp } from '../../lib/names/name-cache.js';
import { runProgram, type Ended } from '../bin/program.js';
import { temporaryFolder } from '../temporary-folder.js';

const LATER = Date.UTC(2100, 0, 1);
const AS_TEXT = '64500 | DE | ripencc | 2010-01-01 | EXAMPLE-AS - Example Networks, DE';

const ENTRIES: readonly (readonly [LookUp, string | undefined, number])[] = [
  [{ kind: 'host', key: '192.0.2.1' }, 'www.example', LATER],
  [{ kind: 'host', key: '192.0.2.2' }, 'www.example', LATER],
  [{ kind: 'host', key: '2001:db8::1' }, undefined, 1],
  [{ kind: 'origin', key: '192.0.2.1' }, '64500 | 192.0.2.0/24 | DE | ripencc | 2010-01-01', LATER],
  [{ kind: 'as', key: '64500' }, AS_TEXT, LATER],
];

describe('the commands that clean caches of names', () => {
  const folder = temporaryFolder('clean');
  const env = { FLOWVIEWER_CONFIG: join(folder, 'FlowViewer.toml') };
  const hosts = (...words: string[]): Promise<Ended> => runProgram('FlowViewer_CleanHostCache', words, '', env);
  const systems = (...words: string[]): Promise<Ended> => runProgram('FlowViewer_CleanASCache', words, '', env);

  before(async () => {
    writeFileSync(env.FLOWVIEWER_CONFIG, `work_directory = "${folder}"\n`);
    const missing = await hosts('-l');
    assert.match(missing.stderr, /there is no cache of names: no names\.mdb in /);
  });
  beforeEach(async () => {
    const cache = NameCache.open(folder);
    cache.put(
      ENTRIES.map(([lookUp, value, expires]) => [lookUp, { value, expires }]),
      0,
    );
    await cache.close();
  });

  async function left(): Promise<string[]> {
    const cache = NameCache.open(folder);
    const keys = [...cache.list(['host', 'origin', 'as'])].map(([{ kind, key }]) => `${kind} ${key}`);
    await cache.close();
    return keys;
  }

  it('list what is kept, and until when', async () => {
    const listed = await hosts('-l');
    assert.equal(listed.status, 0, listed.stderr);
    assert.match(listed.stdout.toString(), /^192\.0\.2\.1\twww\.example\t2100-01-01T00:00:00\.000Z$/m);
    assert.match(listed.stdout.toString(), /^2001:db8::1\t\(none\)\t1970-/m);
    assert.equal((await systems('-l')).stdout.toString(), `64500\t${AS_TEXT}\t2100-01-01T00:00:00.000Z\n`);
  });

  it('remove one address with all that belongs to it, however it is written, or a name wherever it stands', async () => {
    assert.equal((await hosts('192.0.2.1', '2001:DB8:0::1')).stdout.toString(), 'removed: 3 of 4\n');
    assert.deepEqual(await left(), ['as 64500', 'host 192.0.2.2']);
    assert.equal((await hosts('WWW.example')).stdout.toString(), 'removed: 1 of 1\n');
    assert.equal((await systems('example-as')).stdout.toString(), 'removed: 1 of 1\n');
    assert.deepEqual(await left(), []);
  });

  it('remove what has expired, or all', async () => {
    assert.equal((await hosts('-e')).stdout.toString(), 'removed: 1 of 4\n');
    assert.equal((await systems('AS64500')).stdout.toString(), 'removed: 1 of 1\n');
    assert.equal((await hosts('-a')).stdout.toString(), 'removed: 3 of 3\n');
    assert.deepEqual(await left(), []);
  });

  it('say what is not there, and how they are called', async () => {
    const unknown = await hosts('192.0.2.99');
    assert.deepEqual(
      [unknown.status, unknown.stderr],
      [1, 'FlowViewer_CleanHostCache: 192.0.2.99: there is no such entry\n'],
    );
    for (const words of [[], ['-a', '-l'], ['-l', '192.0.2.1']])
      assert.match((await hosts(...words)).stderr, /give one of -a, -e and -l, or say which/);
  });
});
