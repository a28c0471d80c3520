/** rrdtool: installed, and not too old. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Finding, Step } from './step.js';

/** The first version with everything that is used: `create --no-overwrite`. */
const LEAST = [1, 4] as const;
const PATIENCE_MS = 10_000;
const INSTALL = 'Install it (apt-get install rrdtool), and see that it is in the PATH of the web server.';

/** @param output of `rrdtool --version` */
export function rrdtoolFinding(output: string): Finding {
  const [, version = '', major, minor] = /RRDtool ((\d+)\.(\d+)[\w.]*)/.exec(output) ?? [];
  if (version === '') return { state: 'broken', text: 'rrdtool does not tell its version.', fix: INSTALL };
  const old = Number(major) < LEAST[0] || (Number(major) === LEAST[0] && Number(minor) < LEAST[1]);
  if (!old) return { state: 'holds', text: `rrdtool ${version}.` };
  const text = `rrdtool ${version} is older than ${LEAST.join('.')}.`;
  return { state: 'broken', text, fix: 'Install a newer one (apt-get install rrdtool).' };
}

export const RRDTOOL: Step = {
  id: 'rrdtool',
  title: 'rrdtool, for trackings',
  needs: [],
  check: async ({ signal }) => {
    try {
      const { stdout } = await promisify(execFile)('rrdtool', ['--version'], { timeout: PATIENCE_MS, signal });
      return [rrdtoolFinding(stdout)];
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const reason = missing ? 'is not installed' : `does not run (${error instanceof Error ? error.message : ''})`;
      return [{ state: 'broken', text: `rrdtool ${reason}.`, fix: INSTALL }];
    }
  },
};
