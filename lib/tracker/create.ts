/** Makes, archives and restarts trackings: definition and RRD together (reference sections 5.3 and 5.4). */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import type { Configuration } from '../config/configuration.js';
import { DIRECTORY_MODE } from '../config/modes.js';
import { withRrd } from '../rrd/with-rrd.js';
import { Catalogue } from './catalogue.js';
import { lastPeriodEnd, type Seconds } from './period.js';
import { createDefinition, moveDefinition, type New } from './save.js';
import { definitionOf, isOfFields } from './tracking-filter.js';
import { createTrackingRrd, lastUpdate, rrdFile, rrdStart } from './tracking-rrd.js';
import type { Tracking } from './tracking.js';

/**
 * A new tracking, which the next passes of the daemons take up. Its name is one that no definition and no RRD has, so that it does not go
 * on where another ended.
 * @param tracking its `definition` is the filter where its fields say nothing, and else made of them
 * @throws DefinitionError `no-label`, `taken`, `bad-filter`; RrdError; Error of the file system
 */
export async function createTracking(
  configuration: Configuration,
  tracking: New<Tracking>,
  now: Seconds,
): Promise<Tracking> {
  const { filter_directory, rrdtool_directory } = configuration;
  const isMade = tracking.definition === '' || isOfFields(tracking);
  const definition = isMade ? definitionOf(tracking) : tracking.definition;
  await mkdir(filter_directory, { recursive: true, mode: DIRECTORY_MODE });
  await mkdir(rrdtool_directory, { recursive: true, mode: DIRECTORY_MODE });
  const { trackings, groups } = await new Catalogue(filter_directory).read();
  const labels = new Set([...trackings, ...groups].map(({ label }) => label));
  const isUsed = (id: string): boolean =>
    (['active', 'archived'] as const).some((state) => existsSync(rrdFile(rrdtool_directory, { id, state })));
  const created = await createDefinition<Tracking>(filter_directory, { ...tracking, definition }, labels, isUsed);
  const file = rrdFile(rrdtool_directory, created);
  try {
    await withRrd((rrd) => createTrackingRrd(rrd, file, rrdStart(now)));
  } catch (error) {
    if (!existsSync(file)) throw error; // else the Collector was quicker
  }
  return created;
}

/**
 * Neither collected nor drawn any more; its values stay, also in groups.
 * @returns the archive
 * @throws Error of the file system
 */
export async function archiveTracking(configuration: Configuration, tracking: Tracking): Promise<Tracking> {
  const { filter_directory, rrdtool_directory } = configuration;
  const archive = await moveDefinition(filter_directory, tracking, 'archived');
  await moveRrd(rrdtool_directory, tracking, archive);
  return archive;
}

/**
 * Collected again, from the period on that is due now: what it would have measured meanwhile stays unknown.
 * @returns the tracking
 * @throws RrdError; Error of the file system
 */
export async function restartTracking(
  configuration: Configuration,
  archive: Tracking,
  now: Seconds,
): Promise<Tracking> {
  const { filter_directory, rrdtool_directory, collection_offset } = configuration;
  const file = rrdFile(rrdtool_directory, archive);
  const end = lastPeriodEnd(now, collection_offset);
  if (existsSync(file))
    await withRrd(async (rrd) => {
      if ((await lastUpdate(rrd, file)) < end) await rrd.run('update', file, `${end}:U`);
    });
  await moveRrd(rrdtool_directory, archive, { ...archive, state: 'active' });
  return moveDefinition(filter_directory, archive, 'active');
}

/** A tracking that has never been collected may have no RRD. */
async function moveRrd(directory: string, from: Tracking, to: Tracking): Promise<void> {
  const file = rrdFile(directory, from);
  if (existsSync(file)) await rename(file, rrdFile(directory, to));
}
