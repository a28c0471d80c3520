/** Reads the `STAT:` lines of flow-capture, flow-receive and flow-fanout in a log (reference section 4.6). */

export interface StatisticsLine {
  readonly source: string;
  readonly destination: string;
  readonly version: string;
  /** Seconds since 1970: of the line, and of the start of its program, since when it counts. */
  readonly now: number;
  readonly startup: number;
  readonly counters: ReadonlyMap<string, string>;
}

/** Counter in the line, and its name in the RRD. */
const COUNTERS: readonly (readonly [inLine: string, inRrd: string])[] = [
  ['flows', 'flows'],
  ['pkts', 'pkts'],
  ['lost', 'lost'],
  ['send_nobufs', 'nobufs'],
  ['nobufs', 'nobufs'],
];

/** @returns undefined for any other line */
export function readStatisticsLine(line: string): StatisticsLine | undefined {
  const [, rest] = /\bSTAT: (.*)$/.exec(line) ?? [];
  if (rest === undefined) return undefined;
  const fields = new Map([...rest.matchAll(/([\w-]+)=([\w.:]+)/g)].map(([, name = '', value = '']) => [name, value]));
  const number = (name: string) => (/^\d{1,10}$/.test(fields.get(name) ?? '') ? Number(fields.get(name)) : undefined);
  const [source, destination, version] = [fields.get('src_ip'), fields.get('dst_ip'), fields.get('d_ver')];
  const now = number('now');
  if (source === undefined || destination === undefined || version === undefined || now === undefined) return undefined;
  const counters = new Map<string, string>();
  for (const [inLine, inRrd] of COUNTERS) {
    const value = fields.get(inLine);
    if (value !== undefined && /^\d{1,20}$/.test(value)) counters.set(inRrd, value);
  }
  if (counters.size === 0) return undefined;
  return { source, destination, version, now, startup: number('startup') ?? 0, counters };
}
