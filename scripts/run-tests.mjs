/**
 * `run-tests.mjs COUNTS [FOLDER]`: runs the test files of build/test, or of another folder. Each folder in it is run by a
 * process of its own, as many side by side as there are cores. What a process prints stands in test-output/ beside COUNTS,
 * and is shown when something is wrong.
 * Fails as well when a process ends before its tests do, or leaves a file out: no test is lost silently.
 * COUNTS gets the closing line, and before it a line for each failure: it is shown last, where nobody overlooks it.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const [countsFile, root = 'build/test'] = process.argv.slice(2);
const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What takes longest begins first, so that no core is idle at the end; then what has most files. */
const LONGEST = ['golden.test.js', 'e2e', 'web', 'bin', 'store'];

/** Of a test that sets none of its own: for one that hangs; a busy machine is slow. */
const TIMEOUT_MS = 180_000;

/** So many files are told at the end with the time that they took. */
const LONGEST_FILES = 15;

/** @returns {string[]} a test file, or those of a folder and below */
function filesOf(path) {
  if (path.endsWith('.test.js')) return [relative('.', path)];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.js'))
    .map((entry) => relative('.', join(entry.parentPath, entry.name)))
    .sort();
}

function readShares() {
  const place = ({ name }) => (LONGEST.includes(name) ? LONGEST.indexOf(name) : LONGEST.length);
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.test.js'))
    .map(({ name }) => ({ name, files: filesOf(join(root, name)) }))
    .filter(({ files }) => files.length > 0)
    .sort((one, other) => place(one) - place(other) || other.files.length - one.files.length);
}

/** Runs mocha. @returns its exit status, which is the number of failures, or the signal that ended it */
async function mocha(files, counts, output) {
  const times = ['--timeout', String(TIMEOUT_MS)];
  const options = ['--no-config', '--forbid-only', ...times, '--require', beside('coverage-hook.mjs')];
  const reporter = ['--reporter', beside('counts-reporter.mjs'), '--reporter-option', `counts=${counts}`];
  const printed = openSync(output, 'w');
  const child = spawn(process.execPath, ['--enable-source-maps', MOCHA, ...options, ...reporter, ...files], {
    stdio: ['ignore', printed, printed],
  });
  closeSync(printed);
  const [status, signal] = await new Promise((done) => child.once('exit', (...end) => done(end)));
  return signal ?? status;
}

/** @returns undefined if the run did not come to its end */
function readCounts(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What is wrong with a run beside tests that failed. */
function faultsOf(files, counts, end) {
  const how = typeof end === 'number' ? `status ${end}` : end;
  if (!counts) return [`ended before its tests did (${how})`];
  const left = files.filter((file) => !counts.files.some(({ path }) => path === file));
  const missing = left.map((file) => `no test was run of ${file}`);
  return (end === 0) === (counts.failed === 0) ? missing : [...missing, `ended badly (${how})`];
}

const text = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-counts-'));
const outputs = join(dirname(countsFile), 'test-output');
const total = { passed: 0, failed: 0, skipped: 0 };
const faults = [];
const times = [];

async function run({ name, files }) {
  const start = Date.now();
  const output = join(outputs, `${name}.txt`);
  const end = await mocha(files, join(scratch, name), output);
  const counts = readCounts(join(scratch, name));
  const wrong = faultsOf(files, counts, end);
  faults.push(...[...wrong, ...(counts?.reasons ?? [])].map((fault) => `${name} ${fault}`));
  times.push(...(counts?.files ?? []));
  for (const kind of Object.keys(total)) total[kind] += counts?.[kind] ?? 0;
  if (wrong.length > 0 || counts.failed > 0) console.log(readFileSync(output, 'utf8').trim());
  const said = [...(counts ? [text(counts)] : []), ...wrong];
  console.log(`${name}: ${said.join('; ')}; ${Math.round((Date.now() - start) / 1000)} s`);
}

mkdirSync(outputs, { recursive: true });
const queue = readShares().values();
const turns = Array.from({ length: availableParallelism() }, async () => {
  for (const share of queue) await run(share);
});
await Promise.all(turns);
rmSync(scratch, { recursive: true });
const longest = times.sort((one, other) => other.ms - one.ms).slice(0, LONGEST_FILES);
console.log('What took longest:');
for (const { path, ms } of longest) console.log(`  ${path}: ${Math.round(ms / 1000)} s`);
writeFileSync(countsFile, [...faults, text(total), ''].join('\n'));
process.exitCode = faults.length === 0 && total.failed === 0 ? 0 : 1;
