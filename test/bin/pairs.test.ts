/** Commands hand on the pairs of the flows that they hand on. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fieldReader } from '../../lib/flow/batch.js';
import { packPairs, readPairs, type Pair } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';
import { batchOf, timedRecord } from '../store/row-files.js';
import { runProgram } from './program.js';

const S = Date.UTC(2026, 10, 20, 12);
const COUNT = 40;

/** Each flow's octets, and its pairs as `ID=HEX`. */
async function flowsIn(output: Buffer): Promise<string[]> {
  const file = await openFlowFile(Readable.from([output]), { onDamage: ({ text }) => assert.fail(text) });
  const flows: string[] = [];
  for await (const batch of file.batches()) {
    const octets = fieldReader(batch, 'doctets');
    for (let index = 0; index < batch.count; index++) {
      const list = batch.pairs?.[index];
      const pairs = list
        ? [...readPairs(list)].map(({ id, value }) => `${id}=${Buffer.from(value).toString('hex')}`)
        : [];
      flows.push([octets?.(index), ...pairs].join(' '));
    }
  }
  return flows;
}

describe('pairs of flows', () => {
  let folder = '';
  let path = '';
  let file: Buffer;
  let all: string[];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pairs-'));
    path = join(folder, 'flows');
    const records = Array.from({ length: COUNT }, (_, index) =>
      timedRecord(S + index, S + index, 0, {
        doctets: index,
        dpkts: 1,
        srcaddr: 0x0a000000 + index,
        prot: index % 2 ? 6 : 17,
      }),
    );
    // every third has none, others one or two, of which some are long
    const pairs = records.map((_, index) => {
      const value = new Uint8Array(index % 3 === 1 ? 600 : 2).fill(index);
      return index % 3 === 0
        ? undefined
        : packPairs([
            { owner: 0, id: 25, value: Uint8Array.of(0, index) },
            { owner: 9, id: 1, value },
          ]);
    });
    const writer = await createFlowFile(path, { version: EXTENDED, header: { flows: 0 } });
    await writer.append({ ...batchOf(EXTENDED, records), pairs });
    await writer.close();
    file = readFileSync(path);
    all = await flowsIn(file);
    assert.equal(all.length, COUNT);
    assert.equal(all.filter((flow) => flow.includes('25=')).length, 26);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = async (name: string, words: readonly string[], input: Uint8Array | string = file): Promise<Buffer> => {
    const ended = await runProgram(name, words, input);
    assert.equal(ended.status, 0, `${name}: ${ended.stderr}`);
    return ended.stdout;
  };
  const config = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('pass through flow-cat and flow-merge, in both byte orders, and are counted by neither', async () => {
    assert.deepEqual(await flowsIn(await run('flow-cat', ['-b', 'big', '-z', '6', path, path])), [...all, ...all]);
    const merged = await flowsIn(await run('flow-merge', ['-b', 'big', path, path]));
    assert.deepEqual(
      merged,
      all.flatMap((flow) => [flow, flow]),
    );
    const joined = join(folder, 'joined');
    await run('flow-cat', ['-o', joined, path]);
    assert.match(
      (await run('flow-header', [], readFileSync(joined))).toString(),
      new RegExp(`capture flows: +${COUNT}\\n`),
    );
  });

  it('stay with their flows in the pieces of flow-split', async () => {
    await run('flow-split', ['-N', '7', '-o', join(folder, 'piece')]);
    const pieces = readdirSync(folder).filter((name) => name.startsWith('piece.'));
    const flows = await Promise.all(pieces.map((name) => flowsIn(readFileSync(join(folder, name)))));
    assert.equal(pieces.length, 6);
    assert.deepEqual(new Set(flows.flat()), new Set(all));
  });

  it('stay with the flows that flow-nfilter and flow-filter pass', async () => {
    const filter = config(
      'filter.cfg',
      'filter-primitive p\n type ip-protocol\n permit 6\nfilter-definition d\n match ip-protocol p\n',
    );
    const odd = all.filter((_, index) => index % 2 === 1);
    assert.deepEqual(await flowsIn(await run('flow-nfilter', ['-f', filter, '-F', 'd'])), odd);
    assert.deepEqual(await flowsIn(await run('flow-filter', ['-r', '6'])), odd);
  });

  describe('by name', () => {
    const value = (text: string): Uint8Array => Buffer.from(text, 'latin1');
    const lists: readonly (readonly Pair[])[] = [
      [
        { owner: 0, id: 25, value: Uint8Array.of(0, 64) },
        { owner: 0, id: 82, value: value('eth0\0\0') },
        { owner: 0, id: 130, value: Uint8Array.of(192, 0, 2, 77) },
      ],
      [
        { owner: 0, id: 25, value: Uint8Array.of(1, 0, 0) },
        { owner: 0, id: 82, value: value('a "b"\x1b[2J') },
        { owner: 0, id: 56, value: Uint8Array.of(2, 0, 0x5e, 0, 0x53, 1) },
        { owner: 9, id: 1, value: Uint8Array.of(0xab, 0xcd) },
      ],
      [
        { owner: 'v9', id: 56_701, value: value('dns') },
        { owner: 0, id: 25, value: Uint8Array.of(0, 10) },
        { owner: 0, id: 25, value: Uint8Array.of(0, 90) },
        { owner: 0, id: 82, value: value('eth10') },
      ],
      [],
    ];
    let named: Buffer;
    before(async () => {
      const records = lists.map((_, index) => timedRecord(S, S, 0, { doctets: index, dpkts: 1 }));
      const writer = await createFlowFile(join(folder, 'named'), { version: EXTENDED });
      const pairs = lists.map((list) => (list.length > 0 ? packPairs(list) : undefined));
      await writer.append({ ...batchOf(EXTENDED, records), pairs });
      await writer.close();
      named = readFileSync(join(folder, 'named'));
    });

    it('are printed by flow-print with names and values as their types have them', async () => {
      const lines = (await run('flow-print', ['-f', '26'], named)).toString().split('\n').slice(1, 5);
      assert.deepEqual(
        lines.map((line) => line.slice(line.lastIndexOf('  ') + 2).trim()),
        [
          'minimumIpTotalLength=64 interfaceName=eth0 exporterIPv4Address=192.0.2.77',
          'minimumIpTotalLength=65536 interfaceName="a \\"b\\"\\u001b[2J" sourceMacAddress=02:00:5e:00:53:01 e9id1=0xabcd',
          'v9id56701=0x646e73 minimumIpTotalLength=10 minimumIpTotalLength=90 interfaceName=eth10',
          '',
        ],
      );
    });

    it('are what flow-nfilter selects flows by', async () => {
      const passing: readonly [test: string, flows: readonly number[]][] = [
        ['permit minimumIpTotalLength eq 64', [0]],
        ['permit MINIMUMiptotallength gt 64', [1, 2]],
        ['permit minimumIpTotalLength le 64', [0, 2]],
        ['permit minimumIpTotalLength ne 64', [1, 2]],
        ['permit minimumIpTotalLength in 64:90', [0, 2]],
        ['deny minimumIpTotalLength eq 64\n default permit', [1, 2, 3]],
        ['permit interfaceName eq eth0', [0]],
        ['permit interfaceName ne eth0', [1, 2]],
        ['permit interfaceName begins eth', [0, 2]],
        ['permit interfaceName contains h1', [2]],
        ['permit interfaceName contains "b', [1]],
        ['permit exporterIPv4Address eq 192.0.2.77', [0]],
        ['permit exporterIPv4Address in 192.0.2.72/29', [0]],
        ['permit exporterIPv4Address in 192.0.2.64/29', []],
        ['permit exporterIPv4Address in 0.0.0.0/0', [0]],
        ['permit e9id1 eq 0xabcd', [1]],
        ['permit e9id1 gt 255', [1]],
        ['permit e9id1 begins 0xab', [1]],
        ['permit v9id56701 eq dns', [2]],
      ];
      for (const [test, flows] of passing) {
        const filter = config(
          'named.cfg',
          `filter-primitive p\n type element\n ${test}\nfilter-definition d\n match element p\n`,
        );
        const kept = await flowsIn(await run('flow-nfilter', ['-f', filter, '-F', 'd'], named));
        assert.deepEqual(
          kept.map((flow) => Number(flow.split(' ')[0])),
          flows,
          test,
        );
      }
    });

    it('are refused by flow-nfilter where it knows no such name, or the value is of another kind', async () => {
      const wrong: readonly [test: string, why: RegExp][] = [
        ['permit noSuchElement eq 1', /line 3: "noSuchElement" is no element that is known/],
        [
          'permit minimumIpTotalLength eq eth0',
          /line 3: Elements "minimumIpTotalLength" cannot be tested for "eq eth0"/,
        ],
        ['permit exporterIPv4Address in 192.0.2.0/33', /line 3: Elements "exporterIPv4Address" cannot be tested/],
        ['permit interfaceName gt eth0', /line 3: Elements "interfaceName" cannot be tested/],
        [
          'permit flowEndReason eq 3',
          /line 3: "flowEndReason" is a field of the flow: use "match end-reason" with a primitive of type number/,
        ],
        ['permit interfaceName like eth0', /line 3: Expecting one of/],
      ];
      for (const [test, why] of wrong) {
        const filter = config(
          'named.cfg',
          `filter-primitive p\n type element\n ${test}\nfilter-definition d\n match element p\n`,
        );
        const ended = await runProgram('flow-nfilter', ['-f', filter, '-F', 'd'], named);
        assert.notEqual(ended.status, 0);
        assert.match(ended.stderr, why);
      }
    });

    it('are a column of flow-export, which flow-import reads', async () => {
      const csv = (await run('flow-export', ['-f', '2', '-m', 'doctets,elements'], named)).toString();
      assert.equal(
        csv,
        [
          '#:doctets,elements',
          '0,minimumIpTotalLength=64 interfaceName=eth0 exporterIPv4Address=192.0.2.77',
          '1,"minimumIpTotalLength=65536 interfaceName=""a \\""b\\""\\u001b[2J"" sourceMacAddress=02:00:5e:00:53:01 e9id1=0xabcd"',
          '2,v9id56701=0x646e73 minimumIpTotalLength=10 minimumIpTotalLength=90 interfaceName=eth10',
          '3,',
          '',
        ].join('\n'),
      );
      const back = await run('flow-import', ['-f', '2', '-V', EXTENDED], csv);
      assert.equal((await run('flow-export', ['-f', '2', '-m', 'doctets,elements'], back)).toString(), csv);
      const all = (await run('flow-export', ['-f', '2'], named)).toString();
      assert.match(all, /^#:.*,elements\n/);
      const whole = await run('flow-import', ['-f', '2', '-V', EXTENDED], all);
      assert.equal((await run('flow-export', ['-f', '2'], whole)).toString(), all);
      const wrong: readonly (readonly [text: string, why: RegExp])[] = [
        ['noSuchElement=1', /line 2: elements: "noSuchElement" is no element that is known/],
        ['minimumIpTotalLength=eth0', /line 2: elements: "eth0" is no value of minimumIpTotalLength, unsigned64/],
        ['interfaceName eth0', /line 2: elements: "interfaceName eth0" is no element: write NAME=VALUE/],
      ];
      for (const [text, why] of wrong) {
        const refused = await runProgram('flow-import', ['-f', '2', '-V', EXTENDED], `#:doctets,elements\n1,${text}\n`);
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, why);
      }
    });

    it('are texts in the statements of flow-export, as each data base reads them', async () => {
      const values = async (format: string): Promise<string[]> => {
        const sql = (await run('flow-export', ['-f', format, '-m', 'doctets,elements'], named)).toString();
        return sql.split('\n').map((line) => line.replace(/^INSERT INTO raw\(doctets,elements\) VALUES /, ''));
      };
      const text =
        'minimumIpTotalLength=65536 interfaceName="a \\"b\\"\\u001b[2J" sourceMacAddress=02:00:5e:00:53:01 e9id1=0xabcd';
      assert.equal((await values('5'))[1], `(1,'${text}');`);
      assert.equal((await values('3'))[1], `(1,'${text.replaceAll('\\', '\\\\')}');`);
      assert.equal((await values('5'))[3], '(3,NULL);');
    });

    it('have the names of a site that has its own', async () => {
      const directory = mkdtempSync(join(folder, 'cfg-'));
      writeFileSync(join(directory, 'element.cfg'), '9 1 siteName unsigned16\n');
      const ended = await runProgram('flow-print', ['-f', '26'], named, { FLOW_TOOLS_CFGDIR: directory });
      assert.match(ended.stdout.toString(), / siteName=43981\n/);
    });
  });

  it('stay with flows that get tags, masks or other addresses', async () => {
    const tag = config(
      'tag.cfg',
      'tag-action t\n type src-prefix\n match 10/8 set-src 0x1\ntag-definition d\n term\n action t\n',
    );
    assert.deepEqual(await flowsIn(await run('flow-tag', ['-t', tag, '-T', 'd'])), all);
    const mask = config('mask.cfg', 'mask-definition d\n prefix 10/8 24\n');
    assert.deepEqual(await flowsIn(await run('flow-mask', ['-m', mask, '-M', 'd'])), all);
    const xlate = config(
      'xlate.cfg',
      'xlate-action a\n type ip-source-address-to-network\nxlate-definition d\n term\n action a\n',
    );
    assert.deepEqual(await flowsIn(await run('flow-xlate', ['-x', xlate, '-X', 'd'])), all);
  });

  it('are left out where flows become those of a classic version', async () => {
    const xlate = config('version.cfg', 'xlate-definition default\n');
    const narrow = await flowsIn(await run('flow-xlate', ['-x', xlate, '-V', '5']));
    assert.deepEqual(
      narrow,
      all.map((_, index) => String(index)),
    );
  });
});
