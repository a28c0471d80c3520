import assert from 'node:assert/strict';
import { PARAMETERS } from '../../lib/config/parameter.js';
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
});
