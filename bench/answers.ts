/** The answers of both as text lines, `key … octets`, so that they can be compared. */
import { readFileSync } from 'node:fs';
import { DuckDbStore } from '../lib/store/duckdb-store.js';
import { MEMORY_LIMIT, type Question } from './questions.js';

/** What a reporting process does, without the page around the answer. */
export async function ourAnswer({ query }: Question, dataDirectory: string): Promise<string> {
  const store = new DuckDbStore({ dataDirectory, memoryLimit: MEMORY_LIMIT });
  const { rows } = await store.run(query);
  return rows.map((cells) => `${cells.join(' ')}\n`).join('');
}

/** How nfdump is asked. */
export function nfdumpArgv({ nfdump, nfdumpReads }: Question, directory: string): readonly [string, ...string[]] {
  if (nfdumpReads === 'directory') return ['nfdump', '-R', directory, ...nfdump];
  return ['find', directory, '-name', 'nfcapd.*', '-exec', 'nfdump', '-r', '{}', ...nfdump, ';'];
}

/** nfdump's lines with the question's columns alone. */
function nfdumpAnswer({ columns }: Question, output: string): string {
  return output
    .split('\n')
    .map((line) => line.trim().split(line.includes(',') ? ',' : / +/))
    .map((cells) => columns.map((column) => cells[column]).join(' '))
    .filter((line) => /\d$/.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

const octetsOf = (answer: string): number =>
  answer
    .trimEnd()
    .split('\n')
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);

/** Parts of octets are rounded when a flow is spread over buckets. */
const isClose = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-6 * other;

/**
 * Both must have answered the same question.
 * @param ours lines as of {@link ourAnswer}
 * @param nfdumpOutput path of what nfdump printed
 * @throws Error that shows both answers
 */
export function checkSame(question: Question, ours: string, nfdumpOutput: string): void {
  const theirs = nfdumpAnswer(question, readFileSync(nfdumpOutput, 'utf8'));
  const isSame = question.same === 'lines' ? ours === theirs : isClose(octetsOf(ours), octetsOf(theirs));
  if (isSame && theirs !== '') return;
  const [mine, their] = [ours, theirs].map((answer) => answer.slice(0, 500));
  throw new Error(`nfdump does not agree about ${question.name}:\n${mine}\nnfdump:\n${their}`);
}
