import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { FlowFileError, type Damage, type FlowFileErrorCode } from '../../lib/ftfile/error.js';
import { openFlowFile, readHeader } from '../../lib/ftfile/reader.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';
import { GOLDEN, INPUT, INPUT_FILES, readBack } from './golden.js';

/** Files of the original's tools with its byte-order defects. */
function isDefective(name: string): boolean {
  return /^v(8\.12|1005)\.z\d\.be\.ft$/.test(name);
}

function expectedCsv(path: string): string {
  return readFileSync(path, 'utf8').replace(/^#:.*\n/, '');
}

describe('openFlowFile', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'ftfile-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const name of INPUT_FILES.filter((file) => /\.z\d\.(le|be)\.ft$/.test(file))) {
    const [, source = '', order] = /^(.*)\.z\d\.(le|be)\.ft$/.exec(name) ?? [];
    // The original loses half of the tags in big-endian files of version 1005.
    const lossy = order === 'be' && source === 'v1005' ? '.z6.be' : '';
    const expected = source.startsWith('v') ? `expect/export/${source}.f2${lossy}.txt` : `csv/${source}.csv`;
    it(`reads ${name} as the records it was made from`, async () => {
      const options = isDefective(name) ? { bigEndian: 'original' as const } : {};
      const { csv, damage } = await readBack(`${INPUT}/${name}`, options);
      assert.equal(damage, undefined);
      assert.equal(csv, expectedCsv(`${GOLDEN}/${expected}`));
    });
  }

  for (const name of INPUT_FILES.filter((file) => /^(cap|gen|legacy|file)/.test(file))) {
    const base = name.replace(/\.ft$/, '');
    const expected = [`expect/capture/${base}.export.txt`, `expect/export/${base}.txt`].find((path) => {
      try {
        return readFileSync(`${GOLDEN}/${path}`);
      } catch {
        return undefined;
      }
    });
    if (!expected) continue;
    it(`reads ${name} as the original does`, async () => {
      assert.equal((await readBack(`${INPUT}/${name}`)).csv, expectedCsv(`${GOLDEN}/${expected}`));
    });
  }

  it('reads the milliseconds of stream version 1 as nanoseconds', async () => {
    for (const [name, flows] of [
      ['legacy-v1.le', 5],
      ['legacy-v5.be', 5],
      ['legacy-v65535.le', 5],
    ] as const) {
      const file = await openFlowFile(`${INPUT}/${name}.ft`);
      assert.equal(file.header.streamVersion, 1);
      const result = await readBack(`${INPUT}/${name}.ft`);
      assert.equal(result.flows, flows);
      const nanoseconds = result.csv.split('\n').map((line) => Number(line.split(',')[1] ?? 0));
      assert.ok(nanoseconds.every((value) => value % 1e6 === 0));
      await file.close();
    }
  });

  it('reads the correct big-endian 8.12 file of flow-receive', async () => {
    const pdu = expectedCsv(`${GOLDEN}/expect/capture/rcv-v8.12.be.export.txt`);
    const { csv } = await readBack(`${INPUT}/rcv-v8.12.be.ft`);
    // the original misreads dst_as only: all other columns agree
    const without = (text: string) => text.split('\n').map((line) => line.split(',').toSpliced(-1).join());
    assert.deepEqual(without(csv), without(pdu));
    const swapped = pdu.replace(/,(\d+)$/gm, (_, as) => `,${((Number(as) & 255) << 8) | (Number(as) >> 8)}`);
    assert.equal(csv, swapped);
  });

  it('reads a stream in chunks of any size as it reads the file', async () => {
    for (const name of ['v5.z0.be', 'v6.z6.le', 'legacy-v5.be', 'v8.3.z0.le']) {
      const path = `${INPUT}/${name}.ft`;
      const bytes = readFileSync(path);
      const whole = await readBack(path);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 700 }), async (size) => {
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          assert.deepEqual(await readBack(Readable.from(chunks)), whole);
        }),
        { numRuns: 10 },
      );
    }
  });

  it('hands on batches of the size asked for', async () => {
    const file = await openFlowFile(`${INPUT}/big.z6.le.ft`, { batchRecords: 2048 });
    const counts: number[] = [];
    for await (const { bytes, count, layout } of file.batches()) {
      assert.equal(bytes.byteOffset % 4, 0);
      assert.equal(bytes.length, count * layout.size);
      counts.push(count);
    }
    assert.deepEqual(counts, [2048, 2048, 904]);
  });

  it('closes the file when the reader of batches stops early', async () => {
    for (const name of ['big.z6.le.ft', 'big.z0.le.ft']) {
      const file = await openFlowFile(`${INPUT}/${name}`, { batchRecords: 10 });
      for await (const batch of file.batches()) {
        assert.equal(batch.count, 10);
        break;
      }
      await file.close();
    }
  });

  describe('damaged files', () => {
    const REFUSED: Readonly<Record<string, FlowFileErrorCode>> = {
      empty: 'short-header',
      head3: 'short-header',
      head20: 'short-header',
      magic: 'magic',
      sversion2: 'stream-version',
      order7: 'byte-order',
      'off-huge': 'header-length',
      'off-neg': 'header-length',
      'off-small': 'header-length',
      dversion9: 'export-version',
      'tlv-overrun': 'export-version',
    };
    for (const [name, code] of Object.entries(REFUSED)) {
      it(`refuses ${name}: ${code}`, async () => {
        const path = `${INPUT}/bad/${name}.ft`;
        await assert.rejects(openFlowFile(path), (error) => {
          assert.ok(error instanceof FlowFileError);
          assert.equal(error.code, code);
          assert.ok(error.message.startsWith(`${path}: `));
          return true;
        });
        await assert.rejects(openFlowFile(Readable.from([readFileSync(path)])), { code });
      });
    }

    const READ: Readonly<Record<string, readonly [flows: number, damage?: string]>> = {
      headonly: [0],
      'unknown-tlv': [200],
      unterm: [200],
      'cut-record': [10, 'partial-record'],
      'z-cut': [192, 'cut'],
      'z-noadler': [200, 'cut'],
      'z-flip': [12, 'corrupt'],
      'z-junk': [200, 'trailing'],
    };
    for (const [name, [flows, damage]] of Object.entries(READ)) {
      it(`reads the ${flows} whole records of ${name}`, async () => {
        const path = `${INPUT}/bad/${name}.ft`;
        const result = await readBack(path);
        assert.equal(result.flows, flows);
        assert.equal(result.damage?.code, damage);
        const intact = expectedCsv(`${GOLDEN}/csv/v5.csv`).split('\n').slice(0, flows);
        // z-flip inflates to some garbage before zlib notices, with the original too
        if (name === 'z-flip') assert.equal(result.csv, expectedCsv(`${GOLDEN}/expect/bad/z-flip.export.txt`));
        else assert.deepEqual(result.csv.split('\n').slice(0, flows), intact);
        if (result.damage) assert.ok(result.damage.text.startsWith(`${path}: `));
      });
    }

    it('tells where the damage is', async () => {
      const offset = async (name: string) => (await readBack(`${INPUT}/bad/${name}.ft`)).damage?.offset;
      assert.equal(await offset('cut-record'), 56 + 640);
      assert.equal(await offset('z-cut'), 7463);
      assert.equal(await offset('z-junk'), 7763);
      assert.ok(((await offset('z-flip')) ?? 0) >= 700);
    });

    for (const name of ['v5.z0.le', 'v5.z0.be', 'file.z6', 'v5.z6.le'])
      it(`reads ${name} cut at any octet up to the last whole record`, async () => {
        const bytes = readFileSync(`${INPUT}/${name}.ft`);
        const { length } = await readHeader(`${INPUT}/${name}.ft`);
        const whole = (await readBack(`${INPUT}/${name}.ft`)).csv.split('\n');
        const compressed = name.includes('z6');
        let most = 0;
        for (let end = 0; end < Math.min(bytes.length, 2500); end++) {
          const cut = Readable.from([bytes.subarray(0, end)], { objectMode: true });
          if (end < length) {
            await assert.rejects(readBack(cut), { code: 'short-header' });
            continue;
          }
          const { csv, flows, damage } = await readBack(cut);
          assert.equal(
            csv,
            whole
              .slice(0, flows)
              .map((line) => `${line}\n`)
              .join(''),
          );
          if (!compressed) assert.equal(flows, Math.floor((end - length) / 64));
          assert.equal(damage?.code, compressed ? 'cut' : (end - length) % 64 ? 'partial-record' : undefined);
          assert.ok(flows >= most);
          most = flows;
        }
        assert.ok(most > 10);
      });

    it('gives every record before the corruption of a long file', async () => {
      const whole = join(folder, 'long');
      const size = recordLayout('5').size;
      const count = 20_000;
      const bytes = new Uint8Array(count * size);
      for (let at = 0, seed = 1; at < bytes.length; at++) bytes[at] = (seed = (seed * 48_271) % 0x7fffffff) >> 8;
      const writer = await createFlowFile(whole, { version: '5', level: 6 });
      await writer.append({ layout: recordLayout('5'), bytes, count });
      await writer.close();
      const file = readFileSync(whole);
      // random octets are stored: one octet, the length, its complement, the octets
      let block = (await readHeader(whole)).length + 2;
      let before = 0;
      while (before < 700_000) {
        const length = file.readUInt16LE(block + 1);
        before += length;
        block += 5 + length;
      }
      assert.ok(block < file.length - 300_000, 'must be followed by more than is inflated at once');
      file.writeUInt16LE(1234, block + 3);
      const path = join(folder, 'corrupt');
      writeFileSync(path, file);

      const damage: Damage[] = [];
      const read: Buffer[] = [];
      const opened = await openFlowFile(path, { onDamage: (one) => damage.push(one) });
      for await (const batch of opened.batches()) read.push(Buffer.from(batch.bytes));
      const good = bytes.subarray(0, before - (before % size));
      assert.equal(Buffer.compare(Buffer.concat(read), good), 0);
      assert.deepEqual(
        damage.map(({ code, offset }) => [code, offset]),
        [['corrupt', block + 4]],
      );
    });

    it('takes a file that is still being written as whole up to where it ends', async () => {
      const bytes = readFileSync(`${INPUT}/cap-v5.z0.ft`);
      const flags = bytes.indexOf(Buffer.from([8, 0, 4, 0, 1, 0, 0, 0]));
      bytes[flags + 4] = 0;
      const path = join(folder, 'tmp-open');
      writeFileSync(path, bytes.subarray(0, bytes.length - 30));
      assert.equal((await readBack(path)).damage, undefined);
    });

    it('neither crashes nor hangs on any octets', async () => {
      const start = Buffer.from([0xcf, 0x10, 1, 3]);
      const bases = ['v5.z6.le', 'v8.5.z6.be', 'v7.z0.be', 'legacy-v1.le'].map((name) =>
        readFileSync(`${INPUT}/${name}.ft`),
      );
      const anything = fc.uint8Array({ maxLength: 300 }).map((tail) => Buffer.concat([start, tail]));
      const damaged = fc
        .tuple(
          fc.constantFrom(...bases),
          fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        )
        .map(([base, changes]) => {
          const copy = Buffer.from(base.subarray(0, 2000));
          for (const [at, value] of changes) copy[at % copy.length] = value;
          return copy;
        });
      await fc.assert(
        fc.asyncProperty(fc.oneof(anything, damaged, fc.uint8Array({ maxLength: 500 })), async (bytes) => {
          try {
            const { flows } = await readBack(Readable.from([Buffer.from(bytes)]));
            assert.ok(flows >= 0);
          } catch (error) {
            assert.ok(error instanceof FlowFileError, String(error));
          }
        }),
        { numRuns: 500 },
      );
    });

    it('reads a pipe that has a name', async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const [result] = await Promise.all([readBack(pipe), writeFile(pipe, readFileSync(`${INPUT}/v5.z6.le.ft`))]);
      assert.equal(result.flows, 200);
    });

    it('names the file that is not there', async () => {
      await assert.rejects(openFlowFile(join(folder, 'missing')), {
        code: 'unreadable',
        file: join(folder, 'missing'),
      });
      await assert.rejects(openFlowFile(folder), { code: 'unreadable' });
    });
  });
});
