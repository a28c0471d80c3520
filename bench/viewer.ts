/**
 * FlowViewer's pages as CGI processes, whole requests, on 2 M flows of a day with twins: `node build/bench/viewer.js`. Reports
 * are measured beside nfdump with the same question (LZ4 files), the form beside an empty Node process.
 */
import { benchFlows, type Program } from './harness.js';
import { DAY, HOUR, measurePages, type Page } from './pages.js';

const SHOWN = 'flow_select=1&cutoff_lines=100&resolve_addresses=N';
const FLOOR = '10.1.64.0/24';

/** @param files directory of nfdump's files */
function pages(files: string): readonly Page[] {
  const nfdump = (...argv: readonly string[]): Program => ({
    name: `nfdump ${argv.filter((word) => !word.includes(' ')).join(' ')}`,
    argv: ['nfdump', '-R', files, ...argv],
  });
  const report = (what: string, query: string, peer: Program): Page => ({
    what,
    script: 'FlowViewer_Main.cgi',
    query: `${query}&${SHOWN}`,
    peer,
  });
  const pairs = ['-A', 'srcip,dstip', '-O', 'bytes', '-n', '100'];
  return [
    report('source/destination pairs, 24 h', `stat_report=10&${DAY}`, nfdump(...pairs)),
    report(
      'pairs from one /24, 24 h',
      `stat_report=10&source_address=${FLOOR}&${DAY}`,
      nfdump(...pairs, `src net ${FLOOR}`),
    ),
    report('destination ports, 24 h', `stat_report=5&${DAY}`, nfdump('-s', 'dstport/bytes', '-n', '100')),
    report(
      'printed flows, 1 h',
      `print_report=5&${HOUR}`,
      nfdump('-t', '2025/06/11.14:00:00-2025/06/11.15:00:00', '-o', 'long'),
    ),
    {
      what: 'form',
      script: 'FlowViewer.cgi',
      query: '',
      peer: { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    },
  ];
}

await measurePages(benchFlows(2e6), ({ lz4 }) => pages(lz4), {
  runs: 9,
  tell: ({ what }, { seconds, peerSeconds = NaN }) => {
    if (what === 'form') console.log(`  ${((seconds - peerSeconds) * 1000).toFixed(0)} ms more than an empty process`);
  },
});
