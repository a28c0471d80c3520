/** The table of metrics as docs/operations.md has it, between its markers. */
import { COMMON_METRICS, METRICS, type Metric } from '../status/metrics.js';

const BEGIN = '<!-- metrics: make man writes from here -->';
const END = '<!-- to here -->';

function watchText({ kind, watch }: Metric): string {
  if (!watch) return '';
  const { when, state } = watch;
  const limit = 'above' in when ? `above ${when.above}` : `below ${when.below}`;
  return `${state === 'broken' ? 'broken' : 'note'} ${limit}${kind === 'counter' ? ' within an hour' : ''}`;
}

function rows(): string[] {
  const all = new Map<string, { metric: Metric; programs: string[] }>();
  const take = (metric: Metric, program: string): void => {
    const { programs } = all.get(metric.name) ?? { programs: [] };
    all.set(metric.name, { metric, programs: [...programs, program] });
  };
  for (const metric of Object.values<Metric>(COMMON_METRICS)) take(metric, 'all');
  for (const [program, metrics] of Object.entries(METRICS))
    for (const metric of Object.values<Metric>(metrics)) take(metric, program);
  return [...all.values()].map(
    ({ metric, programs }) =>
      `| \`${metric.name}\` | ${metric.kind} | ${programs.join(', ')} | ${metric.help} | ${watchText(metric)} |`,
  );
}

/**
 * The page with the table as it is now.
 * @throws Error if it lacks the markers
 */
export function withMetrics(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the page lacks "${BEGIN}" or "${END}"`);
  const head = ['| metric | kind | of | what | flowviewer-check |', '| --- | --- | --- | --- | --- |'];
  return [before + BEGIN, '', ...head, ...rows(), '', END + after].join('\n');
}
