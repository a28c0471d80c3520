/** flow-stat -f 0: totals, averages in single precision as the original divides, and four distributions. */
import { fixed } from '../command/fixed.js';
import { DISTRIBUTIONS, distributionClasses } from '../report/distribution.js';
import type { FlowQuery } from '../query/query.js';
import type { Result } from '../store/store.js';
import { classMeasures, WITH_PACKETS } from './class-measures.js';

/** @param file name of the opened input */
export function summaryQuery(file: string): FlowQuery {
  const sums = (['flows', 'octets', 'packets', 'duration'] as const).map((measure) => ({
    measure,
    filter: WITH_PACKETS,
  }));
  const extremes = [
    { measure: 'min', of: 'unix_secs', as: 'first_export' },
    { measure: 'max', of: 'unix_secs', as: 'last_export' },
    { measure: 'min', of: 'first', as: 'first' },
    { measure: 'max', of: 'last', as: 'last' },
  ] as const;
  return {
    sources: [{ kind: 'files', paths: [file] }],
    filter: { kind: 'and', of: [] },
    share: 'whole flows',
    select: {
      kind: 'groups',
      dimensions: [],
      measures: [
        ...sums,
        { measure: 'records', as: 'bogus', filter: { kind: 'not', of: WITH_PACKETS } },
        ...extremes.map((measure) => ({ ...measure, filter: WITH_PACKETS })),
        ...classMeasures(),
      ],
    },
    order: [],
  };
}

const float = Math.fround;

/** Quotient in single precision. */
function divide(dividend: number, divisor: number): number {
  return float(float(dividend) / float(divisor));
}

const four = (value: number): string => fixed(value, 4);

const LABEL_WIDTH = 32;

/** One line of a distribution: width of each number in the heading, and values followed by two blanks from `wideFrom` on. */
interface Block {
  readonly heading: string;
  readonly count: number;
  readonly wideFrom?: number;
}

/** Headings and the number of classes of each, exactly as they were always printed. */
const BLOCKS: Readonly<Record<string, readonly [Block, Block]>> = {
  packet_size: [
    { heading: '   1-32   64   96  128  160  192  224  256  288  320  352  384  416  448  480', count: 15 },
    { heading: '    512  544  576 1024 1536 2048 2560 3072 3584 4096 4608', count: 11 },
  ],
  packets_per_flow: [
    { heading: '      1    2    4    8   12   16   20   24   28   32   36   40   44   48   52', count: 15 },
    { heading: '     60  100  200  300  400  500  600  700  800  900 >900', count: 11 },
  ],
  octets_per_flow: [
    { heading: '     32   64  128  256  512 1280 2048 2816 3584 4352 5120 5888 6656 7424 8192', count: 15 },
    {
      heading: '   8960 9728 10496 11264 12032 12800 13568 14336 15104 15872 >15872',
      count: 11,
      wideFrom: 1,
    },
  ],
  flow_time_ms: [
    {
      heading: '    10    50  100  200  500 1000 2000 3000 4000 5000 6000 7000 8000 9000 10000',
      count: 15,
      wideFrom: 13,
    },
    { heading: '  12000 14000 16000 18000 20000 22000 24000 26000 28000 30000 >30000', count: 11, wideFrom: 0 },
  ],
};

const TITLES: Readonly<Record<string, string>> = {
  packet_size: 'IP packet size distribution',
  packets_per_flow: 'Packets per flow distribution',
  octets_per_flow: 'Octets per flow distribution',
  flow_time_ms: 'Flow time distribution',
};

/** Three decimals without the digit before the point. */
function share(count: number, flows: number): string {
  return fixed(divide(count, flows), 3).slice(1);
}

/**
 * The body of the report; empty if there is no flow.
 * @param result of {@link summaryQuery}
 */
export function summaryText(result: Result): string {
  const [row = []] = result.rows;
  const value = (key: string): number => Number(row[result.columns.findIndex((column) => column.key === key)] ?? 0);
  const [flows, octets, packets, time] = ['flows', 'octets', 'packets', 'duration'].map(value) as [
    number,
    number,
    number,
    number, // as many values as names
  ];
  if (flows === 0) return '';
  const real = value('last_export') - value('first_export');
  const uptime = value('last') - value('first');
  const seconds = Math.floor(uptime / 1000);
  const perReal = (amount: number): number => (real === 0 ? 0 : divide(amount, real));
  const kilobits = divide(octets * 8, 1000);
  const lines: [string, string][] = [
    ['Total Flows', String(flows)],
    ['Total Octets', String(octets)],
    ['Total Packets', String(packets)],
    ['Total Time (1/1000 secs) (flows)', String(time)],
    ['Duration of data  (realtime)', String(real)],
    ['Duration of data (1/1000 secs)', String(uptime)],
    ['Average flow time (1/1000 secs)', four(divide(time, flows))],
    ['Average packet size (octets)', four(divide(octets, packets))],
    ['Average flow size (octets)', four(divide(octets, flows))],
    ['Average packets per flow', four(divide(packets, flows))],
    ['Average flows / second (flow)', four(divide(flows, seconds))],
    ['Average flows / second (real)', four(perReal(flows))],
    ['Average Kbits / second (flow)', four(divide(kilobits, seconds))],
    ['Average Kbits / second (real)', four(perReal(kilobits))],
  ];
  const totals = lines.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)}: ${text}\n`).join('');
  const distributions = DISTRIBUTIONS.map((distribution) => {
    const shares = distributionClasses(distribution).map(({ as }) => share(value(as), flows));
    return distributionText(TITLES[distribution.key] ?? distribution.title, BLOCKS[distribution.key] ?? [], shares);
  });
  return `${totals}\n\n${distributions.join('')}`;
}

function distributionText(title: string, blocks: readonly Block[], shares: readonly string[]): string {
  const rest = [...shares];
  const lines = blocks.map(({ heading, count, wideFrom = Infinity }) => {
    const values = rest.splice(0, count).map((text, index) => (index >= wideFrom ? `${text}  ` : `${text} `));
    return `${heading}\n   ${values.join('')}\n\n`;
  });
  return `${title}:\n${lines.join('')}`;
}
