import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARAMETERS } from '../../lib/config/parameter.js';
import { enterData } from '../../lib/demo/data-directory.js';
import { demoParameters } from '../../lib/demo/demo-file.js';
import { placesIn } from '../../lib/demo/places.js';

/** Only read, and only where exporters are configured. */
const NOT_USED = ['exporter_directory'];

describe('the configuration of the demonstration', () => {
  it('keeps everything in the directory of the setting DATA', () => {
    const set: Readonly<Record<string, unknown>> = demoParameters(placesIn('/there'), []);
    for (const { name, type } of PARAMETERS) {
      if (type !== 'directory' || NOT_USED.includes(name)) continue;
      assert.match(String(set[name]), /^\/there\//, name);
    }
  });

  it('has the directory of trackings before anything looks for them', async () => {
    const data = mkdtempSync(join(tmpdir(), 'demo-data-'));
    try {
      const places = placesIn(data);
      const leave = await enterData(data, places);
      leave();
      assert.deepEqual(readdirSync(demoParameters(places, []).filter_directory ?? ''), []);
    } finally {
      rmSync(data, { recursive: true });
    }
  });
});
