/** Start-up of the form page as a CGI process beside an empty Node process: `node build/bench/form.js`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './harness.js';

const script = fileURLToPath(new URL('../cgi-bin/FlowViewer.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'flowviewer-bench-'));
try {
  const configuration = join(scratch, 'FlowViewer.toml');
  writeFileSync(configuration, `flow_data_directory = "${scratch}"\n`);
  const { seconds, peerSeconds = NaN } = await compare({
    what: 'form page as a CGI process',
    size: '1 page',
    ours: {
      name: 'FlowViewer.cgi',
      argv: [process.execPath, script],
      env: { REQUEST_METHOD: 'GET', QUERY_STRING: '', FLOWVIEWER_CONFIG: configuration },
    },
    peer: { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    runs: 21,
  });
  const more = (seconds - peerSeconds) * 1000;
  console.log(`  ${(seconds / peerSeconds).toFixed(2)} times an empty Node process (${more.toFixed(0)} ms more)`);
} finally {
  rmSync(scratch, { recursive: true });
}
