/** Requests of the golden set (test/golden/fv/README.md) with their expected answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Build and source stand beside each other: the golden set is only in the source tree. */
export const GOLDEN = join(import.meta.dirname, '../../../test/golden/fv');

export interface GoldenRequest {
  /** Form values by the original's parameter names. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The window, ms since 1970. */
  readonly start: number;
  readonly end: number;
  /** Names of the key columns; behind them in each row come flows, octets and packets. */
  readonly keys: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const lines = (file: string): string[] => readFileSync(join(GOLDEN, file), 'utf8').trimEnd().split('\n');

/** A request for a statistics report. */
export function goldenRequest(id: string): GoldenRequest {
  const line = lines('requests.tsv').find((candidate) => candidate.startsWith(`${id}\t`));
  const [, , parameters = '', start, end, expected] = line?.split('\t') ?? [];
  if (expected === undefined) throw new Error(`the golden set has no request ${id}`);
  const [headings = [], ...rows] = lines(expected).map((text) => text.split(','));
  const counters = headings.indexOf('flows');
  return {
    parameters: new Map(parameters.split('&').map((pair) => pair.split('=', 2) as [string, string])), // `name=value` each
    start: Number(start) * 1000,
    end: Number(end) * 1000,
    keys: headings.slice(0, counters),
    rows: rows.map((row) => row.slice(0, counters + 3)),
  };
}
