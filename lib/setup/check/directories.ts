/** The directories of the configuration: there, and open to the user that makes the pages. */
import { constants } from 'node:fs';
import { access, mkdtemp, readdir, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { remedy } from '../../config/own-directory.js';
import { runningUser } from '../../config/running-user.js';
import { flowSources } from './sources.js';
import type { Finding, Step } from './step.js';

/** Parameters of directories that pages write to, the last three those of trackings; each is made at first use. */
const WRITTEN = [
  'work_directory',
  'state_directory',
  'save_directory',
  'filter_directory',
  'rrdtool_directory',
  'tracker_directory',
] as const;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

async function readable(what: string, directory: string): Promise<Finding | undefined> {
  try {
    await readdir(directory);
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    const user = runningUser();
    if (code === 'ENOENT') {
      const fix = `Create it (mkdir -p ${directory}) and let flow-capture write there, or correct the configuration.`;
      return { state: 'broken', text: `${what} ${directory} does not exist.`, fix };
    }
    const fix = `Let that user read it and enter every directory above it (chmod o+rx, or a group of ${user}).`;
    return { state: 'broken', text: `${what} ${directory} cannot be read by the user ${user} (${code}).`, fix };
  }
}

/** Less room than that is none: a page writes its pictures and what a query does not keep in memory. */
const LEAST_ROOM = 2 ** 20;

/** What a directory lacks to be written to, as the code of a system's error; free octets from {@link statfs}. */
export function lack({ bavail, bsize }: { readonly bavail: number; readonly bsize: number }): string | undefined {
  return bavail * bsize < LEAST_ROOM ? 'ENOSPC' : undefined;
}

async function writable(parameter: string, path: string): Promise<Finding> {
  const user = runningUser();
  const broken = (code: string): Finding => ({
    state: 'broken',
    text: `${parameter} ${path} cannot be written to by the user ${user} (${code}).`,
    fix: remedy(code, parameter, path),
  });
  try {
    const place = await nearest(path);
    const lacking = lack(await statfs(place));
    if (place !== path) {
      await access(place, constants.W_OK | constants.X_OK);
      return lacking === undefined
        ? { state: 'holds', text: `${parameter} ${path} will be made at first use.` }
        : broken(lacking);
    }
    await rmdir(await mkdtemp(join(path, '.flowviewer-check-')));
    return lacking === undefined
      ? { state: 'holds', text: `${parameter} ${path} is writable for ${user}.` }
      : broken(lacking);
  } catch (error) {
    return broken(codeOf(error));
  }
}

/** The path, or the lowest directory above it that is there. */
async function nearest(path: string): Promise<string> {
  for (let place = path; ; place = dirname(place)) {
    try {
      await stat(place);
      return place;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || place === dirname(place)) throw error;
    }
  }
}

export const DATA_DIRECTORY: Step = {
  id: 'data',
  title: 'Directories of flow files',
  needs: [],
  check: async ({ configuration }) => {
    const { flow_data_directory } = configuration;
    const broken = await readable('The flow_data_directory', flow_data_directory);
    if (broken) return [broken];
    const sources = await flowSources(configuration);
    if (sources.length === 0) {
      const fix = `Let flow-capture write to a directory of its own in it (-w ${join(flow_data_directory, 'NAME')}).`;
      return [{ state: 'broken', text: `There is no device in ${flow_data_directory} yet.`, fix }];
    }
    const found = await Promise.all(
      sources.map(({ name, directory }) => readable(`The directory of ${name}`, directory)),
    );
    const problems = found.filter((finding) => finding !== undefined);
    if (problems.length > 0) return problems;
    const names = sources.map(({ name }) => name).join(', ');
    return [{ state: 'holds', text: `${flow_data_directory} can be read by ${runningUser()}: ${names}.` }];
  },
};

export const OWN_DIRECTORIES: Step = {
  id: 'own',
  title: 'Directories that pages write to',
  needs: [],
  check: ({ configuration }) => Promise.all(WRITTEN.map((parameter) => writable(parameter, configuration[parameter]))),
};
