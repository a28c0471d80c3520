/** Runs golden command lines, each in an empty out/ of a view of the corpus, and tells how the outcome differs. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { readBack } from '../ftfile/golden.js';
import { CORPUS, type GoldenCase } from './cases.js';
import { differencesOf, repeatsDefects, type Difference } from './differences.js';
import { temporaryFolder } from '../temporary-folder.js';

const BIN = resolve('build/bin');
/** Cases that run at the same time. */
const WORKERS = availableParallelism() + 1;
const TIMEOUT = 120_000;
const LARGEST = 64 * 1024 * 1024;

interface Outcome {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A directory in which the corpus can be seen and out/ can be written. */
function createView(): string {
  const view = temporaryFolder('golden');
  for (const name of readdirSync(CORPUS)) symlinkSync(resolve(CORPUS, name), join(view, name));
  return view;
}

function execute(test: GoldenCase, view: string): Promise<Outcome> {
  rmSync(join(view, 'out'), { recursive: true, force: true });
  mkdirSync(join(view, 'out'));
  const env = {
    PATH: `${BIN}:${process.env['PATH'] ?? ''}`,
    TZ: test.timeZone,
    LC_ALL: 'C',
    FLOW_TOOLS_SYMDIR: join(view, 'sym'),
    ...(repeatsDefects(test) && { FLOW_TOOLS_DEFECTS: 'original' }),
  };
  return new Promise((done) => {
    const options = { cwd: view, env, encoding: 'buffer', timeout: TIMEOUT, maxBuffer: LARGEST } as const;
    const child = execFile('sh', ['-c', test.command], options, (error, stdout, stderr) => {
      const status = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      done({ status, stdout, stderr: stderr.toString() });
    });
    child.stdin?.end();
  });
}

function masked(text: string): string {
  return text.replace(/^# now: .*$/gm, '# now:                  <NOW>');
}

/** The first line that differs, of both. */
function firstDifference(kind: string, got: string, expected: string): string | undefined {
  if (got === expected) return undefined;
  const ours = got.split('\n');
  const theirs = expected.split('\n');
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const line = at < 0 ? theirs.length : at;
  const show = (lines: readonly string[]) => JSON.stringify(lines[line] ?? '(end)');
  return `${kind} differs at line ${line + 1}:\n  expected ${show(theirs)}\n  got      ${show(ours)}`;
}

async function compareStdout(
  test: GoldenCase,
  { stdout }: Outcome,
  differences: readonly Difference[],
): Promise<string | undefined> {
  const expected = readFileSync(join(CORPUS, test.stdout));
  switch (test.compare) {
    case 'text':
      return firstDifference(
        'standard output',
        unmasked(masked(stdout.toString()), differences),
        unmasked(expected.toString(), differences),
      );
    case 'bytes': {
      if (stdout.equals(expected)) return undefined;
      const at = stdout.findIndex((octet, index) => octet !== expected[index]);
      return `standard output differs at octet ${at < 0 ? stdout.length : at}: ${stdout.length} of ${expected.length} octets`;
    }
    case 'decode': {
      const [ours, theirs] = await Promise.all([stdout, expected].map((bytes) => readBack(Readable.from([bytes]))));
      return firstDifference('records', ours?.csv ?? '', theirs?.csv ?? '');
    }
  }
}

/** Text without what differs on purpose. */
function unmasked(text: string, differences: readonly Difference[]): string {
  return differences.reduce((rest, { mask }) => (mask ? rest.replace(mask, '') : rest), text);
}

/** Standard error without the lines of programs, and the parts of lines, that differ on purpose. */
function compared(stderr: string, differences: readonly Difference[]): string {
  return unmasked(stderr, differences)
    .split('\n')
    .filter((line) => !differences.some(({ program }) => program && line.startsWith(`${program}: `)))
    .join('\n');
}

async function judge(test: GoldenCase, outcome: Outcome): Promise<string | undefined> {
  const differences = differencesOf(test.id);
  const of = (aspect: Difference['aspect']) => differences.filter((difference) => difference.aspect === aspect);
  const differs = (aspect: Difference['aspect']) => of(aspect).some(({ program, mask }) => !program && !mask);
  if (differs('all')) return undefined;
  const faults: (string | undefined)[] = [];
  if (outcome.status !== test.status) faults.push(`exit status ${outcome.status} instead of ${test.status}`);
  if (!differs('stdout')) {
    const fault = await compareStdout(test, outcome, of('stdout')).catch((error: unknown) => String(error));
    faults.push(fault);
  }
  if (test.stderr !== undefined && !differs('stderr')) {
    const expected = readFileSync(join(CORPUS, test.stderr), 'utf8');
    faults.push(
      firstDifference('standard error', compared(outcome.stderr, of('stderr')), compared(expected, of('stderr'))),
    );
  }
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length === 0) return undefined;
  return [`${test.command}   (TZ=${test.timeZone})`, ...found, outcome.stderr.slice(0, 500)].join('\n');
}

/**
 * Runs cases, several at a time.
 * @returns for each id what is wrong; undefined if nothing is
 */
export async function runCases(cases: readonly GoldenCase[]): Promise<ReadonlyMap<string, string | undefined>> {
  const faults = new Map<string, string | undefined>();
  const queue = cases.values();
  const worker = async () => {
    const view = createView();
    try {
      for (const test of queue) faults.set(test.id, await judge(test, await execute(test, view)));
    } finally {
      rmSync(view, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS, cases.length) }, worker));
  return faults;
}
