/** flow-stat -f 13, 14 and 15: data for plots of each flow, and the one-line summary. */
import type { FlowQuery } from '../query/query.js';
import type { Result } from '../store/store.js';

const EVERYTHING = { filter: { kind: 'and', of: [] }, share: 'whole flows', order: [] } as const;

/** First, last and both counters of each flow, in file order. @param file name of the opened input */
export function plotQuery(file: string): FlowQuery {
  return {
    ...EVERYTHING,
    sources: [{ kind: 'files', paths: [file] }],
    select: { kind: 'flows', columns: ['first', 'last', 'doctets', 'dpkts'] },
  };
}

/**
 * Two lines for each flow, then the limits of both axes. The limits of the packets plot compare octets but keep packets,
 * as they always did: scripts take them from there.
 */
export function* plotText(
  counter: 'octets' | 'packets',
  comment: string,
  { rows }: Result,
): Generator<string, void, void> {
  const gap = counter === 'octets' ? '   ' : '    ';
  const heading =
    counter === 'octets' ? ['start      octets', 'end        octets'] : ['start     packets', 'end       packets'];
  yield [comment, ...heading.map((text) => `${comment} ${text}`), comment].map((line) => `${line}\n`).join('');
  let [xmin, ymin, xmax, ymax] = [0xffffffff, 0xffffffff, 0, 0];
  for (const row of rows) {
    const [first = 0, last = 0, octets = 0, packets = 0] = row.map(Number);
    const shown = counter === 'octets' ? octets : packets;
    if (first < xmin) xmin = first;
    if (last > xmax) xmax = last;
    if (octets < ymin) ymin = shown;
    if (octets > ymax) ymax = shown;
    const line = (time: number) => `${String(time).padEnd(10)}${gap}${String(shown).padEnd(10)}\n`;
    yield `${line(first)}${line(last)}\n`;
  }
  const limits = Object.entries({ xmin, ymin, xmax, ymax }).map(
    ([name, value]) => `${name}=${String(value).padEnd(10)}`,
  );
  yield `${comment} ${limits.join('   ')}\n`;
}

/** All octets and packets. @param file name of the opened input */
export function shortSummaryQuery(file: string): FlowQuery {
  return {
    ...EVERYTHING,
    sources: [{ kind: 'files', paths: [file] }],
    select: { kind: 'groups', dimensions: [], measures: [{ measure: 'octets' }, { measure: 'packets' }] },
  };
}

/** One line of sums under its heading; MBytes are millions of octets. */
export function shortSummaryText(comment: string, { totals }: Result): string {
  const { octets = 0, packets = 0 } = totals;
  const heading = `${comment}\n${comment} Octets            Packets             MBytes\n${comment}\n`;
  return `${heading}${String(octets).padEnd(20)}${String(packets).padEnd(20)}${(Number(octets) / 1e6).toFixed(3)}\n`;
}
