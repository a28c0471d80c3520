import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseHeader } from '../../lib/ftfile/parse-header.js';
import { GOLDEN, INPUT, readBack } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const CFG = resolve(GOLDEN, 'cfg');
const ENV = { FLOW_TOOLS_SYMDIR: resolve(GOLDEN, 'sym'), FLOW_TOOLS_CFGDIR: CFG };
const FLOWS = readFileSync(`${INPUT}/v5.z0.le.ft`);

async function records(bytes: Uint8Array): Promise<string[]> {
  return (await readBack(Readable.from([Buffer.from(bytes)]))).csv.trimEnd().split('\n');
}

function headerOf(file: Buffer): ReturnType<typeof parseHeader> {
  const length = file[2] === 2 ? file.readUInt32BE(4) : file.readUInt32LE(4);
  return parseHeader(file.subarray(0, length), 'output');
}

/** Each command with words that make it do something. */
const COMMANDS: readonly (readonly [name: string, ...words: string[]])[] = [
  ['flow-mask'],
  ['flow-tag'],
  ['flow-xlate', '-n', '-V', '7'],
  ['flow-filter', '-r', '6,17'],
];

for (const [name, ...words] of COMMANDS)
  describe(name, () => {
    it('keeps the capture times of the input with -k', async () => {
      const input = readFileSync(`${INPUT}/cap-v5.z6.ft`);
      const before = headerOf(input);
      const after = headerOf((await runProgram(name, ['-k', ...words], input, ENV)).stdout);
      assert.ok(before.captureStart);
      assert.deepEqual(
        [after.captureStart, after.captureEnd, after.flags],
        [before.captureStart, before.captureEnd, 0x28],
      );
    });

    it('writes either byte order, compression and a comment', async () => {
      const plain = await runProgram(name, words, FLOWS, ENV);
      const other = await runProgram(name, [...words, '-b', 'big', '-z6', '-C', 'by day'], FLOWS, ENV);
      assert.deepEqual([plain.status, other.status], [0, 0]);
      assert.deepEqual([headerOf(other.stdout).comment, headerOf(other.stdout).byteOrder], ['by day', 'big']);
      assert.ok(other.stdout.length < plain.stdout.length);
      assert.deepEqual(await records(other.stdout), await records(plain.stdout));
    });

    it('tells its speed with -d, its usage with -h, and refuses operands', async () => {
      assert.match((await runProgram(name, [...words, '-d', '1'], FLOWS, ENV)).stderr, /processed 200 flows/);
      assert.match((await runProgram(name, ['-h'], FLOWS, ENV)).stderr, new RegExp(`^Usage: ${name} `));
      const { status, stderr } = await runProgram(name, [...words, 'surplus'], FLOWS, ENV);
      assert.deepEqual([status, stderr], [1, `${name}: Extra arguments starting with surplus.\n`]);
    });
  });

describe('flow-mask', () => {
  it('refuses records without masks', async () => {
    const { status, stderr } = await runProgram('flow-mask', [], readFileSync(`${INPUT}/v1.z0.le.ft`), ENV);
    assert.deepEqual([status, stderr], [1, 'flow-mask: Flow record missing required field for masking.\n']);
  });
});

describe('flow-tag', () => {
  it('keeps and changes the tags of tagged records', async () => {
    const input = readFileSync(`${INPUT}/v1005.z0.le.ft`);
    const folder = mkdtempSync(join(tmpdir(), 'tag-'));
    try {
      const file = join(folder, 'tag.cfg');
      writeFileSync(file, 'tag-action a\ntype any\nmatch any or-dst @BITS\ntag-definition d\nterm\naction a');
      const { stdout } = await runProgram('flow-tag', ['-t', file, '-T', 'd', '-v', 'BITS=0x40000000'], input, ENV);
      const expected = (await records(input)).map((line) => {
        const fields = line.split(',');
        return [...fields.slice(0, -1), String((Number(fields.at(-1)) | 0x40000000) >>> 0)].join(',');
      });
      assert.deepEqual(await records(stdout), expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('flow-xlate', () => {
  const text =
    'include-filter filter.cfg\nxlate-action BIG\ntype scale\nscale @FACTOR\nxlate-action ZERO\ntype ip-port-privacy-mask\nmask 0 0\n' +
    'xlate-action TAGS\ntype tag-mask\nmask 0 0\n' +
    'xlate-definition stopping\nterm\nfilter udp\nstop\naction BIG\nterm\naction ZERO\n' +
    'xlate-definition going\nterm\nfilter udp\naction BIG\nterm\naction ZERO\nterm\nfilter port0\naction BIG\n' +
    'xlate-definition tags\nterm\naction TAGS';
  const filters =
    'filter-primitive u\ntype ip-protocol\npermit 17\nfilter-primitive z\ntype ip-port\npermit 0\n' +
    'filter-definition udp\nmatch ip-protocol u\nfilter-definition port0\nmatch ip-source-port z';

  /** Packets, source port and protocol of each record. */
  async function xlated(definition: string, ...words: string[]): Promise<string[][]> {
    const folder = mkdtempSync(join(tmpdir(), 'xlate-'));
    try {
      writeFileSync(join(folder, 'filter.cfg'), filters);
      writeFileSync(join(folder, 'xlate.cfg'), text.replace('filter.cfg', join(folder, 'filter.cfg')));
      const options = ['-x', join(folder, 'xlate.cfg'), '-X', definition, '-v', 'FACTOR=10', ...words];
      const { stdout, status, stderr } = await runProgram('flow-xlate', options, FLOWS, ENV);
      assert.equal(status, 0, stderr);
      return (await records(stdout)).map((line) => line.split(','));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  const PACKETS = 4;
  const SOURCE_PORT = 15;
  const PROTOCOL = 17;

  it('applies a term under a filter to the flows that it passes; stop keeps them from later terms', async () => {
    const before = (await records(FLOWS)).map((line) => line.split(','));
    const after = await xlated('stopping');
    for (const [index, flow] of before.entries()) {
      const isUdp = flow[PROTOCOL] === '17';
      const changed = after[index] ?? [];
      assert.equal(changed[PACKETS], String(Number(flow[PACKETS]) * (isUdp ? 10 : 1)));
      assert.equal(changed[SOURCE_PORT], isUdp ? flow[SOURCE_PORT] : '0');
    }
  });

  it('shows a term what the terms before have made of the flow', async () => {
    const before = (await records(FLOWS)).map((line) => line.split(','));
    const after = await xlated('going');
    for (const [index, flow] of before.entries())
      assert.equal(after[index]?.[PACKETS], String(Number(flow[PACKETS]) * (flow[PROTOCOL] === '17' ? 100 : 10)));
  });

  it('applies a definition to the translated records if only those have all it needs', async () => {
    const after = await xlated('tags', '-V', '1005');
    assert.deepEqual(
      after.map((fields) => fields.length),
      Array(200).fill(26),
    );
  });

  it('keeps the output interface of version 1 and sets what it lacks to 0', async () => {
    const input = readFileSync(`${INPUT}/v1.z0.le.ft`);
    for (const version of ['5', '6', '7', '1005']) {
      const { stdout } = await runProgram('flow-xlate', ['-n', '-V', version], input, ENV);
      const back = await runProgram('flow-xlate', ['-n', '-V', '1'], stdout, ENV);
      assert.deepEqual(await records(back.stdout), await records(input), version);
    }
  });

  it('refuses translations that there are not', async () => {
    const { status, stderr } = await runProgram('flow-xlate', ['-n', '-V', '8.1'], FLOWS, ENV);
    assert.deepEqual([status, stderr], [1, 'flow-xlate: Records of version 5 cannot be translated to version 8.1.\n']);
  });
});

describe('flow-filter', () => {
  it('passes everything without conditions', async () => {
    for (const words of [[], ['-o']]) {
      const { stdout } = await runProgram('flow-filter', words, FLOWS, ENV);
      assert.deepEqual(await records(stdout), await records(FLOWS));
    }
  });

  it('reads flow.acl in the current directory only if a list is named', async () => {
    const { status, stderr } = await runProgram('flow-filter', ['-S', 'L'], FLOWS, ENV);
    assert.equal(status, 1);
    assert.match(stderr, /^flow-filter: flow\.acl: cannot be read: ENOENT/);
  });

  it('names the option that is wrong', async () => {
    const { status, stderr } = await runProgram('flow-filter', ['-p', '70000'], FLOWS, ENV);
    assert.deepEqual([status, stderr], [1, 'flow-filter: -p: Value out of range.\n']);
  });

  it('refuses conditions on fields that the records lack', async () => {
    const { status, stderr } = await runProgram('flow-filter', ['-a', '1'], readFileSync(`${INPUT}/v1.z0.le.ft`), ENV);
    assert.deepEqual([status, stderr], [1, 'flow-filter: Filter references a field not in flow.\n']);
  });
});
