import assert from 'node:assert/strict';
import { defaultConfiguration, type Configuration } from '../../lib/config/configuration.js';
import { readGraphQuestion, type GraphQuestion } from '../../lib/graph/graphquestion.js';
import { blankForm } from '../../lib/report/blankform.js';
import { readForm } from '../../lib/report/form.js';
import { definitionText } from '../../lib/tracker/definition-text.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import { grapherLink } from '../../lib/tracker/alert-message.js';
import { TRACKING_TYPE_NAMES } from '../../lib/tracker/tracking-type.js';
import type { Tracking } from '../../lib/tracker/tracking.js';
import { aTracking } from './trackings.js';

const DAY = 86_400;
/** Clocks go back at 01:00 UTC. */
const CHANGE = Date.UTC(2025, 9, 26, 1) / 1000;

describe('the link of an alert to FlowGrapher', () => {
  const configuration: Configuration = { ...defaultConfiguration(), devices: ['edge1'], date_format: 'MDY' };

  function link(start: number, end: number, some: Parameters<typeof aTracking>[0] = {}): string | undefined {
    const tracking: Tracking = aTracking({ fields: { device_name: 'edge1', dest_port: '443' }, ...some });
    const event = { kind: 'exceeded', start, end, value: 1, bounds: { least: -Infinity, most: 0 } } as const;
    return grapherLink({ tracking, event }, configuration);
  }

  /** What FlowGrapher makes of an address. */
  function asked(address: string | undefined): GraphQuestion {
    const query = new URL(address ?? '').searchParams;
    const now = (CHANGE + 100 * DAY) * 1000;
    const form = readForm(query, blankForm(configuration, ['edge1'], now));
    const read = readGraphQuestion(form, { configuration, devices: ['edge1'], now });
    assert.ok('question' in read, JSON.stringify(read));
    return read.question;
  }

  it('names the very periods of any run, of any type, and FlowGrapher takes it', () => {
    for (const periods of [1, 3, 12, 13, 100, 288, 5000])
      for (const type of TRACKING_TYPE_NAMES) {
        const [start, end] = [CHANGE - 600, CHANGE - 600 + periods * 300];
        const { window, type: shown, query } = asked(link(start, end, { type, multiplier: '100' }));
        assert.deepEqual([window.start, window.end, shown.value], [start * 1000, end * 1000, type]);
        assert.deepEqual(query.filter, { kind: 'and', of: [readFieldList('dstport', '443')] });
      }
  });

  it('is one moment in the hour that clocks show twice', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      for (const start of [CHANGE - 3600, CHANGE, CHANGE + 3600]) {
        const { window, notes } = asked(link(start, start + 300));
        assert.deepEqual([window.start, window.end, notes], [start * 1000, (start + 300) * 1000, []]);
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('shows the last days of a run that is longer than graphs may be', () => {
    const end = CHANGE + (configuration.maximum_days + 8) * DAY;
    const { window } = asked(link(CHANGE, end));
    assert.deepEqual([window.start, window.end], [(end - configuration.maximum_days * DAY) * 1000, end * 1000]);
  });

  it('keeps the sampling, and is left out where the form does not say what the filter is', () => {
    assert.match(link(CHANGE, CHANGE + 300, { multiplier: '100' }) ?? '', /[?&]sampling_multiplier=100(&|$)/);
    const definition = definitionText(readFieldList('dstport', '443'));
    assert.equal(link(CHANGE, CHANGE + 300, { fields: { device_name: 'edge1' }, definition }), undefined);
    assert.equal(link(CHANGE, CHANGE + 300, { fields: { device_name: 'edge1', dest_port: 'no port' } }), undefined);
    assert.equal(
      link(CHANGE, CHANGE + 300, { fields: { source_address: '10.0.0.1, '.repeat(1000) + '10.0.0.2' } }),
      undefined,
    );
  });
});
