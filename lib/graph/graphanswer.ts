/** Asks the store all that a graph needs, and makes of it what every renderer shows. */
import type { Ms } from '../flow/time.js';
import type { FlowQuery } from '../query/query.js';
import type { Row } from '../report/answer.js';
import type { Result } from '../store/store.js';
import type { GraphQuestion } from './graphquestion.js';
import { lineRows } from './lines.js';
import { largestParts, partsQuery, rankingQuery, readParts, type Part } from './split.js';
import { bucketStart, emptyStretches, readSeries } from './series.js';
import { statistics, type Statistics } from './statistics.js';

export interface Gap {
  readonly start: Ms;
  readonly end: Ms;
}

/** Of the time span that a graph is compared with. */
export interface Earlier {
  readonly values: Float64Array;
  readonly statistics?: Statistics | undefined;
  /** Times of the graph, as if the earlier flows were of its own time span. */
  readonly gaps: readonly Gap[];
}

export interface GraphAnswer {
  readonly question: GraphQuestion;
  /** Means per second, one for each bucket. */
  readonly values: Float64Array;
  /** Absent where there is no value to look at. */
  readonly statistics?: Statistics | undefined;
  /** The largest first, the rest last. */
  readonly parts?: readonly Part[];
  readonly compare?: Earlier;
  /** Times for which no flow at all has been recorded. */
  readonly gaps: readonly Gap[];
  readonly lines?: readonly Row[];
  /** Rows that there are without the limit of lines. */
  readonly lineCount: number;
  readonly scanned: Result['scanned'];
  /** Whole sentences. */
  readonly notes: readonly string[];
}

/** Answers queries about the same flows; one result each. */
export type AskStore = (queries: readonly [FlowQuery, ...FlowQuery[]]) => Promise<readonly Result[]>;

/** So long without any flow there was nothing recorded, rather than no traffic: a flow file covers so much. */
export const GAP_MS = 300_000;

type Asked = Pick<GraphQuestion, 'query' | 'buckets' | 'type'>;

function gapsOf(question: Asked, alive: Uint8Array, length: Ms): readonly Gap[] {
  const buckets = { ...question.buckets, length };
  return emptyStretches(alive, Math.ceil(GAP_MS / length)).map(({ from, to }) => ({
    start: bucketStart(buckets, from),
    end: Math.min(buckets.end, bucketStart(buckets, to)),
  }));
}

/** Where a filter lets nothing through, all flows are asked whether there were any. */
async function findGaps(question: Asked, alive: Uint8Array, ask: AskStore): Promise<readonly Gap[]> {
  const { query, buckets } = question;
  const found = gapsOf(question, alive, buckets.length);
  const isUnfiltered = query.filter.kind === 'and' && query.filter.of.length === 0 && query.window?.rule === 'any';
  if (found.length === 0 || isUnfiltered || !query.window) return found;
  const length = Math.ceil(GAP_MS / buckets.length) * buckets.length;
  const [any] = await ask([
    {
      ...query,
      window: { ...query.window, rule: 'any' },
      filter: { kind: 'and', of: [] },
      select: {
        kind: 'groups',
        dimensions: [],
        measures: [{ measure: 'starts', as: 'sum' }],
        bucket: length,
        totals: 'none',
      },
    },
  ]);
  if (!any) return found;
  const coarse = { ...buckets, length };
  return gapsOf(question, readSeries(any, coarse, question.type, 1).alive, length);
}

/** @throws what the store throws */
export async function answerGraph(question: GraphQuestion, ask: AskStore): Promise<GraphAnswer> {
  const { query, lines, split, compare, type, buckets, presentation } = question;
  const { multiplier } = presentation;
  const asked = [query, ...(lines ? [lines.query] : []), ...(split ? [rankingQuery(question, split)] : [])] as const;
  const results = await ask([asked[0], ...asked.slice(1)]);
  const main = results[0];
  if (!main) throw new RangeError('the store answers every query');
  const { values, alive } = readSeries(main, buckets, type, multiplier);
  const lineResult = lines && results[1];
  const ranking = split && results.at(-1);

  const largest = split && ranking ? largestParts(ranking, split) : [];
  const [partial] = split && largest.length > 0 ? await ask([partsQuery(question, split, largest)]) : [];
  const earlier = compare && (await askEarlier(question, compare.window, ask));
  return {
    question,
    values,
    statistics: statistics(values, question.statistics),
    ...(partial ? { parts: readParts(partial, question, largest, values) } : {}),
    ...(earlier ? { compare: earlier.answer } : {}),
    gaps: await findGaps(question, alive, ask),
    ...(lines && lineResult ? { lines: lineRows(lineResult, type, multiplier, lines.shown) } : {}),
    lineCount: lineResult ? lineResult.rowCount : 0,
    scanned: main.scanned,
    notes: [...new Set([...question.notes, ...main.notes.map(({ text }) => text), ...(earlier?.notes ?? [])])],
  };
}

async function askEarlier(
  { query, type, buckets, presentation, statistics: from }: GraphQuestion,
  window: { readonly start: Ms; readonly end: Ms },
  ask: AskStore,
): Promise<{ answer: Earlier; notes: readonly string[] } | undefined> {
  if (!query.window) return undefined;
  const asked = {
    query: { ...query, window: { ...window, rule: query.window.rule } },
    buckets: { ...window, length: buckets.length },
    type,
  };
  const [result] = await ask([asked.query]);
  if (!result) return undefined;
  const { values, alive } = readSeries(result, asked.buckets, type, presentation.multiplier);
  const notes = result.notes.map(({ text }) => text);
  const later = buckets.start - window.start;
  const gaps = (await findGaps(asked, alive, ask)).map(({ start, end }) => ({
    start: start + later,
    end: end + later,
  }));
  return { answer: { values, statistics: statistics(values, from), gaps }, notes };
}
