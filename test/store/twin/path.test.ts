import assert from 'node:assert/strict';
import { deviceDirectoryOf, isTwinName, rowPath, twinPath, twinPaths } from '../../../lib/store/twin/path.js';

const NAME = 'ft-v05.2010-03-05.120000+0100';

describe('paths of twins', () => {
  for (const [row, device, twin] of [
    [
      `/var/flows/core/2010/2010-03/2010-03-05/${NAME}`,
      '/var/flows/core',
      `/var/flows/.columns/core/2010/2010-03/2010-03-05/${NAME}.parquet`,
    ],
    [
      `/var/flows/core/2010-03/2010-03-05/${NAME}`,
      '/var/flows/core',
      `/var/flows/.columns/core/2010-03/2010-03-05/${NAME}.parquet`,
    ],
    [`/var/flows/core/${NAME}`, '/var/flows/core', `/var/flows/.columns/core/${NAME}.parquet`],
    [`/core/${NAME}`, '/core', `/.columns/core/${NAME}.parquet`],
  ] as const) {
    it(`takes ${row} as a file of ${device}`, () => {
      assert.equal(deviceDirectoryOf(row), device);
      assert.equal(twinPath(row), twin);
      assert.equal(rowPath(twin), row);
    });
  }

  it('looks at every ancestor, the usual one first', () => {
    assert.deepEqual(twinPaths(`/a/core/2010/${NAME}`), [
      `/a/.columns/core/2010/${NAME}.parquet`,
      `/a/core/2010/.columns/${NAME}.parquet`,
      `/a/core/.columns/2010/${NAME}.parquet`,
      `/.columns/a/core/2010/${NAME}.parquet`,
    ]);
  });

  it('can be told the directory that gets .columns', () => {
    assert.equal(twinPath(`/a/b/core/${NAME}`, '/a'), `/a/.columns/b/core/${NAME}.parquet`);
    assert.throws(() => twinPath(`/a/core/${NAME}`, '/b'), RangeError);
  });

  it('knows no row file for what is no twin', () => {
    assert.equal(rowPath(`/a/core/${NAME}.parquet`), undefined);
    assert.equal(rowPath(`/a/.columns/core/.${NAME}.parquet`), undefined);
    assert.equal(rowPath(`/a/.columns/core/${NAME}`), undefined);
    assert.equal(isTwinName(`.${NAME}.parquet`), false);
  });
});
