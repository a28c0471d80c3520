/** The golden command lines of the original flow-tools (test/golden/ft/README.md). */
import { readFileSync } from 'node:fs';

export const CORPUS = 'test/golden/ft';

export interface GoldenCase {
  /** `group/name`. */
  readonly id: string;
  readonly group: string;
  readonly timeZone: string;
  /** For `sh -c`. */
  readonly command: string;
  readonly stdout: string;
  /** Undefined where standard error is not checked. */
  readonly stderr?: string;
  readonly status: number;
  readonly compare: 'text' | 'bytes' | 'decode';
  readonly note: string;
}

/** The corpus runs a Python script in one group; ours is a command of its own. */
function commandOf(text: string): string {
  return text.replace(/python2.*\)"/, 'flow-rptfmt');
}

/** Programs of the suite that a command line calls. */
export function programsOf(command: string): string[] {
  return [...new Set(command.match(/\bflow-[a-z0-9]+(?![\w./-])/g))];
}

export const CASES: readonly GoldenCase[] = readFileSync(`${CORPUS}/cases.tsv`, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [id = '', timeZone = '', command = '', stdout = '', stderr = '-', status = '', compare = '', note = ''] =
      line.split('\t');
    if (compare !== 'text' && compare !== 'bytes' && compare !== 'decode')
      throw new Error(`${id}: unknown way to compare "${compare}"`);
    return {
      id,
      group: id.split('/')[0] ?? '',
      timeZone,
      command: commandOf(command),
      stdout,
      ...(stderr !== '-' && { stderr }),
      status: Number(status),
      compare,
      note,
    };
  });
