import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { RrdError } from '../../lib/rrd/rrdtool.js';

describe('one rrdtool for many commands', () => {
  let directory: string;
  let rrd: RrdProcess;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'rrd-process-'));
    rrd = new RrdProcess();
  });
  afterEach(async () => {
    await rrd.close();
    rmSync(directory, { recursive: true });
  });
  const create = (file: string) =>
    rrd.run('create', file, '--start', '1750000000', 'DS:x:GAUGE:600:U:U', 'RRA:AVERAGE:0.5:1:10');

  it('answers each command in its turn, also after one that failed', async () => {
    const file = join(directory, 'a.rrd');
    const answers = await Promise.allSettled([
      create(file),
      rrd.run('last', file),
      rrd.run('last', join(directory, 'none.rrd')),
      rrd.run('bogus'),
      rrd.run('update', file, '1750000300:5', '1750000600:U'),
      rrd.run('update', file, '1750000300:5'),
      rrd.run('last', file),
    ]);
    const said = answers.map((answer) =>
      answer.status === 'fulfilled' ? answer.value[0] : (answer.reason as unknown),
    );
    assert.deepEqual([said[0], said[1], said[4], said[6]], [undefined, '1750000000', undefined, '1750000600']);
    assert.ok(said[2] instanceof RrdError && said[5] instanceof RrdError);
    assert.match(said[2].message, /^rrdtool last: opening '.*none\.rrd': No such file or directory$/);
    assert.match(said[5].message, /^rrdtool update: .*a\.rrd: illegal attempt to update using time 1750000300/);
  });

  it('takes every word as it is, and refuses what no line can hold', async () => {
    for (const name of [`it's "so" $HOME; \`ls\` | x`, '"', "'", ' two  blanks ', 'ü-東.rrd', '\\n', '-x']) {
      const file = join(directory, name);
      await create(file);
      assert.ok(existsSync(file), name);
      assert.deepEqual(await rrd.run('last', file), ['1750000000']);
    }
    await assert.rejects(create(join(directory, 'a\nlast')), { name: 'Error', code: 'rrd', message: /line break/ });
  });

  it('says what to do where rrdtool is missing, and is started again if it ends', async () => {
    const missing = new RrdProcess({ program: join(directory, 'rrdtool') });
    await assert.rejects(missing.run('last', 'x'), /cannot be run.*install the package rrdtool, or set PATH/);
    await missing.close();
    await assert.rejects(rrd.run('quit'), /^Error: rrdtool quit: ended with status 0/);
    await create(join(directory, 'b.rrd'));
    assert.ok(existsSync(join(directory, 'b.rrd')));
  });
});
