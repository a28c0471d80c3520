import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionLabels } from '../../lib/tracker/labels.js';
import { changeDefinition, moveDefinition } from '../../lib/tracker/save.js';
import { TrackerSite } from './site.js';

describe('the labels of trackings', () => {
  let site: TrackerSite;
  beforeEach(() => {
    site = new TrackerSite();
  });
  afterEach(() => {
    site.remove();
  });
  const kept = (): string => join(site.configuration.work_directory, 'tracking-labels.json');
  const labels = (): string[] => definitionLabels(site.configuration, 3).map(({ kind, label }) => `${kind} ${label}`);
  /** As if the directory had been as it is for a while. */
  const settle = (): void => {
    const then = new Date(Date.now() - 60_000);
    utimesSync(site.configuration.filter_directory, then, then);
  };

  it('are kept while no definition comes, goes or changes', async () => {
    const one = await site.add({ label: 'one' });
    const two = await site.add({ label: 'two: 2' });
    settle();
    assert.deepEqual(labels(), ['tracking one', 'tracking two: 2']);
    const { ino } = statSync(kept());
    assert.deepEqual(labels(), ['tracking one', 'tracking two: 2']);
    assert.equal(statSync(kept()).ino, ino, 'read, and not written again');
    const { filter_directory: directory } = site.configuration;
    await changeDefinition(directory, one, (current) => ({ ...current, label: 'first' }));
    assert.deepEqual(labels(), ['tracking first', 'tracking two: 2']);
    await moveDefinition(directory, two, 'archived');
    assert.deepEqual(labels(), ['tracking first', 'archive two: 2']);
    for (const label of ['a', 'b', 'c']) await site.add({ label });
    assert.deepEqual(labels(), ['tracking a', 'tracking b', 'tracking c'], 'no more than are asked for');
  });

  it('that somebody changes with an editor show a little later', async () => {
    const { id } = await site.add({ label: 'one' });
    settle();
    labels();
    const path = join(site.configuration.filter_directory, `${id}.fil`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('monitor_label: one', 'monitor_label: edited'));
    const then = new Date(Date.now() - 301_000);
    utimesSync(kept(), then, then);
    assert.deepEqual(labels(), ['tracking edited']);
  });

  it('are not kept where the directory has just changed, cannot be read, or what is kept is spoilt', async () => {
    await site.add({ label: 'one' });
    assert.deepEqual(labels(), ['tracking one']);
    assert.ok(!existsSync(kept()));
    for (const spoilt of ['{', 'null', '{"mark":1}', '{"labels":[{"id":"../x"}]}']) {
      writeFileSync(kept(), spoilt);
      assert.deepEqual(labels(), ['tracking one']);
    }
    const away = { ...site.configuration, filter_directory: join(site.directory, 'nowhere') };
    assert.deepEqual(definitionLabels(away, 3), []);
  });
});
