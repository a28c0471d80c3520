import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CLASSIC_VERSIONS } from '../../lib/flow/version.js';
import { INPUT, readBack } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const FLOWS = readFileSync(`${INPUT}/v5.z0.le.ft`);

describe('flow-export', () => {
  it('writes a pcap file that tcpdump reads', async () => {
    const { status, stdout, stderr } = await runProgram('flow-export', ['-f', '1'], FLOWS);
    assert.deepEqual([status, stderr], [0, 'flow-export: Exported 200 records\n']);
    const folder = mkdtempSync(join(tmpdir(), 'flow-export-'));
    try {
      writeFileSync(join(folder, 'flows.pcap'), stdout);
      const arguments_ = ['-nn', '-tt', '-v', '-r', join(folder, 'flows.pcap')];
      const text = execFileSync('tcpdump', arguments_, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
      const packets = text.split(/^(?=\d)/m);
      assert.equal(packets.length, 200);
      assert.match(
        packets[0] ?? '',
        /^1743292842\.400123 IP .*proto UDP \(17\), length 28\)\s+192\.168\.5\.1\.25 > 192\.168\.5\.0\.11719:/,
      );
      assert.ok(!text.includes('bad cksum')); // of the IP header
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses pcap for records without addresses or ports', async () => {
    const { status, stdout, stderr } = await runProgram('flow-export', ['-f1'], readFileSync(`${INPUT}/v8.1.z0.le.ft`));
    assert.deepEqual([status, stdout.length], [255, 0]);
    assert.match(stderr, /Flow record missing required field for format\. NetFlow 8\.1 has no srcaddr/);
  });

  for (const format of ['3', '5'])
    it(`writes SQL statements with -f ${format}`, async () => {
      const words = [
        '-f',
        format,
        '-m',
        'unix_secs,srcaddr,prot',
        '-u',
        'user:secret:localhost:5432:netflow:net.flows',
      ];
      const { status, stdout } = await runProgram('flow-export', words, FLOWS);
      assert.equal(status, 0);
      const [first] = stdout.toString().split('\n');
      assert.equal(first, "INSERT INTO net.flows(unix_secs,srcaddr,prot) VALUES (1743292842,'192.168.5.1',17);");
    });

  it('refuses a table name that is no name, and an incomplete URI', async () => {
    for (const uri of ['a:b:c:d:e:raw; drop table x', 'a:b:c', 'a:b:c:d:e:']) {
      const { status, stdout, stderr } = await runProgram('flow-export', ['-f', '5', '-u', uri], FLOWS);
      assert.deepEqual([status, stdout.length], [1, 0]);
      assert.match(stderr, /^flow-export: -u: /);
    }
  });

  it('refuses fields that there are not, or in another order', async () => {
    const unknown = await runProgram('flow-export', ['-f2', '-m', 'srcaddr,colour'], FLOWS);
    assert.equal(unknown.status, 1);
    assert.match(unknown.stderr, /^flow-export: Unknown field: colour\. The fields are unix_secs, /);
    const order = await runProgram('flow-export', ['-f2', '-m', 'dstaddr,srcaddr'], FLOWS);
    assert.match(order.stderr, /Out of order field: srcaddr\./);
    assert.equal((await runProgram('flow-export', ['-f6'], FLOWS)).status, 1);
  });
});

describe('flow-import', () => {
  for (const version of CLASSIC_VERSIONS.filter((name) => name !== '1005')) {
    const original = readFileSync(`${INPUT}/v${version}.z0.le.ft`);
    it(`reads back all that flow-export writes of version ${version}`, async () => {
      const expected = (await readBack(Readable.from([original]))).csv;
      const csv = await runProgram('flow-export', ['-f2'], original);
      const fromCsv = await runProgram('flow-import', ['-f2', '-V', version, '-b', 'big', '-z', '6'], csv.stdout);
      assert.match(fromCsv.stderr, /^flow-import: Imported \d+ records\.\n$/);
      assert.equal((await readBack(Readable.from([fromCsv.stdout]))).csv, expected);

      const wire = await runProgram('flow-export', ['-f4'], original);
      const fromWire = await runProgram('flow-import', ['-f4', '-V', version], wire.stdout);
      assert.equal(fromWire.status, 0);
      // datagrams do not say who sent them
      const anonymous = expected.replace(/^(\d+,\d+,\d+),[\d.]+/gm, '$1,0.0.0.0');
      assert.equal((await readBack(Readable.from([fromWire.stdout]))).csv, anonymous);
    });
  }

  it('reads call records of NFCollector', async () => {
    const text = [
      'SOURCE 10.0.0.1|FORMAT A|AGGREGATION CallRecord|PERIOD 5|STARTTIME 1|ENDTIME 2|FLOWS 1|MISSED 0|RECORDS 1',
      '10.1.2.3|192.0.2.4|1024|80|6|0|7|700|1|100|200|100',
      '',
    ].join('\n');
    const { status, stdout } = await runProgram('flow-import', ['-f3', '-V5'], text);
    assert.equal(status, 0);
    const [record = ''] = (await readBack(Readable.from([stdout]))).csv.split('\n');
    assert.equal(record, '0,0,0,0.0.0.0,7,700,100,200,0,0,10.1.2.3,192.0.2.4,0.0.0.0,0,0,1024,80,6,0,0,0,0,0,0');
  });

  it('says where the input is wrong, and keeps what precedes it', async () => {
    const run = async (words: readonly string[], input: string | Uint8Array) => {
      const { status, stdout, stderr } = await runProgram('flow-import', words, input);
      const { flows } = stdout.length > 0 ? await readBack(Readable.from([stdout])) : { flows: 0 };
      return [status, flows, stderr];
    };
    assert.deepEqual(await run(['-f2', '-V5', '-m', 'srcaddr,srcport'], '10.0.0.1,70000\n'), [
      1,
      0,
      'flow-import: line 1: srcport "70000": it must be a number up to 65535\n',
    ]);
    const heading = await run(['-f2', '-V5'], '#:srcaddr,colour\n10.0.0.1,1\n');
    assert.equal(heading[0], 255);
    const wire = (await runProgram('flow-export', ['-f4'], FLOWS)).stdout;
    const cut = await run(['-f4', '-V5'], wire.subarray(0, 24 + 48 + 50));
    assert.equal(cut[0], 1);
    assert.match(String(cut[2]), /^flow-import: octet \d+: pdu received size was wrong/);
    assert.match(String((await run(['-f4', '-V7'], wire))[2]), /a datagram of version 5 instead of 7/);
    assert.match(String((await run(['-f0', '-V5'], 'nonsense'))[2]), /octet 0: no mask of cflowd fields/);
    assert.match(String((await run(['-f2', '-V8'], ''))[2]), /-V 8: unsupported version/);
    assert.match(String((await run(['-f2'], ''))[2]), /-V is missing/);
  });

  it('takes the rest of a short line as 0 and leaves surplus fields out', async () => {
    const { stdout } = await runProgram(
      'flow-import',
      ['-f2', '-V5', '-m', 'srcaddr,srcport,prot'],
      '10.0.0.1\n10.0.0.2,1,2,3\n',
    );
    const records = (await readBack(Readable.from([stdout]))).csv.split('\n').map((line) => line.split(','));
    assert.deepEqual(
      records.slice(0, 2).map((values) => [values[10], values[15], values[17]]),
      [
        ['10.0.0.1', '0', '0'],
        ['10.0.0.2', '1', '2'],
      ],
    );
  });
});

describe('flow-gen', () => {
  for (const version of CLASSIC_VERSIONS)
    it(`makes the octets of the original for version ${version}`, async () => {
      const { stdout } = await runProgram('flow-gen', ['-V', version, '-n', '40']);
      assert.deepEqual(stdout, readFileSync(`${INPUT}/gen-v${version}.ft`));
    });

  it('fills more than a batch', async () => {
    const { stdout } = await runProgram('flow-gen', ['-n', '9000', '-z', '1', '-b', 'big']);
    const { csv, flows } = await readBack(Readable.from([stdout]));
    assert.equal(flows, 9000);
    assert.match(csv, /\n0,0,0,0\.0\.0\.0,9000,9000,8999,/);
  });
});
