/** Where the texts of a graph's picture stand, and what its legend says. */
import assert from 'node:assert/strict';
import { createCanvas } from 'canvas';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { themeOf } from '../../lib/graph/colours.js';
import { Type, type Drawing } from '../../lib/graph/drawing.js';
import { legendOf, legendRows } from '../../lib/graph/drawlegend.js';
import { placeStatistics } from '../../lib/graph/drawstatistics.js';
import { titleLines } from '../../lib/graph/drawtitle.js';
import { registerFonts } from '../../lib/graph/fonts.js';
import type { GraphAnswer } from '../../lib/graph/graphanswer.js';
import { GRAPH_TYPES } from '../../lib/graph/graphtype.js';
import { inUtc } from '../web/site.js';

const CONFIGURATION = defaultConfiguration();
const THEME = themeOf(CONFIGURATION, 'light');
const [BITS, PACKETS] = GRAPH_TYPES;
const START = Date.UTC(2025, 5, 15);

interface Given {
  readonly width?: number;
  readonly type?: (typeof GRAPH_TYPES)[number];
  readonly values?: readonly [max: number, pct95: number, avg: number, min: number];
  readonly filters?: readonly { readonly label: string; readonly text: string }[];
}

function drawing({ width = 600, type = BITS, values = [0, 0, 0, 0], filters = [] }: Given): Drawing {
  const [max, pct95, avg, min] = values;
  // of an answer, what texts are made of
  const answer = {
    question: {
      ...{ type, statistics: 'All', filterTexts: filters, size: { label: '5 min' } },
      window: { start: START, end: START + 86_400_000 },
    },
    statistics: { max, pct95, avg, min, count: 9 },
  } as unknown as GraphAnswer;
  const context = createCanvas(width, 310).getContext('2d');
  const edge = { top: 10, right: 10, bottom: 10, left: 10 };
  return { context, theme: THEME, answer, width, edge, type: new Type(registerFonts(CONFIGURATION), 14, 11) };
}

describe('the texts of a graph’s picture', () => {
  inUtc();

  it('state four statistics in one row, and in two of two where one has no room', () => {
    const rows = (given: Given): number[] => placeStatistics(drawing(given)).map(({ row }) => row);
    assert.deepEqual(rows({ values: [9.971e6, 6.332e6, 1.988e6, 19.17e3] }), [0, 0, 0, 0]);
    const packets = { type: PACKETS, values: [3018.5, 1255.5, 347.45, 0.4907] } as const;
    assert.deepEqual(rows(packets), [0, 0, 1, 1]);
    assert.deepEqual(rows({ ...packets, width: 1600 }), [0, 0, 0, 0]);
    assert.deepEqual(rows({ ...packets, width: 180 }), [0, 1, 2, 3]);
    const placed = placeStatistics(drawing(packets));
    assert.deepEqual([placed[0]?.x, placed[1]?.x], [placed[2]?.x, placed[3]?.x], 'in columns');
  });

  it('say what was filtered in a line of its own where that of the time has no room for it', () => {
    const few = [{ label: 'Destination Ports', text: '443' }];
    const many = [{ label: 'Source IPs', text: '10.0.0.0/8,-10.0.3.1' }, ...few];
    const lines = (given: Given): readonly string[] => titleLines(drawing(given), { date_format: 'YMD' });
    const span = '2025-06-15 00:00:00 – 2025-06-16 00:00:00 UTC, sample time 5 min';
    assert.deepEqual(lines({}), [span]);
    assert.deepEqual(lines({ filters: few }), [`${span}; Destination Ports 443`]);
    assert.deepEqual(lines({ filters: many }), [span, 'Source IPs 10.0.0.0/8,-10.0.3.1, Destination Ports 443']);
    assert.deepEqual(lines({ filters: many, width: 1600 }), [
      `${span}; ${many.map(({ label, text }) => `${label} ${text}`).join(', ')}`,
    ]);
  });
});

describe('the legend of a graph’s picture', () => {
  const part = (value: string | null, share: number) => ({ value, share, peak: share, total: share });
  const answer = (parts: readonly unknown[], more = {}): GraphAnswer =>
    // of an answer, what the legend reads
    ({ question: { type: BITS }, parts, ...more }) as unknown as GraphAnswer;
  const texts = (about: GraphAnswer): string[] => legendOf(about, [], THEME, String).map(({ text }) => text);

  it('has the share of each part, and says of a little that it is little', () => {
    const parts = [part('tcp', 90.04), part('icmp', 0.049), part('gre', 0), part(null, 9.9)];
    assert.deepEqual(texts(answer(parts)), ['tcp (90.0 %)', 'icmp (<0.1 %)', 'gre (0.0 %)', 'All Others (9.9 %)']);
  });

  it('leaves out the others where there are none', () => {
    assert.deepEqual(texts(answer([part('tcp', 100), part(null, 0)])), ['tcp (100.0 %)']);
  });

  it('states what the graph is compared with, in a row of its own', () => {
    const compare = { statistics: { max: 4e6, pct95: 3e6, avg: 2e6, min: 1, count: 9 } };
    const question = { type: BITS, compare: { label: 'The day before' } };
    const about = answer([part('tcp', 60), part(null, 40)], { question, compare });
    assert.equal(texts(about).at(-1), 'The day before: max 4 Mbit/s, 95 % 3 Mbit/s, avg 2 Mbit/s');
    assert.equal(
      texts({ ...about, compare: { values: new Float64Array(), gaps: [] } }).at(-1),
      'The day before: no flows',
    );
    const legend = legendOf(about, [], THEME, String);
    assert.deepEqual(legendRows(legend, 580, new Type('sans', 14, 11)), { columns: 2, rows: 2 });
    assert.deepEqual(legendRows([], 580, new Type('sans', 14, 11)), { columns: 1, rows: 0 });
  });
});
