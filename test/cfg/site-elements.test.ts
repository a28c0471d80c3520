import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ElementListError, readElementList } from '../../lib/cfg/element-list.js';
import { CfgError } from '../../lib/cfg/error.js';
import { siteElements } from '../../lib/cfg/site-elements.js';

describe('the elements of a site', () => {
  const earlier = process.env['FLOW_TOOLS_CFGDIR'];
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'site-elements-'));
    file = join(folder, 'element.cfg');
    process.env['FLOW_TOOLS_CFGDIR'] = folder;
  });
  after(() => {
    if (earlier === undefined) delete process.env['FLOW_TOOLS_CFGDIR'];
    else process.env['FLOW_TOOLS_CFGDIR'] = earlier;
    rmSync(folder, { recursive: true });
  });

  /** As editors write: another file takes the name. */
  const write = (text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const ids = (name: string): number[] =>
    siteElements()
      .named(name)
      .map(({ id }) => id);

  it('are those of the file as it is now, and read once for as long as it stays', () => {
    assert.deepEqual(ids('siteName'), []);
    write('9 1 siteName unsigned16\n');
    assert.deepEqual(ids('siteName'), [1]);
    assert.equal(siteElements(), siteElements());
    write('9 2 siteName unsigned16\n');
    assert.deepEqual(ids('siteName'), [2]);
    assert.ok(ids('samplerId').includes(48));
    rmSync(file);
    assert.deepEqual(ids('siteName'), []);
  });

  it('are told to be wrong for as long as the file is', () => {
    write('9 1 siteName unsigned17\n');
    assert.throws(siteElements, CfgError);
    assert.throws(siteElements, CfgError);
    assert.throws(() => readElementList('siteName=1'), ElementListError);
    write('9 1 siteName unsigned16\n');
    assert.deepEqual(ids('siteName'), [1]);
    assert.equal(readElementList('siteName=1').kind, 'pair');
  });
});
