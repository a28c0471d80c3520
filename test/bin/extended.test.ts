/** Every command reads extended records, with IPv6, or says what it has no place for. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { formatAddress, parseAddress, type Address } from '../../lib/flow/address.js';
import { addressReader, fieldReader } from '../../lib/flow/batch.js';
import type { FieldName } from '../../lib/flow/field.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { timedRecord, writeRowFile, type RawRecord } from '../store/row-files.js';
import { runProgram } from './program.js';

const S = Date.UTC(2026, 10, 20, 12);

function address(text: string): Address {
  const parsed = parseAddress(text);
  assert.ok(parsed, text);
  return parsed;
}

const flow = (source: string, destination: string, fields: RawRecord): RawRecord =>
  timedRecord(S, S + 1500, 0, {
    ...fields,
    exaddr: address('192.0.2.254'),
    srcaddr: address(source),
    dstaddr: address(destination),
  });

const RECORDS = [
  flow('10.0.0.1', '192.0.2.9', {
    doctets: 5_000_000_000,
    dpkts: 7,
    prot: 6,
    srcport: 443,
    dstport: 50_000,
    src_as: 70_000,
  }),
  flow('2001:db8:1::7', '2001:db8:2::8', {
    doctets: 1500,
    dpkts: 1,
    prot: 58,
    icmp_type: 128,
    icmp_code: 0,
    dstport: 32_768,
  }),
  flow('2001:db8:1:ff::9', '2001:db8:2::8', {
    doctets: 700,
    dpkts: 2,
    prot: 17,
    srcport: 53,
    dstport: 53,
    src_mac: 0x0200_5e00_5301,
  }),
];

/** Values of one field in what a command has written. */
async function values(output: Buffer, field: FieldName): Promise<(number | string)[]> {
  const file = await openFlowFile(Readable.from([output]));
  const found: (number | string)[] = [];
  for await (const batch of file.batches()) {
    const [addresses, numbers] = [addressReader(batch, field), fieldReader(batch, field)];
    const isAddress = field.endsWith('addr') || field === 'nexthop';
    for (let index = 0; index < batch.count; index++)
      found.push(isAddress && addresses ? formatAddress(addresses(index)) : (numbers?.(index) ?? NaN));
  }
  return found;
}

describe('extended records', () => {
  let folder = '';
  let path = '';
  let file: Buffer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'extended-'));
    path = await writeRowFile(folder, { version: EXTENDED, start: S, records: RECORDS, level: 0 });
    file = readFileSync(path);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const config = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const run = async (name: string, words: readonly string[], input: Uint8Array | string = file) => {
    const ended = await runProgram(name, words, input);
    assert.equal(ended.status, 0, `${name}: ${ended.stderr}`);
    return ended;
  };

  it('are printed by flow-print with IPv6 in full', async () => {
    const lines = (await run('flow-print', [])).stdout.toString().split('\n');
    assert.match(
      lines[2] ?? '',
      /^2026-11-20 12:00:00\.000 2026-11-20 12:00:01\.500 2001:db8:1::7 +0 +2001:db8:2::8 +32768 +58 +00 +1 +1500/,
    );
    const simple = (await run('flow-print', ['-f', '4'])).stdout.toString();
    assert.match(simple, /^2001:db8:1:ff::9\/0 +2001:db8:2::8\/0 +17 /m);
    const lacking = await runProgram('flow-print', ['-f', '7'], file);
    assert.match(lacking.stderr, /NetFlow 1009 has no router_sc\./);
  });

  it('are exported by flow-export with all their fields, or those that are asked for', async () => {
    const [heading = '', , , dns = ''] = (await run('flow-export', ['-f2'])).stdout.toString().split('\n');
    const names = heading.slice(2).split(',');
    const cells = dns.split(',');
    const cell = (name: string) => cells[names.indexOf(name)];
    assert.equal(cells.length, names.length);
    assert.deepEqual(['srcaddr', 'exaddr', 'src_mac', 'icmp_type', 'start_ms', 'doctets', 'nexthop'].map(cell), [
      '2001:db8:1:ff::9',
      '192.0.2.254',
      '02:00:5e:00:53:01',
      '',
      String(S),
      '700',
      '0.0.0.0',
    ]);
    const some = (await run('flow-export', ['-f2', '-m', 'doctets,srcaddr,icmp_type'])).stdout.toString();
    assert.equal(
      some,
      '#:doctets,srcaddr,icmp_type\n5000000000,10.0.0.1,\n1500,2001:db8:1::7,128\n700,2001:db8:1:ff::9,\n',
    );
    const sql = (await run('flow-export', ['-f5', '-m', 'srcaddr,icmp_type'])).stdout.toString();
    assert.match(sql, /VALUES \('2001:db8:1:ff::9',NULL\);/);
    const cflowd = await runProgram('flow-export', ['-f0'], file);
    assert.deepEqual([cflowd.status, cflowd.stdout.length], [255, 0]);
    const wire = await run('flow-export', ['-f4']);
    assert.match(wire.stderr, /2 flows of IPv6 were left out/);
  });

  it('come back as they were from flow-export through flow-import', async () => {
    const csv = (await run('flow-export', ['-f2'])).stdout;
    const back = await runProgram('flow-import', ['-f2', '-V', EXTENDED], csv);
    assert.deepEqual([back.status, back.stderr], [0, 'flow-import: Imported 3 records.\n']);
    assert.deepEqual((await runProgram('flow-export', ['-f2'], back.stdout)).stdout.toString(), csv.toString());
    const octets = async (flows: Buffer): Promise<string[]> => {
      const found: string[] = [];
      for await (const { bytes, count, layout } of (await openFlowFile(Readable.from([flows]))).batches())
        found.push(Buffer.from(bytes.subarray(0, count * layout.size)).toString('hex'));
      return found;
    };
    assert.deepEqual(await octets(back.stdout), await octets(file));
    const wrong: readonly (readonly [heading: string, line: string, why: RegExp])[] = [
      ['srcaddr', '2001:db8::g', /line 2: srcaddr "2001:db8::g": it must be an address/],
      ['src_mac', '00:00:5e', /line 2: src_mac "00:00:5e": it must be a MAC address/],
      ['icmp_type', '256', /line 2: icmp_type "256": it must be a number up to 255/],
    ];
    for (const [heading, line, why] of wrong) {
      const refused = await runProgram('flow-import', ['-f2', '-V', EXTENDED], `#:${heading}\n${line}\n`);
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, why);
    }
    const cflowd = await runProgram('flow-import', ['-f0', '-V', EXTENDED], '');
    assert.equal(cflowd.status, 1);
    assert.match(cflowd.stderr, /-f 0 tells nothing that needs -V 1009: use -V 5, then flow-xlate/);
  });

  it('become packets of IPv6 that tcpdump reads', async () => {
    writeFileSync(join(folder, 'flows.pcap'), (await run('flow-export', ['-f1'])).stdout);
    const words = ['-nn', '-tt', '-v', '-r', join(folder, 'flows.pcap')];
    const text = execFileSync('tcpdump', words, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
    assert.match(text, /IP6 .*next-header UDP \(17\) payload length: 8\) 2001:db8:1:ff::9\.53 > 2001:db8:2::8\.53:/);
    assert.match(text, /10\.0\.0\.1\.443 > 192\.0\.2\.9\.50000/);
  });

  it('are joined, merged, split and described like any others, in both byte orders', async () => {
    for (const command of ['flow-cat', 'flow-merge']) {
      const { stdout } = await run(command, ['-b', 'big', path, path]);
      assert.equal((await values(stdout, 'srcaddr')).filter((each) => each === '2001:db8:1::7').length, 2, command);
      assert.deepEqual(new Set(await values(stdout, 'doctets')), new Set([5_000_000_000, 1500, 700]), command);
    }
    await run('flow-split', ['-N', '2', '-o', join(folder, 'piece')]);
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => name.startsWith('piece'))
        .sort(),
      ['piece.0', 'piece.1'],
    );
    assert.deepEqual(await values(readFileSync(join(folder, 'piece.1')), 'srcaddr'), ['2001:db8:1:ff::9']);
    assert.match((await run('flow-header', [])).stdout.toString(), /1009/);
  });

  it('are made up by flow-gen', async () => {
    const { stdout } = await run('flow-gen', ['-V', EXTENDED, '-n', '3']);
    assert.deepEqual(await values(stdout, 'srcaddr'), ['0.0.0.0', '0.0.0.1', '0.0.0.2']);
    assert.deepEqual(await values(stdout, 'doctets'), [1, 2, 3]);
    assert.deepEqual(await values(stdout, 'icmp_type'), [255, 255, 255]);
  });

  it('are selected by flow-nfilter and flow-filter', async () => {
    const filter = config(
      'filter.cfg',
      `filter-primitive net
  type ip-address-prefix
  permit 2001:db8:1:ff::/65
filter-primitive many
  type counter
  permit gt 4294967295
filter-definition default
  match src-ip-addr net
  or
  match octets many
`,
    );
    assert.deepEqual(await values((await run('flow-nfilter', ['-f', filter])).stdout, 'srcaddr'), [
      '10.0.0.1',
      '2001:db8:1:ff::9',
    ]);
    assert.deepEqual(await values((await run('flow-filter', ['-p', '53'])).stdout, 'srcaddr'), ['2001:db8:1:ff::9']);
    const own = config(
      'own.cfg',
      `filter-primitive mac
  type mac-address
  permit 02-00-5E-00-53-01
filter-primitive echo
  type number
  permit 128,8
filter-definition default
  match src-mac mac
  or
  match icmp-type echo
`,
    );
    assert.deepEqual(await values((await run('flow-nfilter', ['-f', own])).stdout, 'srcaddr'), [
      '2001:db8:1::7',
      '2001:db8:1:ff::9',
    ]);
  });

  it('get mask lengths of flow-mask and tags of flow-tag by their IPv6 prefixes', async () => {
    const masks = config('mask.cfg', 'mask-definition default\n  prefix 2001:db8::/32 48\n  prefix 10.0.0.0/8 24\n');
    const masked = (await run('flow-mask', ['-m', masks])).stdout;
    assert.deepEqual(await values(masked, 'src_mask'), [24, 48, 48]);
    assert.deepEqual(await values(masked, 'dst_mask'), [0, 48, 48]);
    const tags = config(
      'tag.cfg',
      `tag-action net
  type src-prefix
  match 2001:db8:1::/48 set-src 7
  match 2001:db8:1:ff::/64 set-src 9
  match 10.0.0.0/8 set-src 1
tag-definition default
  term
    exporter 192.0.2.254
    action net
`,
    );
    const tagged = (await run('flow-tag', ['-t', tags])).stdout;
    assert.deepEqual(await values(tagged, 'src_tag'), [1, 7, 9]);
    assert.deepEqual(await values(tagged, 'srcaddr'), ['10.0.0.1', '2001:db8:1::7', '2001:db8:1:ff::9']);
  });

  it('are rewritten by flow-xlate in both families, and translated as far as versions reach', async () => {
    const xlate = config(
      'xlate.cfg',
      `xlate-action privacy
  type ip-address-privacy-mask
  mask 255.255.255.0 255.255.255.255
xlate-action more
  type scale
  scale 1000
xlate-action secret
  type ip-address-anonymize
  key ${'0123456789abcdef'.repeat(4)}
xlate-definition default
  term
    action privacy
    action more
xlate-definition hidden
  term
    action secret
`,
    );
    const changed = (await run('flow-xlate', ['-x', xlate])).stdout;
    assert.deepEqual(await values(changed, 'srcaddr'), ['10.0.0.0', '2001:db8:1::', '2001:db8:1::']);
    assert.deepEqual(await values(changed, 'dstaddr'), ['192.0.2.9', '2001:db8:2::8', '2001:db8:2::8']);
    assert.deepEqual(await values(changed, 'doctets'), [5e12, 1_500_000, 700_000]);
    const hidden = await values((await run('flow-xlate', ['-x', xlate, '-X', 'hidden'])).stdout, 'srcaddr');
    assert.match(String(hidden[0]), /^\d+\.\d+\.\d+\.\d+$/);
    assert.match(String(hidden[1]), /:/);
    const shared = (index: number) => String(hidden[index]).split(':').slice(0, 3).join(':');
    assert.equal(shared(1), shared(2), 'common prefixes stay common');
    assert.notEqual(shared(1), '2001:db8:1');

    const old = await run('flow-xlate', ['-n', '-V', '5']);
    assert.match(old.stderr, /2 flows of IPv6 were left out/);
    assert.match(old.stderr, /1 flows have numbers too large/);
    assert.deepEqual(await values(old.stdout, 'srcaddr'), ['10.0.0.1']);
    assert.deepEqual(await values(old.stdout, 'doctets'), [2 ** 32 - 1]);
    assert.deepEqual(await values(old.stdout, 'src_as'), [23456]);
    const again = (await run('flow-xlate', ['-n', '-V', EXTENDED], old.stdout)).stdout;
    assert.deepEqual(await values(again, 'start_ms'), [S]);
    assert.deepEqual(await values(again, 'end_ms'), [S + 1500]);
    assert.deepEqual(await values(again, 'exaddr'), ['192.0.2.254']);
  });

  it('are added up by flow-stat and flow-report', async () => {
    const stat = (await run('flow-stat', ['-f', '9'])).stdout.toString();
    assert.match(stat, /^2001:db8:1::7 +1 +1500 +1/m);
    assert.match((await run('flow-stat', ['-f', '10'])).stdout.toString(), /^2001:db8:1:ff::9 +2001:db8:2::8 +1 +700/m);
    assert.match((await run('flow-stat', ['-f', '0'])).stdout.toString(), /Total Flows +: 3/);
    const report = config(
      'stat.cfg',
      'stat-report one\n  type ip-source-address\n  output\n    fields +octets\n    sort +octets\nstat-definition default\n  report one\n',
    );
    const text = (await run('flow-report', ['-s', report])).stdout.toString();
    assert.match(text, /^10\.0\.0\.1,.*5000000000/m);
    assert.match(text, /^2001:db8:1::7,/m);
  });

  it('are multiplied by their rates of sampling in flow-stat and flow-report, which say so', async () => {
    const records = [flow('10.0.0.1', '10.0.0.2', { doctets: 100, dpkts: 1, sampling_rate: 512, sampling_source: 2 })];
    const sampled = readFileSync(await writeRowFile(folder, { version: EXTENDED, start: S + 1000, records, level: 0 }));
    const text = (await run('flow-stat', ['-f', '9'], sampled)).stdout.toString();
    assert.match(
      text,
      /^# Octets, packets and flows are multiplied by the rate of sampling: 1 in 512 by the record's sampler/m,
    );
    assert.match(text, /^10\.0\.0\.1 +512 +51200 +512/m);
    const report = config(
      'sampled.cfg',
      'stat-report one\n  type ip-source-address\n  output\n    fields +octets\nstat-definition default\n  report one\n',
    );
    const reported = await run('flow-report', ['-s', report], sampled);
    assert.match(reported.stderr, /multiplied by the rate of sampling: 1 in 512/);
    assert.match(reported.stdout.toString(), /^10\.0\.0\.1,.*51200/m);
    assert.match(
      (await run('flow-print', [], sampled)).stdout.toString(),
      / 1 +100 *$/m,
      'records are as they were exported',
    );
  });
});
