import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Detector, type ScanLimits } from '../../lib/scan/detector.js';
import { ScanMemory } from '../../lib/scan/memory.js';

const LIMITS: ScanLimits = { hosts: 3, ports: 3, age: 0 };
const SCANNER = 0x0a000001;

function detectorOf(limits: Partial<ScanLimits> = {}, memory = new ScanMemory()): Detector {
  return new Detector({ ...LIMITS, ...limits }, memory);
}

/** Looks at flows of one source, given as destination and port. */
function see(detector: Detector, ...flows: readonly (readonly [to: number, port: number])[]): (string | undefined)[] {
  return flows.map(([to, port]) => {
    detector.count();
    return detector.see(SCANNER, to, port);
  });
}

/** Flows of other sources that pass by. */
function passBy(detector: Detector, flows: number): void {
  for (let flow = 0; flow < flows; flow++) detector.count();
}

describe('scan detector', () => {
  it('reports a host scan at one destination more than the depth, and then ignores the source', () => {
    const found = see(detectorOf(), [1, 2000], [2, 2000], [3, 2000], [3, 2000], [4, 2000], [5, 2000]);
    assert.deepEqual(found, [undefined, undefined, undefined, undefined, 'host scan', undefined]);
  });

  it('reports a port scan when one destination has been asked for so many ports below 1024', () => {
    const found = see(detectorOf(), [1, 21], [1, 22], [1, 22], [1, 1024], [2, 25], [1, 1023], [1, 80]);
    assert.deepEqual(found, [undefined, undefined, undefined, undefined, undefined, 'port scan', undefined]);
  });

  it('forgets a destination after so many flows without it', () => {
    const detector = detectorOf({ age: 1500 });
    see(detector, [1, 80], [2, 80], [3, 80]);
    passBy(detector, 1000);
    see(detector, [3, 80]);
    passBy(detector, 1000);
    assert.deepEqual(
      [...detector.memory.sources()].map(({ destinations }) => [...destinations.keys()]),
      [[3]],
    );
    passBy(detector, 2000);
    assert.deepEqual([...detector.memory.sources()], []);
  });

  it('reports a source anew once its report is as old', () => {
    const detector = detectorOf({ age: 1000, hosts: 1 });
    assert.deepEqual(see(detector, [1, 80], [2, 80], [3, 80]), [undefined, 'host scan', undefined]);
    passBy(detector, 2000);
    assert.deepEqual(see(detector, [1, 80], [2, 80]), [undefined, 'host scan']);
  });

  it('keeps everything with age 0, but no more than memory may hold', () => {
    let full = 0;
    const detector = new Detector({ ...LIMITS, hosts: 1e6 }, new ScanMemory(500), () => full++);
    for (let flow = 0; flow < 20_000; flow++) {
      detector.count();
      detector.see(flow % 7, flow, 80);
      assert.ok(detector.memory.entries <= 1500);
    }
    assert.ok(full > 0);
    const left = [...detector.memory.sources()].flatMap(({ destinations }) => [...destinations.keys()]);
    assert.equal(left.length, detector.memory.entries);
    assert.ok(Math.min(...left.map(Number)) > 18_000, 'the oldest go first');
  });

  it('counts the same entries as there are, whatever comes', () => {
    const flow = fc.tuple(fc.nat(5), fc.nat(9), fc.constantFrom(21, 22, 23, 2000));
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 400 }), (flows) => {
        const detector = detectorOf({ age: 40 });
        for (const [from, to, port] of flows) {
          passBy(detector, 20);
          detector.see(from, to, port);
        }
        const sources = [...detector.memory.sources()];
        const counted = sources.reduce((sum, { destinations, reported }) => {
          assert.ok(destinations.size <= LIMITS.hosts);
          assert.equal(destinations.size === 0, reported === 'yes');
          return sum + (reported === 'yes' ? 1 : destinations.size);
        }, 0);
        assert.equal(detector.memory.entries, counted);
      }),
    );
  });
});
