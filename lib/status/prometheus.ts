/** A status as Prometheus reads it: the text format, version 0.0.4, of the textfile collector of node_exporter. */
import { COMMON_METRICS, metricsOf, type Metric } from './metrics.js';
import type { Status } from './status.js';

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** All metrics that have a value, each with its program and labels. */
export function prometheusText({ program, started, written, labels, values }: Status): string {
  const pairs = Object.entries({ program, ...labels }).map(([name, value]) => `${name}="${escaped(value)}"`);
  const line = ({ name, kind, help }: Metric, value: number | undefined): string =>
    value === undefined
      ? ''
      : `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${kind}\n${name}{${pairs.join(',')}} ${value}\n`;
  return [
    line(COMMON_METRICS.started, Math.floor(started / 1000)),
    line(COMMON_METRICS.written, Math.floor(written / 1000)),
    ...metricsOf(program).map(([key, metric]) => line(metric, values[key])),
  ].join('');
}
