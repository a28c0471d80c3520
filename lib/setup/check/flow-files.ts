/** The newest flow file of each source: recent, and readable. */
import { dirname } from 'node:path';
import { runningUser } from '../../config/running-user.js';
import type { Ms } from '../../flow/time.js';
import { readHeader } from '../../ftfile/reader.js';
import { formatIso } from '../../report/zone.js';
import { findStoredFiles, type StoredFile } from '../../store/stored-files.js';
import { formatLength } from '../../web/format.js';
import { flowSources, type FlowSource } from './sources.js';
import type { CheckContext, Finding, Step } from './step.js';

const DAY: Ms = 86_400_000;
/** How far back a newest file is looked for. */
const REACH = 7 * DAY;
/** Beyond two lengths of a file: clocks, and capturing that was just started anew. */
const SLACK: Ms = 300_000;

export interface Newest {
  readonly source: FlowSource;
  /** Absent where there is none of the last days. */
  readonly file?: StoredFile;
}

/** The newest file of each source that starts in the last week, or is ahead of the clock. */
export async function newestFiles({ configuration, now }: CheckContext): Promise<readonly Newest[]> {
  const sources = await flowSources(configuration);
  return Promise.all(
    sources.map(async (source) => {
      const span = { start: now - REACH, end: now + DAY };
      const files = await findStoredFiles(source.directory, { ...span, before: span.end });
      const inReach = files.filter(({ start }) => start >= span.start && start <= span.end);
      const [file] = inReach.sort((one, other) => other.start - one.start);
      return { source, ...(file && { file }) };
    }),
  );
}

const CAPTURING = (directory: string): string =>
  `See that flow-capture runs and writes there (-w ${directory}), that the router exports to this machine (tcpdump -n udp), and that no firewall keeps its datagrams away.`;

function age({ source, file }: Newest, { configuration, now }: CheckContext): Finding {
  const fix = CAPTURING(source.directory);
  if (!file) return { state: 'broken', text: `${source.name} has no flow file of the last 7 days.`, fix };
  const behind = now - file.start;
  const since = `${source.name}: the newest flow file starts ${formatIso(file.start)}`;
  if (behind > configuration.flow_file_length * 2000 + SLACK)
    return { state: 'broken', text: `${since}, ${formatLength(behind)} ago.`, fix };
  if (behind < -SLACK) {
    const clock = 'Set the clocks of this machine and of the one that captures (NTP).';
    return { state: 'note', text: `${since}, which is in the future.`, fix: clock };
  }
  return { state: 'holds', text: `${since}.` };
}

async function header({ file }: Newest): Promise<Finding | undefined> {
  if (file?.rows !== 'there') return undefined; // a twin, which the next links read
  try {
    await readHeader(file.path);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const fix = /EACCES|EPERM|permission/i.test(text)
      ? `Let the user ${runningUser()} read flow files: run flow-capture with a umask of 022, or give both a group.`
      : `Remove it from ${dirname(file.path)} if it is no flow file; flow-header says more.`;
    return { state: 'broken', text: `The newest flow file cannot be read: ${text}.`.replace(/\.\.$/, '.'), fix };
  }
}

export const FLOW_FILES: Step = {
  id: 'files',
  title: 'Flow files, recent and readable',
  needs: ['data'],
  check: async (context) => {
    const newest = await newestFiles(context);
    const unreadable = (await Promise.all(newest.map(header))).filter((finding) => finding !== undefined);
    if (unreadable.length > 0) return unreadable;
    const ages = newest.map((each) => age(each, context));
    // one silent router is worth a note; when all are, nothing is captured
    const alive = ages.some(({ state }) => state !== 'broken');
    return ages.map((finding) => (finding.state === 'broken' && alive ? { ...finding, state: 'note' } : finding));
  },
};
