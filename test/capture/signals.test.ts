import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const FILTER = Array.from(
  { length: 20 },
  (_, net) =>
    `filter-primitive net${net}\n type ip-address-prefix\n` +
    Array.from({ length: 100 }, (_each, index) => ` permit 10.${index}.${net}.0/25\n`).join(''),
).join('');
const DEFINITION = `filter-definition net\n${Array.from({ length: 20 }, (_, net) => ` match ip-source-address net${net}\n`).join(' or\n')}`;

const url = (module: string): string => JSON.stringify(pathToFileURL(resolve('build/lib', module)).href);

/** Takes the signals over, and then has a filter work without end: in a thread of its own, or beside. */
const programs = (file: string): Readonly<Record<string, string>> => {
  const begin = `
    import { onSignals } from ${url('capture/signals.js')};
    import { blankRecords, recordLayout } from ${url('flow/layout.js')};
    const layout = recordLayout('5');
    const records = () => blankRecords(layout, 8192);
    onSignals('calls');`;
  return {
    'in a thread': `${begin}
      import { RefinerThread } from ${url('capture/refiner-thread.js')};
      const thread = new RefinerThread();
      await thread.configure({ filter: { file: ${JSON.stringify(file)}, definition: 'net' }, variables: new Map() }, '5');
      for (let first = true; ; first = false) {
        await thread.refine({ bytes: records() });
        if (first) console.log('at work');
      }`,
    'beside what receives': `${begin}
      import { readFilterFile } from ${url('cfg/filter-file.js')};
      import { cfgSource } from ${url('cfg/read.js')};
      import { RowFilter } from ${url('store/row-filter.js')};
      const filter = readFilterFile(cfgSource(${JSON.stringify(file)}, new Map()), {}).filter('net');
      const rows = await RowFilter.open(filter, layout);
      for (let first = true; ; first = false) {
        await rows.passing({ layout, bytes: records(), count: 8192 });
        if (first) console.log('at work');
      }`,
  };
};

describe('a second signal', function () {
  this.timeout(60_000);
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'signals-'));
    file = join(folder, 'filter.cfg');
    writeFileSync(file, FILTER + DEFINITION);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const where of Object.keys(programs('')))
    it(`ends at once a process whose filter works ${where}`, async () => {
      const program = join(folder, 'program.mjs');
      writeFileSync(program, programs(file)[where] ?? '');
      for (let round = 0; round < 5; round++) {
        const child = spawn(process.execPath, [program], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let output = '';
        let errors = '';
        const ended = once(child, 'close');
        child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
        await new Promise<void>((done) => {
          child.stdout.on('data', (text: Buffer) => {
            output += text.toString();
            if (output.includes('at work')) done();
          });
          child.on('close', () => {
            done();
          });
        });
        child.kill('SIGTERM');
        child.kill('SIGINT'); // two of the same may arrive as one
        const [status, signal] = (await ended) as [number | null, NodeJS.Signals | null];
        assert.deepEqual([status, signal, errors], [null, 'SIGKILL', '']);
      }
    });
});
