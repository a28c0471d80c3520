/**
 * FlowGrapher's pages as CGI processes, whole requests, of a day of flows with twins: `node build/bench/grapher.js`. Graphs of
 * 2 M flows, and one of 10 M, up to `BENCH_FLOWS`. nfdump draws none, so that nothing is measured beside them.
 */
import { benchFlows } from './harness.js';
import { DAY, HOUR, measurePages, type Page } from './pages.js';

function graph(what: string, query: string): Page {
  const shown = 'flow_select=1&stats_method=Nonzeroes&resolve_addresses=N';
  return { what, script: 'FlowGrapher_Main.cgi', query: `${shown}&${query}` };
}

const GRAPHS: readonly Page[] = [
  graph('bits/s in 300 s, 24 h', `graph_type=bps&bucket_size=300&detail_lines=0&${DAY}`),
  graph('bits/s in 300 s with 200 lines, 24 h', `graph_type=bps&bucket_size=300&detail_lines=200&${DAY}`),
  graph(
    'analysis by source, bits/s in 300 s, 24 h',
    `graph_type=bpsa&bucket_size=300&split=srcaddr&detail_lines=0&${DAY}`,
  ),
  graph('active flows in 5 s, 1 h', `graph_type=fpsa&bucket_size=5&detail_lines=0&${HOUR}`),
];

/** Of a day that has five times the flows. */
const FINE = graph('bits/s in 5 s, 24 h', `graph_type=bps&bucket_size=5&detail_lines=0&${DAY}`);

const flows = benchFlows(2e6);
await measurePages(flows, () => GRAPHS);
await measurePages(Math.min(5 * flows, benchFlows(1e7)), () => [FINE]);
