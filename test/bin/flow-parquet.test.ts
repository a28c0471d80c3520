import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeFlows } from '../../lib/demo/make-flows.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';
import { readRangeIndex } from '../../lib/store/twin/range-index.js';
import { filesBelow } from '../capture/flows.js';
import { GOLDEN } from '../ftfile/golden.js';
import { runProgram } from './program.js';

const PROGRAM = fileURLToPath(new URL('../../bin/flow-parquet.js', import.meta.url));
const SPLIT = ['ft-split.0', 'ft-split.1', 'ft-split.2', 'ft-split.3'];

describe('flow-parquet', () => {
  let folder = '';
  let core = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flow-parquet-'));
    core = join(folder, 'core');
    mkdirSync(join(core, '2025/2025-03'), { recursive: true });
    for (const [index, name] of SPLIT.entries())
      cpSync(`${GOLDEN}/dir/${name}`, join(core, index > 1 ? '2025/2025-03' : '', name));
    writeFileSync(join(core, 'tmp-v05.2025-03-30.020042+0200'), 'is being written');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const below = (directory: string) =>
    existsSync(directory)
      ? filesBelow(directory)
          .map((path) => relative(directory, path))
          .sort()
      : [];
  const twins = () => below(join(folder, '.columns')).filter((path) => !path.endsWith('.ranges'));
  const ALL_TWINS = [
    'core/2025/2025-03/ft-split.2.parquet',
    'core/2025/2025-03/ft-split.3.parquet',
    'core/ft-split.0.parquet',
    'core/ft-split.1.parquet',
  ];

  async function run(...args: string[]) {
    const { status, stderr, stdout } = await runProgram('flow-parquet', args);
    assert.equal(String(stdout), '');
    return { status, stderr: stderr.replaceAll(`${folder}/`, '') };
  }

  it('makes the twins of all closed files below a directory, beside that of the device', async () => {
    assert.deepEqual(await run(folder), { status: 0, stderr: '' });
    assert.deepEqual(twins(), ALL_TWINS);
  });

  it('writes down what times the twins of a directory have, also of those that were there', async () => {
    await run(join(core, 'ft-split.0'));
    await run(join(core, 'ft-split.1'));
    const index = readRangeIndex(join(folder, '.columns/core'));
    assert.deepEqual([...(index?.keys() ?? [])].sort(), ['ft-split.0.parquet', 'ft-split.1.parquet']);
  });

  it('makes the twin of one file, and those of a device', async () => {
    await run(join(core, 'ft-split.1'));
    assert.deepEqual(twins(), ['core/ft-split.1.parquet']);
    await run(core);
    assert.deepEqual(twins(), ALL_TWINS);
  });

  it('makes only what is missing or out of date, or all with -a', async () => {
    await run(folder);
    const made = () => ALL_TWINS.map((name) => statSync(join(folder, '.columns', name)).ino);
    const first = made();
    await run(folder);
    assert.deepEqual(made(), first);
    utimesSync(join(core, 'ft-split.0'), 1, 1);
    await run(folder);
    assert.deepEqual(
      made().map((inode, index) => inode === first[index]),
      [true, true, false, true],
    );
    const second = made();
    await run('-a', folder);
    assert.ok(made().every((inode, index) => inode !== second[index]));
  });

  it('puts .columns where -b says', async () => {
    await run('-b', core, core);
    assert.deepEqual(below(join(core, '.columns')).filter((path) => path.endsWith('.parquet')).length, 4);
    assert.deepEqual(twins(), []);
    const { status, stderr } = await run('-b', '/nowhere', core);
    assert.deepEqual(
      [status, stderr],
      [1, 'flow-parquet: -b /nowhere: core/2025/2025-03/ft-split.2 is not below it\n'],
    );
  });

  it('tells with -v what it makes, and with -n what it would', async () => {
    const dry = await run('-n', core);
    assert.equal(
      dry.stderr.split('\n')[2],
      'flow-parquet: would make .columns/core/ft-split.0.parquet of core/ft-split.0',
    );
    assert.deepEqual(twins(), []);
    const { stderr } = await run('-v', core);
    const lines = stderr.trimEnd().split('\n');
    const [size = 0, twin = 0] = [join(core, 'ft-split.0'), join(folder, '.columns/core/ft-split.0.parquet')].map(
      (path) => statSync(path).size,
    );
    assert.ok(lines.includes(`flow-parquet: core/ft-split.0: 60 flows, ${size} octets, twin of ${twin}`), stderr);
    assert.match(
      lines.at(-1) ?? '',
      /^flow-parquet: made twins of 4 files: 200 flows, 0\.0 MB of flow files, 0\.\d MB of twins, [\d.]+ s$/,
    );
  });

  it('makes none of a damaged file, says why, and goes on', async () => {
    truncateSync(join(core, 'ft-split.0'), 1000);
    const { status, stderr } = await run(core);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^flow-parquet: core\/ft-split\.0: has no twin, because it is damaged: ends inside a record: .*\n$/,
    );
    assert.deepEqual(
      twins(),
      ALL_TWINS.filter((name) => !name.includes('split.0')),
    );
  });

  it('removes with -k the flow files of which a twin holds everything, and -r makes them again', async () => {
    const old = (name: string) => {
      utimesSync(join(core, name), 1_000_000_000, 1_000_000_000.5);
    };
    old('ft-split.0');
    old('2025/2025-03/ft-split.2');
    const before = new Map(below(core).map((name) => [name, readFileSync(join(core, name))]));
    assert.match((await run('-n', '-k', '30', core)).stderr, /would make/);
    await run('-k', '30', core);
    assert.deepEqual(below(core), ['2025/2025-03/ft-split.3', 'ft-split.1', 'tmp-v05.2025-03-30.020042+0200']);
    assert.deepEqual(twins(), ALL_TWINS);
    assert.equal((await run('-r', '-v', folder)).stderr.match(/made/g)?.length, 2);
    assert.deepEqual(new Map(below(core).map((name) => [name, readFileSync(join(core, name))])), before);
    assert.equal(statSync(join(core, 'ft-split.0')).mtimeMs, 1_000_000_000_500);
  });

  it('makes a flow file again that is named, by its own path or by its twin', async () => {
    await run('-k', '0', core);
    assert.deepEqual(below(core), ['tmp-v05.2025-03-30.020042+0200']);
    await run('-r', join(core, 'ft-split.0'), join(folder, '.columns/core/2025/2025-03/ft-split.2.parquet'));
    assert.deepEqual(below(core), ['2025/2025-03/ft-split.2', 'ft-split.0', 'tmp-v05.2025-03-30.020042+0200']);
  });

  it('keeps the flow file if its twin holds something else', async () => {
    await run(core);
    const twin = join(folder, '.columns/core/ft-split.0.parquet');
    const octets = readFileSync(twin);
    octets.fill(0, 4, 400);
    writeFileSync(twin, octets);
    const { status, stderr } = await run('-k', '0', join(core, 'ft-split.0'));
    assert.equal(status, 1);
    assert.match(stderr, /^flow-parquet: .*does not hold what core\/ft-split\.0 holds\n$/);
    assert.ok(existsSync(join(core, 'ft-split.0')));
  });

  it('leaves all commands the flows of files that are only there as twins', async () => {
    const read = async (...operands: string[]) => {
      const { stdout, stderr } = await runProgram('flow-cat', operands);
      assert.equal(stderr, '');
      return Buffer.from(stdout).toString('base64');
    };
    const day = join(core, '2025');
    const operands = [[core], [folder], [day], [join(core, 'ft-split.1'), join(day, '2025-03/ft-split.2')]];
    const before = [];
    for (const paths of operands) before.push(await read(...paths));
    await run('-k', '0', core);
    rmSync(join(core, '2025'), { recursive: true });
    const after = [];
    for (const paths of operands) after.push(await read(...paths));
    assert.deepEqual(after, before);
    assert.equal(await read(join(folder, '.columns/core/ft-split.1.parquet')), await read(join(core, 'ft-split.1')));
    const { stderr } = await runProgram('flow-cat', [join(core, 'ft-none')]);
    assert.match(stderr, /ft-none: cannot be read: .*ENOENT/);
  });

  it('leaves nothing half when it is killed, and the next run tidies up', async () => {
    const row = join(core, 'ft-large');
    const writer = await createFlowFile(row, { version: '5' });
    for (const batch of makeFlows({ flows: 400_000, start: 1_750_000_000, end: 1_750_000_300 }))
      await writer.append(batch);
    await writer.close();
    const child = spawn(process.execPath, [PROGRAM, row], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const unfinished = join(folder, '.columns/core/.ft-large.parquet');
    while (child.exitCode === null && !existsSync(unfinished)) await sleep(1);
    child.kill('SIGKILL');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL');
    assert.ok(!existsSync(join(folder, '.columns/core/ft-large.parquet')));
    await run(join(core, 'ft-split.0'));
    assert.deepEqual(readdirSync(join(folder, '.columns/core')), ['ft-split.0.parquet']);
    await run(row);
    assert.deepEqual(readdirSync(join(folder, '.columns/core')), ['ft-large.parquet', 'ft-split.0.parquet']);
  });

  it('leaves a twin alone that another run is making', async () => {
    mkdirSync(join(folder, '.columns/core'), { recursive: true });
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'latin1');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    writeFileSync(join(folder, '.columns/core/.ft-split.0.parquet.lock'), `${process.pid} ${started} ${boot}`);
    const { status, stderr } = await run(join(core, 'ft-split.0'));
    assert.deepEqual(
      [status, stderr],
      [0, `flow-parquet: core/ft-split.0: process ${process.pid} is making its twin\n`],
    );
    assert.deepEqual(twins(), ['core/.ft-split.0.parquet.lock']);
  });

  for (const [args, message] of [
    [[], 'name flow files or directories of them'],
    [['/nowhere'], "/nowhere: ENOENT: no such file or directory, stat '/nowhere'"],
    [['-r', '/nowhere'], '/nowhere: there is no such file or directory'],
    [['-j', '0', '.'], '-j 0: it must be a whole number from 1 to 64'],
    [['-r', '-k', '1', '.'], '-r and -k do not go together'],
  ] as const)
    it(`refuses ${args.join(' ') || 'no operand'}`, async () => {
      assert.deepEqual(await run(...args), { status: 1, stderr: `flow-parquet: ${message}\n` });
    });
});
