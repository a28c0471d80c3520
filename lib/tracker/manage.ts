/** What operators do with trackings and groups once they are there (reference section 5.4). */
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { DIRECTORY_MODE } from '../config/modes.js';
import { readDefinition, type Definitions } from './catalogue.js';
import { forgetAlert } from './alert-memory.js';
import { archiveTracking, restartTracking } from './create.js';
import { isEnding } from './ending.js';
import { forgetInDashboards } from './dashboards.js';
import { DefinitionError } from './definition-error.js';
import type { Seconds } from './period.js';
import { changeDefinition, definitionPath, moveDefinition } from './save.js';
import { isStem } from './slug.js';
import { rrdFile } from './tracking-rrd.js';
import type { Group, Tracking } from './tracking.js';

/** Where the files of removed ones lie, below the directory of definitions. */
const REMOVED = '.removed';

/** Moves a file that may be absent, also to another file system. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // the file system's errors have one
    if (code === 'ENOENT') return;
    if (code !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from);
  }
}

/** Groups that a tracking is part of. */
export function groupsWith({ kind, label }: Tracking | Group, { groups }: Definitions): readonly Group[] {
  return kind === 'group' ? [] : groups.filter(({ components }) => components.some((each) => each.label === label));
}

/**
 * Gives another label; names of files stay. Groups name their components by label, so they follow.
 * @returns the groups that were changed
 * @throws DefinitionError `taken`
 */
export async function renameDefinition(
  { filter_directory: directory }: Configuration,
  definition: Tracking | Group,
  label: string,
  definitions: Definitions,
): Promise<readonly Group[]> {
  const others = [...definitions.trackings, ...definitions.groups].filter(({ id }) => id !== definition.id);
  if (others.some((other) => other.label === label))
    throw new DefinitionError('taken', label, `"${label}" exists already: choose another label.`);
  const groups = groupsWith(definition, definitions);
  await changeDefinition(directory, definition, (current) => ({ ...current, label }));
  for (const group of groups)
    await changeDefinition(directory, group, (current) => ({
      ...current,
      components: current.components.map((each) => (each.label === definition.label ? { ...each, label } : each)),
    }));
  return groups;
}

/**
 * Archives or restarts, a tracking with its RRD.
 * @throws RrdError; Error of the file system
 */
export async function setState(
  configuration: Configuration,
  definition: Tracking | Group,
  state: 'active' | 'archived',
  now: Seconds,
): Promise<void> {
  if (definition.kind === 'group') await moveDefinition(configuration.filter_directory, definition, state);
  else if (state === 'archived') await archiveTracking(configuration, definition);
  else await restartTracking(configuration, definition, now);
}

/** A component less; those behind it move up to the axis. */
export function withoutComponent({ components }: Pick<Group, 'components'>, label: string): Group['components'] {
  return renumbered(components.filter((each) => each.label !== label));
}

/** Positions without gaps: 101, 102, … above the axis, 201, 202, … below, in the order given. */
export function renumbered(components: Group['components']): Group['components'] {
  const next = { above: 101, below: 201 };
  return components
    .map((each) => ({ ...each, position: each.position < 200 ? next.above++ : next.below++ }))
    .toSorted((one, other) => one.position - other.position);
}

/**
 * Puts the files aside; they can be brought back. The component leaves its groups, the thumbnails leave dashboards, and the graphs go.
 * @returns the groups that were changed
 */
export async function removeDefinition(
  configuration: Configuration,
  definition: Tracking | Group,
  definitions: Definitions,
  now: Seconds,
): Promise<readonly Group[]> {
  const { filter_directory: directory, rrdtool_directory, tracker_directory } = configuration;
  const place = join(directory, REMOVED, `${Math.floor(now)}.${definition.id}`);
  await mkdir(place, { recursive: true, mode: DIRECTORY_MODE });
  const groups = groupsWith(definition, definitions);
  const path = definitionPath(directory, definition);
  await moveFile(path, join(place, parse(path).base));
  if (definition.kind === 'tracking') {
    const file = rrdFile(rrdtool_directory, definition);
    await moveFile(file, join(place, parse(file).name + '.rrd'));
    forgetAlert(rrdtool_directory, definition);
  }
  for (const group of groups)
    await changeDefinition(directory, group, (current) => ({
      ...current,
      components: withoutComponent(current, definition.label),
    }));
  await forgetInDashboards(directory, definition.id);
  await rm(join(tracker_directory, definition.id), { recursive: true, force: true });
  return groups;
}

/** What was removed, and can be brought back. */
export interface Removed {
  /** Name of its directory. */
  readonly name: string;
  readonly definition: Tracking | Group;
  readonly time: Seconds;
}

/** What was removed, the latest first. */
export async function removedOnes({ filter_directory }: Configuration): Promise<Removed[]> {
  const folder = join(filter_directory, REMOVED);
  const found = await readdir(folder).catch((): string[] => []);
  const read = found.map(async (name): Promise<Removed[]> => {
    const [, time = ''] = /^(\d{1,12})\./.exec(name) ?? [];
    try {
      const file = (await readdir(join(folder, name))).find((each) => isEnding(parse(each).ext));
      if (time === '' || file === undefined) return [];
      return [{ name, time: Number(time), definition: await readDefinition(join(folder, name, file)) }];
    } catch {
      return []; // somebody else's files
    }
  });
  return (await Promise.all(read)).flat().sort((one, other) => other.time - one.time);
}

/**
 * Undoes a removal; groups and dashboards stay as they are.
 * @throws DefinitionError `taken` if its label or file name is in use again
 */
export async function bringBack(
  { filter_directory, rrdtool_directory }: Configuration,
  { name, definition }: Removed,
  { trackings, groups }: Definitions,
): Promise<void> {
  const { id, label } = definition;
  if (!isStem(name) || !isStem(id)) throw new DefinitionError('bad-name', label, `"${name}" cannot be brought back.`);
  if ([...trackings, ...groups].some((other) => other.label === label || other.id === id))
    throw new DefinitionError('taken', label, `"${label}" exists again: rename that one first.`);
  const place = join(filter_directory, REMOVED, name);
  if (definition.kind === 'tracking') {
    await mkdir(rrdtool_directory, { recursive: true, mode: DIRECTORY_MODE });
    await moveFile(join(place, `${id}.rrd`), rrdFile(rrdtool_directory, definition));
  }
  const path = definitionPath(filter_directory, definition);
  await moveFile(join(place, parse(path).base), path);
  await stat(path); // it is there
  await rm(place, { recursive: true });
}
