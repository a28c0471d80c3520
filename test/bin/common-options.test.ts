/** Options that mean the same in several commands (reference section 5.0). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { readHeader } from '../../lib/ftfile/reader.js';
import { GOLDEN, INPUT, readBack } from '../ftfile/golden.js';
import { runProgram, type Ended } from './program.js';
import { temporaryFolder } from '../temporary-folder.js';

const FLOWS = `${INPUT}/v5.z0.le.ft`;
const FLAG_COMPRESSED = 0x2;

/** How to call a command, and where what it writes is. */
interface Call {
  readonly words: readonly string[];
  readonly input?: string;
  /** A file it writes, instead of its standard output. */
  readonly output?: string;
  /** A line that shows the arguments. */
  readonly changing?: RegExp;
}

describe('common options', () => {
  const folder = temporaryFolder('flow-options');

  const WRITERS: Readonly<Record<string, Call>> = {
    'flow-cat': { words: [FLOWS] },
    'flow-merge': { words: [FLOWS] },
    'flow-import': { words: ['-f', '2', '-V', '5'], input: `${GOLDEN}/csv/v5.csv` },
    'flow-gen': { words: ['-n', '3'] },
    'flow-split': { words: ['-o', `${folder}/s`], input: FLOWS, output: `${folder}/s.0` },
  };
  const READERS: Readonly<Record<string, Call>> = {
    'flow-print': { words: [], input: FLOWS },
    'flow-header': { words: [], input: FLOWS },
    'flow-export': { words: ['-f', '2'], input: FLOWS },
    'flow-stat': { words: ['-f', '9'], input: FLOWS, changing: /^# Args:.*$/m },
    'flow-report': { words: ['-s', `${GOLDEN}/cfg/stat.cfg`, '-S', 'packet_size'], input: FLOWS },
    'flow-send': { words: ['127.0.0.1/127.0.0.1/9'], input: FLOWS },
  };
  /** Commands that write a comment of their own. */
  const NAMED = ['flow-import', 'flow-gen'];

  async function ended(name: string, { words, input, output }: Call, ...options: string[]): Promise<Ended> {
    const end = await runProgram(name, [...options, ...words], input === undefined ? '' : readFileSync(input));
    assert.equal(end.status, 0, end.stderr);
    return output === undefined ? end : { ...end, stdout: readFileSync(output) };
  }
  const run = async (...call: Parameters<typeof ended>): Promise<Buffer> => (await ended(...call)).stdout;

  for (const [name, call] of Object.entries(WRITERS)) {
    const comment = NAMED.includes(name) ? [] : ['-C', 'rack 4'];
    it(`${name} takes -b, ${comment.length > 0 ? '-C, ' : ''}-z`, async () => {
      const written = await run(name, call, '-b', 'big', '-z', '6', ...comment);
      const header = await readHeader(Readable.from([written]));
      assert.equal(header.byteOrder, 'big');
      assert.equal((header.flags ?? 0) & FLAG_COMPRESSED, FLAG_COMPRESSED);
      assert.equal(header.comment, comment[1] ?? name);
      const plain = await run(name, call, '-z', '0');
      assert.deepEqual(await readBack(Readable.from([written])), await readBack(Readable.from([plain])));
    });
  }

  /** Flows that they work through; flow-header reads none. */
  const PROCESSED: Readonly<Record<string, number>> = { 'flow-gen': 3 };
  for (const [name, call] of Object.entries({ ...WRITERS, ...READERS }))
    it(`${name} takes -d and does its work`, async () => {
      const text = (octets: Buffer) => octets.toString('latin1').replace(call.changing ?? '', '');
      const speed = /^flow-[a-z]+: processed (\d+) flows\nflow-[a-z]+: {3}seconds=[\d.]+ flows\/second=\d+$/m;
      const [plain, debugging] = [await ended(name, call), await ended(name, call, '-d', '1')];
      assert.equal(text(debugging.stdout), text(plain.stdout));
      assert.doesNotMatch(plain.stderr, speed);
      if (name !== 'flow-header') assert.equal(Number(speed.exec(debugging.stderr)?.[1]), PROCESSED[name] ?? 200);
    });

  for (const name of ['flow-cat', 'flow-merge'])
    it(`${name} reads alike with and without -m`, async () => {
      const call = { words: [FLOWS, `${INPUT}/v5.z6.be.ft`] };
      assert.deepEqual(await run(name, call, '-m'), await run(name, call));
    });

  it('flow-merge takes unfinished files with -a', async () => {
    const call = { words: [`${GOLDEN}/dir/ft-split.0`, `${GOLDEN}/dir/tmp-v05.fake`] };
    const flows = async (...options: string[]) =>
      (await readBack(Readable.from([await run('flow-merge', call, ...options)]))).flows;
    assert.deepEqual([await flows(), await flows('-a')], [60, 120]);
  });

  it('flow-print begins the lines of the header with the character of -c', async () => {
    const text = (await run('flow-print', { words: [], input: FLOWS }, '-p', '-c', ';')).toString();
    assert.match(text, /^;\n; mode: +\w+\n/);
    assert.doesNotMatch(text, /^#/m);
  });

  it('flow-print prints alike with and without -l', async () => {
    assert.deepEqual(
      await run('flow-print', { words: [], input: FLOWS }, '-l'),
      await run('flow-print', { words: [], input: FLOWS }),
    );
  });
});
