/** FlowViewer_CleanFiles: removes what nobody needs any more from the work directory (reference section 8.1). */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { warn } from '../command/run.js';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { removeAbandonedWork } from '../store/work-directory.js';

export const CLEAN_FILES_SYNTAX: CommandSyntax = {
  purpose: 'remove files that FlowViewer no longer needs',
  options: { n: { text: 'Only say what would be removed.' } },
};

interface Kind {
  readonly what: string;
  /** Below work_directory; '' is itself. */
  readonly folder: string;
  /** Only such files are ever removed, so that a directory with other things in it loses none of them. */
  readonly name: RegExp;
  readonly ageSeconds: (configuration: Configuration) => number;
}

const ofWork = ({ remove_workfiles_time }: Configuration): number => remove_workfiles_time;

/** What the original left when it was interrupted, and two kinds even when not (reference section 1.9). */
const ORIGINAL =
  /^(FlowViewer_(filter|output|scanner|scan_stats|summary)|FlowGrapher_(filter|filtered|buckets|details|output)|FG_(buckets|details)_|Flow(Monitor|Tracker)_|FMR_|CONCAT_|valid_probes_|COMPONENT_SAMPLE)/;

const KINDS: readonly Kind[] = [
  { what: 'results of reports', folder: 'results', name: /^([\da-f]{32}\.result|\.tmp-.*)$/, ageSeconds: ofWork },
  {
    what: 'long filter lists',
    folder: 'lists',
    name: /^([\w-]{22}|\.tmp-.*)$/,
    ageSeconds: ({ long_list_days }) => long_list_days * 86_400,
  },
  { what: 'work files of the original', folder: '', name: ORIGINAL, ageSeconds: ofWork },
];

interface Old {
  readonly path: string;
  readonly octets: number;
}

/** Regular files; links are not followed, neither to a file nor to a folder. */
function oldFiles({ folder, name }: Kind, workDirectory: string, before: number): Old[] {
  const directory = join(workDirectory, folder);
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(directory).flatMap((file) => {
    if (!name.test(file)) return [];
    const path = join(directory, file);
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.mtimeMs < before ? [{ path, octets: found.size }] : [];
  });
}

/** @returns the exit status: 1 if something could not be read or removed */
export function cleanFiles(argv: readonly string[]): Promise<number> {
  const isTrial = readOptions(argv, CLEAN_FILES_SYNTAX).options.length > 0;
  const configuration = loadConfiguration();
  const { work_directory: directory } = configuration;
  const now = Date.now();
  let failures = 0;
  for (const kind of KINDS) {
    let files: Old[] = [];
    try {
      files = oldFiles(kind, directory, now - kind.ageSeconds(configuration) * 1000);
    } catch (error) {
      failures++;
      warn(error instanceof Error ? error.message : String(error));
    }
    const gone = files.filter(({ path }) => isTrial || remove(path));
    failures += files.length - gone.length;
    const octets = gone.reduce((sum, file) => sum + file.octets, 0);
    for (const { path } of gone) process.stdout.write(`${path}\n`);
    process.stdout.write(
      `${kind.what}: ${gone.length} ${isTrial ? 'would be removed' : 'removed'}, ${octets} octets\n`,
    );
  }
  if (!isTrial) removeAbandonedWork(directory); // of queries that were killed, at any age
  return Promise.resolve(failures > 0 ? 1 : 0);
}

function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (error) {
    warn(error instanceof Error ? error.message : String(error));
    return false;
  }
}
