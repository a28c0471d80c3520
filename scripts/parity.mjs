/**
 * docs/parity/*.tsv → docs/parity.md: what of the originals is there, and the test that shows it.
 *   node scripts/parity.mjs           writes docs/parity.md
 *   node scripts/parity.mjs --check   says what is wrong, with status 1: rows, their tests, a stale docs/parity.md
 * Needs a build: the tests are listed by a dry run of Mocha.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const count = (n) => Array.from({ length: n }, (_, at) => at + 1);
const lettered = (letter, n) => count(n).map((at) => letter + String(at).padStart(2, '0'));

/** Capabilities of FlowViewer under each letter. */
const FLOWVIEWER = { A: 17, B: 42, C: 49, D: 32, E: 41, F: 12, G: 6, H: 10, I: 13, K: 17, L: 2, S: 16 };

const REFERENCES = [
  { file: 'docs/parity/flow-tools.tsv', title: 'flow-tools', ids: count(573).map(String) },
  {
    file: 'docs/parity/flowviewer.tsv',
    title: 'FlowViewer',
    ids: Object.entries(FLOWVIEWER).flatMap(([letter, n]) => lettered(letter, n)),
  },
  {
    file: 'docs/parity/faults.tsv',
    title: 'Faults of FlowViewer',
    what: 'fault',
    ids: [...count(57).map(String), ...count(13).map((n) => `9.2-${n}`), ...count(18).map((n) => `O${n}`)],
  },
];

/** How a state is shown, in the order of the counts. `different` is meant so; its first text is the reason. */
const STATES = { done: 'done', different: 'deliberately different', 'not yet': 'not yet' };

/** @returns {{id: string, area: string, capability: string, state: string, texts: string[]}[]} */
function readRows(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [id = '', area = '', capability = '', state = '', ...texts] = line.split('\t');
      return { id, area, capability, state, texts: texts.filter((text) => text !== '') };
    });
}

/** Full titles of all tests by their source file; skipped ones do not count. @returns {Map<string, string[]>} */
function listTests() {
  const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-parity-'));
  try {
    const output = join(scratch, 'tests.json');
    const mocha = [
      'node_modules/mocha/bin/mocha.js',
      '--dry-run',
      '--reporter=json',
      `--reporter-option=output=${output}`,
    ];
    const { status, stderr } = spawnSync(process.execPath, mocha, { stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) throw new Error(`mocha --dry-run ended with ${status}: ${stderr.toString()}`);
    const tests = new Map();
    const { tests: all, pending } = JSON.parse(readFileSync(output, 'utf8'));
    const skipped = new Set(pending.map(({ fullTitle }) => fullTitle));
    for (const { file, fullTitle } of all) {
      const source = relative('build', file).replace(/\.js$/, '.ts');
      if (!skipped.has(fullTitle)) tests.set(source, [...(tests.get(source) ?? []), fullTitle]);
    }
    return tests;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What is wrong with a proof `FILE: WORDS`: the words must occur, as whole words, in the title of a test of the file. */
function proofFault(proof, tests) {
  const [, file, words] = /^(test\/\S+\.test\.ts): (.+)$/.exec(proof) ?? [];
  if (!file) return `"${proof}" is not of the form "test/FILE.test.ts: words of a test's title"`;
  if (!existsSync(file)) return `${file} does not exist`;
  const found = tests.get(file)?.some((title) => ` ${title} `.includes(` ${words} `));
  return found ? undefined : `${file} has no test "${words}"`;
}

/** @returns {string[]} one sentence for each fault */
function faults(reference, rows, tests) {
  const found = [];
  const ids = rows.map(({ id }) => id);
  for (const id of reference.ids) if (!ids.includes(id)) found.push(`row ${id} is missing`);
  for (const [at, { id, area, capability, state, texts }] of rows.entries()) {
    const fault = (text) => found.push(`row ${id}: ${text}`);
    if (!reference.ids.includes(id)) fault('there is no such row in the reference');
    if (ids.indexOf(id) !== at) fault('occurs twice');
    if (!area || !capability) fault('needs an area and a capability');
    if (!(state in STATES)) fault(`"${state}" is none of ${Object.keys(STATES).join(', ')}`);
    if (state === 'done' && texts.length === 0) fault('is done but names no test');
    if (state === 'different' && texts.length === 0) fault('is different but gives no reason');
    for (const proof of state === 'done' ? texts : texts.slice(1)) {
      const wrong = proofFault(proof, tests);
      if (wrong) fault(wrong);
    }
  }
  return found.map((text) => `${reference.file}: ${text}`);
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const tableRow = (...cells) => `| ${cells.join(' | ')} |\n`;

function render(tables) {
  let text = `# Parity with flow-tools and FlowViewer

Every capability of the two originals, whether it is there, and the test that shows it; and every fault that is known of
FlowViewer, which is done where a test shows that it is not repeated. Made from \`docs/parity/*.tsv\`
by \`node scripts/parity.mjs\`; edit those. A test is named by its file and words of its title.

`;
  const states = Object.keys(STATES);
  text += tableRow('', ...Object.values(STATES), 'all') + tableRow('---', ...states.map(() => '---:'), '---:');
  for (const { title, rows } of tables) {
    const counts = states.map((state) => rows.filter((row) => row.state === state).length);
    text += tableRow(title, ...counts, rows.length);
  }
  for (const { title, rows, what = 'capability' } of tables) {
    text += `\n## ${title}\n`;
    let heading;
    for (const { id, area, capability, state, texts } of rows) {
      if (area !== heading)
        text +=
          `\n### ${area}\n\n` + tableRow('#', what, 'state', 'test or reason') + tableRow('---', '---', '---', '---');
      heading = area;
      text += tableRow(id, cell(capability), STATES[state] ?? state, texts.map(cell).join('; '));
    }
  }
  return text;
}

const tables = REFERENCES.map((reference) => ({ ...reference, rows: readRows(reference.file) }));
const page = render(tables);
if (process.argv[2] === '--check') {
  const proven = tables.some(({ rows }) => rows.some(({ texts }) => texts.length > 0));
  const tests = proven ? listTests() : new Map();
  const found = tables.flatMap((table) => faults(table, table.rows, tests));
  if (!existsSync('docs/parity.md') || readFileSync('docs/parity.md', 'utf8') !== page) {
    found.push('docs/parity.md is not what docs/parity/*.tsv say: run node scripts/parity.mjs');
  }
  for (const fault of found) console.error(fault);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  writeFileSync('docs/parity.md', page);
}
