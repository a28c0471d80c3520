import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

describe('temporaryFolder', () => {
  it('makes a folder that is gone with the process, with all that is in it', () => {
    const module = pathToFileURL(join(import.meta.dirname, 'temporary-folder.js')).href;
    const program = `
      import { writeFileSync } from 'node:fs';
      import { temporaryFolder } from '${module}';
      for (const name of ['one', 'two']) {
        const folder = temporaryFolder(name);
        writeFileSync(folder + '/file', '');
        console.log(folder);
      }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    const [one = '', two = '', ...rest] = stdout.trim().split('\n');
    assert.match(one, /\/one-\w{6}$/);
    assert.match(two, /\/two-\w{6}$/);
    assert.deepEqual([rest, existsSync(one), existsSync(two)], [[], false, false]);
  });
});
