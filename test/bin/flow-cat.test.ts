import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { readHeader } from '../../lib/ftfile/reader.js';
import { GOLDEN, INPUT, readBack } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const DIR = `${GOLDEN}/dir`;

describe('commands that join and split files', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'flow-cat-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const csvOfOutput = async (stdout: Buffer) => (await readBack(Readable.from([stdout]))).csv;

  describe('flow-cat', () => {
    it('names the option, file or directory that is wrong, and what would be right', async () => {
      const told = async (...words: string[]): Promise<readonly [number | null, string]> => {
        const { status, stderr } = await runProgram('flow-cat', words);
        return [status, stderr];
      };
      const part = `${DIR}/ft-split.0`;
      assert.deepEqual(await told(folder), [
        1,
        `flow-cat: ${folder}: holds no finished flow file (-a reads those still being written)\nflow-cat: no flow file to read\n`,
      ]);
      const [status, message] = await told('-o', folder, part);
      assert.equal(status, 1);
      assert.match(message, new RegExp(`^flow-cat: -o ${folder}: cannot be written: EISDIR`));
      assert.deepEqual(await told('-t', 'no time', part), [
        1,
        'flow-cat: -t no time: it must be a time, such as 2025-06-15 14:30:00 or "2 hours ago"\n',
      ]);
      for (const time of ['2025-06-15 14:30:00', '2 hours ago'])
        assert.equal((await told('-a', '-T', time, part))[0], 0, time);
      const [helped, help] = await told('--help');
      assert.equal(helped, 0);
      assert.deepEqual(await told('-h'), [0, help]);
    });

    it('reads a tree of directories in order of capture', async () => {
      mkdirSync(join(folder, '2025/03'), { recursive: true });
      copyFileSync(`${DIR}/ft-split.2`, join(folder, 'ft-a'));
      copyFileSync(`${DIR}/ft-split.1`, join(folder, '2025/ft-b'));
      copyFileSync(`${DIR}/ft-split.0`, join(folder, '2025/03/ft-c'));
      symlinkSync('..', join(folder, '2025/03/ft-loop'));
      const { status, stdout } = await runProgram('flow-cat', [folder]);
      assert.equal(status, 0);
      const parts = await Promise.all([0, 1, 2].map((piece) => readBack(`${DIR}/ft-split.${piece}`)));
      assert.equal(await csvOfOutput(stdout), parts.map(({ csv }) => csv).join(''));
    });

    it('takes files that are still being written only with -a', async () => {
      const without = await runProgram('flow-cat', [`${DIR}/tmp-v05.fake`]);
      assert.equal(without.status, 1);
      assert.match(without.stderr, /tmp-v05\.fake: is still being written: ignored without -a/);
      const taken = await runProgram('flow-cat', ['-a', `${DIR}/tmp-v05.fake`]);
      assert.equal(await csvOfOutput(taken.stdout), (await readBack(`${DIR}/ft-split.1`)).csv);
    });

    it('keeps the files whose capture started from -t on, and up to -T', async () => {
      const pieces = [0, 1, 2, 3].map((piece) => `${DIR}/ft-split.${piece}`);
      const kept = async (...words: string[]) =>
        (await readBack(Readable.from([(await runProgram('flow-cat', [...words, ...pieces])).stdout]))).flows;
      // starts: 00:00:42, 00:35:59, 01:11:54, 01:49:00; 60, 60, 60 and 20 records
      assert.equal(await kept('-t', '2025-03-30 01:00'), 80);
      assert.equal(await kept('-T', '2025-03-30 01:00'), 120);
      assert.equal(await kept('-t', '2025-03-30 00:30', '-T', '2025-03-30 01:20'), 120);
    });

    it('writes a file that is complete and compressed with -o and -z', async () => {
      const path = join(folder, 'whole');
      const words = ['-o', path, '-z', '9', '-b', 'big', '-C', 'two pieces', '-m', '-d', '1'];
      const { status, stdout } = await runProgram('flow-cat', [...words, `${DIR}/ft-split.1`, `${DIR}/ft-split.0`]);
      assert.deepEqual([status, stdout.length], [0, 0]);
      const { flags, byteOrder, flows, comment, captureStart, captureEnd } = await readHeader(path);
      assert.deepEqual(
        { flags, byteOrder, flows, comment, captureStart, captureEnd },
        {
          flags: 0x03,
          byteOrder: 'big',
          flows: 120,
          comment: 'two pieces',
          captureStart: 1743292842,
          captureEnd: 1743297076,
        },
      );
      assert.equal((await readBack(path)).flows, 120);
    });

    it('goes on after a damaged file', async () => {
      const { status, stdout, stderr } = await runProgram('flow-cat', [`${INPUT}/bad/z-cut.ft`, `${DIR}/ft-split.3`]);
      assert.equal(status, 0);
      assert.equal((await readBack(Readable.from([stdout]))).flows, 192 + 20);
      assert.match(stderr, /^flow-cat: \S*z-cut\.ft: compressed data are cut off at octet 7463/);
    });
  });

  describe('flow-merge', () => {
    it('gives every record of many inputs, in order of their ends', async () => {
      const pieces = Array.from({ length: 30 }, (_, index) => `${DIR}/ft-split.${index % 4}`);
      const { status, stdout } = await runProgram('flow-merge', pieces);
      assert.equal(status, 0);
      const whole = await Promise.all(pieces.map((piece) => readBack(piece)));
      const lines = (text: string) => text.split('\n').filter((line) => line !== '');
      const merged = lines(await csvOfOutput(stdout));
      assert.deepEqual([...merged].sort(), lines(whole.map(({ csv }) => csv).join('')).sort());
      // each input is not in order of ends itself, so that only runs between inputs can be; equal records are together
      const distinct = new Set(merged);
      const runs = merged.filter((line, index) => line !== merged[index - 1]).length;
      assert.equal(runs, distinct.size);
    });

    it('takes the options of flow-cat', async () => {
      const words = ['-a', '-g', '-m', '-z', '3', '-b', 'big', '-C', 'merged', DIR];
      const { status, stdout } = await runProgram('flow-merge', words);
      assert.equal(status, 0);
      const { byteOrder, comment } = await readHeader(Readable.from([stdout]));
      assert.deepEqual([byteOrder, comment], ['big', 'merged']);
      assert.equal((await readBack(Readable.from([stdout]))).flows, 260);
    });
  });

  describe('flow-split', () => {
    it('starts a piece when the seconds of -T are over, each with its own times', async () => {
      const words = ['-T', '1800', '-o', join(folder, 'piece'), '-C', 'half an hour'];
      const { status, stderr } = await runProgram('flow-split', words, readFileSync(`${INPUT}/v5.z0.le.ft`));
      assert.deepEqual([status, stderr], [0, '']);
      const pieces = [0, 1, 2, 3].map((number) => join(folder, `piece.${number}`));
      assert.deepEqual(readdirSync(folder).sort(), ['piece.0', 'piece.1', 'piece.2', 'piece.3']);
      let csv = '';
      for (const piece of pieces) {
        const part = (await readBack(piece)).csv;
        const times = part.split('\n').flatMap((line) => (line === '' ? [] : Number(line.split(',')[0])));
        const { captureStart, captureEnd, flows, comment } = await readHeader(piece);
        assert.deepEqual(
          { captureStart, captureEnd, flows, comment },
          { captureStart: times[0], captureEnd: times.at(-1), flows: times.length, comment: 'half an hour' },
        );
        assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) <= 1800);
        csv += part;
      }
      assert.equal(csv, (await readBack(`${INPUT}/v5.z0.le.ft`)).csv);
    });

    it('splits by more tags than there may be open files, and stays in its directory', async () => {
      const generated = await runProgram('flow-gen', ['-V', '1005', '-n', '1400']);
      const { status } = await runProgram('flow-split', ['-g', '-o', join(folder, 's'), '-z', '0'], generated.stdout);
      assert.equal(status, 0);
      const files = readdirSync(folder).filter((name) => name.startsWith('s.'));
      assert.equal(files.length, 1400);
      assert.equal((await readHeader(join(folder, 's.1399.0'))).flows, 1);
    });

    it('makes no directory of a tag name', async () => {
      const symbols = join(folder, 'sym');
      mkdirSync(symbols);
      writeFileSync(join(symbols, 'tag.sym'), '0\t../../escaped\n');
      const generated = await runProgram('flow-gen', ['-V', '1005', '-n', '1']);
      const env = { FLOW_TOOLS_SYMDIR: resolve(symbols) };
      const words = ['-g', '-n', '-o', join(folder, 's')];
      const { status, stderr } = await runProgram('flow-split', words, generated.stdout, env);
      assert.deepEqual([status, stderr], [0, '']);
      assert.ok(readdirSync(folder).includes('s..._.._escaped.0'));
    });
  });
});
