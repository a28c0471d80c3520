import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { parseAddress } from '../../lib/flow/address.js';
import { DnsClient } from '../../lib/names/dns-client.js';
import type { NameServer } from '../../lib/names/name-servers.js';
import { CACHE_FILE, NameCache, type LookUp } from '../../lib/names/name-cache.js';
import { entryOf, lookUp, type LookUpLimits } from '../../lib/names/look-ups.js';
import { isRegistrable, questionOf } from '../../lib/names/questions.js';
import { killPrograms } from '../e2e/program.js';
import { fakeServer, Nsd } from './name-server.js';
import { temporaryFolder } from '../temporary-folder.js';

const MINUTE = 60_000;
const HOST: LookUp = { kind: 'host', key: '192.0.2.1' };
const NOBODY: LookUp = { kind: 'host', key: '192.0.2.9' };
const AS: LookUp = { kind: 'as', key: '64500' };
const ORIGIN: LookUp = { kind: 'origin', key: '192.0.2.1' };
const PATIENT: LookUpLimits = { within: 20_000, most: 100 };

describe('names/look-ups', () => {
  const folder = temporaryFolder('names');
  let nsd: Nsd;
  let cache: NameCache;
  let now = 0;
  let directory = '';
  let nth = 0;

  before(async () => {
    nsd = await Nsd.start(join(folder, 'nsd'), {
      '2.0.192.in-addr.arpa': ['1 1200 IN PTR host1.example.', '3 IN PTR \\027[31m\\226\\128\\174<b>.example.'],
      'asn.test': [
        'AS64500 TXT "64500 | DE | ripencc | 2010-01-01 | EXAMPLE-AS - Example Networks, DE"',
        '1.2.0.192.origin TXT "64500 | 192.0.2.0/24 | DE | ripencc | 2010-01-01"',
      ],
    });
  });
  after(async () => {
    await nsd.stop();
    killPrograms();
  });
  beforeEach(() => {
    now = Date.UTC(2025, 0, 1);
    directory = join(folder, String(++nth));
    mkdirSync(directory);
    cache = NameCache.open(directory);
  });
  afterEach(() => cache.close());

  function find(wanted: readonly LookUp[], servers: readonly NameServer[] = [nsd.server], limits = PATIENT) {
    const client = new DnsClient(servers, { timeout: servers.includes(nsd.server) ? 20_000 : 300 });
    return lookUp(wanted, { cache, client, zones: { as: 'asn.test' }, now: () => now }, limits);
  }

  it('finds names, registrations of AS numbers and of networks', async () => {
    const found = await find([HOST, NOBODY, AS, ORIGIN]);
    assert.equal(found.get(HOST), 'host1.example');
    assert.equal(found.get(NOBODY), null);
    assert.equal(found.get(AS), '64500 | DE | ripencc | 2010-01-01 | EXAMPLE-AS - Example Networks, DE');
    assert.equal(found.get(ORIGIN), '64500 | 192.0.2.0/24 | DE | ripencc | 2010-01-01');
    assert.equal(found.get({ kind: 'host', key: '192.0.2.77' }), undefined, 'nobody asked');
  });

  it('keeps answers for as long as the name server says, and then asks again', async () => {
    const silent = await fakeServer(() => []);
    await find([HOST, NOBODY]);
    now += 2 * MINUTE - 1;
    const kept = await find([HOST, NOBODY], [silent.server]);
    assert.deepEqual([kept.get(HOST), kept.get(NOBODY), silent.asked.length], ['host1.example', null, 0]);
    now += 2; // the zone's negative answers live 120 s, its name 1200 s
    assert.equal((await find([HOST], [silent.server])).get(HOST), 'host1.example');
    assert.equal(silent.asked.length, 0);
    await find([NOBODY], [silent.server]);
    assert.notDeepEqual(silent.asked, []);
    await silent.close();
    now += 20 * MINUTE;
    assert.equal(cache.get(HOST, now), undefined);
  });

  it('asks again after a minute what no server answered', async () => {
    const silent = await fakeServer(() => []);
    assert.equal((await find([HOST], [silent.server])).get(HOST), null);
    assert.equal((await find([HOST])).get(HOST), null, 'not asked at every click');
    now += MINUTE + 1;
    assert.equal((await find([HOST])).get(HOST), 'host1.example');
    await silent.close();
  });

  it('keeps nothing for ever and everything for a while, whatever a server says', () => {
    const seconds = (outcome: Parameters<typeof entryOf>[1]) => (entryOf(HOST, outcome, 0).expires - 0) / 1000;
    assert.equal(seconds({ kind: 'found', data: ['a'], ttl: 0x7fffffff }), 86_400);
    assert.equal(seconds({ kind: 'found', data: ['a'], ttl: 0 }), 60);
    assert.equal(seconds({ kind: 'none', ttl: 0x7fffffff }), 3600);
    assert.equal(seconds({ kind: 'none', ttl: undefined }), 900);
  });

  it('waits no longer than it may, gives what there is, and keeps no verdict on the rest', async () => {
    const slow = await fakeServer(() => []);
    await find([HOST]);
    const client = new DnsClient([slow.server], { timeout: 1_000_000 });
    const context = { cache, client, zones: { as: 'asn.test' }, now: () => now };
    const found = await lookUp([HOST, NOBODY], context, { within: 30, most: 100 });
    assert.deepEqual([found.get(HOST), found.get(NOBODY)], ['host1.example', undefined]);
    assert.equal(cache.get(NOBODY, now), undefined);
    await slow.close();
  });

  it('asks no more questions than it may', async () => {
    const wanted = Array.from({ length: 50 }, (_, at): LookUp => ({ kind: 'host', key: `192.0.2.${at + 10}` }));
    const found = await find(wanted, [nsd.server], { within: 20_000, most: 20 });
    assert.equal(wanted.filter((each) => found.get(each) === null).length, 20);
  });

  it('takes nothing out of a name that could mislead or harm', async () => {
    const found = await find([{ kind: 'host', key: '192.0.2.3' }]);
    assert.equal(found.get({ kind: 'host', key: '192.0.2.3' }), '?[31m?<b>.example');
  });

  it('asks about registrations only where there can be some', () => {
    const isPublic = (text: string) => isRegistrable(parseAddress(text) ?? assert.fail());
    for (const text of ['1.1.1.1', '9.255.255.255', '172.32.0.1', '100.63.0.1', '192.0.2.1', '2001:db8::1'])
      assert.ok(isPublic(text), text);
    for (const text of ['10.0.0.1', '127.0.0.1', '169.254.1.1', '172.31.0.1', '192.168.1.1', '100.64.0.1', '224.0.0.1'])
      assert.ok(!isPublic(text), text);
    for (const text of ['255.255.255.255', '0.0.0.0', '::1', 'fe80::1', 'fd00::1', 'ff02::1'])
      assert.ok(!isPublic(text), text);
    for (const zone of ['', 'a b', '..', 'x'.repeat(300)]) assert.equal(questionOf(AS, { as: zone }), undefined, zone);
    assert.equal(questionOf({ kind: 'as', key: '0' }, { as: 'asn.test' }), undefined);
    assert.deepEqual(questionOf({ kind: 'origin', key: '2001:db8::1' }, { as: 'asn.test' }), {
      name: `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.origin6.asn.test`,
      type: 'TXT',
    });
  });

  it('remembers any text, and nothing that is not there', () => {
    const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 60 }), { nil: undefined });
    fc.assert(
      fc.property(text, fc.nat(1_000_000), (value, ttl) => {
        cache.put([[HOST, { value, expires: now + ttl + 1 }]], now);
        assert.deepEqual(cache.get(HOST, now), { value, expires: now + ttl + 1 });
        assert.equal(cache.get(HOST, now + ttl + 1), undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('is bounded: what has expired goes first, then what expires soonest', async () => {
    const small = join(folder, 'small');
    mkdirSync(small);
    const bounded = NameCache.open(small, 100);
    const entry = (at: number) =>
      [
        { kind: 'host', key: `10.0.${at >> 8}.${at & 255}` },
        { value: 'x', expires: now + at * 1000 },
      ] as const;
    bounded.put(
      Array.from({ length: 100 }, (_, at) => entry(at)),
      now,
    );
    assert.equal([...bounded.list(['host'])].length, 100);
    bounded.put([entry(900)], now + 9500);
    const left = [...bounded.list(['host'])].map(([, { expires }]) => (expires - now) / 1000).sort((a, b) => a - b);
    assert.deepEqual([left.length, left[0], left.at(-1)], [75, 26, 900]);
    await bounded.close();
  });

  it('is shared by many processes that write at once', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../lib/names/name-cache.js')).href;
    const program = `
      const { NameCache } = await import(${JSON.stringify(module)});
      for (let at = 0; at < 20; at++) {
        const cache = NameCache.open(${JSON.stringify(directory)});
        const key = (more) => process.argv[1] + '.' + at + '.' + more;
        const entry = { value: 'v'.repeat(200), expires: 9e14 };
        cache.put(Array.from({ length: 40 }, (_, more) => [{ kind: 'host', key: key(more) }, entry]), 0);
        await cache.close();
      }`;
    const children = Array.from({ length: 6 }, (_, at) =>
      spawn(process.execPath, ['--input-type=module', '-e', program, String(at)], { stdio: 'inherit' }),
    );
    const ended = await Promise.all(children.map((child) => once(child, 'exit')));
    assert.deepEqual(ended, Array(6).fill([0, null]));
    assert.equal([...cache.list(['host'])].length, 6 * 20 * 40);
  });

  it('can be read by its user and group alone', () => {
    assert.equal(statSync(join(directory, CACHE_FILE)).mode & 0o007, 0);
  });

  it('cannot be opened where its directory is missing or its file is something else', async () => {
    assert.throws(() => NameCache.open(join(folder, 'missing')), /there is no directory/);
    assert.equal(NameCache.openExisting(folder), undefined);
    const spoilt = join(folder, 'spoilt');
    mkdirSync(spoilt);
    for (const octets of ['x', 'no data base\n'.repeat(1000), Buffer.alloc(8192), '']) {
      writeFileSync(join(spoilt, CACHE_FILE), octets);
      if (octets.length > 0) assert.throws(() => NameCache.open(spoilt), /names\.mdb is damaged: delete it/);
    }
    const anew = NameCache.open(spoilt);
    const entries = Array.from(
      { length: 500 },
      (_, at) =>
        [
          { ...HOST, key: String(at) },
          { value: 'v', expires: 1 },
        ] as const,
    );
    anew.put(entries, 0);
    await anew.close();
    truncateSync(join(spoilt, CACHE_FILE), 3 * 4096);
    assert.throws(() => NameCache.open(spoilt), /is damaged/);
  });
});
