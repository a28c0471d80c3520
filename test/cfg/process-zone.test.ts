import assert from 'node:assert/strict';
import { processZone } from '../../lib/cfg/process-zone.js';

describe('cfg/process-zone', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  for (const [zone, name] of [
    ['Europe/Rome', 'Europe/Rome'],
    [':Europe/Rome', 'Europe/Rome'],
    ['UTC', 'UTC'],
    ['XYZ-3', 'Etc/GMT-3'], // three hours ahead, in both
    ['XYZ+3', 'Etc/GMT+3'],
    ['no such zone', 'Etc/GMT+0'],
  ] as const)
    it(`names the zone of TZ=${zone}`, () => {
      process.env['TZ'] = zone;
      assert.equal(processZone(), name);
    });
});
