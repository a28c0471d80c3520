import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { ALERT_FREQUENCIES } from '../../lib/tracker/alert-frequency.js';
import { firedPeriods, knownFor, observe, wouldHaveFired } from '../../lib/tracker/alert-history.js';
import { nextAlert, QUIET, type AlertEvent, type Observation } from '../../lib/tracker/alert-machine.js';
import { alertRule, readSigma, sigmaBounds, thresholdBounds, type AlertRule } from '../../lib/tracker/alert-rule.js';
import { addValues, rrdFile, type PeriodValue } from '../../lib/tracker/tracking-rrd.js';
import { TrackerSite } from './site.js';

const T0 = 1_749_942_000;
const settings = defaultConfiguration();

function rule(frequency: string, threshold = 100, mostPerHour = 12): AlertRule {
  return alertRule({ frequency, threshold: String(threshold) }, { ...settings, alert_rate_limit: mostPerHour })!;
}

function observations(values: readonly (number | undefined)[], threshold = 100): Observation[] {
  return values.map((value, index) => ({ end: T0 + index * 300, value, bounds: thresholdBounds(threshold) }));
}

function events(of: AlertRule, all: readonly Observation[]): AlertEvent[] {
  let state = QUIET;
  return all.flatMap((one) => {
    const step = nextAlert(of, state, one);
    state = step.state;
    return step.event ? [step.event] : [];
  });
}

/** Which periods have which event. */
function told(frequency: string, values: readonly (number | undefined)[], threshold = 100): string[] {
  return events(rule(frequency, threshold), observations(values, threshold)).map(
    ({ kind, end }) => `${(end - T0) / 300} ${kind}`,
  );
}

/** By looking back over everything, for each value anew. */
function reference(of: AlertRule, all: readonly Observation[]): string[] {
  const { misses, repeat } = of.frequency;
  const messages = new Set<number>();
  const recoveries = new Set<number>();
  const missAt = (index: number): boolean => {
    const { value, bounds } = all[index]!;
    return value !== undefined && bounds !== undefined && (value > bounds.most || value < bounds.least);
  };
  all.forEach(({ end, value, bounds }, index) => {
    if (value === undefined || !bounds) return;
    const lastMessage = Math.max(-1, ...messages);
    if (!missAt(index)) {
      if (lastMessage > Math.max(-1, ...recoveries)) recoveries.add(index);
      return;
    }
    let run = 1;
    for (let at = index - 1; at >= 0; at--) {
      const follows = all[at + 1]!.end - all[at]!.end === 300;
      if (!follows || !missAt(at) || (repeat === 0 && messages.has(at))) break;
      run++;
    }
    const hour = [...messages].filter((at) => end - all[at]!.end < 3600).length;
    const waited = lastMessage < 0 || end - all[lastMessage]!.end >= repeat;
    if (run >= misses && waited && hour < of.mostPerHour) messages.add(index);
  });
  return all.flatMap(({ end }, index) =>
    messages.has(index) ? [`${end} told`] : recoveries.has(index) ? [`${end} recovered`] : [],
  );
}

describe('alerts of trackings', () => {
  it('tell of a value above a threshold, and of one below a negative threshold', () => {
    assert.deepEqual(told('eachtime', [50, 101, 100, 102]), ['1 exceeded', '2 recovered', '3 exceeded']);
    assert.deepEqual(told('eachtime', [500, 99, 100], -100), ['1 not met', '2 recovered']);
  });

  it('tell of each single miss, or of one a day', () => {
    assert.deepEqual(told('eachtime', [101, 101, 101]), ['0 exceeded', '1 exceeded', '2 exceeded']);
    const day = [...Array.from({ length: 290 }, () => 101), 1];
    assert.deepEqual(told('daily', day), ['0 exceeded', '288 exceeded', '290 recovered']);
  });

  for (const misses of [3, 6, 12])
    it(`tell of ${misses} misses in a row, each time or once a day, and begin anew after a value within bounds`, () => {
      const run = Array.from({ length: 2 * misses }, (_, index) => 101 + index);
      const values = [...run.slice(1, misses), 1, ...run];
      const [first, second] = [2 * misses - 1, 3 * misses - 1];
      assert.deepEqual(told(`eachtime${misses}`, values), [`${first} exceeded`, `${second} exceeded`]);
      assert.deepEqual(told(`daily${misses}`, values), [`${first} exceeded`]);
      const [event] = events(rule(`eachtime${misses}`), observations(values));
      assert.equal(event!.end - event!.start, misses * 300);
      assert.equal(event!.value, 100 + misses);
    });

  it('take an unknown value neither for a miss nor for a recovery, and no run goes on across it', () => {
    assert.deepEqual(told('eachtime', [undefined, 101, undefined, undefined, 1]), ['1 exceeded', '4 recovered']);
    assert.deepEqual(told('eachtime3', [101, 101, undefined, 101, 101]), []);
    assert.deepEqual(told('eachtime', [undefined, undefined], -100), []);
  });

  it('send no more messages of a tracking in an hour than are allowed', () => {
    const many = observations(Array.from({ length: 24 }, () => 101));
    assert.equal(events(rule('eachtime', 100, 3), many).length, 6);
  });

  it('do the same as looking back over all values, whatever these are', () => {
    const value = fc.option(fc.constantFrom(1, 50, 101, 150), { nil: undefined });
    const gap = fc.constantFrom(300, 300, 300, 300, 600, 40_000);
    const thresholds = ALERT_FREQUENCIES.filter(({ against }) => against === 'threshold').map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.constantFrom(...thresholds),
        fc.constantFrom(100, -40),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.tuple(value, gap), { maxLength: 80 }),
        (frequency, threshold, most, steps) => {
          let end = T0;
          const all = steps.map(([each, pause]): Observation => {
            end += pause;
            return { end, value: each, bounds: thresholdBounds(threshold) };
          });
          const of = rule(frequency, threshold, most);
          const found = events(of, all).map(
            (event) => `${event.end} ${event.kind === 'recovered' ? 'recovered' : 'told'}`,
          );
          assert.deepEqual(found, reference(of, all));
        },
      ),
    );
  });

  it('are none without a threshold, and name a sigma that cannot be read', () => {
    for (const threshold of ['', '0', 'many', 'Infinity'])
      assert.equal(alertRule({ frequency: 'daily', threshold }, settings), undefined);
    assert.equal(alertRule({ frequency: 'none', threshold: '5' }, settings), undefined);
    for (const text of ['', '6', '1:3', '6:0', '6:x', '9999:3']) {
      assert.equal(readSigma(text), undefined);
      assert.throws(
        () => alertRule({ frequency: 'sigma2', threshold: '' }, { ...settings, sigma_type_2: text }),
        /sigma_type_2.*12:3/,
      );
    }
  });

  it('judge by standard deviation, n - 1, both ways, and only with all of the history', () => {
    const sigma = { observations: 4, factor: 2 };
    const { least, most } = sigmaBounds([2, 4, 6, 8], sigma)!;
    const deviation = Math.sqrt(20 / 3);
    assert.ok(Math.abs(most - (5 + 2 * deviation)) < 1e-6 && Math.abs(least - (5 - 2 * deviation)) < 1e-6);
    assert.equal(sigmaBounds([2, undefined, 6, 8], sigma), undefined);
    assert.equal(sigmaBounds([2, 4, 6], sigma), undefined);
    const flat = sigmaBounds([0.1, 0.1, 0.1, 0.1], sigma)!;
    assert.ok(0.1 <= flat.most && 0.1 >= flat.least);
  });

  describe('over the history in an RRD', () => {
    let site: TrackerSite;
    let rrd: RrdProcess;
    before(() => {
      site = new TrackerSite();
      rrd = new RrdProcess();
    });
    after(async () => {
      await rrd.close();
      site.remove();
    });

    async function filled(label: string, values: readonly (number | undefined)[]): Promise<string> {
      const tracking = await site.add({ label }, T0);
      const file = rrdFile(site.configuration.rrdtool_directory, tracking);
      const all = values.map((value, index): PeriodValue => ({ end: T0 + (index + 1) * 300, value }));
      await addValues(rrd, file, T0, all);
      return file;
    }

    it('say when they would have fired: the very periods, unknown ones left out', async () => {
      const values = Array.from({ length: 200 }, (_, index) => (index === 100 ? undefined : 10 + (index % 3)));
      for (const index of [50, 51, 52, 120, 121, 122, 123, 198, 199]) values[index] = 500 + index;
      const file = await filled('threshold', values);
      const end = (index: number): number => T0 + (index + 1) * 300;
      assert.deepEqual(await wouldHaveFired(rule('eachtime3'), rrd, file), [
        { kind: 'exceeded', start: end(49), end: end(53), messages: 1, worst: 552 },
        { kind: 'exceeded', start: end(119), end: end(124), messages: 1, worst: 623 },
      ]);
      const [, , last] = await wouldHaveFired(rule('eachtime'), rrd, file);
      assert.deepEqual(last, { kind: 'exceeded', start: end(197), end: undefined, messages: 2, worst: 699 });
      const sigma = rule('sigma3');
      assert.deepEqual(
        (await wouldHaveFired(sigma, rrd, file)).map(({ start }) => start),
        [end(49), end(119), end(197)],
      );
    });

    it('compare a half hour with those of the same time on the days before', async () => {
      const daily = Array.from(
        { length: 9 * 288 },
        (_, index) => 1000 + 900 * Math.sin((index * 2 * Math.PI) / 288) + (index % 7),
      );
      const file = await filled('by day', daily);
      const of = rule('sigmaday');
      const start = T0 + 8 * 288 * 300;
      const known = await knownFor(of, rrd, file, { start, end: start + 6 * 300 });
      const last = { end: start + 6 * 300, value: daily[8 * 288 + 5] };
      const usual = observe(of, last, known);
      assert.ok(usual.value! > usual.bounds!.least && usual.value! < usual.bounds!.most);
      const raised = observe(of, { ...last, value: 60_000 }, known);
      assert.ok(raised.value! > raised.bounds!.most);
      const young = await knownFor(of, rrd, file, { start: T0 + 300, end: T0 + 12 * 300 });
      assert.equal(observe(of, { end: T0 + 12 * 300, value: 60_000 }, young).bounds, undefined);
      assert.deepEqual(firedPeriods(of, []), []);
    });
  });
});
